"""Undo, redo, and the log of operations."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.operation import Kind, Ledger
from inspector.ui.dialogs.operation_log import OperationLogDialog
from inspector.ui.dialogs.operation_model import COLUMNS, OperationModel
from inspector.ui.dialogs.undo import UndoDialog
from inspector.ui.session import Session

Open = Callable[..., Session]
Idle = Callable[[object], None]


@pytest.fixture
def store(make_store: Callable[..., Path]) -> Path:
    path = make_store()
    with inspector.open(path, writable=True) as workspace:
        workspace.append("order-1041", "Refunded", {"refund": 5})
        workspace.roll_back(50, reason="wrong <b>import</b>")
    return path


def opened(qtbot: QtBot, idle: Idle, session: Session, dialog: UndoDialog) -> UndoDialog:
    with qtbot.waitExposed(dialog):
        dialog.open()
    idle(session)
    return dialog


def test_an_operation_is_undone_with_enter(qtbot: QtBot, store: Path, open_session: Open, idle: Idle) -> None:
    session = open_session(store, writable=True)
    dialog = opened(qtbot, idle, session, UndoDialog(session, None, operation=3))
    assert dialog.heading.text() == "Undo operation 3: the rollback to #50"
    assert "wrong <b>import</b>" in dialog.made.text()
    assert dialog.effect.text().startswith("11 events become effective again: order-104")
    first = dialog.preview.topLevelItem(0)
    assert first.text(0).startswith("State of order-104")
    assert first.child(0).text(0)[0] in "+~−"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    idle(session)
    assert session.ledger.operations[-1].kind is Kind.UNDO
    assert session.head == 61


def test_undo_reaches_only_what_was_done_since_the_window_opened(
    qtbot: QtBot, store: Path, open_session: Open, idle: Idle
) -> None:
    session = open_session(store, writable=True)
    dialog = opened(qtbot, idle, session, UndoDialog(session, None))
    assert dialog.heading.text() == "Undo is not possible"
    assert dialog.effect.text() == "Nothing is left to undo."
    assert not dialog.confirm.isEnabled()
    dialog.reject()


def test_undo_then_redo(qtbot: QtBot, store: Path, open_session: Open, idle: Idle) -> None:
    session = open_session(store, writable=True)
    session.write(lambda _cancel: session.workspace.roll_back(40, reason="again"))
    idle(session)
    undo = opened(qtbot, idle, session, UndoDialog(session, None))
    assert "operation 4" in undo.heading.text()
    with qtbot.waitSignal(undo.accepted):
        qtbot.mouseClick(undo.confirm, Qt.MouseButton.LeftButton)
    idle(session)
    assert session.head == 50
    redo = opened(qtbot, idle, session, UndoDialog(session, None, redo=True))
    assert redo.heading.text() == "Redo operation 4: the rollback to #40"
    assert redo.effect.text().startswith("10 events become ignored")
    with qtbot.waitSignal(redo.accepted):
        qtbot.mouseClick(redo.confirm, Qt.MouseButton.LeftButton)
    idle(session)
    assert session.head == 40


def test_a_store_that_moved_on_is_previewed_again(qtbot: QtBot, store: Path, open_session: Open, idle: Idle) -> None:
    session = open_session(store, writable=True)
    dialog = opened(qtbot, idle, session, UndoDialog(session, None, operation=3))
    with inspector.open(store, writable=True) as other:
        other.append("order-1041", "ItemAdded", {"late": True})
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.notice.isVisible)
    qtbot.waitUntil(dialog.confirm.isEnabled)
    assert "nothing was written" in dialog.notice.text()
    assert session.workspace.ledger.operations[-1].kind is Kind.APPEND
    dialog.reject()


def test_the_model_holds_what_qt_asks_of_models(qtbot: QtBot, store: Path) -> None:
    with inspector.open(store, writable=True) as workspace:
        rows = workspace.log()
        model = OperationModel(Ledger(rows[:1]))
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        model.take(Ledger(rows))
        assert model.rowCount() == 3
        assert model.operation(0).number == 3
        workspace.undo(3)
        model.take(workspace.ledger)
        standing = COLUMNS.index("Now")
        assert [model.index(row, standing).data() for row in range(4)] == ["–", "undone", "in force", "in force"]
        assert [model.can_undo(row) for row in range(4)] == [False, False, True, True]
        model.take(Ledger())
        assert model.rowCount() == 0


def test_the_log_undoes_any_operation_and_follows(qtbot: QtBot, store: Path, open_session: Open, idle: Idle) -> None:
    session = open_session(store, writable=True)
    log = OperationLogDialog(session, None)
    with qtbot.waitExposed(log):
        log.open()
    assert log.model.rowCount() == 3
    qtbot.keyClick(log.table, Qt.Key.Key_Down)
    assert "Operation 2 " in log.detail.text()
    qtbot.keyClick(log.table, Qt.Key.Key_Up)
    qtbot.mouseClick(log.undo, Qt.MouseButton.LeftButton)
    undo = log.findChild(UndoDialog)
    idle(session)
    with qtbot.waitSignal(undo.accepted):
        qtbot.mouseClick(undo.confirm, Qt.MouseButton.LeftButton)
    idle(session)
    assert log.model.rowCount() == 4
    log.reject()


def test_the_log_goes_to_a_target(qtbot: QtBot, store: Path, open_session: Open, idle: Idle) -> None:
    session = open_session(store)
    session.set_cursor(3)
    log = OperationLogDialog(session, None)
    with qtbot.waitExposed(log):
        log.open()
    with qtbot.waitSignal(session.cursorChanged):
        qtbot.mouseClick(log.go, Qt.MouseButton.LeftButton)
    idle(session)
    assert session.cursor == 50


def test_an_empty_log_says_so(qtbot: QtBot, make_store: Callable[..., Path], open_session: Open) -> None:
    session = open_session(make_store([]))
    log = OperationLogDialog(session, None)
    with qtbot.waitExposed(log):
        log.open()
    assert "Nothing was done" in log.detail.text()
    assert not log.undo.isEnabled()
    assert not log.go.isEnabled()
    qtbot.keyClick(log, Qt.Key.Key_Escape)


def test_dialogs_remember_their_size(qtbot: QtBot, store: Path, open_session: Open, idle: Idle) -> None:
    session = open_session(store)
    first = opened(qtbot, idle, session, UndoDialog(session, None, operation=3))
    first.resize(555, 444)
    first.reject()
    second = opened(qtbot, idle, session, UndoDialog(session, None, operation=3))
    assert (second.width(), second.height()) == (555, 444)
    second.reject()
