"""A process that shows a window: `python -m tests.bench.window_child KIND STARTED [FILE]` prints seconds as JSON.

It loads nothing before the window does: what it loaded would count for a bare window too.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.ui.window import MainWindow

_STEPS = 120
_FRAME_S = 0.016


def bare(started: float) -> dict[str, float]:
    """An empty window, painted."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1600, 1000)
    window.show()
    app.processEvents()
    return {"shown": time.perf_counter() - started}


def welcome(started: float) -> dict[str, float]:
    """The program without a file, painted."""

    def watch(_window: MainWindow) -> dict[str, float]:
        from PySide6.QtWidgets import QApplication

        QApplication.processEvents()
        return {"shown": time.perf_counter() - started}

    return _program([], watch)


def open_store(started: float, file: str) -> dict[str, float]:
    """The program with a file: when its rows and its density are painted."""

    def watch(window: MainWindow) -> dict[str, float]:
        from PySide6.QtCore import QEventLoop
        from PySide6.QtWidgets import QApplication

        times: dict[str, float] = {}

        def note(what: str) -> None:
            QApplication.processEvents()
            times[what] = time.perf_counter() - started

        while len(times) < 2:
            # A loop that did not wait would take the interpreter from the threads that open the store.
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            session = window.session
            if session is None:
                continue
            if "rows" not in times and session.event_at(session.cursor) is not None:
                note("rows")
            if "density" not in times and (session.outlook.estimate is not None or session.indexed):
                note("density")
        window.close()
        return times

    return _program([file], watch)


def block(started: float, file: str) -> dict[str, float]:
    """The program with a file: the longest gaps of its event loop until all is drawn, while one scrubs, and at rest."""

    def watch(window: MainWindow) -> dict[str, float]:
        from PySide6.QtCore import QTimer

        from inspector.ui import app

        ticks: list[float] = []
        timer = QTimer(window)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
        timer.start(1)
        app.settle(window)
        found = {"drawn": time.perf_counter() - started, **_gaps("opening", ticks)}
        _scrub(window)
        found |= _gaps("scrubbing", ticks)
        _rest()
        found |= _gaps("rest", ticks)
        window.close()
        return found

    from PySide6.QtCore import Qt

    return _program([file], watch)


def _gaps(name: str, ticks: list[float]) -> dict[str, float]:
    import statistics
    from itertools import pairwise

    gaps = [after - before for before, after in pairwise(ticks)]
    ticks.clear()
    return {name: max(gaps), f"{name}_p99": statistics.quantiles(gaps, n=100)[-1]}


def _scrub(window: MainWindow) -> None:
    """Drag the playhead from the end of the whole store to its beginning, a step each frame."""
    from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from inspector.ui.timeline.pane import TimelinePane

    pane = window.findChild(TimelinePane)
    assert pane is not None
    pane.viewport.fit_all()
    ruler = pane.ruler
    left, none, keys = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    y = ruler.height() // 2
    places = [QPoint(round((ruler.width() - 40) * (1 - step / _STEPS)) + 20, y) for step in range(_STEPS + 1)]
    QTest.mousePress(ruler, left, pos=places[0])
    for place in places:
        moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), ruler.mapToGlobal(QPointF(place)), none, left, keys)
        QApplication.sendEvent(ruler, moved)
        _rest(_FRAME_S)
    QTest.mouseRelease(ruler, left, pos=places[-1])
    assert window.session is not None
    assert window.session.cursor < window.session.last // 10


def _rest(seconds: float = 1.0) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _program(words: list[str], watch: Callable[[MainWindow], dict[str, float]]) -> dict[str, float]:
    """Run `inspector` with these words; in place of its event loop, `watch` drives the window that it shows."""
    from inspector.cli.main import main
    from inspector.ui import display
    from inspector.ui.request import OpenRequest

    found: dict[str, float] = {}
    load = display.require_libraries

    def run(request: OpenRequest) -> int:
        from inspector.ui import app

        found.update(watch(app.start(request).windows[0]))
        return 0

    def load_and_watch(*, offscreen: bool) -> None:
        load(offscreen=offscreen)
        from inspector.ui import app

        app.run = run

    display.no_display = lambda: ""  # the offscreen platform is display enough
    display.require_libraries = load_and_watch
    assert main(words) == 0
    return found


if __name__ == "__main__":
    kind, begun, *rest = sys.argv[1:]
    done = {"bare": bare, "welcome": welcome, "open": open_store, "block": block}[kind](float(begun), *rest)
    import json

    print(json.dumps(done))
