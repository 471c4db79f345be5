"""A user's hands and eyes on a real window: mouse and keys as Qt's events, and how evenly the window answers."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

FRAME_MS = 16
LEFT, NO_BUTTON, NO_KEY = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
_NOTCH = 120
_PATIENCE_S = 600.0
_SLEEPER = """
import select, sys, time
longest, last = 0.0, time.perf_counter()
while True:
    asked = select.select([sys.stdin], [], [], 0.001)[0]
    longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    if asked:
        if not sys.stdin.readline():
            break
        print(longest, flush=True)
        longest = 0.0
"""


class Evenness(QObject):
    """While `watching`: the longest time the event loop answered nobody, and the intervals between frames of a widget.

    A timer asks each millisecond whether the loop is there, another for a frame as often as a display does. Beside the
    time that passed stands what this thread was busy for: the difference is other threads and processes, and the disk.
    """

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self._watched = watched
        self._ticks: list[float] = []
        self._busy: list[float] = []
        self._frames: list[float] = []
        self._tick = self._timer(1, self._note)
        self._frame = self._timer(FRAME_MS, lambda: self._watched.update())  # noqa: PLW0108  of whatever is watched then

    @contextmanager
    def watching(self) -> Iterator[None]:
        self._ticks, self._busy, self._frames = [], [], []
        self._watched.installEventFilter(self)
        self._tick.start()
        self._frame.start()
        try:
            yield
            wait(FRAME_MS)
        finally:
            self._tick.stop()
            self._frame.stop()
            self._watched.removeEventFilter(self)

    def watch(self, widget: QWidget) -> None:
        """Watch the frames of another widget from now on."""
        self._watched.removeEventFilter(self)
        self._watched = widget
        widget.installEventFilter(self)

    @property
    def longest_s(self) -> float:
        return max(_gaps(self._ticks), default=0.0)

    @property
    def busiest_s(self) -> float:
        return max(_gaps(self._busy), default=0.0)

    @property
    def intervals(self) -> list[float]:
        return _gaps(self._frames)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() == QEvent.Type.Paint:
            self._frames.append(time.perf_counter())
        return super().eventFilter(watched, event)

    def _note(self) -> None:
        self._ticks.append(time.perf_counter())
        self._busy.append(time.thread_time())

    def _timer(self, interval: int, call: Callable[[], object]) -> QTimer:
        timer = QTimer(self, interval=interval, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(call)
        return timer


def _gaps(moments: list[float]) -> list[float]:
    return [after - before for before, after in pairwise(moments)]


class Noise:
    """Another process that only sleeps: what keeps it from waking up is the machine's share in what is measured."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SLEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def longest_s(self) -> float:
        """The longest it overslept since this was last asked."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def p99(intervals: list[float]) -> float:
    return statistics.quantiles(intervals, n=100)[-1] if len(intervals) > 1 else 0.0


def wait(ms: int) -> None:
    """Let the event loop run for so long."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(holds: Callable[[], bool]) -> None:
    """Let the event loop run until something holds."""
    latest = time.monotonic() + _PATIENCE_S
    while not holds():
        assert time.monotonic() < latest, "the window has not answered"
        wait(2)


def wheel(widget: QWidget, at: QPoint, notches: int, modifiers: Qt.KeyboardModifier) -> None:
    """Turn the wheel over a point, one notch a frame."""
    for _ in range(abs(notches)):
        turn = QPoint(0, _NOTCH if notches > 0 else -_NOTCH)
        on_screen = QPointF(widget.mapToGlobal(at))
        event = QWheelEvent(
            QPointF(at), on_screen, QPoint(), turn, NO_BUTTON, modifiers, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(widget, event)
        wait(FRAME_MS)


def drag(widget: QWidget, xs: range, y: int) -> None:
    """Press, move through the points, one a frame, and release."""
    QTest.mousePress(widget, LEFT, NO_KEY, QPoint(xs[0], y))
    for x in xs:
        at = QPointF(x, y)
        moved = QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), NO_BUTTON, LEFT, NO_KEY)
        QApplication.sendEvent(widget, moved)
        wait(FRAME_MS)
    QTest.mouseRelease(widget, LEFT, NO_KEY, QPoint(xs[-1], y))


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY, times: int = 1) -> None:
    """Press a key, once a frame."""
    for _ in range(times):
        QTest.keyClick(widget, key, modifiers)
        wait(FRAME_MS)


def type_in(widget: QWidget, words: str) -> None:
    """Type words, a letter a frame."""
    for letter in words:
        QTest.keyClicks(widget, letter)
        wait(FRAME_MS)


def click(widget: QWidget) -> None:
    """Click a button."""
    QTest.mouseClick(widget, LEFT)
    wait(FRAME_MS)
