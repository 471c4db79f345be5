"""The timeline pane on real stores, with real keys and mouse."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.event import NewEvent
from inspector.ui import style, theme
from inspector.ui.session import Session
from inspector.ui.timeline import sprites
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.frame import Mark
from inspector.ui.timeline.lanes import Grouping
from inspector.ui.timeline.pane import TimelinePane
from inspector.ui.timeline.view import NAMES_PX

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]
Show = Callable[..., TimelinePane]

START_NS = 1_773_318_731_002_000_000
MINUTE_NS = 60 * 10**9
LEFT, NO_KEY, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def event(stream: str, minute: float, type: str = "Moved") -> NewEvent:
    return NewEvent(stream, type, {"minute": minute}, {}, START_NS + round(minute * MINUTE_NS))


@pytest.fixture
def show(qtbot: QtBot, make_store: Make, open_session: Open) -> Iterator[Show]:
    """`show(path=None, tall=1000)`: a pane 1,000 pixels wide in a window, with the keyboard focus."""
    windows: list[QWidget] = []

    def make(path: Path | None = None, tall: int = 1000) -> TimelinePane:
        pane = TimelinePane(open_session(path or make_store()))
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1000, tall)
        pane.setParent(window)
        pane.setGeometry(0, 0, 1000, 320)
        window.show()
        qtbot.waitExposed(window)
        pane.lanes.setFocus()
        return pane

    yield make
    for window in windows:
        window.close()


def dot(pane: TimelinePane, position: int) -> QPoint:
    place = pane.lanes.frame().place(position)
    assert place is not None
    return QPointF(place[1], place[2]).toPoint()


def press(qtbot: QtBot, pane: TimelinePane, key: Qt.Key | str) -> None:
    if isinstance(key, str):
        qtbot.keyClicks(pane.lanes, key)
    else:
        qtbot.keyClick(pane.lanes, key)


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    qtbot.mousePress(widget, LEFT, modifier, start)
    for part in (1, 2, 3, 4):
        between = start + (end - start) * part / 4
        _move(widget, between, modifier)
    qtbot.mouseRelease(widget, LEFT, modifier, end)


def _move(widget: QWidget, at: QPoint, modifier: Qt.KeyboardModifier) -> None:
    from PySide6.QtCore import QEvent  # noqa: PLC0415  QTest's own mouseMove has no buttons
    from PySide6.QtGui import QMouseEvent  # noqa: PLC0415

    global_at = widget.mapToGlobal(QPointF(at))
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), global_at, Qt.MouseButton.NoButton, LEFT, modifier)
    QApplication.sendEvent(widget, moved)


def wheel(widget: QWidget, at: QPoint, delta: int, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    turned = QWheelEvent(
        QPointF(at),
        widget.mapToGlobal(QPointF(at)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, turned)


def test_a_small_store_opens_whole_on_time_with_a_lane_a_stream(show: Show) -> None:
    pane = show()
    assert pane.objectName() == "timeline"
    assert pane.viewport.span == pane.viewport.scene.axis.whole()
    assert pane.viewport.axis_kind is AxisKind.TIME
    assert pane.viewport.scene.names == ("order-1041", "order-1042", "order-1043")
    assert pane.lanes.frame().marks.counts.sum() == 60


def test_a_click_selects_the_event_under_it(show: Show, qtbot: QtBot) -> None:
    pane = show()
    qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, dot(pane, 31))
    assert pane._session.cursor == 31


def test_a_click_beside_all_events_moves_nothing(show: Show, qtbot: QtBot) -> None:
    pane = show()
    qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, dot(pane, 31) + QPoint(0, 200))
    assert pane._session.cursor == 60


def test_left_right_step_and_dot_comma_step_on_the_lane(show: Show, qtbot: QtBot) -> None:
    pane = show()
    pane._session.set_cursor(30)
    for key, expected in ((Qt.Key.Key_Left, 29), (Qt.Key.Key_Right, 30), (".", 33), (",", 30), (",", 27)):
        press(qtbot, pane, key)
        assert pane._session.cursor == expected


def test_the_keys_zoom_pan_and_fit(show: Show, qtbot: QtBot) -> None:
    pane = show()
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


def test_f_centres_the_selection_and_again_fits_it(show: Show, qtbot: QtBot) -> None:
    pane = show()
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


def test_keys_act_only_with_the_focus(show: Show, qtbot: QtBot) -> None:
    pane = show()
    span = pane.viewport.span
    other = QWidget(pane.window())
    qtbot.keyClicks(other, "wx")
    assert (pane.viewport.span, pane.viewport.axis_kind) == (span, AxisKind.TIME)


def test_ctrl_wheel_zooms_at_the_pointer(show: Show) -> None:
    pane = show()
    at = QPoint(NAMES_PX + 200, 40)
    before = pane.lanes.frame().value(at.x())
    length = pane.viewport.span.length
    wheel(pane.lanes, at, 120, Qt.KeyboardModifier.ControlModifier)
    assert pane.viewport.span.length < length
    assert pane.lanes.frame().x(before) == pytest.approx(at.x(), abs=0.01)


def test_zoom_reaches_a_microsecond_and_not_further(show: Show) -> None:
    pane = show()
    for _ in range(200):
        wheel(pane.lanes, QPoint(600, 40), 240, Qt.KeyboardModifier.ControlModifier)
    assert pane.viewport.span.length == 1000
    pane.grab()


def test_the_wheel_scrolls_lanes(show: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show(make_store([event(f"s-{number:03d}", number) for number in range(300)]))
    pane._session.set_cursor(1)
    pane.lanes.scroll_bar.setValue(0)
    wheel(pane.lanes, QPoint(400, 60), -120)
    assert pane.lanes.scroll_bar.value() > 0


def test_only_lanes_on_the_screen_are_looked_at(show: Show, make_store: Make) -> None:
    pane = show(make_store([event(f"s-{number:03d}", number) for number in range(300)]))
    assert len(pane.lanes.frame().lanes) <= pane.lanes.height() // 30 + 2


def test_the_cursors_lane_is_scrolled_into_view(show: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show(make_store([event(f"s-{number:03d}", number) for number in range(300)]))
    for position in (7, 290, 150):
        pane._session.set_cursor(position)
        assert pane.viewport.scene.lane_of(position) in pane.lanes.frame().lanes
        assert pane.lanes.frame().place(position) is not None


def test_dragging_pans(show: Show, qtbot: QtBot) -> None:
    pane = show()
    pane._session.set_cursor(1)
    press(qtbot, pane, "www")
    grabbed = pane.lanes.frame().value(600)
    drag(qtbot, pane.lanes, QPoint(600, 150), QPoint(500, 150))
    assert pane.lanes.frame().x(grabbed) == pytest.approx(500, abs=0.5)
    assert pane._session.cursor == 1


def test_dragging_the_playhead_scrubs(show: Show, qtbot: QtBot) -> None:
    pane = show()
    span = pane.viewport.span
    start = QPoint(round(pane.lanes.frame().cursor_x), 220)
    drag(qtbot, pane.lanes, start, QPoint(dot(pane, 20).x(), 220))
    assert pane._session.cursor == 20
    assert pane.viewport.span == span


def test_pressing_and_dragging_on_the_ruler_scrubs(show: Show, qtbot: QtBot) -> None:
    pane = show()
    at = QPoint(dot(pane, 20).x() - NAMES_PX, 10)
    qtbot.mousePress(pane.ruler, LEFT, NO_KEY, at)
    assert pane._session.cursor == 20
    _move(pane.ruler, QPoint(0, 10), NO_KEY)
    assert pane._session.cursor == 0
    qtbot.mouseRelease(pane.ruler, LEFT, NO_KEY, QPoint(0, 10))


def test_shift_drag_zooms_to_the_span(show: Show, qtbot: QtBot) -> None:
    pane = show()
    left, right = dot(pane, 20).x() - 2, dot(pane, 40).x() + 2
    drag(qtbot, pane.lanes, QPoint(left, 200), QPoint(right, 200), SHIFT)
    low, high = pane.viewport.scene.axis.ranks_within(pane.viewport.span)
    assert (low, high) == (19, 40)


def test_escape_ends_a_drag_without_a_trace(show: Show, qtbot: QtBot) -> None:
    pane = show()
    span = pane.viewport.span
    qtbot.mousePress(pane.lanes, LEFT, SHIFT, QPoint(300, 200))
    _move(pane.lanes, QPoint(500, 200), SHIFT)
    press(qtbot, pane, Qt.Key.Key_Escape)
    qtbot.mouseRelease(pane.lanes, LEFT, SHIFT, QPoint(500, 200))
    assert pane.viewport.span == span


def test_double_click_on_a_pill_zooms_into_it(show: Show, make_store: Make, qtbot: QtBot) -> None:
    near = [event("a", 1000 + number / 100) for number in range(5)]
    pane = show(make_store([event("a", 0), *near, event("a", 2000)]))
    assert pane.lanes.frame().marks.counts.tolist() == [1, 5, 1]
    qtbot.mouseDClick(pane.lanes, LEFT, NO_KEY, dot(pane, 4))
    frame = pane.lanes.frame()
    assert frame.marks.counts.tolist() == [1] * 5


def test_x_switches_the_axis_and_keeps_what_is_in_view(show: Show, qtbot: QtBot) -> None:
    pane = show()
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


def test_equal_times_open_on_position_and_say_so(show: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show(make_store([event("a", 0) for _ in range(5)]))
    assert pane.viewport.axis_kind is AxisKind.POSITION
    assert pane._context.text() == "no times"
    assert "no times" in pane._context.toolTip()
    press(qtbot, pane, "x")
    assert pane.viewport.axis_kind is AxisKind.POSITION


def test_times_that_go_backwards_are_drawn_where_they_belong(show: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show(make_store([event("a", minute) for minute in (0, 300, 100, 200, 400)]))
    xs = [dot(pane, position).x() for position in (1, 3, 4, 2, 5)]
    assert xs == sorted(xs)
    pane._session.set_cursor(1)
    for expected in (3, 4, 2, 5):
        press(qtbot, pane, ".")
        assert pane._session.cursor == expected


def test_grouping_keeps_the_cursor_and_its_lane_in_view(show: Show) -> None:
    pane = show()
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


def test_undo_on_a_rolled_back_stretch(show: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store()
    with inspector.open(path, writable=True) as workspace:
        operation = workspace.roll_back(50).operation.number
    pane = show(path)
    tabs = pane.lanes.tabs()
    assert [tab.label for tab in tabs] == ["rolled back · 10 events · "]
    assert pane._session.cursor == 50
    with qtbot.waitSignal(pane.undoRequested) as asked:
        qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, tabs[0].undo.center().toPoint())
    assert asked.args == [operation]
    assert pane._session.cursor == 50


def test_ignored_events_can_be_selected_and_say_so(show: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store()
    with inspector.open(path, writable=True) as workspace:
        workspace.roll_back(50)
    pane = show(path)
    qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, dot(pane, 55))
    assert pane._session.cursor == 55
    assert "rolled back" in pane.lanes.tip(QPointF(dot(pane, 55)))


def test_a_rollback_appears_while_the_window_is_open(show: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store()
    pane = show(path)
    session = pane._session
    assert pane.lanes.tabs() == []
    session.set_live(True)
    with inspector.open(path, writable=True) as workspace:
        workspace.append("order-1041", "OrderShipped", {})
        workspace.roll_back(60)
    qtbot.waitUntil(lambda: len(pane.viewport.scene) == 61 and bool(pane.lanes.tabs()))
    assert pane.lanes.tabs()[0].hatch.events == 1


def test_hovering_names_the_event_in_plain_text(show: Show, make_store: Make, idle: Idle) -> None:
    pane = show(make_store([event("<b>order</b>-1", 0, "<img src=x>"), event("<b>order</b>-1", 100)]))
    idle(pane._session)
    tip = pane.lanes.tip(QPointF(dot(pane, 1)))
    assert tip.splitlines()[:3] == ["#1", "<img src=x>", "<b>order</b>-1@1"]
    assert "12 Mar 2026" in tip
    from inspector.ui.timeline.hover import plain  # noqa: PLC0415

    assert "<img" not in plain(tip)


def test_hovering_a_pill_counts_its_types(show: Show, make_store: Make) -> None:
    events = [event("a", 0, "A"), event("a", 0.1, "A"), event("a", 0.2, "B"), event("a", 1000, "B")]
    pane = show(make_store(events))
    tip = pane.lanes.tip(QPointF(dot(pane, 2)))
    assert tip.splitlines()[:3] == ["3 events · #1 – #3", "2 A", "1 B"]


def test_a_long_name_is_elided_in_the_middle_and_whole_in_the_tip(show: Show, make_store: Make) -> None:
    name = "a-very-long-stream-name-that-does-not-fit-anywhere-0042"
    pane = show(make_store([event(name, 0), event(name, 1)]))
    assert "…" in pane.lanes._painter.name(name, NAMES_PX - 20)
    assert pane.lanes._painter.name(name, NAMES_PX - 20).endswith("0042")
    assert pane.lanes.tip(QPointF(20, 10)) == name


def test_the_overviews_window_drags_and_resizes(show: Show, qtbot: QtBot) -> None:
    pane = show()
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


def test_the_overview_counts_every_event(show: Show) -> None:
    pane = show()
    assert int(pane.overview.bars().sum()) == 60


def test_the_header_says_how_many_events_and_when(show: Show) -> None:
    pane = show()
    assert pane._events.text() == "60 events"
    assert pane._dates.text() == "12 Mar 2026"


@pytest.mark.parametrize(("tall", "row"), [(1000, 30), (899, 20)])
def test_rows_are_compact_in_a_low_window(show: Show, tall: int, row: int) -> None:
    assert show(tall=tall).lanes.frame().layout.row == row


def test_screen_readers_hear_where_the_cursor_is(show: Show, idle: Idle) -> None:
    pane = show()
    pane._session.set_cursor(31)
    idle(pane._session)
    assert pane.accessibleName() == "Timeline"
    assert pane.accessibleDescription().startswith("Cursor at #31, PaymentAuthorised, order-1041@11, 12 Mar 2026")
    pane._session.set_cursor(0)
    assert pane.accessibleDescription() == "Cursor at before the first event"


def test_an_empty_store_is_drawn_without_a_playhead(show: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show(make_store([]))
    pane.grab()
    for key in "wsadf0x.,":
        press(qtbot, pane, key)
    qtbot.mouseClick(pane.lanes, LEFT, NO_KEY, QPoint(400, 50))
    assert pane._session.cursor == 0
    assert pane.lanes.frame().cursor_x is None


def test_threads_join_events_in_view(show: Show) -> None:
    pane = show()
    pane._session.set_cursor(30)
    before = pane.lanes.grab().toImage()
    pane.set_thread((1, 44, 9999))
    assert pane.lanes.grab().toImage() != before
    pane.set_thread(())
    assert pane.lanes.grab().toImage() == before


def test_a_mark_of_one_event_is_not_density(show: Show) -> None:
    pane = show()
    mark = pane.lanes.frame().mark_at(dot(pane, 60).x(), dot(pane, 60).y())
    assert isinstance(mark, Mark)
    assert not mark.wide


def _luminance(color: str | QColor) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(QColor(color))]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _rgb(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def _contrast(one: str | QColor, other: str | QColor) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_every_text_of_the_timeline_can_be_read(qapp: QApplication, mode: style.Mode) -> None:
    style.apply(qapp, mode)
    colors = theme.current()
    pairs = [
        (colors.text, colors.lane),
        (colors.text, colors.lane_alternate),
        (colors.muted, colors.lane),
        (colors.muted, colors.lane_alternate),
        (colors.muted, colors.future),
        (colors.muted, colors.raised),
        (colors.muted, colors.panel),
        (colors.danger, colors.danger_ground),
        (colors.danger, colors.lane_alternate),
        (colors.cursor_text, colors.cursor),
        *((colors.on_event, sprites.ink_color(ink)) for ink in range(9)),
    ]
    assert {pair: _contrast(*pair) for pair in pairs if _contrast(*pair) < 4.5} == {}


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_no_event_has_the_cursors_amber(qapp: QApplication, mode: style.Mode) -> None:
    style.apply(qapp, mode)
    colors = [theme.current().cursor, *theme.current().events]
    assert all(one != other for one, other in combinations(colors, 2))


def test_many_events_are_arranged_off_the_gui_thread_and_all_shown(
    show: Show, make_store: Make, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, idle: Idle
) -> None:
    from inspector.ui.timeline import viewport  # noqa: PLC0415

    monkeypatch.setattr(viewport, "AT_ONCE", 20)
    pane = show()
    assert len(pane.viewport.scene) < 60
    idle(pane._session)
    qtbot.waitUntil(lambda: len(pane.viewport.scene) == 60)
    pane._grouping_actions[Grouping.TYPE].trigger()
    pane._axis_actions[AxisKind.POSITION].trigger()
    qtbot.waitUntil(lambda: pane.viewport.scene.axis.kind is AxisKind.POSITION)
    assert pane.viewport.scene.grouping is Grouping.TYPE
    assert pane.lanes.frame().marks.counts.sum() == 60


def test_lanes_stay_where_they_are_while_the_store_grows(show: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store([event(f"s-{number:03d}", number) for number in range(100)])
    pane = show(path)
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


def test_the_foot_is_there_only_with_a_label_in_it(show: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store()
    with inspector.open(path, writable=True) as workspace:
        workspace.roll_back(50)
    pane = show(path)
    assert pane.lanes.frame().layout.tabs > 0
    pane._session.set_cursor(2)
    press(qtbot, pane, "wwwwwwww")
    assert pane.lanes.tabs() == []
    assert pane.lanes.frame().layout.tabs == 0


def test_a_click_on_the_overview_gives_the_timeline_the_keys(show: Show, qtbot: QtBot) -> None:
    pane = show()
    with qtbot.waitActive(pane.window()):
        pane.window().activateWindow()
    pane.lanes.clearFocus()
    qtbot.mouseClick(pane.overview, LEFT, NO_KEY, QPoint(300, 20))
    assert pane.lanes.hasFocus()
