"""The timeline pane: header with overview, ruler with its menus, lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from inspector.ui import settings, text, theme
from inspector.ui.clock import CLOCK
from inspector.ui.session import Session
from inspector.ui.timeline import hover, lane_menu
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.lanes import Grouping, LaneOrder
from inspector.ui.timeline.overview import Overview
from inspector.ui.timeline.ruler import Ruler
from inspector.ui.timeline.sizes import NAME_INDENT_PX, NAMES_PX, OVERVIEW_PX, RULER_PX
from inspector.ui.timeline.ticks import context
from inspector.ui.timeline.view import LanesView
from inspector.ui.timeline.viewport import Viewport

Choice = TypeVar("Choice", AxisKind, Grouping)

AXIS_TIP = "What runs along the timeline (X)"
NO_TIMES = "This store has no times that tell its events apart"


_GAPS_KEY, _ORDER_KEY, _YES = "timeline/collapseGaps", "timeline/laneOrder", "yes"
_CORNER_GAP_PX = 8
_SHEET = """
#timelineEvents { font-weight: 600; }
#timelineDates, #timelineContext, #timelineAxis, #timelineGrouping { font-size: 11px; }
QToolButton[role="flat"] { padding: 0 1px; border-radius: 2px; }
"""


class TimelinePane(QWidget):
    """All events of a session along time or position, in lanes. GUI thread only."""

    undoRequested = Signal(object)
    """The number of the operation to undo: Undo was clicked on its rolled-back stretch"""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._session = session
        self.viewport = Viewport(session, self)
        self.overview = Overview(self.viewport, self)
        self.ruler = Ruler(self.viewport, self)
        self.lanes = LanesView(self.viewport, self)
        self._events, self._dates, self._context = (
            _label("timelineEvents"),
            _label("timelineDates"),
            _label("timelineContext"),
        )
        self._dates.setProperty("role", "muted")
        self._context.setProperty("role", "muted")
        self._axis = _menu_button("timelineAxis", AXIS_TIP)
        self._grouping = _menu_button("timelineGrouping", "What makes a lane")
        self._axis_actions = self._fill(self._axis, AxisKind, self.viewport.set_axis)
        self._grouping_actions = self._fill(self._grouping, Grouping, self.viewport.set_grouping)
        self._gaps = self._add_gaps(self._axis.menu())
        self._grouping.menu().addSeparator()
        self._order_actions, self._thin, self._free = lane_menu.add_orders(self.viewport, self._grouping.menu())
        self._restore()
        self._lay_out()
        self.setFocusProxy(self.lanes)
        for part in (self.overview, self.ruler):
            # Whoever grabs one of them goes on with the keys of the timeline.
            part.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            part.setFocusProxy(self.lanes)
        self.setAccessibleName("Timeline")
        self.lanes.setAccessibleName("Timeline lanes")
        self.lanes.undoClicked.connect(self.undoRequested)
        self.viewport.changed.connect(self._describe)
        self.viewport.lanesChosen.connect(self._describe_lanes)
        CLOCK.changed.connect(self.viewport.changed)
        session.cursorChanged.connect(lambda _position: self._describe_cursor())
        session.pagesReady.connect(self._describe_cursor)
        self.setStyleSheet(_SHEET)
        self._describe()

    def set_thread(self, positions: Sequence[int]) -> None:
        """Draw a thread between the cursor's event and the events at these positions, where they are in view."""
        self.viewport.set_thread(positions)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.overview.update()
            self.ruler.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, painter = theme.current(), QPainter(self)
        painter.fillRect(0, 0, self.width(), OVERVIEW_PX, QColor(colors.panel))
        painter.fillRect(0, OVERVIEW_PX, self.width(), RULER_PX, QColor(colors.raised))
        painter.end()

    def _lay_out(self) -> None:
        head = _column(OVERVIEW_PX)
        lines = QVBoxLayout(head)
        lines.setContentsMargins(NAME_INDENT_PX, 4, 2, 4)
        lines.setSpacing(0)
        lines.addWidget(self._events)
        lines.addWidget(self._dates)
        corner = _column(RULER_PX)
        row = QHBoxLayout(corner)
        row.setContentsMargins(NAME_INDENT_PX, 0, 0, 0)
        row.setSpacing(_CORNER_GAP_PX)
        row.addWidget(self._context)
        row.addWidget(self._axis)
        row.addWidget(self._grouping)
        row.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(head, 0, 0)
        grid.addWidget(self.overview, 0, 1)
        grid.addWidget(corner, 1, 0)
        grid.addWidget(self.ruler, 1, 1)
        grid.addWidget(self.lanes, 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)

    def _fill(
        self, button: QToolButton, kinds: type[Choice], choose: Callable[[Choice], None]
    ) -> dict[Choice, QAction]:
        menu, group = QMenu(button), QActionGroup(button)
        menu.setToolTipsVisible(True)
        actions = {}
        for kind in kinds:
            action = QAction(f"By {kind.value}", group, checkable=True)
            action.setObjectName(f"{button.objectName()}.{kind.value}")
            action.setData(kind.value)
            menu.addAction(action)
            actions[kind] = action
        group.triggered.connect(lambda action: choose(kinds(action.data())))
        button.setMenu(menu)
        return actions

    def _add_gaps(self, menu: QMenu) -> QAction:
        menu.addSeparator()
        gaps = QAction("Collapse Idle Gaps (G)", menu, checkable=True)
        gaps.setObjectName("timelineGaps")
        gaps.triggered.connect(self.viewport.set_collapse)
        menu.addAction(gaps)
        return gaps

    def _restore(self) -> None:
        """Take up what was chosen last, in whatever window; from then on what is chosen is remembered."""
        self.viewport.set_collapse(settings.read_text(_GAPS_KEY) == _YES)
        order = settings.read_text(_ORDER_KEY, LaneOrder.ACTIVITY.name)
        self.viewport.set_lane_order(LaneOrder.__members__.get(order, LaneOrder.ACTIVITY))
        self._describe_lanes()

    def _remember(self, key: str, value: str, default: str) -> None:
        if settings.read_text(key, default) != value:
            settings.write(key, value)

    # What is said

    def _describe_lanes(self) -> None:
        self._order_actions[self.viewport.lane_order].setChecked(True)
        self._thin.setChecked(self.viewport.thin)
        self._free.setEnabled(bool(self.viewport.pins))
        self._remember(_ORDER_KEY, self.viewport.lane_order.name, LaneOrder.ACTIVITY.name)

    def _describe_gaps(self, time: bool) -> None:
        if self._gaps.isChecked() is not self.viewport.collapse:
            self._gaps.setChecked(self.viewport.collapse)
            self._remember(_GAPS_KEY, _YES if self.viewport.collapse else "", "")
        self._gaps.setEnabled(time)

    def _describe(self) -> None:
        scene, session = self.viewport.scene, self._session
        axis, usable = scene.axis, self.viewport.times_usable
        estimate = None if session.indexed else session.outlook.estimate
        about = "" if estimate is None else f"≈ {text.counted(estimate.events, 'event')}"
        self._events.setText(about or text.counted(len(session.index), "event"))
        self._dates.setText(self._date_span())
        self._axis.setText(f"{axis.kind.value} ▾")
        self._grouping.setText(f"by {self.viewport.grouping.value} ▾")
        self._describe_context(axis.kind)
        self._axis.setToolTip(AXIS_TIP if usable else f"{NO_TIMES}, so positions run along the timeline")
        self._axis_actions[self.viewport.axis_kind].setChecked(True)
        self._axis_actions[AxisKind.TIME].setEnabled(usable)
        self._axis_actions[AxisKind.TIME].setToolTip("" if usable else NO_TIMES)
        self._grouping_actions[self.viewport.grouping].setChecked(True)
        self._describe_gaps(axis.kind is AxisKind.TIME)
        self._describe_cursor()

    def _describe_context(self, kind: AxisKind) -> None:
        """The date in view, in the longest form there is room for."""
        if kind is AxisKind.POSITION:
            self._context.setText("")
        else:
            menus = self._axis.sizeHint().width() + self._grouping.sizeHint().width()
            room = NAMES_PX - NAME_INDENT_PX - menus - 2 * _CORNER_GAP_PX
            advance = self._context.fontMetrics().horizontalAdvance
            forms = context(self.ruler.time_scale())
            self._context.setText(next((form for form in forms if advance(form) <= room), forms[-1]))
        self._context.setVisible(bool(self._context.text()))

    def _date_span(self) -> str:
        session, axis = self._session, self.viewport.scene.axis
        span = session.index.time_span
        if session.outlook.estimate is not None and not session.indexed:
            return text.dates(session.outlook.estimate.times[0], session.outlook.estimate.times[-1])
        if span is None:
            return "no times"
        if axis.kind is AxisKind.TIME and axis.first:
            return f"{text.grouped(axis.first)} without a time"
        return text.dates(*span)

    def _describe_cursor(self) -> None:
        cursor = self._session.cursor
        words = hover.describe_event(self._session, cursor).replace("\n", ", ") if cursor else "before the first event"
        described = f"Cursor at {words}"
        if described != self.accessibleDescription():
            self.setAccessibleDescription(described)
            self.lanes.setAccessibleDescription(described)


def _column(height: int) -> QWidget:
    """A part of the pane as wide as the names of the lanes."""
    widget = QWidget()
    widget.setFixedSize(NAMES_PX, height)
    return widget


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    return label


def _menu_button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setProperty("role", "flat")
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
