"""The index of everything: how long it takes, how soon it is back, what it weighs, and what a window does meanwhile.

`python -m tests.bench.indexing KIND FILE` is a process of its own with a real window: it prints its figures as JSON.
"""

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.events.cancel import NEVER
from inspector.replay.index import TimelineIndex
from inspector.store.registry import open_log
from tests.bench.figure import Figure

if TYPE_CHECKING:
    from inspector.ui.window import MainWindow

_RUNS = 3
_REOPENINGS = 15
_SCRUBS = 200
_FRAME_MS = 16
_IDLE_S = 2.0
_LARGE = 1_000_000
_BYTES_AN_EVENT = 40.0
_NARROW = "SELECT position, time_ns, type, stream FROM events"


def full(path: Path) -> Iterator[Figure]:
    """Goal 1: every row of the index's four columns, printed to nowhere by the command line tool, and read by us.

    Without the tool the driver fetches them. We read with the standard library's driver, so the bound is 1.2.
    """
    tool = shutil.which("sqlite3")
    ours, theirs = [], []
    with _own_cache():
        for _ in range(_RUNS):
            theirs.append(_timed(lambda: _scan(path, tool)))
            ours.append(_timed(lambda: _read(path)))
    yield Figure(
        goal=1,
        figure="full index, standard library only",
        peer="narrow scan by the sqlite3 tool" if tool else "narrow scan by the driver",
        ours=statistics.median(ours),
        theirs=statistics.median(theirs),
        at_most=1.2,
    )


def again(path: Path) -> Iterator[Figure]:
    """Goal 3: the index back from the cache folder, ready to be drawn, beside reading it from the store."""
    with _own_cache(), closing(open_log(path)) as log:
        first: list[TimelineIndex] = []
        full_s = statistics.median(_timed(lambda: first.append(_read(path))) for _ in range(_RUNS))
        index = first[-1]
        log.keep_columns(index.columns(), index.order)
        back_s = statistics.median(_timed(lambda: _back(path)) for _ in range(_REOPENINGS))
        checked_s = _timed(lambda: TimelineIndex().read(log, cancel=NEVER))
        assert len(_back(path)) == len(index)
    large = len(index) >= _LARGE
    yield Figure(
        goal=3, figure="index back", peer="full index", ours=back_s, theirs=full_s, at_most=1 / 400, applies=large
    )
    yield Figure(goal=3, figure="index back, every bit checked", peer="full index", ours=checked_s, theirs=full_s)


def smooth(path: Path) -> Iterator[Figure]:
    """Goal 6: the p99 of the intervals between a window's frames while its store is indexed, and afterwards."""
    runs = [_child("frames", path) for _ in range(_RUNS)]
    busy, idle = (statistics.median(run[key] for run in runs) for key in ("indexing", "idle"))
    yield Figure(
        goal=6, figure="p99 of frame intervals while indexing", peer="idle", ours=busy, theirs=idle, at_most=1.1
    )


def memory(path: Path) -> Iterator[Figure]:
    """Goal 14: what a window holds after it was scrubbed from end to end, above an empty one, by event."""
    if not Path("/proc/self/status").exists():
        yield Figure(goal=14, figure="resident memory", peer="40 B an event", skipped="no /proc/self/status here")
        return
    told = _child("memory", path)
    yield Figure(
        goal=14,
        figure="resident memory above an empty window",
        peer="40 B an event",
        ours=(told["scrubbed"] - told["empty"]) / told["events"],
        theirs=_BYTES_AN_EVENT,
        unit="B/event",
        at_most=1.0,
        applies=told["events"] >= _LARGE,
    )


def _scan(path: Path, tool: str | None) -> None:
    if tool is not None:
        subprocess.run([tool, "-readonly", str(path), _NARROW], stdout=subprocess.DEVNULL, check=True)
        return
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as sqlite:
        for _ in sqlite.execute(_NARROW):
            pass


def _read(path: Path) -> TimelineIndex:
    """As a window reads a store that it has never seen."""
    with closing(open_log(path)) as log:
        index = TimelineIndex()
        index.roomier(log.last_position())()
        for columns in log.columns(names=index.names):
            index.extend(columns)
        return index


def _back(path: Path) -> TimelineIndex:
    with closing(open_log(path)) as log:
        index = TimelineIndex()
        kept = log.kept_columns(index.names)
        assert kept is not None
        index.adopt(kept)
        return index


@contextmanager
def _own_cache() -> Iterator[None]:
    before = os.environ.get("INSPECTOR_CACHE_DIR")
    with tempfile.TemporaryDirectory(prefix="inspector-bench-cache-") as folder:
        os.environ["INSPECTOR_CACHE_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["INSPECTOR_CACHE_DIR"]
            if before is not None:
                os.environ["INSPECTOR_CACHE_DIR"] = before


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _child(kind: str, path: Path) -> dict[str, float]:
    words = [sys.executable, "-m", "tests.bench.indexing", kind, str(path)]
    with _own_cache():
        done = subprocess.run(
            words, capture_output=True, text=True, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _window() -> "MainWindow":
    from PySide6.QtWidgets import QApplication

    from inspector.ui import style
    from inspector.ui.window import MainWindow

    style.apply(QApplication([]), "dark")
    window = MainWindow()
    window.resize(1600, 1000)
    window.show()
    QApplication.processEvents()
    return window


def _frames(path: Path) -> dict[str, float]:
    from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer

    from inspector.ui import app
    from inspector.ui.request import OpenRequest

    window, painted = _window(), list[float]()

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's
            if event.type() is QEvent.Type.Paint:
                painted.append(time.perf_counter())
            return False

    window.open(OpenRequest(path))
    loop, eyes, timer = QEventLoop(), Painted(), QTimer(interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
    lanes = None
    while lanes is None:
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        lanes = window.findChild(QObject, "timelineLanes")
    lanes.installEventFilter(eyes)
    timer.timeout.connect(lanes.update)
    timer.start()
    while not window.session.indexed:
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    indexing = list(painted)
    app.settle(window)
    painted.clear()
    QTimer.singleShot(int(_IDLE_S * 1000), loop.quit)
    loop.exec()
    idle = list(painted)
    window.close()
    return {"indexing": _p99(indexing), "idle": _p99(idle)}


def _p99(ticks: list[float]) -> float:
    return statistics.quantiles([after - before for before, after in pairwise(ticks)], n=100)[-1]


def _memory(path: Path) -> dict[str, float]:
    from inspector.ui import app
    from inspector.ui.request import OpenRequest

    window = _window()
    empty = _resident()
    window.open(OpenRequest(path))
    app.settle(window)
    session = window.session
    assert session is not None
    positions = session.index.positions
    for number in range(_SCRUBS + 1):
        session.set_cursor(int(positions[number * (len(positions) - 1) // _SCRUBS]))
        app.settle(window)
    told = {"empty": empty, "scrubbed": _resident(), "events": float(len(positions))}
    window.close()
    return told


def _resident() -> float:
    """The process's resident bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmRSS:"))) * 1024


if __name__ == "__main__":
    kind, file = sys.argv[1:]
    print(json.dumps({"frames": _frames, "memory": _memory}[kind](Path(file))))
