"""How long a state of one stream takes, beside a plain fold from the beginning."""

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import inspector
from inspector.events.json_value import same
from inspector.replay.fold import LocalFold
from inspector.replay.reducers import REDUCERS
from tests.bench.figure import Figure
from tests.bench.stores import LONG_STREAM, SEED

_SEEKS = 200
_FOLDS = 15


def aggregate(path: Path) -> Iterator[Figure]:
    """Goal 8: states of a stream of 10,000 events; every tenth answer is checked against a plain fold."""
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
    naive_s, p99_s = statistics.median(folds), statistics.quantiles(seeks, n=100)[-1]
    yield Figure(goal=8, figure="first state of a long stream", peer="plain fold of it", ours=first_s, theirs=naive_s)
    yield Figure(
        goal=8, figure="seek in it, median", peer="plain fold, median", ours=statistics.median(seeks), theirs=naive_s
    )
    yield Figure(goal=8, figure="seek in it, p99", peer="plain fold, median", ours=p99_s, theirs=naive_s)


def _fold(workspace: inspector.Workspace, position: int) -> object:
    fold = LocalFold(REDUCERS["merge"], exact=False)
    events = list(workspace.events(LONG_STREAM, upto=position))
    folded, error = fold.run(LONG_STREAM, fold.initial(LONG_STREAM), events)
    assert error is None
    return folded.state
