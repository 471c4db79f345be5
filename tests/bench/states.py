"""How long a state takes in the whole store: of the stream that is stepped through, and of any other."""

import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import inspector
from tests.bench.figure import Figure
from tests.bench.stores import LONG_STREAM, SEED
from tests.bench.whole import side_by_side

_STEPS = 1_000
_STREAMS = 300


def of_streams(path: Path) -> Iterator[Figure]:
    """Goal 9: steps through one stream; streams that nobody has looked at, as often as not of a few events; and many
    side by side."""
    yield from side_by_side(path)
    chance = random.Random(SEED)
    with inspector.open(path) as workspace, closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as raw:
        last = workspace.last_position()
        positions = [event.position for event in workspace.events(LONG_STREAM, limit=2 * _STEPS)]
        begin = len(positions) // 2
        workspace.step(LONG_STREAM, positions[begin])
        steps, rows = [], []
        for position in positions[begin + 1 :]:
            steps.append(_timed(lambda: workspace.step(LONG_STREAM, position)))  # noqa: B023
            row = "SELECT * FROM events WHERE position = ?"
            rows.append(_timed(lambda: raw.execute(row, (position,)).fetchone()))  # noqa: B023
        back = [_timed(lambda at=at: workspace.step(LONG_STREAM, at)) for at in positions[:begin:-1]]
        row_s = statistics.median(rows)
        for figure, times, at_most in (("step +1", steps, 2.0), ("step -1", back, None)):
            yield Figure(
                goal=9,
                figure=f"{figure}, state and what changed, median",
                peer="a raw row read, median",
                ours=statistics.median(times),
                theirs=row_s,
                at_most=at_most,
            )
        seeks = _seeks(workspace, raw, chance, last)
        for figure, ours, bound in (
            ("median", statistics.median(seeks), 0.002),
            ("p99", statistics.quantiles(seeks, n=100)[-1], 0.008),
        ):
            yield Figure(
                goal=9,
                figure=f"a random stream, never seen, {figure}",
                peer=f"{bound * 1000:g} ms",
                ours=ours,
                theirs=bound,
                at_most=1.0,
                applies=last >= 10_000_000,
            )


def _seeks(workspace: inspector.Workspace, raw: sqlite3.Connection, chance: random.Random, last: int) -> list[float]:
    """The seconds of the state of a random stream at a random position."""
    numbers = [chance.randrange(max(10, last // 107)) for _ in range(_STREAMS)]
    there = "SELECT 1 FROM events WHERE stream = ? LIMIT 1"
    names = [name for number in numbers if raw.execute(there, (name := f"order-{number}",)).fetchone()]
    return [_timed(lambda name=name: workspace.step(name, chance.randint(1, last))) for name in names]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
