"""What the timeline pane shows of real stores."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from timeline_hands import LEFT, NO_KEY, dot, event, press

import inspector
from inspector.ui import text
from inspector.ui.session import Session
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.frame import Mark
from inspector.ui.timeline.lanes import Grouping
from inspector.ui.timeline.pane import TimelinePane
from inspector.ui.timeline.sizes import NAMES_PX

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]
Show = Callable[..., TimelinePane]


def test_a_small_store_opens_whole_on_time_with_a_lane_a_stream(show_timeline: Show) -> None:
    pane = show_timeline()
    assert pane.objectName() == "timeline"
    assert pane.viewport.span == pane.viewport.scene.axis.whole()
    assert pane.viewport.axis_kind is AxisKind.TIME
    assert pane.viewport.scene.names == ("order-1041", "order-1042", "order-1043")
    assert pane.lanes.frame().marks.counts.sum() == 60


def test_x_switches_the_axis_and_keeps_what_is_in_view(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    pane._session.set_cursor(30)
    press(qtbot, pane, "www")
    low, high = pane.viewport.scene.axis.ranks_within(pane.viewport.span)
    press(qtbot, pane, "x")
    assert pane.viewport.axis_kind is AxisKind.POSITION
    # The same events, and a little air at both ends, which may hold one more.
    assert pane.viewport.scene.axis.ranks_within(pane.viewport.span) == (low - 1, high + 1)
    assert pane.findChild(QToolButton, "timelineAxis").text() == "position ▾"
    press(qtbot, pane, "x")
    assert pane.viewport.axis_kind is AxisKind.TIME
    assert pane._session.cursor == 30


def test_equal_times_open_on_position_and_say_so(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show_timeline(make_store([event("a", 0) for _ in range(5)]))
    assert pane.viewport.axis_kind is AxisKind.POSITION
    axis = pane.findChild(QToolButton, "timelineAxis")
    assert axis.text() == "position ▾"
    assert "no times" in axis.toolTip()
    # The menus have room for their whole words.
    assert axis.width() >= axis.sizeHint().width()
    press(qtbot, pane, "x")
    assert pane.viewport.axis_kind is AxisKind.POSITION


def test_times_that_go_backwards_are_drawn_where_they_belong(
    show_timeline: Show, make_store: Make, qtbot: QtBot
) -> None:
    pane = show_timeline(make_store([event("a", minute) for minute in (0, 300, 100, 200, 400)]))
    xs = [dot(pane, position).x() for position in (1, 3, 4, 2, 5)]
    assert xs == sorted(xs)
    pane._session.set_cursor(1)
    for expected in (3, 4, 2, 5):
        press(qtbot, pane, ".")
        assert pane._session.cursor == expected


def test_grouping_keeps_the_cursor_and_its_lane_in_view(show_timeline: Show) -> None:
    pane = show_timeline()
    pane._session.set_cursor(31)
    for grouping, names in (
        (Grouping.CATEGORY, ("order-*",)),
        (Grouping.TYPE, ("OrderPlaced", "ItemAdded", "PaymentAuthorised")),
        (Grouping.STREAM, ("order-1041", "order-1042", "order-1043")),
    ):
        pane._grouping_actions[grouping].trigger()
        assert pane.viewport.scene.names == names
        assert pane._session.cursor == 31
        assert pane.lanes.frame().place(31) is not None


def test_undo_on_a_rolled_back_stretch(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store()
    with inspector.open(path, writable=True) as workspace:
        operation = workspace.roll_back(50).operation.number
    pane = show_timeline(path)
    tabs = pane.lanes.tabs()
    assert [tab.label for tab in tabs] == ["rolled back · 10 events · "]
    assert pane._session.cursor == 50
    with qtbot.waitSignal(pane.undoRequested) as asked:
        qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, tabs[0].undo.center().toPoint())
    assert asked.args == [operation]
    assert pane._session.cursor == 50


def test_ignored_events_can_be_selected_and_say_so(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store()
    with inspector.open(path, writable=True) as workspace:
        workspace.roll_back(50)
    pane = show_timeline(path)
    qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, dot(pane, 55))
    assert pane._session.cursor == 55
    assert "rolled back" in pane.lanes.tip(QPointF(dot(pane, 55)))


def test_a_rollback_appears_while_the_window_is_open(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store()
    pane = show_timeline(path)
    session = pane._session
    assert pane.lanes.tabs() == []
    session.set_live(True)
    with inspector.open(path, writable=True) as workspace:
        workspace.append("order-1041", "OrderShipped", {})
        workspace.roll_back(60)
    qtbot.waitUntil(lambda: len(pane.viewport.scene) == 61 and bool(pane.lanes.tabs()))
    assert pane.lanes.tabs()[0].hatch.events == 1


def test_hovering_names_the_event_in_plain_text(show_timeline: Show, make_store: Make, idle: Idle) -> None:
    pane = show_timeline(make_store([event("<b>order</b>-1", 0, "<img src=x>"), event("<b>order</b>-1", 100)]))
    idle(pane._session)
    tip = pane.lanes.tip(QPointF(dot(pane, 1)))
    assert tip.splitlines()[:3] == ["#1", "<img src=x>", "<b>order</b>-1@1"]
    assert "12 Mar 2026" in tip

    assert "<img" not in text.hint(tip)


def test_hovering_a_pill_counts_its_types(show_timeline: Show, make_store: Make) -> None:
    events = [event("a", 0, "A"), event("a", 0.1, "A"), event("a", 0.2, "B"), event("a", 1000, "B")]
    pane = show_timeline(make_store(events))
    tip = pane.lanes.tip(QPointF(dot(pane, 2)))
    assert tip.splitlines()[:3] == ["3 events · #1 – #3", "2 A", "1 B"]


def test_a_long_name_is_elided_in_the_middle_and_whole_in_the_tip(show_timeline: Show, make_store: Make) -> None:
    name = "a-very-long-stream-name-that-does-not-fit-anywhere-0042"
    pane = show_timeline(make_store([event(name, 0), event(name, 1)]))
    assert "…" in pane.lanes._painter.name(name, NAMES_PX - 20)
    assert pane.lanes._painter.name(name, NAMES_PX - 20).endswith("0042")
    assert pane.lanes.tip(QPointF(20, 10)) == name


def test_the_overview_counts_every_event(show_timeline: Show) -> None:
    pane = show_timeline()
    assert int(pane.overview.bars().sum()) == 60


def test_the_header_says_how_many_events_and_when(show_timeline: Show) -> None:
    pane = show_timeline()
    assert pane._events.text() == "60 events"
    assert pane._dates.text() == "12 Mar 2026"


@pytest.mark.parametrize(("tall", "row"), [(1000, 30), (899, 20)])
def test_rows_are_compact_in_a_low_window(show_timeline: Show, tall: int, row: int) -> None:
    assert show_timeline(tall=tall).lanes.frame().layout.row == row


def test_screen_readers_hear_where_the_cursor_is(show_timeline: Show, idle: Idle) -> None:
    pane = show_timeline()
    pane._session.set_cursor(31)
    idle(pane._session)
    assert pane.accessibleName() == "Timeline"
    assert pane.accessibleDescription().startswith("Cursor at #31, PaymentAuthorised, order-1041@11, 12 Mar 2026")
    pane._session.set_cursor(0)
    assert pane.accessibleDescription() == "Cursor at before the first event"


def test_an_empty_store_is_drawn_without_a_playhead(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show_timeline(make_store([]))
    pane.grab()
    for key in "wsadf0x.,":
        press(qtbot, pane, key)
    qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, QPoint(400, 50))
    assert pane._session.cursor == 0
    assert pane.lanes.frame().cursor_x is None


def test_threads_join_events_in_view(show_timeline: Show) -> None:
    pane = show_timeline()
    pane._session.set_cursor(30)
    before = pane.lanes.grab().toImage()
    pane.set_thread((1, 44, 9999))
    assert pane.lanes.grab().toImage() != before
    pane.set_thread(())
    assert pane.lanes.grab().toImage() == before


def test_a_mark_of_one_event_is_not_density(show_timeline: Show) -> None:
    pane = show_timeline()
    mark = pane.lanes.frame().mark_at(dot(pane, 60).x(), dot(pane, 60).y())
    assert isinstance(mark, Mark)
    assert not mark.wide


def test_many_events_are_arranged_off_the_gui_thread_and_all_shown(
    show_timeline: Show, make_store: Make, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, idle: Idle
) -> None:
    from inspector.ui.timeline import viewport  # noqa: PLC0415

    monkeypatch.setattr(viewport, "AT_ONCE", 20)
    pane = show_timeline()
    assert len(pane.viewport.scene) < 60
    idle(pane._session)
    qtbot.waitUntil(lambda: len(pane.viewport.scene) == 60)
    pane._grouping_actions[Grouping.TYPE].trigger()
    pane._axis_actions[AxisKind.POSITION].trigger()
    qtbot.waitUntil(lambda: pane.viewport.scene.axis.kind is AxisKind.POSITION)
    assert pane.viewport.scene.grouping is Grouping.TYPE
    assert pane.lanes.frame().marks.counts.sum() == 60


def test_lanes_stay_where_they_are_while_the_store_grows(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store([event(f"s-{number:03d}", number) for number in range(100)])
    pane = show_timeline(path)
    pane._session.set_cursor(50)
    pane.lanes.scroll_bar.setValue(600)
    shown = list(pane.lanes.frame().lanes)
    pane._session.set_live(True)
    with inspector.open(path, writable=True) as workspace:
        workspace.append("s-050", "Moved", {})
        workspace.append("new-1", "Moved", {})
    qtbot.waitUntil(lambda: len(pane.viewport.scene) == 102)
    assert list(pane.lanes.frame().lanes) == shown
    assert pane.viewport.scene.names[int(pane.viewport.order[-1])] == "new-1"


def test_the_foot_is_there_only_with_a_label_in_it(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store()
    with inspector.open(path, writable=True) as workspace:
        workspace.roll_back(50)
    pane = show_timeline(path)
    assert pane.lanes.frame().layout.tabs > 0
    pane._session.set_cursor(2)
    press(qtbot, pane, "wwwwwwww")
    assert pane.lanes.tabs() == []
    assert pane.lanes.frame().layout.tabs == 0
