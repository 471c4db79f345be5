"""How long a window takes, and how long it ever blocks. Each figure comes from a process of its own.

`python -m tests.bench.windows KIND STARTED [FILE]` is such a process: it prints seconds since STARTED as JSON.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.bench.figure import Figure

_RUNS = 5
_IDLE_S = 1.0
_LONGEST_S = 0.033


def opening(path: Path) -> Iterator[Figure]:
    """Goal 2: process start to the first list rows, and to the timeline drawn whole, beside a bare Qt window."""
    runs, bare = [], []
    for _ in range(_RUNS):
        runs.append(_child("open", path))
        bare.append(_child("bare"))
    shown = _median(bare, "shown")
    for figure, key, at_most in (
        ("start to the welcome window", "welcome", 1.5),
        ("start to the first list rows", "rows", 2.0),
        ("start to the whole timeline", "drawn", None),
    ):
        yield Figure(
            goal=2, figure=figure, peer="bare Qt window", ours=_median(runs, key), theirs=shown, at_most=at_most
        )


def blocking(path: Path) -> Iterator[Figure]:
    """Goal 6: the gaps of a 1 ms timer while a store opens and is indexed, beside those of a window at rest."""
    runs = [_child("block", path) for _ in range(_RUNS)]
    longest, idle = _median(runs, "indexing"), _median(runs, "idle")
    yield Figure(
        goal=6, figure="longest block while opening", peer="33 ms", ours=longest, theirs=_LONGEST_S, at_most=1.0
    )
    yield Figure(goal=6, figure="longest block while opening", peer="window at rest", ours=longest, theirs=idle)
    yield Figure(
        goal=6,
        figure="p99 of the loop's gaps while indexing",
        peer="window at rest",
        ours=_median(runs, "indexing_p99"),
        theirs=_median(runs, "idle_p99"),
    )


def _child(kind: str, path: Path | None = None) -> dict[str, float]:
    started = time.perf_counter()
    words = [sys.executable, "-m", "tests.bench.windows", kind, str(started), *([str(path)] if path else [])]
    done = subprocess.run(
        words, capture_output=True, text=True, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _median(runs: list[dict[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def _bare(started: float) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1600, 1000)
    window.show()
    app.processEvents()
    return {"shown": time.perf_counter() - started}


def _open(started: float, path: Path) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from inspector.ui import app as ui
    from inspector.ui import style
    from inspector.ui.request import OpenRequest
    from inspector.ui.window import MainWindow

    style.apply(QApplication([]), "dark")
    window = MainWindow()
    window.resize(1600, 1000)
    window.show()
    QApplication.processEvents()
    welcome = time.perf_counter() - started
    window.open(OpenRequest(path))
    while window.session is None or window.session.event_at(window.session.cursor) is None:
        QApplication.processEvents()
    QApplication.processEvents()
    rows = time.perf_counter() - started
    ui.settle(window)
    drawn = time.perf_counter() - started
    assert len(window.session.index.positions) == window.session.last
    window.close()
    return {"welcome": welcome, "rows": rows, "drawn": drawn}


def _block(_started: float, path: Path) -> dict[str, float]:
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from inspector.ui import app as ui
    from inspector.ui import style
    from inspector.ui.request import OpenRequest
    from inspector.ui.window import MainWindow

    style.apply(QApplication([]), "dark")
    window = MainWindow()
    window.resize(1600, 1000)
    window.show()
    QApplication.processEvents()
    ticks: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(1)
    window.open(OpenRequest(path))
    ui.settle(window)
    indexing = _gaps(ticks)
    ticks.clear()
    loop = QEventLoop()
    QTimer.singleShot(int(_IDLE_S * 1000), loop.quit)
    loop.exec()
    idle = _gaps(ticks)
    window.close()
    return {
        "indexing": max(indexing),
        "indexing_p99": statistics.quantiles(indexing, n=100)[-1],
        "idle": max(idle),
        "idle_p99": statistics.quantiles(idle, n=100)[-1],
    }


def _gaps(ticks: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(ticks)]


if __name__ == "__main__":
    kind, started, *rest = sys.argv[1:]
    work = {"bare": _bare, "open": _open, "block": _block}[kind]
    print(json.dumps(work(float(started), *map(Path, rest))))
