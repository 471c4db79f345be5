"""The timeline pane on real stores, moved with real keys and mouse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from timeline_hands import LEFT, NO_KEY, SHIFT, dot, drag, event, move_pressed, press, wheel

from inspector.ui.session import Session
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.pane import TimelinePane
from inspector.ui.timeline.sizes import NAMES_PX

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]
Show = Callable[..., TimelinePane]


def test_a_click_selects_the_event_under_it(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, dot(pane, 31))
    assert pane._session.cursor == 31


def test_a_click_beside_all_events_moves_nothing(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, dot(pane, 31) + QPoint(0, 200))
    assert pane._session.cursor == 60


def test_left_right_step_and_dot_comma_step_on_the_lane(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    pane._session.set_cursor(30)
    for key, expected in ((Qt.Key.Key_Left, 29), (Qt.Key.Key_Right, 30), (".", 33), (",", 30), (",", 27)):
        press(qtbot, pane, key)
        assert pane._session.cursor == expected


def test_the_keys_zoom_pan_and_fit(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    whole = pane.viewport.span
    pane._session.set_cursor(30)
    press(qtbot, pane, "w")
    zoomed = pane.viewport.span
    assert zoomed.length == pytest.approx(whole.length / 1.5, rel=0.01)
    press(qtbot, pane, "d")
    assert pane.viewport.span.start > zoomed.start
    press(qtbot, pane, "a")
    assert pane.viewport.span.start == pytest.approx(zoomed.start, abs=2)
    press(qtbot, pane, "s")
    assert pane.viewport.span.length == pytest.approx(whole.length, rel=0.01)
    press(qtbot, pane, "www")
    press(qtbot, pane, "0")
    assert pane.viewport.span == whole


def test_f_centres_the_selection_and_again_fits_it(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    pane._session.set_cursor(30)
    press(qtbot, pane, "wwwwwwww")
    press(qtbot, pane, "ddd")
    length = pane.viewport.span.length
    press(qtbot, pane, "f")
    value = pane.viewport.scene.axis.value_of(30)
    assert pane.viewport.span.length == length
    assert abs(pane.viewport.span.center - value) <= 1
    press(qtbot, pane, "f")
    assert pane.viewport.span.length != length
    assert pane.viewport.span.contains(value)


def test_keys_act_only_with_the_focus(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    span = pane.viewport.span
    other = QWidget(pane.window())
    qtbot.keyClicks(other, "wx")
    assert (pane.viewport.span, pane.viewport.axis_kind) == (span, AxisKind.TIME)


def test_ctrl_wheel_zooms_at_the_pointer(show_timeline: Show) -> None:
    pane = show_timeline()
    at = QPoint(NAMES_PX + 200, 40)
    before = pane.lanes.frame().value(at.x())
    length = pane.viewport.span.length
    wheel(pane.lanes, at, 120, Qt.KeyboardModifier.ControlModifier)
    assert pane.viewport.span.length < length
    assert pane.lanes.frame().x(before) == pytest.approx(at.x(), abs=0.01)


def test_zoom_reaches_a_microsecond_and_not_further(show_timeline: Show) -> None:
    pane = show_timeline()
    for _ in range(200):
        wheel(pane.lanes, QPoint(600, 40), 240, Qt.KeyboardModifier.ControlModifier)
    assert pane.viewport.span.length == 1000
    pane.grab()


def test_the_wheel_scrolls_lanes(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show_timeline(make_store([event(f"s-{number:03d}", number) for number in range(300)]))
    pane._session.set_cursor(1)
    pane.lanes.scroll_bar.setValue(0)
    wheel(pane.lanes, QPoint(400, 60), -120)
    assert pane.lanes.scroll_bar.value() > 0


def test_only_lanes_on_the_screen_are_looked_at(show_timeline: Show, make_store: Make) -> None:
    pane = show_timeline(make_store([event(f"s-{number:03d}", number) for number in range(300)]))
    assert len(pane.lanes.frame().lanes) <= pane.lanes.height() // 30 + 2


def test_the_cursors_lane_is_scrolled_into_view(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show_timeline(make_store([event(f"s-{number:03d}", number) for number in range(300)]))
    for position in (7, 290, 150):
        pane._session.set_cursor(position)
        assert pane.viewport.scene.lane_of(position) in pane.lanes.frame().lanes
        assert pane.lanes.frame().place(position) is not None


def test_dragging_pans(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    pane._session.set_cursor(1)
    press(qtbot, pane, "www")
    grabbed = pane.lanes.frame().value(600)
    drag(qtbot, pane.lanes, QPoint(600, 150), QPoint(500, 150))
    assert pane.lanes.frame().x(grabbed) == pytest.approx(500, abs=0.5)
    assert pane._session.cursor == 1


def test_dragging_the_playhead_scrubs(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    span = pane.viewport.span
    start = QPoint(round(pane.lanes.frame().cursor_x), 220)
    drag(qtbot, pane.lanes, start, QPoint(dot(pane, 20).x(), 220))
    assert pane._session.cursor == 20
    assert pane.viewport.span == span


def test_pressing_and_dragging_on_the_ruler_scrubs(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    at = QPoint(dot(pane, 20).x() - NAMES_PX, 10)
    qtbot.mousePress(pane.ruler, LEFT, NO_KEY, at)
    assert pane._session.cursor == 20
    move_pressed(pane.ruler, QPoint(0, 10), NO_KEY)
    assert pane._session.cursor == 0
    qtbot.mouseRelease(pane.ruler, LEFT, NO_KEY, QPoint(0, 10))


def test_shift_drag_zooms_to_the_span(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    left, right = dot(pane, 20).x() - 2, dot(pane, 40).x() + 2
    drag(qtbot, pane.lanes, QPoint(left, 200), QPoint(right, 200), SHIFT)
    low, high = pane.viewport.scene.axis.ranks_within(pane.viewport.span)
    assert (low, high) == (19, 40)


def test_escape_ends_a_drag_without_a_trace(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    span = pane.viewport.span
    qtbot.mousePress(pane.lanes, LEFT, SHIFT, QPoint(300, 200))
    move_pressed(pane.lanes, QPoint(500, 200), SHIFT)
    press(qtbot, pane, Qt.Key.Key_Escape)
    qtbot.mouseRelease(pane.lanes, LEFT, SHIFT, QPoint(500, 200))
    assert pane.viewport.span == span


def test_double_click_on_a_pill_zooms_into_it(show_timeline: Show, make_store: Make, qtbot: QtBot) -> None:
    near = [event("a", 1000 + number / 100) for number in range(5)]
    pane = show_timeline(make_store([event("a", 0), *near, event("a", 2000)]))
    assert pane.lanes.frame().marks.counts.tolist() == [1, 5, 1]
    qtbot.mouseDClick(pane.lanes, LEFT, NO_KEY, dot(pane, 4))
    frame = pane.lanes.frame()
    assert frame.marks.counts.tolist() == [1] * 5


def test_the_overviews_window_drags_and_resizes(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    pane._session.set_cursor(1)
    press(qtbot, pane, "wwww")
    before, rect = pane.viewport.span, pane.overview.window_rect()
    middle = rect.center().toPoint()
    drag(qtbot, pane.overview, middle, middle + QPoint(120, 0))
    moved = pane.viewport.span
    assert moved.length == before.length
    assert pane.overview.window_rect().left() == pytest.approx(rect.left() + 120, abs=1)
    edge = QPoint(round(pane.overview.window_rect().right()), middle.y())
    drag(qtbot, pane.overview, edge, edge + QPoint(80, 0))
    assert pane.viewport.span.start == moved.start
    assert pane.overview.window_rect().right() == pytest.approx(edge.x() + 80, abs=1)


def test_a_click_on_the_overview_gives_the_timeline_the_keys(show_timeline: Show, qtbot: QtBot) -> None:
    pane = show_timeline()
    with qtbot.waitActive(pane.window()):
        pane.window().activateWindow()
    pane.lanes.clearFocus()
    qtbot.mouseClick(pane.overview, LEFT, NO_KEY, QPoint(300, 20))
    assert pane.lanes.hasFocus()
