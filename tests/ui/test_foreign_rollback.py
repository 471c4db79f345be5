"""Rolling another producer's store back in the window, with real clicks."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

import inspector
from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows
from inspector.workspace.workspace import Workspace

Idle = Callable[[object], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An eventsourcing store of two streams in turn, five events each."""
    (tmp_path / "stores").mkdir()
    path = tmp_path / "stores" / "bank.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(
            """CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
               PRIMARY KEY (originator_id, originator_version))"""
        )
        rows = [(name, version, b'{"n": %d}' % version) for version in range(1, 6) for name in ("zoe", "ben")]
        sqlite.executemany("INSERT INTO stored_events VALUES (?, ?, 'bank:Account.Paid', ?)", rows)
        sqlite.commit()
    return path


def child(window: MainWindow, kind: type, name: str):  # type: ignore[no-untyped-def]
    found = [one for one in window.findChildren(kind, name) if one.isVisible()]
    assert found, name
    return found[-1]


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(child(window, QPushButton, name), Qt.MouseButton.LeftButton)


def roll_back(qtbot: QtBot, window: MainWindow, idle: Idle) -> None:
    window.actions_by_id["rollback.here"].trigger()
    idle(window)
    qtbot.keyClicks(child(window, QLineEdit, "rollbackReason"), "paid twice")
    click(qtbot, window, "rollbackConfirm")
    qtbot.waitUntil(lambda: window.session is not None and window.session.last < 10)
    idle(window)


@pytest.fixture
def window(windows: Windows, path: Path, qtbot: QtBot, idle: Idle) -> MainWindow:
    """At ben's second event, with writing allowed."""
    window = windows.open(OpenRequest(path, at=4))
    idle(window)
    window.actions_by_id["store.writable"].trigger()
    assert "It is eventsourcing's own" in child(window, QLabel, "writableText").text()
    click(qtbot, window, "allowWriting")
    idle(window)
    return window


def test_rows_move_and_come_back_and_the_views_follow(window: MainWindow, path: Path, qtbot: QtBot, idle: Idle) -> None:
    window.actions_by_id["rollback.here"].trigger()
    idle(window)
    assert not child(window, QRadioButton, "rollbackWholeStore").isEnabled()
    assert child(window, QRadioButton, "rollbackOneStream").isChecked()
    assert child(window, QLabel, "rollbackCount").text().startswith("3 events are moved away: what ben holds")
    assert str(path.with_name("bank.before-1.sqlite")) in child(window, QLabel, "rollbackNotes").text()
    click(qtbot, window, "rollbackCancel")
    roll_back(qtbot, window, idle)
    session = window.session
    assert session is not None
    assert (session.last, session.cursor, len(session.index.positions)) == (9, 4, 7)
    assert session.workspace.writable
    assert session.live
    assert window.actions_by_id["edit.undo"].isEnabled()
    window.actions_by_id["edit.undo"].trigger()
    idle(window)
    assert child(window, QLabel, "undoEffect").text() == "3 events are put back: ben (3)."
    click(qtbot, window, "undoConfirm")
    qtbot.waitUntil(lambda: window.session is not None and window.session.last == 10)
    idle(window)
    assert window.session is not None
    assert len(window.session.index.positions) == 10
    assert window.actions_by_id["edit.redo"].isEnabled()
    assert not window.banner.isVisible()


def test_what_is_looked_at_stays_and_no_lock_is_taken_where_the_window_is_drawn(
    window: MainWindow, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules = tmp_path / "spent.toml"
    rules.write_text('[projection.spent]\nkey = "event.type"\n[[projection.spent.on."*"]]\nincrement = "/n"\n')
    assert window.session is not None
    window.session.folding.load_domain(rules)
    idle(window)
    window.session.state_scope.project("spent", every_key=True)
    window.session.set_live(False)
    window.filter_bar.show_filter("Paid")
    idle(window)
    asked: set[str] = set()
    for name in ("last_position", "head", "events"):
        real = getattr(Workspace, name)

        def spied(*given: object, real: Callable[..., object] = real, **named: object) -> object:
            asked.add(threading.current_thread().name)
            return real(*given, **named)

        monkeypatch.setattr(Workspace, name, spied)
    roll_back(qtbot, window, idle)
    assert asked
    assert all(name.startswith("inspector-") for name in asked)
    scope = window.session.state_scope
    assert (scope.projection, scope.every_key, scope.pinned) == ("spent", True, False)
    assert not window.session.live
    assert window.filter_bar.line.text() == "Paid"
    assert window.session.filtered is not None
    window.session.set_scope(None)
    window.actions_by_id["edit.undo"].trigger()
    idle(window)
    click(qtbot, window, "undoConfirm")
    qtbot.waitUntil(lambda: window.session is not None and window.session.last == 10)
    idle(window)
    assert window.session.state_scope.is_whole


def test_an_undo_that_cannot_be_is_refused_with_the_conflict(
    window: MainWindow, path: Path, qtbot: QtBot, idle: Idle
) -> None:
    roll_back(qtbot, window, idle)
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("INSERT INTO stored_events VALUES ('ben', 3, 'bank:Account.Paid', '{}')")
        sqlite.commit()
    window.actions_by_id["edit.undo"].trigger()
    idle(window)
    assert child(window, QLabel, "undoHeading").text() == "Undo is not possible"
    assert "stored_events has 1 new row" in child(window, QLabel, "undoEffect").text()
    assert not child(window, QPushButton, "undoConfirm").isEnabled()
    click(qtbot, window, "undoCancel")


def test_a_copy_in_the_same_format_ends_at_the_cursor(window: MainWindow, path: Path, qtbot: QtBot, idle: Idle) -> None:
    window.actions_by_id["store.exportSame"].trigger()
    copy = path.with_name("copy.sqlite")
    dialog = child(window, QFileDialog, "fileDialog")
    assert dialog.selectedFiles()[0].endswith("bank-4.sqlite")
    dialog.fileSelected.emit(str(copy))
    dialog.reject()
    idle(window)
    qtbot.waitUntil(copy.exists)
    with inspector.open(copy) as store:
        assert (store.facts.format, store.info().events) == ("eventsourcing", 4)
