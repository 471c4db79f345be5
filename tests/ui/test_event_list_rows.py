"""The event list's rows: any of them at once, in either order, in ranges, and as a screen reader hears them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.event import NewEvent
from inspector.events.log import IndexColumns, TextFilter
from inspector.replay.index import TimelineIndex
from inspector.ui.event_list import copying
from inspector.ui.event_list.columns import Column
from inspector.ui.event_list.order import Order
from inspector.ui.event_list.pane import EventListPane
from inspector.ui.event_list.rows_view import RowsView
from inspector.ui.event_list.typed import next_named
from inspector.ui.session import Session

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]
Show = Callable[..., EventListPane]

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MANY = 60_000_000


@pytest.fixture
def show(qtbot: QtBot, open_session: Open) -> Iterator[Show]:
    """`show(path)`: the list in a window of its own, with the keyboard and every answer there."""
    panes: list[EventListPane] = []

    def make(path: Path) -> EventListPane:
        session = open_session(path)
        pane = EventListPane(session)
        panes.append(pane)
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


class Numbers(QAbstractTableModel):
    """As many rows as Qt can count, of nothing but their numbers."""

    def rowCount(self, _parent: object = None) -> int:  # noqa: N802  Qt's name
        return MANY

    def columnCount(self, _parent: object = None) -> int:  # noqa: N802  Qt's name
        return 5

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return f"{index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


def positions(pane: EventListPane) -> list[int]:
    model = pane.table.model()
    return [model.position_at(row) for row in range(model.rowCount())]


def click_header(pane: EventListPane, column: Column) -> None:
    header = pane.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    there = pane.table.childAt(header.mapTo(pane.table, at))
    assert there is header.viewport(), "something lies over the header"
    QTest.mouseClick(there, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_sixty_million_rows_are_reached_selected_and_told(qtbot: QtBot) -> None:
    table = RowsView(40)
    qtbot.addWidget(table)
    model = Numbers(table)
    table.setModel(model)
    table.resize(600, 400)
    table.show()
    table.setCurrentIndex(model.index(0, 1))
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.currentIndex().row() == MANY - 1
    assert table.is_visible(MANY - 1)
    rect = table.visualRect(table.currentIndex())
    assert table.viewport().rect().contains(rect.center())
    assert table.indexAt(rect.center()) == table.currentIndex()
    assert table.visualRect(model.index(0, 0)).bottom() < 0
    QTest.keyClick(table, Qt.Key.Key_PageUp, SHIFT)
    QTest.keyClick(table, Qt.Key.Key_Home, SHIFT)
    assert table.selected_ranges() == [range(MANY)]
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.selected_ranges() == [range(1, 2)]
    table.selectAll()
    assert table.selected_ranges() == [range(MANY)]
    accessible = QAccessible.queryAccessibleInterface(table)
    assert accessible.role() == QAccessible.Role.Table
    assert accessible.childCount() == (MANY + 1) * 6
    row = 50_000_000
    assert accessible.child((row + 1) * 6 + 3).text(QAccessible.Text.Name) == f"{row} 2"


def test_rows_are_selected_by_click_shift_control_and_drag(
    show: Show, make_store: Make, qtbot: QtBot, idle: Idle
) -> None:
    pane = show(make_store())
    table, view = pane.table, pane.table.viewport()
    idle(pane._session)

    def at(row: int) -> QPoint:
        return table.visualRect(table.model().index(row, Column.STREAM)).center()

    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.keyClick(table, Qt.Key.Key_Home)
    QTest.mouseClick(view, left, plain, at(3))
    QTest.mouseClick(view, left, SHIFT, at(6))
    assert table.selected_ranges() == [range(3, 7)]
    QTest.mouseClick(view, left, CONTROL, at(9))
    QTest.mouseClick(view, left, CONTROL, at(4))
    assert [(span.start, span.stop) for span in table.selected_ranges()] == [(3, 4), (5, 7), (9, 10)]
    QTest.mousePress(view, left, plain, at(2))
    QTest.mouseMove(view, at(5))
    assert table.selected_ranges() == [range(2, 6)]
    QTest.mouseMove(view, at(1))
    QTest.mouseRelease(view, left, plain, at(1))
    assert table.selected_ranges() == [range(1, 3)]
    assert pane._session.cursor == 2
    idle(pane._session)


def test_a_click_on_a_header_sorts_and_a_second_one_turns(
    show: Show, make_store: Make, qtbot: QtBot, idle: Idle
) -> None:
    times = [5, 3, 8, 9, 1, 3]
    path = make_store([NewEvent("s", f"T{number % 2}", {}, time_ns=time) for number, time in enumerate(times)])
    pane = show(path)
    session, model = pane._session, pane.table.model()
    click_header(pane, Column.TIME)
    idle(session)
    assert positions(pane) == [5, 2, 6, 1, 3, 4]
    assert model.headerData(Column.TIME, Qt.Orientation.Horizontal) == "Time ↑"
    assert pane.table.currentIndex().row() == model.row_of(session.cursor) == 2
    click_header(pane, Column.TIME)
    assert positions(pane) == [4, 3, 1, 6, 2, 5]
    session.set_filter(TextFilter(type="T1"))
    idle(session)
    assert positions(pane) == [4, 6, 2]
    session.set_filter(TextFilter())
    idle(session)
    session.set_live(True)
    with inspector.open(path, writable=True) as workspace:
        workspace.append("s", "T0", {}, time=20)
        qtbot.waitUntil(lambda: model.rowCount() == 7)
        assert positions(pane) == [7, 4, 3, 1, 6, 2, 5]
        workspace.append("s", "T0", {}, time=4)
        qtbot.waitUntil(lambda: model.rowCount() == 8)
    idle(session)
    assert positions(pane) == [7, 4, 3, 1, 8, 6, 2, 5]
    click_header(pane, Column.POSITION)
    assert positions(pane) == [1, 2, 3, 4, 5, 6, 7, 8]
    click_header(pane, Column.POSITION)
    assert positions(pane) == [8, 7, 6, 5, 4, 3, 2, 1]
    click_header(pane, Column.TYPE)
    assert positions(pane)[0] == 8


@given(some.lists(some.integers(-3, 3), max_size=40), some.lists(some.integers(2, 5), max_size=5), some.booleans())
def test_every_row_of_an_order_is_found_again(times: list[int], later: list[int], descending: bool) -> None:
    order = Order.of_times(np.array(times, np.int64), descending=descending)
    every = [*times, *later]
    expected = sorted(range(len(times)), key=lambda event: times[event]) + list(range(len(times), len(every)))
    if descending:
        expected.reverse()
    count = len(every)
    assert [order.event_at(row, count) for row in range(count)] == expected
    assert order.events_at(range(count), count).tolist() == expected
    assert [order.row_of(event, count) for event in expected] == list(range(count))
    fits = every == sorted(every) or (later == sorted(later) and min(later, default=9) >= max(times, default=-9))
    assert not (order.ranked is not None and order.goes_on(np.array(every)) and not fits)


def test_many_rows_are_copied_by_a_job_and_too_many_are_refused(
    show: Show, make_store: Make, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = show(make_store([NewEvent("s", "T", {"n": number}) for number in range(1500)]))
    session, table = pane._session, pane.table
    problems: list[str] = []
    session.failed.connect(problems.append)
    table.selectAll()
    table.copy(as_json=True)
    idle(session)
    events = [json.loads(line) for line in QApplication.clipboard().text().split("\n")]
    assert [event["payload"]["n"] for event in events] == list(range(1500))
    assert not problems
    QApplication.clipboard().setText("before")
    for limit in ("MOST_ROWS", "MOST_BYTES"):
        monkeypatch.setattr(copying, limit, 1000)
        table.copy(as_json=False)
        idle(session)
        assert "nothing was copied" in problems.pop()
        assert QApplication.clipboard().text() == "before"
        monkeypatch.undo()
    table.setCurrentIndex(table.model().index(7, Column.TYPE))
    table.copy_cell()
    assert QApplication.clipboard().text() == "T"
    QApplication.clipboard().clear()


def test_newest_first_what_comes_does_not_move_what_one_reads(
    show: Show, make_store: Make, qtbot: QtBot, idle: Idle
) -> None:
    path = make_store()
    pane = show(path)
    session, table = pane._session, pane.table
    idle(session)
    click_header(pane, Column.POSITION)
    session.set_cursor(20)
    before = table.visualRect(table.currentIndex()).top()
    session.set_live(True)
    with inspector.open(path, writable=True) as workspace:
        workspace.append_all([NewEvent("s", "T", {})] * 3)
    qtbot.waitUntil(lambda: table.model().rowCount() == 63)
    assert table.currentIndex().row() == 43
    assert table.visualRect(table.currentIndex()).top() == before
    idle(session)


def test_a_screen_reader_hears_the_row_and_what_is_selected(
    show: Show, make_store: Make, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = show(make_store())
    table, model = pane.table, pane.table.model()
    idle(pane._session)
    heard: list[tuple[QAccessible.Event, int]] = []
    QAccessible.setActive(True)
    try:
        monkeypatch.setattr(
            "inspector.ui.event_list.rows_view.QAccessible.updateAccessibility",
            lambda event: heard.append((event.type(), event.child())),
        )
        QTest.keyClick(table, Qt.Key.Key_Up)
        table.selectAll()
        accessible = QAccessible.queryAccessibleInterface(table)
        cell = accessible.child((58 + 1) * 6 + 1)
        assert cell.text(QAccessible.Text.Name) == "# 59"
        assert cell.state().focused == cell.state().selected == 1
        assert accessible.childCount() == 61 * 6
    finally:
        QAccessible.setActive(False)
    assert heard[0] == (QAccessible.Event.SelectionAdd, (58 + 1) * 6 + 1)
    assert model.index(58, Column.STREAM).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Stream order-")


@given(some.lists(some.sampled_from("abc"), min_size=1, max_size=30), some.integers(0, 32), some.sampled_from("abcd"))
def test_what_is_typed_finds_the_next_name(streams: list[str], start: int, wanted: str) -> None:
    index = TimelineIndex()
    count = len(streams)
    names = index.names.streams.codes(streams)
    numbers = np.arange(1, count + 1)
    index.extend(IndexColumns(numbers, numbers, index.names.types.codes(["T"] * count), names, index.names))
    after = [at for at in range(start, count + 1) if at >= 1 and streams[at - 1] == wanted]
    before = [at for at in range(1, count + 1) if streams[at - 1] == wanted]
    assert next_named(index, index.positions, start, wanted) == next(iter(after + before), None)
