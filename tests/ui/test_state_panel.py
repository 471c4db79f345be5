"""The state panel on real stores: what is shown, marked, kept open, copied and linked."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.event import NewEvent
from inspector.ui.session import Session
from inspector.ui.state.pane import StatePane
from inspector.ui.value_tree.model import Column, NodeRole
from inspector.ui.value_tree.nodes import BATCH, PENDING

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]
Show = Callable[..., StatePane]
Rows = dict[str, tuple[str, str, str | None]]

LEFT = Qt.MouseButton.LeftButton


def order() -> list[NewEvent]:
    """An order, with another one's event between."""
    return [
        NewEvent("order-1", "Placed", {"status": "placed", "total": 412, "draft": True, "customer": {"city": "Lyon"}}),
        NewEvent("order-2", "Placed", {"status": "placed"}),
        NewEvent("order-1", "Paid", {"status": "paid", "draft": None, "payment": {"id": "77"}}),
        NewEvent("order-1", "Moved", {"customer": {"city": "Nice"}}),
    ]


@pytest.fixture
def show(qtbot: QtBot, open_session: Open, idle: Idle) -> Iterator[Show]:
    """`show(path, at, **how)`: the pane in a window of its own, at a position."""
    panes: list[StatePane] = []

    def make(path: Path, at: int, **how: object) -> StatePane:
        session = open_session(path, **how)
        pane = StatePane(session)
        panes.append(pane)
        tester = QAbstractItemModelTester(pane.tree.values, QAbstractItemModelTester.FailureReportingMode.Fatal, pane)
        tester.setUseFetchMore(False)  # it fetches while it handles a reset, and then takes the new rows for a mistake
        qtbot.addWidget(pane)
        pane.positionActivated.connect(session.set_cursor)
        pane.resize(560, 600)
        pane.show()
        qtbot.waitExposed(pane)
        session.set_cursor(0)
        session.set_cursor(at)
        idle(session)
        return pane

    yield make
    for pane in panes:
        pane.close()


def rows(pane: StatePane, parent: QModelIndex | None = None, prefix: str = "") -> Rows:
    """What the tree shows and can show: value, setter and mark by path."""
    model = pane.tree.values
    parent = model.index(0, 0) if parent is None else parent
    found: Rows = {}
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        path = f"{prefix}/{index.data()}"
        value, setter = (index.siblingAtColumn(column).data() for column in (Column.VALUE, Column.SET_BY))
        found[path] = (value, setter, index.data(NodeRole).mark)
        found |= rows(pane, index, path)
    return found


def index_of(pane: StatePane, *keys: str) -> QModelIndex:
    model = pane.tree.values
    at = model.index(0, 0)
    for key in keys:
        at = next(model.index(row, 0, at) for row in range(model.rowCount(at)) if model.index(row, 0, at).data() == key)
    return at


def move(pane: StatePane, position: int, idle: Idle) -> None:
    pane._session.set_cursor(position)
    idle(pane._session)


def test_what_the_event_did_is_marked_and_who_set_what_is_said(show: Show, make_store: Make) -> None:
    pane = show(make_store(order()), 3)
    assert rows(pane) == {
        "/status": ('"placed" → "paid"', "#3", "changed"),
        "/total": ("412", "#1", None),
        "/customer": ("1 field", "#1", None),
        "/customer/city": ('"Lyon"', "#1", None),
        "/payment": ("1 field", "#3", "added"),
        "/payment/id": ('"77"', "#3", "added"),
        "/draft": ("true", "", "removed"),
    }
    assert pane.header.line.text() == "after #3 · v2 · 1 changed, 1 added, 1 removed"


def test_a_change_deep_inside_marks_the_value_alone(show: Show, make_store: Make) -> None:
    found = rows(show(make_store(order()), 4))
    assert found["/customer/city"] == ('"Lyon" → "Nice"', "#4", "changed")
    assert {path for path, (_, _, mark) in found.items() if mark} == {"/customer/city"}
    assert found["/customer"] == ("1 field", "#4", None)


def test_a_guess_is_labelled_and_a_domain_is_not(show: Show, make_store: Make, tmp_path: Path) -> None:
    path = make_store(order())
    pane = show(path, 4)
    assert pane.header.trust.text() == "≈ merge · a guess"
    domain = tmp_path / "orders.py"
    domain.write_text(
        "from inspector import Domain\ndomain = Domain('orders')\n"
        "@domain.on('Placed', 'Paid', 'Moved')\n"
        "def count(state, event):\n    return {'n': (state or {}).get('n', 0) + 1}\n"
    )
    exact = show(path, 4, domain=domain)
    assert exact.header.trust.text() == "orders.py · exact"
    assert rows(exact) == {"/n": ("2 → 3", "#4", "changed")}


def test_what_a_slow_reducer_costs_is_said(show: Show, make_store: Make, tmp_path: Path) -> None:
    domain = tmp_path / "slow.py"
    domain.write_text(
        "import time\nfrom inspector import Domain\ndomain = Domain('slow')\n@domain.on('Set')\n"
        "def count(state, event):\n    time.sleep(0.05)\n    return {'n': event.version}\n"
    )
    pane = show(make_store([NewEvent("s", "Set", {}) for _ in range(8)]), 8, domain=domain)
    assert re.fullmatch(r"slow\.py · exact · [\d.]+ ms an event", pane.header.trust.text())


def test_a_rolled_back_event_marks_nothing(show: Show, make_store: Make) -> None:
    path = make_store(order())
    with inspector.open(path, writable=True) as workspace:
        workspace.roll_back(to=2, reason="test")
    pane = show(path, 3)
    assert pane.header.line.text() == "#3 is rolled back; state after #1"
    assert not [mark for _, _, mark in rows(pane).values() if mark]
    assert rows(pane)["/status"] == ('"placed"', "#1", None)


def test_a_reducer_that_fails_shows_the_last_good_state_and_why(show: Show, make_store: Make, tmp_path: Path) -> None:
    domain = tmp_path / "fails.py"
    domain.write_text(
        "from inspector import Domain\ndomain = Domain('orders')\n"
        "@domain.on('Placed')\ndef placed(state, event):\n    return event.payload\n"
        "@domain.on('Paid', 'Moved')\ndef paid(state, event):\n    return state['missing']\n"
    )
    pane = show(make_store(order()), 4, domain=domain)
    assert rows(pane)["/status"][0] == '"placed"'
    said = pane.header.trouble
    assert said.isVisible()
    assert said.text().startswith("Stopped at #3 Paid: ")
    assert "missing" in said.text()
    assert said.text().endswith("this is the state after #1.")


def test_what_was_opened_stays_open_and_scrolled(show: Show, make_store: Make, idle: Idle, qtbot: QtBot) -> None:
    many = {f"key{n:02}": {"a": {"b": n}} for n in range(60)}
    pane = show(make_store([NewEvent("s", "A", many), NewEvent("s", "B", {"key07": {"a": {"b": -1}}})]), 1)
    tree = pane.tree
    assert tree.isExpanded(index_of(pane, "key50"))
    tree.setCurrentIndex(index_of(pane, "key50"))
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    scrolled = tree.verticalScrollBar().value()
    assert scrolled > 0
    move(pane, 2, idle)
    assert not tree.isExpanded(index_of(pane, "key50"))
    assert tree.verticalScrollBar().value() == scrolled
    assert tree.currentIndex().data() == "key50"
    assert tree.isExpanded(index_of(pane, "key49"))


def test_a_click_on_the_setter_goes_there(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    pane = show(make_store(order()), 4)
    rect = pane.tree.visualRect(index_of(pane, "total").siblingAtColumn(Column.SET_BY))
    qtbot.mouseClick(pane.tree.viewport(), LEFT, pos=rect.center())
    idle(pane._session)
    assert pane._session.cursor == 1


def test_keys_copy_the_value_and_go_to_its_setter(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    pane = show(make_store(order()), 4)
    pane.tree.setCurrentIndex(index_of(pane, "payment"))
    qtbot.keyClick(pane.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == '{\n  "id": "77"\n}'
    pane.tree.setCurrentIndex(index_of(pane, "customer", "city"))
    pane.tree.copy_path()
    assert QApplication.clipboard().text() == "/customer/city"
    QApplication.clipboard().clear()
    pane.tree.setCurrentIndex(index_of(pane, "payment", "id"))
    qtbot.keyClick(pane.tree, Qt.Key.Key_Return)
    idle(pane._session)
    assert pane._session.cursor == 3


def test_the_whole_store_opens_stream_by_stream(show: Show, make_store: Make, idle: Idle) -> None:
    pane = show(make_store(order()), 4)
    pane._session.set_scope(None)
    idle(pane._session)
    assert [path for path in rows(pane) if path.count("/") == 1] == ["/order-1", "/order-2"]
    assert not pane.tree.isExpanded(index_of(pane, "order-1"))
    pane.tree.setExpanded(index_of(pane, "order-1"), True)
    idle(pane._session)
    assert rows(pane)["/order-1/status"] == ('"paid"', "#3", None)
    assert pane.header.scope.text() == "whole store ▾"


def test_the_whole_store_has_no_stream_that_is_all_rolled_back(show: Show, make_store: Make, idle: Idle) -> None:
    path = make_store(order())
    with inspector.open(path, writable=True) as workspace:
        workspace.roll_back(to=0, stream="order-2", reason="test")
    pane = show(path, 4)
    pane._session.set_scope(None)
    idle(pane._session)
    assert [path for path in rows(pane) if path.count("/") == 1] == ["/order-1"]


def test_the_json_tab_shows_the_state_as_it_moves(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    pane = show(make_store(order()), 1)
    qtbot.mouseClick(pane.header.tabs, LEFT, pos=pane.header.tabs.tabRect(1).center())
    assert pane.json.isVisible()
    assert '"city": "Lyon"' in pane.json.toPlainText()
    move(pane, 4, idle)
    assert '"city": "Nice"' in pane.json.toPlainText()


def test_thirty_thousand_values_are_laid_out_as_one_scrolls(show: Show, make_store: Make) -> None:
    pane = show(make_store([NewEvent("s", "A", {"many": list(range(30 * BATCH))})]), 1)
    model = pane.tree.values
    many = index_of(pane, "many")
    pane.tree.setExpanded(many, True)
    before = model.rowCount(many)
    assert before < 10 * BATCH
    model.fetchMore(many)
    assert model.rowCount(many) == before + BATCH
    assert model.index(before + 7, Column.VALUE, many).data() == str(before + 7)


def test_literals_are_shown_and_copied_as_they_are_stored(show: Show, make_store: Make, qtbot: QtBot) -> None:
    import sqlite3  # noqa: PLC0415  another program writes what Python would spell differently

    path = make_store(order())
    with sqlite3.connect(path) as raw:
        payload = '{"a":412.00,"b":9007199254740993,"c":1e400}'
        raw.execute("INSERT INTO events VALUES (5, 'x', 'n', 1, 'N', 5, ?, '{}')", (payload,))
    raw.close()
    pane = show(path, 5)
    assert [value for value, _, _ in rows(pane).values()] == ["412.00", "9007199254740993", "1e400"]
    pane.tree.setCurrentIndex(index_of(pane, "a"))
    qtbot.keyClick(pane.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "412.00"
    QApplication.clipboard().clear()


def test_an_empty_store_says_so(show: Show, make_store: Make) -> None:
    pane = show(make_store([]), 0)
    assert pane.header.line.text() == "No state before the first event"


def test_the_whole_store_keeps_what_is_open_as_the_cursor_moves(
    show: Show, make_store: Make, idle: Idle, qtbot: QtBot
) -> None:
    events = [NewEvent(f"s-{number % 60:02}", "Set", {"n": number}) for number in range(600)]
    pane = show(make_store(events), 600)
    session, tree = pane._session, pane.tree
    session.set_scope(None)
    idle(session)
    root = tree.values.root
    for name in ("s-01", "s-40"):
        tree.setExpanded(index_of(pane, name), True)
    tree.scrollTo(index_of(pane, "s-40"))
    qtbot.waitUntil(lambda: rows(pane).get("/s-40/n") is not None)
    idle(session)
    assert (tree.values.root.summary, rows(pane)["/s-40/n"][0]) == ("60 streams", "580")
    scrolled = tree.verticalScrollBar().value()
    assert scrolled > 0
    session.set_cursor(500)
    idle(session)
    qtbot.waitUntil(lambda: rows(pane)["/s-40/n"][0] == "460")
    assert (tree.values.root is root, tree.verticalScrollBar().value()) == (True, scrolled)
    # What is open and out of sight is not folded.
    assert root.children[1].value is PENDING
    tree.scrollToTop()
    qtbot.waitUntil(lambda: rows(pane).get("/s-01/n") is not None)
    session.set_cursor(30)
    idle(session)
    qtbot.waitUntil(lambda: rows(pane)["/s-01/n"][0] == "1")
    assert tree.values.rowCount(tree.values.index_of(root)) == 30
    session.set_cursor(45)
    idle(session)
    assert tree.values.rowCount(tree.values.index_of(root)) == 45
