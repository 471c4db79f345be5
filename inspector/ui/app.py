"""The application: one event loop, its windows, and the same window drawn to a picture without a display."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QObject,
    QSize,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from inspector.events.errors import InvalidData, StoreError
from inspector.ui import icons, settings, style
from inspector.ui.clock import CLOCK
from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows

__all__ = ["OpenRequest", "run", "screenshot"]

_QUIET_MS = 1000
"""By then the first window has loaded what it needs."""
_DESKTOP_ID = "event-timeline-inspector"


class _FileOpener(QObject):
    """Opens what the system's file manager hands over while the program runs (macOS)."""

    def __init__(self, windows: Windows) -> None:
        super().__init__(windows)
        self._windows = windows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take `FileOpen` events."""
        if isinstance(event, QFileOpenEvent):
            self._windows.open(OpenRequest(Path(event.file())))
            return True
        return super().eventFilter(watched, event)


def run(request: OpenRequest) -> int:
    """Open the window and stay until the last one is closed; the process's exit code."""
    windows = start(request)
    code = QApplication.exec()
    del windows
    return code


def start(request: OpenRequest) -> Windows:
    """Everything up to the event loop: the application and its first window."""
    app = application()
    mode = settings.read_text("window/theme", "system")
    style.apply(app, next((known for known in style.MODES if known == mode), "system"))
    CLOCK.use_utc(bool(settings.read_text("window/utc")))
    sys.excepthook = report_bug
    # Python sees signals only between bytecodes; in Qt's loop the default action is the one that ends it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    windows = Windows(app)
    app.installEventFilter(_FileOpener(windows))
    windows.open(request)
    QTimer.singleShot(_QUIET_MS, _collect_garbage)
    return windows


def _collect_garbage() -> None:
    """From now on, but none of what the program consists of is looked through again."""
    gc.freeze()
    gc.enable()


def report_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Send what nobody caught to the crash reporter, which is loaded for that."""
    from inspector.ui import crash  # noqa: PLC0415

    crash.report(kind, error, trace)


def screenshot(
    request: OpenRequest,
    png: Path,
    size: tuple[int, int] = (1600, 1000),
    theme: Literal["light", "dark"] = "dark",
    scale: float = 1.0,
) -> None:
    """Draw the window of a request into a PNG, `size` logical pixels at `scale`, without showing it to anyone.

    Call it once in a process of its own: the pixel ratio is chosen before Qt starts. Raises `StoreError` if the store
    cannot be opened or the picture cannot be written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    # A picture shows the window as it is at first, and leaves the user's layout and recent files alone.
    with settings.apart(), _without_offscreen_noise():
        style.apply(application(), theme)
        window = MainWindow()
        try:
            window.resize(QSize(*size))
            window.show()
            window.open(request)
            settle(window)
            if window.problem:
                raise StoreError(window.problem)
            if not window.grab().save(str(png), "PNG"):
                raise InvalidData(f"The picture {png} cannot be written; choose another place.")
        finally:
            window.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(window: MainWindow) -> None:
    """Run the event loop until everything the window asked for was answered and painted."""
    quiet = 0
    while quiet < 2:
        QApplication.processEvents()
        if window.jobs.is_idle():
            quiet += 1
        else:
            quiet = 0
            loop = QEventLoop()
            window.jobs.idle.connect(loop.quit)
            loop.exec()


@contextmanager
def _without_offscreen_noise() -> Iterator[None]:
    """Drops the offscreen platform's remarks on what it cannot do; other messages of Qt's go where they went."""

    def pass_on(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if words.startswith("This plugin does not support"):
            return
        if before is not None:
            before(kind, context, words)
        else:
            sys.stderr.write(f"{words}\n")

    before = qInstallMessageHandler(pass_on)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def application() -> QApplication:
    """The one application, made on the first call; it is dressed by `style.apply`."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    # A thread that computes in Python holds the interpreter for 5 ms when another one asks; a frame has 16.
    sys.setswitchinterval(0.001)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # Set later, the style would come back as an object, whose class takes 5 ms to load.
    app = QApplication([sys.argv[0], "-style", "Fusion"])
    app.setApplicationName(_DESKTOP_ID)
    app.setApplicationDisplayName("")
    app.setDesktopFileName(_DESKTOP_ID)
    app.setWindowIcon(icons.application())
    return app
