"""How long the state of the whole store takes, in the state panel itself, from a cursor that moves to the last value.

`python -m tests.bench.whole FILE` is a process with such a panel: it prints seconds as JSON.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import inspector
from tests.bench.figure import Figure
from tests.bench.stores import LONG_STREAM, SEED, store

if TYPE_CHECKING:
    from inspector.ui.session import Session

_SEEKS = 150
_SIDE_BY_SIDE = 40
_SMALL = 1_000_000


def seeking(path: Path) -> Iterator[Figure]:
    """Goal 7, and of goal 9 the streams side by side."""
    ours = _child(path)
    p99 = statistics.quantiles(ours["seek"], n=100)[-1]
    at_most = partial(Figure, applies=ours["events"][0] >= 10 * _SMALL)
    yield at_most(goal=7, figure="whole store, one stream open: p99", peer="5 ms", ours=p99, theirs=0.005, at_most=1.0)
    if ours["events"][0] > _SMALL:
        small = statistics.quantiles(_child(store(_SMALL))["seek"], n=100)[-1]
        yield at_most(
            goal=7, figure="whole store, one stream open: p99", peer="p99 at 1M", ours=p99, theirs=small, at_most=3.0
        )


def side_by_side(path: Path) -> Iterator[Figure]:
    """Goal 9: the states of many streams, asked for together, until the last is there."""
    ours = _child(path)
    yield Figure(
        goal=9,
        figure=f"{_SIDE_BY_SIDE} streams at once, until the last, median",
        peer="16 ms",
        ours=statistics.median(ours["together"]),
        theirs=0.016,
        at_most=1.0,
        applies=ours["events"][0] >= 10 * _SMALL,
    )


def _child(path: Path) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.whole", str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    answer: dict[str, list[float]] = json.loads(done.stdout)
    return answer


def _measure(path: Path) -> dict[str, list[float]]:
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from inspector.ui import style
    from inspector.ui.jobs import Jobs
    from inspector.ui.opening import Opened
    from inspector.ui.session import Session
    from inspector.ui.state.pane import StatePane
    from inspector.ui.value_tree.nodes import PENDING

    style.apply(QApplication([]), "dark")
    session = Session(Opened.of(inspector.open(path)), Jobs())
    pane = StatePane(session)
    pane.resize(560, 900)
    pane.show()
    session.start()
    _until_idle(session)
    session.set_scope(None)
    _until_idle(session)
    tree = pane.tree
    root = tree.values.root
    assert root is not None
    while root.total > len(root.children) and LONG_STREAM not in [node.key for node in root.children]:
        tree.values.fetchMore(tree.values.index_of(root))
    node = next(node for node in root.children if node.key == LONG_STREAM)
    tree.setExpanded(tree.values.index_of(node), True)
    tree.scrollTo(tree.values.index_of(node))

    def until(there: Callable[[], bool]) -> float:
        started = time.perf_counter()
        while not there():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return time.perf_counter() - started

    until(lambda: node.value is not PENDING)
    chance, last = random.Random(SEED), session.last
    shown: list[int] = []
    session.stepReady.connect(lambda step: shown.append(step.frame.position))
    seeks, together = [], []
    floor = session.index.neighbour(0, 1, stream=LONG_STREAM) or 1
    for _ in range(_SEEKS):
        at = chance.randint(floor, last)
        session.set_cursor(at)
        at = session.cursor
        seeks.append(until(lambda: shown[-1:] == [at] and not pane.is_filling))  # noqa: B023
    names = chance.sample(list(session.state_scope.names), min(_SIDE_BY_SIDE, root.total))
    for _ in range(_SEEKS // 5):
        here: list[str] = []
        at = chance.randint(1, last)
        session.state_scope.request_each(names, at, lambda name, _frame: here.append(name))  # noqa: B023
        together.append(until(lambda: len(here) == len(names)))  # noqa: B023
    indexed = float(len(session.index))
    session.close()
    return {"seek": seeks, "together": together[1:], "events": [indexed]}


def _until_idle(session: "Session") -> None:
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()
    while not session.jobs.is_idle():
        loop = QEventLoop()
        session.jobs.idle.connect(loop.quit)
        loop.exec()
    QApplication.processEvents()


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
