"""How long a state of one stream takes, beside a plain fold from the beginning."""

import random
import statistics
import time
from pathlib import Path

import inspector
from inspector.events.json_value import same
from inspector.replay.fold import LocalFold
from inspector.replay.reducers import REDUCERS
from tests.bench.stores import LONG_STREAM, SEED
from tests.bench.table import Measure

_SEEKS = 200
_FOLDS = 15


def seek(path: Path) -> list[Measure]:
    """The median seek to a random position in a stream of 10,000 events; every tenth answer is checked."""
    chance = random.Random(SEED)
    with inspector.open(path) as workspace:
        last = workspace.last_position()
        started = time.perf_counter()
        workspace.frame(LONG_STREAM, last)
        first_s = time.perf_counter() - started
        seeks, folds = [], []
        for number in range(_SEEKS):
            position = chance.randint(1, last)
            started = time.perf_counter()
            frame = workspace.frame(LONG_STREAM, position)
            seeks.append(time.perf_counter() - started)
            if number % (_SEEKS // _FOLDS) == 0:
                started = time.perf_counter()
                state = _fold(workspace, position)
                folds.append(time.perf_counter() - started)
                assert same(frame.state, state), position
    naive_s = statistics.median(folds)
    return [
        Measure("first state of a 10,000-event stream", first_s, "one plain fold of it", naive_s),
        Measure("seek in it, median", statistics.median(seeks), "plain fold, median", naive_s),
        Measure("seek in it, 99th percentile", statistics.quantiles(seeks, n=100)[-1], "plain fold, median", naive_s),
    ]


def _fold(workspace: inspector.Workspace, position: int) -> object:
    fold = LocalFold(REDUCERS["merge"], exact=False)
    events = list(workspace.events(LONG_STREAM, upto=position))
    folded, error = fold.run(LONG_STREAM, fold.initial(LONG_STREAM), events)
    assert error is None
    return folded.state
