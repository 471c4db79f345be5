"""The window with real clicks and keys: opening, errors, toolbar, palette, Go to, panes, themes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.events.event import NewEvent
from inspector.ui import settings, theme
from inspector.ui.actions import TABLE
from inspector.ui.command_palette import CommandPalette
from inspector.ui.goto import GoToDialog
from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows

Make = Callable[..., Path]
Idle = Callable[[object], None]


def click(qtbot: QtBot, window: QWidget, name: str) -> None:
    button = window.findChild(QToolButton, f"button.{name}")
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_without_a_file_the_welcome_page_stands(windows: Windows, make_store: Make) -> None:
    shop = make_store()
    settings.remember_file(shop)
    settings.remember_file(shop.with_name("gone.sqlite"))
    window = windows.open(OpenRequest())
    recent = window.findChildren(QPushButton, "recentFile")
    assert [(button.text(), button.isEnabled()) for button in recent] == [("gone.sqlite", False), ("shop.sqlite", True)]
    assert window.welcome.isVisible()


def test_a_recent_file_opens_in_the_same_window(windows: Windows, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    settings.remember_file(make_store())
    window = windows.open(OpenRequest())
    qtbot.mouseClick(window.findChild(QPushButton, "recentFile"), Qt.MouseButton.LeftButton)
    idle(window)
    assert window.session is not None
    assert not window.welcome.isVisible()
    assert windows.windows == [window]
    assert window.windowTitle() == "shop.sqlite — Event Timeline Inspector"


def test_a_second_file_opens_a_second_window_and_the_same_one_none(
    windows: Windows, window: MainWindow, make_store: Make, idle: Idle
) -> None:
    other = windows.open(OpenRequest(make_store(name="other.sqlite")))
    idle(other)
    assert other is not window
    assert window.request.path is not None
    assert windows.open(OpenRequest(window.request.path)) is window
    assert len(windows.windows) == 2


@pytest.mark.parametrize("content", [b"", b"x", b"no database at all" * 100])
def test_a_file_that_is_no_store_is_a_calm_page(windows: Windows, tmp_path: Path, content: bytes, idle: Idle) -> None:
    path = tmp_path / "odd name?#%.sqlite"
    path.write_bytes(content)
    window = windows.open(OpenRequest(path))
    idle(window)
    said = window.findChild(QLabel, "errorText")
    assert said.isVisible()
    assert path.name in said.text()
    assert "Traceback" not in said.text()
    assert window.is_free


def test_a_missing_file_can_be_tried_again(windows: Windows, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    path = make_store()
    moved = path.rename(path.with_name("moved.sqlite"))
    window = windows.open(OpenRequest(path))
    idle(window)
    assert window.session is None
    moved.rename(path)
    qtbot.mouseClick(window.findChild(QPushButton, "tryAgain"), Qt.MouseButton.LeftButton)
    idle(window)
    assert window.session is not None


def test_a_dropped_file_opens(windows: Windows, make_store: Make, idle: Idle) -> None:
    window = windows.open(OpenRequest())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(make_store()))])
    actions, button, modifier = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, data, button, modifier)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(5, 5), actions, data, button, modifier))
    idle(window)
    assert window.session is not None


def test_where_to_look_reaches_the_window(windows: Windows, make_store: Make, idle: Idle) -> None:
    window = windows.open(OpenRequest(make_store(), at=17, stream="order-1042", writable=True))
    idle(window)
    session = window.session
    assert session is not None
    assert (session.cursor, session.scope, session.pinned) == (17, "order-1042", True)
    assert window.findChild(QLabel, "writableMark").isVisible()


def test_an_impossible_position_is_said_and_the_rest_works(windows: Windows, make_store: Make, idle: Idle) -> None:
    window = windows.open(OpenRequest(make_store(), at=1000))
    idle(window)
    assert window.session is not None
    assert "1000" in window.banner.sentence.text()
    assert window.banner.isVisible()
    assert window.session.cursor == 60


def test_the_buttons_move_the_cursor(window: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    session = window.session
    assert session is not None
    for name, position in (("first", 1), ("next", 2), ("next", 3), ("previous", 2), ("last", 60)):
        click(qtbot, window, f"cursor.{name}")
        assert session.cursor == position
    idle(window)
    assert window.status.cursor_text.text().replace("\xa0", " ").startswith("#60 of 60 · ")


def test_keys_move_the_cursor(window: MainWindow, qtbot: QtBot) -> None:
    assert window.session is not None
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.session.cursor == 59
    qtbot.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    assert window.session.cursor == 1


def test_the_toolbar_never_overflows_at_1280(window: MainWindow) -> None:
    window.rows.toolbar.show_writable(True)
    assert window.rows.toolbar.sizeHint().width() <= 1240


def test_every_action_is_in_a_menu_and_says_its_shortcut(window: MainWindow) -> None:
    in_menus = set()
    menus = [action.menu() for action in window.menuBar().actions()]
    while menus:
        for action in menus.pop().actions():
            in_menus.add(action.objectName())
            if action.menu() is not None:
                menus.append(action.menu())
    for spec in TABLE:
        if spec.id != "store.recent":
            assert spec.id in in_menus
        action = window.actions_by_id[spec.id]
        assert action.objectName() == spec.id
        if spec.shortcuts:
            assert action.shortcut().toString() in action.toolTip()


def test_what_cannot_be_done_is_disabled(window: MainWindow, windows: Windows, make_store: Make, idle: Idle) -> None:
    assert not window.actions_by_id["edit.undo"].isEnabled()
    assert window.actions_by_id["rollback.here"].isEnabled()
    empty = windows.open(OpenRequest(make_store([], name="empty.sqlite")))
    idle(empty)
    assert not empty.actions_by_id["rollback.here"].isEnabled()
    assert empty.actions_by_id["command.run"].isEnabled()
    assert empty.status.cursor_text.text() == "No events yet"


def test_the_palette_finds_and_runs(window: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    click(qtbot, window, "view.palette")
    palette = window.findChild(CommandPalette)
    qtbot.keyClicks(palette.line, "first ev")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session is not None and window.session.cursor == 1)
    idle(window)


@pytest.mark.parametrize(("typed", "position"), [("#7", 7), ("order-1041@2", 4), ("2026-03-12T12:42:30Z", 11)])
def test_go_to(window: MainWindow, qtbot: QtBot, idle: Idle, typed: str, position: int) -> None:
    session = window.session
    assert session is not None
    window.actions_by_id["cursor.goto"].trigger()
    dialog = window.findChild(GoToDialog)
    dialog.line.setText(typed)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    idle(window)
    assert session.cursor == position


def test_go_to_takes_the_clipboard_and_lists_several_hits(
    windows: Windows, make_store: Make, qtbot: QtBot, idle: Idle
) -> None:
    correlation = "8f14e45f-ceea-467f-a8d4-3a1b2c4d5e6f"
    events = [NewEvent("s", "T", {"n": n}, {"correlation_id": correlation} if n % 2 else {}) for n in range(6)]
    window = windows.open(OpenRequest(make_store(events)))
    idle(window)
    QGuiApplication.clipboard().setText(correlation)
    window.actions_by_id["cursor.goto"].trigger()
    dialog = window.findChild(GoToDialog)
    assert dialog.line.text() == correlation
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    idle(window)
    assert dialog.list.count() == 3
    dialog.list.setCurrentRow(1)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert window.session is not None
    assert window.session.cursor == 4
    QGuiApplication.clipboard().clear()


def test_going_nowhere_stays_open_and_says_why(window: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    window.actions_by_id["cursor.goto"].trigger()
    dialog = window.findChild(GoToDialog)
    dialog.line.setText("#61")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    idle(window)
    assert dialog.isVisible()
    assert "no position 61" in dialog.said.text()
    dialog.close()


def test_the_filter_counts_and_steps(window: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    line = window.filter_bar.line
    qtbot.keyClicks(line, "type:Payment*")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    idle(window)
    session = window.session
    assert session is not None
    assert session.filtered is not None
    assert window.filter_bar.count.text() == f"{len(session.filtered)} of 60 match"
    session.first()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert session.cursor == session.filtered[0]
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: session.filtered is None)
    idle(window)


def test_writing_is_switched_on_by_asking(window: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    assert not window.findChild(QLabel, "writableMark").isVisible()
    window.actions_by_id["store.writable"].trigger()
    question = window.findChild(QDialog, "writableQuestion")
    qtbot.mouseClick(question.findChild(QPushButton, "allowWriting"), Qt.MouseButton.LeftButton)
    idle(window)
    assert window.session is not None
    assert window.session.workspace.writable
    assert window.findChild(QLabel, "writableMark").isVisible()
    assert window.actions_by_id["store.writable"].isChecked()
    window.actions_by_id["store.writable"].trigger()
    idle(window)
    assert not window.session.workspace.writable


def test_dialogs_go_with_their_store(window: MainWindow) -> None:
    window.actions_by_id["cursor.goto"].trigger()
    window.actions_by_id["log.show"].trigger()
    window.close_store()
    assert not [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def test_one_pane_fills_the_window_and_goes_back(window: MainWindow, qtbot: QtBot) -> None:
    assert window.docks is not None
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.docks.focused() == "eventList"
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert [name for name, dock in window.docks.docks.items() if dock.isVisible()] == ["eventList"]
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert all(dock.isVisible() for dock in window.docks.docks.values())


def test_the_layout_comes_back(windows: Windows, make_store: Make, idle: Idle) -> None:
    path = make_store()
    window = windows.open(OpenRequest(path))
    # The offscreen platform's screen is 800 x 600, and a geometry is restored onto the screen.
    window.resize(780, 560)
    idle(window)
    assert window.docks is not None
    window.docks.docks["detail"].hide()
    window.close()
    again = windows.open(OpenRequest(path))
    idle(again)
    assert again.docks is not None
    assert (again.width(), again.height()) == (780, 560)
    assert not again.docks.docks["detail"].isVisible()
    assert again.docks.docks["statePanel"].isVisible()


def test_the_link_reopens_the_view(window: MainWindow, idle: Idle) -> None:
    assert window.session is not None
    window.session.set_cursor(5)
    idle(window)
    window.actions_by_id["view.copyLink"].trigger()
    path = window.session.workspace.path.absolute()
    assert QGuiApplication.clipboard().text() == f"inspector {path} --at 5 --stream {window.session.scope}"
    QGuiApplication.clipboard().clear()


def test_the_theme_is_forced_and_remembered(window: MainWindow) -> None:
    window.actions_by_id["view.theme.light"].trigger()
    assert theme.current() is theme.LIGHT
    assert settings.read_text("window/theme") == "light"
    assert window.actions_by_id["view.theme.light"].isChecked()
    assert not window.actions_by_id["view.theme.dark"].isChecked()


def test_closing_the_store_leads_back_to_the_welcome_page(window: MainWindow, windows: Windows, idle: Idle) -> None:
    window.actions_by_id["store.close"].trigger()
    assert window.is_free
    assert window.welcome.isVisible()
    assert window.request.path is None
    window.actions_by_id["store.close"].trigger()
    assert windows.windows == []


def test_a_file_that_goes_away_leaves_a_banner(window: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    assert window.session is not None
    path = window.session.workspace.path
    path.unlink()
    qtbot.waitUntil(window.banner.isVisible, timeout=5000)
    assert "moved or deleted" in window.banner.sentence.text()
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    idle(window)
    assert window.session is None
    assert window.findChild(QLabel, "errorText").isVisible()


def test_every_pane_and_button_has_an_accessible_name(window: MainWindow) -> None:
    for name in ("timeline", "eventList", "detail", "statePanel"):
        pane = window.findChild(QWidget, name)
        assert pane.accessibleName()
    for button in window.rows.toolbar.findChildren(QToolButton):
        if button.isVisible():
            assert button.accessibleName()


def test_a_narrow_question_is_as_tall_as_its_words_need(windows: Windows, make_store: Make, idle: Idle) -> None:
    settings.write("writableQuestion/size", "360x120")
    window = windows.open(OpenRequest(make_store()))
    idle(window)
    window.actions_by_id["store.writable"].trigger()
    dialog = window.findChild(QDialog, "writableQuestion")
    assert dialog.width() == 360
    for words in dialog.findChildren(QLabel):
        assert words.height() >= words.heightForWidth(words.width()), words.text()
    dialog.reject()
