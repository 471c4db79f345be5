"""The event list on real stores: rows, cursor, filter, search, copying, growth."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.event import NewEvent
from inspector.events.log import TextFilter
from inspector.ui.event_list.columns import Column
from inspector.ui.event_list.model import IgnoredRole
from inspector.ui.event_list.pane import EventListPane
from inspector.ui.session import Session

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]
Show = Callable[..., EventListPane]


@pytest.fixture
def show(qtbot: QtBot, open_session: Open) -> Iterator[Show]:
    """`show(path)`: the list in a window of its own, with the keyboard."""
    panes: list[EventListPane] = []

    def make(path: Path) -> EventListPane:
        session = open_session(path)
        pane = EventListPane(session)
        panes.append(pane)
        QAbstractItemModelTester(pane.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, pane)
        qtbot.addWidget(pane)
        pane.positionActivated.connect(session.set_cursor)
        pane.resize(800, 400)
        pane.show()
        qtbot.waitExposed(pane)
        pane.table.setFocus()
        return pane

    yield make
    for pane in panes:
        pane.close()


def row(pane: EventListPane, number: int) -> list[str]:
    model = pane.table.model()
    return [str(model.index(number, column).data()) for column in Column]


def test_a_row_on_a_branch_says_where_that_began(show: Show, tmp_path: Path, idle: Idle) -> None:
    with inspector.create(tmp_path / "store.sqlite") as workspace:
        workspace.append("thread", "loop", {})
        workspace.append("thread", "fork", {}, {"checkpoint_branch": 2})
        path = workspace.path
    pane = show(path)
    idle(pane._session)
    assert [row(pane, number)[2] for number in (0, 1)] == ["thread", "thread ↳ #2"]


def test_a_row_tells_position_time_stream_type_and_summary(show: Show, make_store: Make, idle: Idle) -> None:
    pane = show(make_store())
    idle(pane._session)
    assert pane.table.model().rowCount() == 60
    number, clock, stream, kind, summary = row(pane, 59)
    assert (number, stream, kind) == ("60", "order-1043", "ItemAdded")
    assert clock.endswith(":11.002")
    assert summary == "status ItemAdded · turn 19 · lines {sku-19}"


def test_the_list_opens_at_the_cursor_and_follows_it(show: Show, make_store: Make, idle: Idle) -> None:
    pane = show(make_store())
    table = pane.table
    assert table.currentIndex().row() == 59
    pane._session.set_cursor(5)
    assert table.currentIndex().row() == 4
    assert table.visualRect(table.currentIndex()).top() >= 0
    idle(pane._session)


def test_arrows_pages_and_clicks_move_the_cursor(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    pane = show(make_store())
    session, table = pane._session, pane.table
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert session.cursor == 59
    qtbot.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert session.cursor == 1
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert session.cursor == 2
    rect = table.visualRect(table.model().index(6, Column.STREAM))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert session.cursor == 7
    idle(session)


def test_typing_searches_streams_and_types(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    pane = show(make_store())
    session = pane._session
    session.set_cursor(1)
    qtbot.keyClicks(pane.table, "paym")
    index = session.index
    first = next(row for row in range(60) if index.type_names[index.types[row]].startswith("Payment"))
    assert session.cursor == first + 1
    idle(session)


def test_a_filter_shows_the_matches_alone(show: Show, make_store: Make, idle: Idle) -> None:
    pane = show(make_store())
    session = pane._session
    session.set_filter(TextFilter(stream="order-1042"))
    idle(session)
    assert pane.table.model().rowCount() == 20
    assert {row(pane, number)[Column.STREAM] for number in range(20)} == {"order-1042"}
    session.set_cursor(8)
    assert pane.table.currentIndex().row() == 2
    session.set_cursor(9)
    assert not pane.table.currentIndex().isValid()
    idle(session)


def test_a_filter_without_matches_says_so_and_can_be_cleared(
    show: Show, make_store: Make, qtbot: QtBot, idle: Idle
) -> None:
    pane = show(make_store())
    pane.filterRequested.connect(lambda _line: pane._session.set_filter(TextFilter()))
    pane._session.set_filter(TextFilter(text="nowhere to be found"))
    idle(pane._session)
    assert pane._empty.isVisible()
    assert pane._empty.text() == "No event matches the filter."
    qtbot.mouseClick(pane._clear, Qt.MouseButton.LeftButton)
    idle(pane._session)
    assert pane.table.isVisible()


def test_an_empty_store_says_so(show: Show, make_store: Make) -> None:
    pane = show(make_store([]))
    assert pane._empty.text() == "This store has no events yet."
    assert pane._empty.isVisible()
    assert not pane._clear.isVisible()


def test_selected_rows_are_copied_as_text_and_as_json(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    pane = show(make_store())
    table = pane.table
    idle(pane._session)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(table, Qt.Key.Key_Up, shift)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().split("\n")
    assert [line.split("\t")[0] for line in lines] == ["59", "60"]
    table.copy(as_json=True)
    events = [json.loads(line) for line in QApplication.clipboard().text().split("\n")]
    assert [(event["position"], event["effective"]) for event in events] == [(59, True), (60, True)]
    with inspector.open(pane._session.workspace.path) as workspace:
        stored = next(workspace.events(after=59))
    assert events[1]["payload"] == stored.payload
    QApplication.clipboard().clear()


def test_rolled_back_rows_are_marked_to_eye_and_ear(show: Show, make_store: Make) -> None:
    path = make_store()
    with inspector.open(path, writable=True) as workspace:
        workspace.roll_back(to=58, reason="test")
    model = show(path).table.model()
    assert [bool(model.index(number, 0).data(IgnoredRole)) for number in (57, 58, 59)] == [False, True, True]
    assert model.index(59, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "# 60, rolled back"


def test_the_menu_acts_on_the_row_under_the_pointer(show: Show, make_store: Make, idle: Idle) -> None:
    pane = show(make_store())
    idle(pane._session)
    asked: list[object] = []
    for signal in (pane.streamActivated, pane.filterRequested, pane.rollBackRequested):
        signal.connect(asked.append)
    for words in ("Show State of order-1043", "Only order-1043", "Only ItemAdded", "Roll Back to #60…"):
        pane._show_menu(60, pane.mapToGlobal(QPoint(20, 20)))
        menu = pane.findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.text() == words).trigger()
        menu.close()
    assert asked == ["order-1043", "stream:order-1043", "type:ItemAdded", 60]


def test_names_with_spaces_and_quotes_can_be_filtered_by(show: Show, make_store: Make, idle: Idle) -> None:
    from inspector.ui import filter_text  # noqa: PLC0415  the filter row's own parser

    names = ["two words", 'a "quoted" name', "star*", "stream:odd", "ümlaut & co"]
    pane = show(make_store([NewEvent(name, "T", {}) for name in names]))
    idle(pane._session)
    asked: list[str] = []
    pane.filterRequested.connect(asked.append)
    for position, name in enumerate(names, 1):
        pane._show_menu(position, pane.mapToGlobal(QPoint(20, 20)))
        menu = pane.findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.text().startswith("Only ")).trigger()
        menu.close()
        pane._session.set_filter(filter_text.parse(asked[-1]))
        idle(pane._session)
        found = pane._session.filtered
        assert found is not None
        assert list(found) == [position], name


def test_what_others_append_appears_below(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    path = make_store()
    pane = show(path)
    session = pane._session
    session.set_live(True)
    with inspector.open(path, writable=True) as workspace:
        workspace.append("order-9", "New", {"n": 1})
    qtbot.waitUntil(lambda: session.cursor == 61)
    idle(session)
    assert row(pane, 60)[Column.STREAM] == "order-9"
    assert pane.table.currentIndex().row() == 60
