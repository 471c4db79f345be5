"""Rolling back: what is previewed is what is written, and nothing is written by accident."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.event import NewEvent
from inspector.ui.dialogs.rollback import RollbackDialog
from inspector.ui.dialogs.writable import ReadOnlyBar, WritableDialog
from inspector.ui.session import Session

Open = Callable[..., Session]
Idle = Callable[[object], None]


@pytest.fixture
def show(qtbot: QtBot, idle: Idle) -> Callable[..., RollbackDialog]:
    def make(session: Session, target: int, stream: str | None = None) -> RollbackDialog:
        dialog = RollbackDialog(session, target, stream, None)
        with qtbot.waitExposed(dialog):
            dialog.open()
        idle(session)
        return dialog

    return make


def test_the_preview_says_what_would_happen(
    make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog]
) -> None:
    session = open_session(make_store(), writable=True)
    dialog = show(session, 57)
    assert dialog.count.text() == "3 events become ignored: what the store holds after #57, up to #60."
    assert dialog.streams.text() == "order-1041 (1), order-1042 (1), order-1043 (1)"
    assert dialog.preview.topLevelItem(0).text(0) == "State of order-1041"
    assert "≈ States are folded by merge, a guess" in dialog.guess.text()
    assert "outside the store" in dialog.warning.text()
    assert "process" in dialog.holders.text().lower()
    assert not dialog.confirm.isEnabled()
    assert dialog.cancel.isDefault()
    dialog.reject()


def test_a_reason_and_a_click_roll_back(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog], idle: Idle
) -> None:
    session = open_session(make_store(), writable=True)
    dialog = show(session, 50)
    qtbot.keyClicks(dialog.reason, "   ")
    assert not dialog.confirm.isEnabled()
    qtbot.keyClicks(dialog.reason, "wrong import")
    assert dialog.confirm.isEnabled()
    with qtbot.waitSignal(session.changed), qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    idle(session)
    row = session.ledger.operations[-1]
    assert (row.after, row.upto, row.stream, row.reason) == (50, 60, None, "wrong import")
    assert session.head == 50


def test_enter_in_a_line_neither_rolls_back_nor_closes(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog]
) -> None:
    session = open_session(make_store(), writable=True)
    dialog = show(session, 50)
    dialog.activateWindow()
    qtbot.keyClicks(dialog.reason, "why")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.confirm
    assert len(session.workspace.log()) == 1
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert len(session.workspace.log()) == 1


def test_scope_and_target_refresh_the_preview(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog], idle: Idle
) -> None:
    session = open_session(make_store(), writable=True)
    dialog = show(session, 50, "order-1042")
    assert dialog.count.text().startswith("3 events become ignored: what order-1042 holds")
    qtbot.keyClicks(dialog.reason, "x")
    dialog.where.line.selectAll()
    qtbot.keyClicks(dialog.where.line, "30")
    assert not dialog.confirm.isEnabled(), "the preview is of another target"
    qtbot.waitUntil(lambda: dialog.count.text().startswith("10 events"))
    assert dialog.confirm.isEnabled()
    dialog.where.whole.click()
    idle(session)
    assert dialog.count.text().startswith("30 events")
    dialog.where.line.selectAll()
    qtbot.keyClicks(dialog.where.line, "never")
    qtbot.waitUntil(lambda: "is no time" in dialog.where.means.text())
    assert not dialog.confirm.isEnabled()
    dialog.reject()


def test_a_time_as_target(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog]
) -> None:
    session = open_session(make_store(), writable=True)
    dialog = show(session, 50)
    dialog.where.line.selectAll()
    qtbot.keyClicks(dialog.where.line, "2026-03-12T12:42:00Z")
    qtbot.waitUntil(lambda: dialog.count.text().startswith("50 events"))
    assert dialog.where.means.text().startswith("After #10 ")
    dialog.reject()


def test_a_time_that_means_two_positions_asks_which(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog]
) -> None:
    second = 1_000_000_000
    times = [100, 200, 300, 150, 400]
    events = [NewEvent("a", "E", {"n": n}, {}, at * second) for n, at in enumerate(times)]
    session = open_session(make_store(events), writable=True)
    dialog = show(session, 5)
    qtbot.keyClicks(dialog.reason, "x")
    dialog.where.line.selectAll()
    qtbot.keyClicks(dialog.where.line, "1970-01-01T00:04:10Z")
    qtbot.waitUntil(dialog.where.choice.isVisible)
    assert not dialog.confirm.isEnabled(), "the user picks"
    radios = dialog.where.choice.findChildren(QRadioButton)
    assert [radio.text() for radio in radios] == ["#4", "#2"]
    radios[1].click()
    qtbot.waitUntil(dialog.confirm.isEnabled)
    assert dialog.count.text().startswith("3 events")
    dialog.reject()


def test_events_outside_that_these_caused_are_named(
    make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog]
) -> None:
    events = [
        NewEvent("order-1", "Placed", {}, id="one"),
        NewEvent("mail-1", "Sent", {}, {"causation_id": "one"}),
    ]
    dialog = show(open_session(make_store(events), writable=True), 0, "order-1")
    assert dialog.outside.isVisible()
    assert dialog.outside.text() == "1 event outside was caused by these and stays effective: #2 Sent of mail-1."
    assert dialog.where.means.text() == "#0, before the first event"
    dialog.reject()


def test_nothing_after_the_target_is_nothing_to_roll_back(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog]
) -> None:
    dialog = show(open_session(make_store(), writable=True), 60)
    qtbot.keyClicks(dialog.reason, "x")
    assert "nothing to roll back" in dialog.count.text()
    assert not dialog.confirm.isEnabled()
    dialog.reject()


def test_a_store_that_moved_on_is_not_written_but_previewed_again(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog]
) -> None:
    path = make_store()
    session = open_session(path, writable=True)
    dialog = show(session, 50)
    qtbot.keyClicks(dialog.reason, "x")
    with inspector.open(path, writable=True) as other:
        other.append("order-1041", "ItemAdded", {"late": True})
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "nothing was written" in dialog.notice.text()
    qtbot.waitUntil(lambda: dialog.count.text().startswith("11 events"))
    assert not session.workspace.ledger.rollbacks
    assert dialog.confirm.isEnabled()
    dialog.reject()


def test_read_only_offers_to_switch_writing_on(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog], idle: Idle
) -> None:
    session = open_session(make_store())
    dialog = show(session, 50)
    qtbot.keyClicks(dialog.reason, "x")
    assert not dialog.confirm.isEnabled()
    bar = dialog.findChild(ReadOnlyBar)
    qtbot.mouseClick(bar.findChild(QPushButton, "switchWritingOn"), Qt.MouseButton.LeftButton)
    question = dialog.findChild(WritableDialog)
    with qtbot.waitSignal(session.writableChanged):
        qtbot.keyClick(question.allow, Qt.Key.Key_Return)
    idle(session)
    assert not bar.isVisible()
    assert dialog.confirm.isEnabled()
    dialog.reject()


def test_names_from_the_store_are_plain_text(
    make_store: Callable[..., Path], open_session: Open, show: Callable[..., RollbackDialog]
) -> None:
    name = "<img src=x>\n" + "long" * 100
    dialog = show(open_session(make_store([NewEvent(name, "<b>T</b>", {"<i>": 1})] * 1), writable=True), 0, name)
    assert dialog.streams.textFormat() is Qt.TextFormat.PlainText
    assert "\n" not in dialog.count.text()
    assert dialog.where.one.text().startswith("Only <img src=x>↵")
    assert dialog.width() <= 800
    dialog.reject()
