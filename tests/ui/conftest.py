"""Real windows, offscreen, with settings and data of their own; nothing may be left over."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.event import NewEvent
from inspector.ui import style
from inspector.ui.jobs import Jobs
from inspector.ui.request import OpenRequest

if TYPE_CHECKING:
    from inspector.ui.session import Session
    from inspector.ui.window import MainWindow
    from inspector.ui.windows import Windows

START_NS = 1_773_318_731_002_000_000
"""12 Mar 2026, 12:32:11.002 UTC"""
WAIT_MS = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the offscreen platform cannot do is no fault of a window."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECTOR_CONFIG_DIR", str(tmp_path / "own-config"))
    monkeypatch.setenv("INSPECTOR_DATA_DIR", str(tmp_path / "own-data"))


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The style of the program, which it takes when it starts."""
    return ["pytest", "-style", "Fusion"]


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    style.apply(qapp, "dark")


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a lane's thread running or a window open."""
    yield
    windows = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    names = [f"{type(window).__name__} {window.objectName()}" for window in windows]
    for window in windows:
        window.close()
    threads = [thread.name for thread in threading.enumerate() if thread.name.startswith("inspector-")]
    assert not names, f"windows left open: {names}"
    assert not threads, f"threads left running: {threads}"


@pytest.fixture(autouse=True)
def no_crash_dialog(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails a test in which a job had a bug, instead of opening the crash reporter."""
    crashes: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: crashes.append(error))
    yield
    if crashes:
        raise crashes[0]


def sample_events(count: int = 60) -> list[NewEvent]:
    """Three orders taken in turn: placed, then items, then paid; one minute apart."""
    kinds = ("OrderPlaced", "ItemAdded", "PaymentAuthorised")
    events = []
    for number in range(count):
        order, turn = number % 3, number // 3
        kind = kinds[min(turn, 1) if turn % 5 else min(turn, 2)]
        payload = {"status": kind, "turn": turn, "lines": {f"sku-{turn}": {"qty": turn % 4 + 1}}}
        events.append(
            NewEvent(f"order-{1041 + order}", kind, payload, {"actor": "test"}, START_NS + number * 60_000_000_000)
        )
    return events


@pytest.fixture
def make_store(tmp_path: Path) -> Callable[..., Path]:
    """`make_store(events, name="shop.sqlite")` writes a native store, one operation for all events; its path."""

    def make(events: Sequence[NewEvent] | None = None, name: str = "shop.sqlite") -> Path:
        path = tmp_path / name
        with inspector.create(path) as workspace:
            events = sample_events() if events is None else events
            if events:
                workspace.append_all(events)
        return path

    return make


@pytest.fixture
def open_session(qtbot: QtBot) -> Iterator[Callable[..., "Session"]]:
    """`open_session(path, writable=False, domain=None)`: a session whose first answers are there; closed at the end."""
    from inspector.ui.opening import Opened  # noqa: PLC0415  as below
    from inspector.ui.session import Session  # noqa: PLC0415  panes' tests that need no store run without one

    sessions: list[Session] = []

    def make(path: Path, writable: bool = False, domain: Path | None = None) -> "Session":
        session = Session(Opened.of(inspector.open(path, writable=writable, domain=domain)), Jobs())
        sessions.append(session)
        session.start()
        wait_idle(qtbot, session)
        return session

    yield make
    for session in sessions:
        session.close()


@pytest.fixture
def windows(qapp: QApplication) -> Iterator["Windows"]:
    """The windows of a program that has just started; all are closed at the end."""
    from inspector.ui.windows import Windows  # noqa: PLC0415  as above

    made = Windows()
    yield made
    made.close_all()
    made.deleteLater()


@pytest.fixture
def window(windows: "Windows", make_store: Callable[..., Path], idle: Callable[[object], None]) -> "MainWindow":
    """A window of 1280x800 with a store of 60 events."""
    opened = windows.open(OpenRequest(make_store()))
    opened.resize(1280, 800)
    idle(opened)
    assert opened.session is not None
    return opened


@pytest.fixture
def idle(qtbot: QtBot) -> Callable[[object], None]:
    """`idle(session_or_window)` waits until everything asked for was answered."""
    return lambda waiting: wait_idle(qtbot, waiting)


def wait_idle(qtbot: QtBot, waiting: object) -> None:
    """Wait until the jobs of a session, a window or a `Jobs` are idle, and paint events are through."""
    jobs = waiting if isinstance(waiting, Jobs) else waiting.jobs  # type: ignore[attr-defined]
    QApplication.processEvents()
    qtbot.waitUntil(jobs.is_idle, timeout=WAIT_MS)
    QApplication.processEvents()


@pytest.fixture
def show_timeline(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Callable[..., "Session"]
) -> Iterator[object]:
    """`show_timeline(path=None, tall=1000)`: a timeline pane 1,000 pixels wide in a window, with the keyboard focus."""
    from inspector.ui.timeline.pane import TimelinePane  # noqa: PLC0415  as above

    windows: list[QWidget] = []

    def make(path: Path | None = None, tall: int = 1000) -> TimelinePane:
        pane = TimelinePane(open_session(path or make_store()))
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1000, tall)
        pane.setParent(window)
        pane.setGeometry(0, 0, 1000, 320)
        window.show()
        qtbot.waitExposed(window)
        pane.lanes.setFocus()
        return pane

    yield make
    for window in windows:
        window.close()
