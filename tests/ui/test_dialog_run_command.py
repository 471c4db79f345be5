"""Running commands: chosen, filled in, previewed, run; with a domain and without."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

import inspector
from inspector.domain.source import DomainSource
from inspector.events.event import NewEvent
from inspector.ui.dialogs.append_page import AppendPage
from inspector.ui.dialogs.command_list import CommandList
from inspector.ui.dialogs.consent import ConsentDialog, ask_to_load
from inspector.ui.dialogs.run_command import RunCommandDialog
from inspector.ui.session import Session

Open = Callable[..., Session]
Idle = Callable[[object], None]

SHOP = '''
from decimal import Decimal
from typing import Annotated
from pydantic import Field
from inspector import Domain, Refusal

shop = Domain("shop", initial={})
Total = Annotated[Decimal, Field(gt=0, decimal_places=2)]

@shop.on("OrderPlaced")
def placed(state, event):
    return {**state, **event.payload}

@shop.command(stream="order-{order_id}")
def place_order(state, order_id: int, total: Total, note: str | None = None):
    """Place an order.

    The total is in euro.
    """
    if state:
        raise Refusal(f"Order {order_id} exists already.")
    return shop.event("OrderPlaced", {"id": order_id, "total": total})

@shop.command
def ship(state, carrier: str = "DHL"):
    return [shop.event("Packed"), shop.event("Shipped", {"carrier": carrier})]

@shop.command(stream="order-1")
def nothing(state):
    return None

@shop.command(stream="order-1")
def endless(state):
    while True:
        pass
'''


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.py"
    path.write_text(SHOP)
    return path


@pytest.fixture
def show(qtbot: QtBot, idle: Idle) -> Callable[..., RunCommandDialog]:
    def make(session: Session, command: str | None = None) -> RunCommandDialog:
        dialog = RunCommandDialog(session, None, command)
        with qtbot.waitExposed(dialog):
            dialog.open()
        dialog.activateWindow()
        idle(session)
        return dialog

    return make


def line(dialog: RunCommandDialog, name: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def test_a_command_is_filled_in_previewed_and_run(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable, idle: Idle
) -> None:
    session = open_session(make_store(), writable=True, domain=shop)
    dialog = show(session)
    qtbot.keyClicks(dialog.list.search, "place")
    qtbot.keyClick(dialog.list.search, Qt.Key.Key_Return)
    assert dialog.focusWidget() is line(dialog, "field.order_id"), "Enter goes on to the form"
    assert dialog.findChild(QLabel, "formHelp").text() == "Place an order.\n\nThe total is in euro."
    qtbot.waitUntil(lambda: dialog.status.text() == "Fill in Order id and Total to see what this would do.")
    qtbot.keyClicks(line(dialog, "field.order_id"), "7")
    qtbot.keyClicks(line(dialog, "field.total"), "412.00")
    qtbot.waitUntil(dialog.run.isEnabled)
    assert dialog.status.text() == "Appends 1 event to order-7:"
    event = dialog.events.topLevelItem(0)
    assert (event.text(0), event.text(1)) == ("OrderPlaced", "order-7")
    assert '"total": 412.00' in event.child(0).text(0)
    state = dialog.changes.topLevelItem(0)
    assert [state.child(row).text(0) for row in range(2)] == ["+ id", "+ total"]
    assert not dialog.guess.isVisible()
    with qtbot.waitSignal(session.changed), qtbot.waitSignal(dialog.accepted):
        line(dialog, "field.total").setFocus()
        qtbot.keyClick(line(dialog, "field.total"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.head == 61)
    assert session.ledger.operations[-1].label == "place_order"


def test_a_refusal_is_a_calm_sentence(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable
) -> None:
    store = make_store([NewEvent("order-7", "OrderPlaced", {"id": 7})])
    dialog = show(open_session(store, writable=True, domain=shop), "place_order")
    qtbot.keyClicks(line(dialog, "field.order_id"), "7")
    qtbot.keyClicks(line(dialog, "field.total"), "1")
    qtbot.waitUntil(lambda: dialog.status.text() == "Refused: Order 7 exists already.")
    assert not dialog.run.isEnabled()
    assert dialog.events.topLevelItemCount() == 0
    dialog.reject()


def test_what_only_the_domain_knows_stands_at_the_field(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable
) -> None:
    dialog = show(open_session(make_store(), writable=True, domain=shop), "place_order")
    qtbot.keyClicks(line(dialog, "field.order_id"), "7")
    qtbot.keyClicks(line(dialog, "field.total"), "1.005")
    error = dialog.findChild(QLabel, "error.total")
    qtbot.waitUntil(error.isVisible)
    assert "2 decimal places" in error.text()
    assert dialog.status.text() == "Not with these values."
    assert not dialog.run.isEnabled()
    qtbot.keyClick(line(dialog, "field.total"), Qt.Key.Key_Backspace)
    qtbot.waitUntil(dialog.run.isEnabled)
    assert not error.isVisible()
    dialog.reject()


def test_enter_with_something_missing_goes_there(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable
) -> None:
    dialog = show(open_session(make_store(), writable=True, domain=shop), "place_order")
    line(dialog, "field.order_id").setFocus()
    qtbot.keyClicks(line(dialog, "field.order_id"), "7")
    qtbot.keyClick(line(dialog, "field.order_id"), Qt.Key.Key_Return)
    assert dialog.focusWidget() is line(dialog, "field.total")
    assert dialog.findChild(QLabel, "error.total").text() == "This is required."
    dialog.reject()


def test_a_command_without_a_stream_of_its_own_takes_one(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable
) -> None:
    dialog = show(open_session(make_store(), writable=True, domain=shop), "ship")
    stream = line(dialog, "commandStream")
    stream.selectAll()
    qtbot.keyClicks(stream, "order-1042")
    qtbot.waitUntil(lambda: dialog.status.text() == "Appends 2 events to order-1042:")
    assert dialog.events.topLevelItemCount() == 2
    dialog.reject()


def test_a_command_that_appends_nothing_cannot_be_run(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable
) -> None:
    dialog = show(open_session(make_store(), writable=True, domain=shop), "nothing")
    qtbot.waitUntil(lambda: dialog.status.text() == "The command has nothing to append.")
    assert not dialog.run.isEnabled()
    dialog.reject()


def test_an_endless_command_is_ended_with_its_dialog(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable, idle: Idle
) -> None:
    session = open_session(make_store(), writable=True, domain=shop)
    dialog = RunCommandDialog(session, None, "endless")
    with qtbot.waitExposed(dialog):
        dialog.open()
    qtbot.waitUntil(lambda: dialog.status.text() == "Looking at what it would do…")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    idle(session)
    assert session.workspace.state("order-1041")["status"] == "OrderPlaced", "the domain still answers"


def test_a_store_that_moved_on_is_not_written_but_previewed_again(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable
) -> None:
    path = make_store()
    session = open_session(path, writable=True, domain=shop)
    dialog = show(session, "ship")
    qtbot.waitUntil(dialog.run.isEnabled)
    with inspector.open(path, writable=True) as other:
        other.append("order-1041", "ItemAdded", {"late": True})
    qtbot.mouseClick(dialog.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "nothing was written" in dialog.notice.text()
    qtbot.waitUntil(dialog.run.isEnabled)
    assert session.workspace.last_position() == 61
    dialog.reject()


def test_one_more_like_this_is_filled_from_the_last_one(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable, idle: Idle
) -> None:
    session = open_session(make_store(), writable=True)
    dialog = show(session, "ItemAdded")
    page = dialog.findChild(AppendPage)
    assert page.stream.text() == session.scope
    assert '"status": "ItemAdded"' in page.editor.toPlainText()
    qtbot.waitUntil(dialog.run.isEnabled)
    assert page.version.text() == "expects version 20, writes version 21"
    assert dialog.guess.text().startswith("≈ States are folded by merge, a guess")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.last == 61)


def test_a_payload_unlike_those_before_is_warned_of(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable
) -> None:
    dialog = show(open_session(make_store(), writable=True), "ItemAdded")
    page = dialog.findChild(AppendPage)
    page.editor.setPlainText('{"status": 5, "extra": 1, "turn": 1, "lines": {}}')
    qtbot.waitUntil(page.notes.isVisible)
    assert page.notes.text().splitlines() == [
        "status is number; so far it was text.",
        "extra has not been seen in this type.",
    ]
    assert dialog.run.isEnabled(), "a warning forbids nothing"
    page.editor.setPlainText('{"status": }')
    assert not dialog.run.isEnabled()
    assert page.error.text() == "No JSON yet, line 1, column 12: invalid character."
    assert len(page.editor.extraSelections()) == 1
    dialog.reject()


def test_keys_and_values_seen_before_are_completed(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable
) -> None:
    dialog = show(open_session(make_store(), writable=True), "PaymentAuthorised")
    editor = dialog.findChild(AppendPage).editor
    editor.setFocus()
    editor.clear()
    qtbot.keyClicks(editor, '{"st')
    popup = editor.popup
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.toPlainText() == '{"status": '
    qtbot.keyClick(editor, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.toPlainText() == '{"status": "PaymentAuthorised"'
    dialog.reject()


def test_a_raw_event_begins_a_new_stream(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable, idle: Idle
) -> None:
    session = open_session(make_store([]), writable=True)
    dialog = show(session)
    assert dialog.list.current().name == "Raw event"
    qtbot.waitUntil(lambda: dialog.status.text() == "Name a stream and a type to see what this would do.")
    page = dialog.findChild(AppendPage)
    qtbot.keyClicks(page.stream, "a'; DROP TABLE events; --")
    qtbot.keyClicks(page.type, "T")
    page.editor.setFocus()
    page.editor.setPlainText("9007199254740993")
    qtbot.waitUntil(dialog.run.isEnabled)
    assert page.version.text() == "a new stream, writes version 1"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(page.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(session)
    assert next(session.workspace.events()).payload == 9007199254740993


def test_in_the_past_the_dialog_says_where_it_runs(
    make_store: Callable[..., Path], open_session: Open, show: Callable, idle: Idle
) -> None:
    session = open_session(make_store(), writable=True)
    dialog = show(session)
    assert dialog.where.text() == "Runs at the head (#60)."
    session.set_cursor(10)
    idle(session)
    assert dialog.where.text() == "The command runs at the head (#60), not at the cursor."
    dialog.reject()


def test_read_only_shows_the_preview_and_offers_writing(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, show: Callable
) -> None:
    dialog = show(open_session(make_store()), "ItemAdded")
    qtbot.waitUntil(lambda: dialog.events.topLevelItemCount() == 1)
    assert not dialog.run.isEnabled()
    assert dialog.findChild(QPushButton, "switchWritingOn").isVisible()
    dialog.reject()


def test_a_domain_is_loaded_from_here_after_consent(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, show: Callable, idle: Idle
) -> None:
    session = open_session(make_store(), writable=True)
    dialog = show(session)
    qtbot.mouseClick(dialog.load, Qt.MouseButton.LeftButton)
    chooser = dialog.findChild(QFileDialog)
    chooser.fileSelected.emit(str(shop))
    chooser.reject()
    consent = dialog.findChild(ConsentDialog)
    assert str(shop) in consent.findChild(QLabel, "consentPath").text()
    assert session.workspace.domain is None, "nothing runs before consent"
    consent.remember.click()
    with qtbot.waitSignal(session.foldChanged):
        qtbot.mouseClick(consent.findChild(QPushButton, "consentLoad"), Qt.MouseButton.LeftButton)
    idle(session)
    assert dialog.list.list.item(1).text() == "place_order"
    assert not dialog.guess.isVisible()
    session.folding.drop_domain()
    idle(session)
    with qtbot.waitSignal(session.foldChanged):
        ask_to_load(session, shop, dialog)
    dialog.reject()
    idle(session)
    assert session.workspace.domain is not None


def test_consent_can_be_withheld(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, shop: Path, idle: Idle
) -> None:
    session = open_session(make_store())
    loads: list[bool] = []
    dialog = ConsentDialog(session, DomainSource.of(shop), None, loads.append)
    with qtbot.waitExposed(dialog):
        dialog.open()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not loads


def test_a_missing_domain_is_one_sentence(
    qtbot: QtBot, make_store: Callable[..., Path], open_session: Open, tmp_path: Path
) -> None:
    session = open_session(make_store())
    with qtbot.waitSignal(session.failed) as said:
        ask_to_load(session, tmp_path / "gone.py", None)
    assert "gone.py" in said.args[0]


def test_the_list_is_searched_and_walked_with_the_keyboard(qtbot: QtBot) -> None:
    commands = CommandList()
    qtbot.addWidget(commands)
    chosen: list[str] = []
    commands.chosen.connect(lambda choice: chosen.append(choice.name))
    commands.offer("", [], ["OrderPlaced", "OrderPaid", "StockCounted"])
    assert chosen == ["OrderPaid"]
    qtbot.keyClick(commands.search, Qt.Key.Key_Down)
    qtbot.keyClick(commands.search, Qt.Key.Key_Down)
    qtbot.keyClick(commands.search, Qt.Key.Key_Down)
    assert chosen == ["OrderPaid", "OrderPlaced", "StockCounted", "Raw event"], "headings are passed over"
    qtbot.keyClicks(commands.search, "stock")
    assert commands.current().name == "StockCounted"
    commands.search.clear()
    assert commands.current().name == "StockCounted"
    count = len(chosen)
    commands.add_types(["OrderPlaced", "OrderPaid", "StockCounted", "Added"])
    assert len(chosen) == count, "the selection stays"
