"""The main job in the real window, with real clicks and keys, on the sample store on disk."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

import inspector
from inspector.ui import resources
from inspector.ui.dialogs.rollback import RollbackDialog
from inspector.ui.dialogs.run_command import RunCommandDialog
from inspector.ui.dialogs.undo import UndoDialog
from inspector.ui.request import OpenRequest
from inspector.ui.timeline.ruler import Ruler
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows

Idle = Callable[[object], None]

LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
DOMAIN = resources.path("samples/shop.py")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from inspector.workspace.sample import write_sample  # noqa: PLC0415  writing loads the ORM

    path = tmp_path_factory.mktemp("sample") / "shop.sqlite"
    write_sample(path)
    return path


@pytest.fixture
def shop(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample store in a folder of its own."""
    folder = tmp_path / "store"
    folder.mkdir()
    return Path(shutil.copy(sample, folder / "shop.sqlite"))


@pytest.fixture
def opened(windows: Windows, shop: Path, idle: Idle) -> MainWindow:
    window = windows.open(OpenRequest(shop, domain=str(DOMAIN)))
    window.resize(1600, 1000)
    idle(window)
    return window


def click(qtbot: QtBot, window: QWidget, name: str) -> None:
    button = window.findChild(QToolButton, f"button.{name}")
    assert button.isVisible(), name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def press(qtbot: QtBot, dialog: QWidget, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button.isVisible(), name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def text_of(window: QWidget, name: str) -> str:
    return str(window.findChild(QLabel, name).text().replace("\xa0", " "))


def switch_writing_on(qtbot: QtBot, window: MainWindow, dialog: QDialog, idle: Idle) -> None:
    """From a dialog's own bar, as a user does who meets it there."""
    press(qtbot, dialog, "switchWritingOn")
    qtbot.waitUntil(lambda: bool(window.findChildren(QDialog, "writableQuestion")))
    press(qtbot, window.findChild(QDialog, "writableQuestion"), "allowWriting")
    idle(window)


def activate(qtbot: QtBot, window: MainWindow) -> None:
    """What a desktop does when a dialog closes; the offscreen platform does not."""
    with qtbot.waitActive(window):
        window.activateWindow()


def scrub(ruler: Ruler, qtbot: QtBot, xs: range, idle: Idle, window: MainWindow) -> list[int]:
    """Press on the ruler and drag along it; the cursor after every step."""
    assert window.session is not None
    cursors = []
    qtbot.mousePress(ruler, LEFT, NO_KEY, QPoint(xs[0], 10))
    for x in xs:
        at = QPointF(x, 10)
        moved = QMouseEvent(QEvent.Type.MouseMove, at, ruler.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, NO_KEY)
        QApplication.sendEvent(ruler, moved)
        cursors.append(window.session.cursor)
    qtbot.mouseRelease(ruler, LEFT, NO_KEY, QPoint(xs[-1], 10))
    idle(window)
    return cursors


def folder_state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_open_scrub_and_look_change_nothing(opened: MainWindow, qtbot: QtBot, shop: Path, idle: Idle) -> None:
    before = folder_state(shop.parent)
    assert text_of(opened, "stateTrust") == "shop.py · exact"
    assert text_of(opened, "statusFile") == "shop.sqlite · native store · read-only"
    cursors = scrub(opened.findChild(Ruler), qtbot, range(700, 200, -25), idle, opened)
    assert cursors == sorted(cursors, reverse=True)
    assert len(set(cursors)) > 10
    assert opened.session is not None
    at = opened.session.cursor
    assert text_of(opened, "stateLine").startswith(f"after #{at:,}".replace(",", " "))
    assert text_of(opened, "statusCursor").startswith(f"#{at:,} of 20,179".replace(",", " "))
    for name in ("cursor.first", "cursor.next", "cursor.next", "cursor.previous", "cursor.last"):
        click(qtbot, opened, name)
        idle(opened)
    assert folder_state(shop.parent) == before


def test_the_state_at_the_cursor_is_the_plain_fold(opened: MainWindow, qtbot: QtBot, shop: Path, idle: Idle) -> None:
    scrub(opened.findChild(Ruler), qtbot, range(600, 300, -60), idle, opened)
    session = opened.session
    assert session is not None
    stream = session.scope
    assert stream is not None
    tabs = opened.docks.docks["statePanel"].widget().header.tabs
    qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(1).center())
    shown = opened.docks.docks["statePanel"].widget().json.toPlainText()
    with inspector.open(shop, domain=DOMAIN) as workspace:
        from inspector.events.json_value import pretty  # noqa: PLC0415  as the panel spells it

        assert shown == pretty(workspace.state(stream, at=session.cursor))


def test_run_roll_back_and_undo(opened: MainWindow, qtbot: QtBot, shop: Path, idle: Idle) -> None:
    session = opened.session
    assert session is not None
    # Run a command from the toolbar.
    click(qtbot, opened, "command.run")
    dialog = opened.findChild(RunCommandDialog)
    idle(opened)
    switch_writing_on(qtbot, opened, dialog, idle)
    assert opened.findChild(QLabel, "writableMark").isVisible()
    qtbot.keyClicks(dialog.list.search, "receive")
    qtbot.keyClick(dialog.list.search, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.findChild(QLineEdit, "field.sku"), "A12")
    qtbot.keyClicks(dialog.findChild(QLineEdit, "field.qty"), "30")
    qtbot.waitUntil(dialog.run.isEnabled)
    assert dialog.status.text() == "Appends 1 event to stock-A12:"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.run, LEFT)
    qtbot.waitUntil(lambda: session.cursor == session.head == 20_180)
    idle(opened)
    assert session.scope == "stock-A12"
    with inspector.open(shop, domain=DOMAIN) as workspace:
        after_run = workspace.state("stock-A12")
    # Roll back from the toolbar, the preview read.
    session.set_cursor(20_170)
    idle(opened)
    click(qtbot, opened, "rollback.here")
    rollback = opened.findChild(RollbackDialog)
    idle(opened)
    assert rollback.count.text().replace("\xa0", " ").startswith("10 events become ignored")
    assert "stock-A12 (1)" in rollback.streams.text()
    assert "not undone" in rollback.warning.text()
    qtbot.keyClicks(rollback.reason, "a test of ours")
    with qtbot.waitSignal(rollback.accepted):
        press(qtbot, rollback, "rollbackConfirm")
    idle(opened)
    assert session.head == 20_170
    assert session.is_ignored(20_180)
    # Undo it.
    click(qtbot, opened, "edit.undo")
    undo = opened.findChild(UndoDialog)
    idle(opened)
    assert "the rollback to #20" in undo.heading.text()
    with qtbot.waitSignal(undo.accepted):
        press(qtbot, undo, "undoConfirm")
    idle(opened)
    assert session.head == 20_180
    with inspector.open(shop, domain=DOMAIN) as workspace:
        assert workspace.state("stock-A12") == after_run
        assert [operation.kind for operation in workspace.log()[-3:]] == ["append", "rollback", "undo"]
        assert workspace.log()[-2].reason == "a test of ours"


def test_keys_alone_do_the_whole_job(opened: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    session = opened.session
    assert session is not None
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(opened, Qt.Key.Key_W, ctrl | shift)
    question = opened.findChild(QDialog, "writableQuestion")
    qtbot.keyClick(question, Qt.Key.Key_Return)
    idle(opened)
    assert session.workspace.writable
    activate(qtbot, opened)
    for _ in range(3):
        qtbot.keyClick(opened, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    at = session.cursor
    qtbot.keyClick(opened, Qt.Key.Key_B, ctrl | shift)
    rollback = opened.findChild(RollbackDialog)
    idle(opened)
    assert rollback.reason.hasFocus() or rollback.focusWidget() is rollback.reason
    qtbot.keyClicks(rollback.focusWidget(), "by keys")
    qtbot.keyClick(rollback.focusWidget(), Qt.Key.Key_Return)
    with qtbot.waitSignal(rollback.accepted):
        qtbot.keyClick(rollback.focusWidget(), Qt.Key.Key_Space)
    idle(opened)
    assert session.head == at
    activate(qtbot, opened)
    qtbot.keyClick(opened, Qt.Key.Key_Z, ctrl)
    undo = opened.findChild(UndoDialog)
    idle(opened)
    with qtbot.waitSignal(undo.accepted):
        qtbot.keyClick(undo, Qt.Key.Key_Return)
    idle(opened)
    assert session.head == 20_179
