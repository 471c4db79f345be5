"""How long a window takes, and how long it ever blocks. Each figure comes from a process of its own.

`python -m tests.bench.windows KIND STARTED [FILE]` is such a process: it prints seconds since STARTED as JSON.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

from tests.bench.table import Measure

_RUNS = 5
_IDLE_S = 1.0


def opening(path: Path) -> list[Measure]:
    """Process start to the first list rows, and to the timeline drawn whole, beside a bare Qt window."""
    runs = [_child("open", path) for _ in range(_RUNS)]
    bare = _median([_child("bare") for _ in range(_RUNS)], "shown")
    return [
        Measure("start to the first list rows", _median(runs, "rows"), "start to a bare Qt window", bare),
        Measure("start to the whole timeline drawn", _median(runs, "drawn"), "start to a bare Qt window", bare),
        Measure("window open to the first list rows", _median(runs, "open_rows"), "start to a bare Qt window", bare),
        Measure("window open to the whole timeline", _median(runs, "open_drawn"), "start to a bare Qt window", bare),
    ]


def blocking(path: Path) -> list[Measure]:
    """The longest gap of a 1 ms timer while a store opens and is indexed, beside that of a window at rest."""
    runs = [_child("block", path) for _ in range(_RUNS)]
    return [
        Measure("longest GUI block while indexing", _median(runs, "indexing"), "window at rest", _median(runs, "idle")),
        Measure(
            "99th percentile of the gaps", _median(runs, "indexing_p99"), "window at rest", _median(runs, "idle_p99")
        ),
    ]


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
    opened = time.perf_counter() - started
    window.open(OpenRequest(path))
    while window.session is None or window.session.event_at(window.session.cursor) is None:
        QApplication.processEvents()
    QApplication.processEvents()
    rows = time.perf_counter() - started
    ui.settle(window)
    drawn = time.perf_counter() - started
    assert len(window.session.index.positions) == window.session.last
    window.close()
    return {"rows": rows, "drawn": drawn, "open_rows": rows - opened, "open_drawn": drawn - opened}


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
