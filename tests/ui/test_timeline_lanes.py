"""Lanes in another order, pinned at the top, by the hundred thousand; idle gaps collapsed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from timeline_hands import LEFT, NO_KEY, dot, event, press, wheel

from inspector.ui.timeline import lane_menu
from inspector.ui.timeline.lanes import LaneOrder
from inspector.ui.timeline.pane import TimelinePane

Make = Callable[..., Path]
Idle = Callable[[object], None]
Show = Callable[..., TimelinePane]


def many_lanes(count: int = 40) -> list[object]:
    """Each lane once in turn, the odd ones a second time, the last lane first."""
    names = [f"order-{number}" for number in range(count)]
    return [event(name, minute) for minute, name in enumerate([*reversed(names), *names[1::2]])]


def shown(pane: TimelinePane) -> list[str]:
    frame = pane.lanes.frame()
    return [frame.scene.names[lane] for lane in frame.lanes]


def choose(menu: QMenu, name: str) -> None:
    next(action for action in menu.actions() if action.objectName() == name).trigger()


def test_lanes_in_another_order_are_so_in_the_next_window_too(show_timeline: Show, make_store: Make) -> None:
    path = make_store(many_lanes())
    pane = show_timeline(path)
    choose(pane._grouping.menu(), "timelineOrder.name")
    assert shown(pane)[:3] == ["order-0", "order-1", "order-2"] or pane.lanes.scroll_bar.value() > 0
    pane.lanes.scroll_bar.setValue(0)
    assert shown(pane)[:3] == ["order-0", "order-1", "order-2"]
    again = show_timeline(path)
    assert again.viewport.lane_order is LaneOrder.NAME
    assert again._order_actions[LaneOrder.NAME].isChecked()
    # Zooming rearranges lanes by activity only.

    again.viewport.zoom(0.1, again.viewport.span.center)
    again.viewport._settled()
    again.lanes.scroll_bar.setValue(0)
    assert shown(again)[0] == "order-0"


def test_pinned_lanes_stay_while_others_scroll(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show_timeline(make_store(many_lanes()))
    pane.viewport.set_lane_order(LaneOrder.NAME)
    pane.viewport.toggle_pin(pane.viewport.scene.names.index("order-30"))
    pane._session.set_cursor(1)
    press(qtbot, pane, "p")
    assert pane.viewport.pins == ("order-30", "order-39")
    for turns in (0, 1, 5, 100):
        for _ in range(turns):
            wheel(pane.lanes, QPoint(500, 100), -120)
        names = shown(pane)
        assert names[:2] == ["order-30", "order-39"]
        assert len(set(names)) == len(names)
        frame = pane.lanes.frame()
        # Every row is where a click finds it, and none is under a pinned one.
        for row, lane in zip(frame.rows, frame.lanes, strict=True):
            if frame.middle(row) < frame.layout.lanes_height:
                assert frame.lane_at(frame.middle(row)) == lane
            assert frame.top(row) >= 2 * frame.layout.row or row < 2
    assert shown(pane)[-1] == "order-38"
    press(qtbot, pane, "p")
    assert pane.viewport.pins == ("order-30",)


def test_the_menu_of_a_lane_pins_it_and_lets_all_go(show_timeline: Show, make_store: Make) -> None:
    pane = show_timeline(make_store([event("a & b", 0), event("c", 1)]))
    menu = lane_menu.of_lane(pane.viewport, 0, pane)
    assert menu.actions()[0].text() == "Pin a && b at the Top"
    choose(menu, "timelineLanes.pin")
    assert lane_menu.of_lane(pane.viewport, 0, pane).actions()[0].text() == "Let Go of a && b"
    assert pane._free.isEnabled()
    choose(pane._grouping.menu(), "timelineOrder.free")
    assert pane.viewport.pins == ()
    assert not pane._free.isEnabled()


def test_the_cursor_is_in_view_wherever_its_lane_is(show_timeline: Show, make_store: Make) -> None:
    pane = show_timeline(make_store(many_lanes()))
    pane.viewport.set_lane_order(LaneOrder.NAME)
    pane.viewport.set_pins(["order-7", "order-8"])
    for position in (1, 20, 40, 60):
        pane._session.set_cursor(position)
        place = pane.lanes.frame().place(position)
        assert place is not None
        assert 0 <= place[2] < pane.lanes.frame().layout.lanes_height


def test_six_thousand_lanes_are_ordered_off_the_gui_thread(show_timeline: Show, make_store: Make, idle: Idle) -> None:
    pane = show_timeline(make_store([event(f"order-{number}", number) for number in range(6000)]))
    idle(pane._session)
    pane.viewport.set_lane_order(LaneOrder.LAST)
    idle(pane._session)
    pane.lanes.scroll_bar.setValue(0)
    assert shown(pane)[:2] == ["order-5999", "order-5998"]
    bar = pane.lanes.scroll_bar
    bar.setValue(bar.maximum())
    assert shown(pane)[-1] == "order-0"
    assert bar.maximum() == 6000 * pane.lanes.frame().layout.row - pane.lanes.frame().layout.lanes_height


def test_idle_gaps_collapse_and_open_again(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    minutes = [*range(20), *range(5000, 5020), *range(90_000, 90_020)]
    path = make_store([event(f"order-{minute % 3}", minute) for minute in minutes])
    pane = show_timeline(path)
    plain = pane.viewport.span
    press(qtbot, pane, "g")
    assert [words for _, words in pane.ruler.breaks()] == ["3 d 11 h", "59 d"]
    assert pane.viewport.span == pane.viewport.scene.axis.whole()
    assert pane.viewport.span.length < plain.length / 100
    for position in (1, 20, 21, 40, 41, 60):
        pane._session.set_cursor(1 if position != 1 else 2)
        qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, dot(pane, position))
        assert abs(pane._session.cursor - position) <= 3  # of a pill, its nearest event
    # What is in view stays in view.
    pane._session.set_cursor(30)
    press(qtbot, pane, "fww")
    low, high = pane.viewport.scene.axis.ranks_within(pane.viewport.span)
    press(qtbot, pane, "g")
    assert pane.viewport.scene.axis.ranks_within(pane.viewport.span) == (low, high)
    assert pane.ruler.breaks() == []
    press(qtbot, pane, "g")
    assert show_timeline(path).viewport.collapse


def test_thin_lanes_are_ten_times_as_many(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show_timeline(make_store(many_lanes(90)))
    pane.viewport.toggle_pin(3)
    before, picture = len(shown(pane)), pane.grab().toImage()
    press(qtbot, pane, "t")
    assert len(shown(pane)) > 8 * before
    assert pane._thin.isChecked()
    assert pane.grab().toImage() != picture
    counts, ignored, _ = pane.lanes.frame().totals
    frame = pane.lanes.frame()
    naive = frame.scene.lane_counts(frame.scene.axis.whole())[frame.lanes]
    assert counts.sum(axis=1).tolist() == naive.tolist()
    assert not ignored.any()
    assert "order-" in pane.lanes.tip(QPointF(20, 100))
    press(qtbot, pane, "t")
    assert len(shown(pane)) == before


def test_gaps_are_of_time_alone(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    press(qtbot, pane, "xg")
    assert pane.viewport.scene.axis.gaps is None
    assert not pane._gaps.isEnabled()
    press(qtbot, pane, "x")
    assert pane._gaps.isEnabled()
    assert pane._gaps.isChecked()


def test_gaps_and_pins_are_painted(show_timeline: Show, make_store: Make) -> None:
    pane = show_timeline(make_store([event("a", minute) for minute in (*range(9), *range(9000, 9009))]))
    before = pane.grab().toImage()
    pane.viewport.set_collapse(True)
    pane.viewport.toggle_pin(0)
    assert pane.grab().toImage() != before
