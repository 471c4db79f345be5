"""The lanes: names at the left, events along the axis; pans, zooms, selects and scrubs."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QScrollBar, QSizePolicy, QToolTip, QWidget

from inspector.ui import fonts, text, theme
from inspector.ui.timeline import hover, lane_menu
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.frame import Frame, Layout, Mark
from inspector.ui.timeline.keys import PAN_KEY, command, obey
from inspector.ui.timeline.painter import LanesPainter, Tab, tabs
from inspector.ui.timeline.ruler import SNAP_PX
from inspector.ui.timeline.sizes import COMPACT_BELOW_PX, COMPACT_ROW_PX, NAMES_PX, ROW_PX, THIN_ROW_PX
from inspector.ui.timeline.timescale import Span
from inspector.ui.timeline.viewport import Viewport

_TABS_PX = 23
_GRIP_PX = 5
_ZOOM_NOTCH = 1.2
_NOTCH = 120
_ROWS_A_NOTCH = 3


class _Drag(Enum):
    PAN = auto()
    SCRUB = auto()
    SELECT = auto()


class LanesView(QWidget):
    """Draws what is in view, whatever the number of lanes and events. The scroll bar lies over the right edge."""

    undoClicked = Signal(object)
    """The number of the rollback whose Undo was clicked"""

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._session = viewport.session
        self._painter = LanesPainter()
        self._frame: Frame | None = None
        self._drag: _Drag | None = None
        self._pressed: QPointF | None = None
        self._pressed_span: Span = viewport.span
        self._pressed_scroll = 0
        self._band: tuple[float, float] | None = None
        self.scroll_bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.scroll_bar.setAccessibleName("Lanes")
        self.scroll_bar.valueChanged.connect(self._refresh)
        self.setObjectName("timelineLanes")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        viewport.changed.connect(self._scene_changed)
        viewport.arranged.connect(self._arranged)
        self._session.cursorChanged.connect(self._cursor_moved)

    def sizeHint(self) -> QSize:
        return QSize(900, 8 * ROW_PX + _TABS_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(NAMES_PX + 120, 3 * COMPACT_ROW_PX + _TABS_PX)

    def frame(self) -> Frame:
        """What is where now."""
        if self._frame is None:
            row = COMPACT_ROW_PX if self.window().height() < COMPACT_BELOW_PX else ROW_PX
            row = THIN_ROW_PX if self._viewport.thin else row
            layout = Layout(self.width(), self.height(), NAMES_PX, row, self._tabs_height())
            viewport, scroll = self._viewport, self.scroll_bar.value()
            # At least half of the rows are left to scroll.
            pinned = min(viewport.pinned, layout.lanes_height // layout.row // 2)
            looks = viewport.scene, viewport.span, viewport.order, layout
            self._frame = Frame(*looks, scroll, self._session.cursor, pinned)
        return self._frame

    def _tabs_height(self) -> int:
        """The foot is there only with a label to hold: in a low window it would cost a lane."""
        return _TABS_PX if self._viewport.hatches_in_view() else 0

    def _refresh(self) -> None:
        self._frame = None
        self.update()

    def _scene_changed(self) -> None:
        self._refresh()
        self._set_scroll_range()

    def _set_scroll_range(self) -> None:
        layout = self.frame().layout
        self._viewport.set_rows_shown(max(1, layout.lanes_height // layout.row))
        self.scroll_bar.setPageStep(max(1, layout.lanes_height))
        self.scroll_bar.setSingleStep(layout.row)
        self.scroll_bar.setMaximum(max(0, len(self._viewport.order) * layout.row - layout.lanes_height))
        self.scroll_bar.setVisible(self.scroll_bar.maximum() > 0)

    def _arranged(self) -> None:
        self._refresh()
        self._set_scroll_range()
        self.scroll_bar.setValue(0)
        self._show_cursor_lane()

    def _cursor_moved(self, _position: object) -> None:
        self._refresh()
        if self._drag is None:
            self._show_cursor_lane()

    def _show_cursor_lane(self) -> None:
        lane = self._viewport.scene.lane_of(self._session.cursor)
        if lane is None or lane >= len(self._viewport.row_of_lane):
            return
        layout, pinned = self.frame().layout, self.frame().pinned
        row = int(self._viewport.row_of_lane[lane])
        if row < pinned:
            return
        top, scroll = row * layout.row, self.scroll_bar.value()
        if top - pinned * layout.row < scroll:
            self.scroll_bar.setValue(top - pinned * layout.row)
        elif top + layout.row > scroll + layout.lanes_height:
            self.scroll_bar.setValue(top + layout.row - layout.lanes_height)

    # Painting

    def resizeEvent(self, _event: QResizeEvent) -> None:
        bar = self.scroll_bar.sizeHint().width()
        self.scroll_bar.setGeometry(self.width() - bar, 0, bar, self.height() - self._tabs_height())
        self._refresh()
        self._set_scroll_range()
        self._show_cursor_lane()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._refresh()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._painter.paint(painter, self.frame(), self.devicePixelRatioF(), self._viewport.linked)
        if self._band is not None:
            self._paint_band(painter, *sorted(self._band))
        if self.hasFocus():
            painter.fillRect(0, 0, self.width(), 1, QColor(theme.current().accent))
        painter.end()

    def _paint_band(self, painter: QPainter, left: float, right: float) -> None:
        colors, frame = theme.current(), self.frame()
        ground = QColor(colors.accent)
        ground.setAlphaF(0.16)
        painter.fillRect(QRectF(left, 0, right - left, frame.layout.lanes_height), ground)
        painter.setPen(QPen(QColor(colors.accent), 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, 0), QPointF(x, frame.layout.lanes_height))
        span = self._band_span()
        low, high = frame.scene.axis.ranks_within(span)
        words = text.counted(high - low, "event")
        if frame.scene.axis.kind is AxisKind.TIME:
            axis = frame.scene.axis
            words += f" · {text.duration(axis.time(span.end) - axis.time(span.start))}"
        painter.setFont(fonts.ui(12))
        width = QFontMetricsF(fonts.ui(12)).horizontalAdvance(words) + 16
        middle = min(max((left + right - width) / 2, frame.layout.names), frame.layout.width - width)
        label = QRectF(middle, 4, width, 20)
        painter.fillRect(label, QColor(colors.raised))
        painter.setPen(QColor(colors.text))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)

    def _band_span(self) -> Span:
        assert self._band is not None
        left, right = sorted(self._band)
        low, high = self.frame().value(left), self.frame().value(right)
        return Span(low, max(high - low, 1))

    # Keys

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and command(event) is not None:
            # With the focus here these keys are ours, whatever the window's actions do with them elsewhere.
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drag is not None:
            self._cancel_drag()
            return
        known = command(event)
        if known is None:
            super().keyPressEvent(event)
        else:
            obey(known, self._viewport, self.scroll_bar)

    # Mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            anchor = self.frame().exactly(max(event.position().x(), NAMES_PX))
            self._viewport.zoom(_ZOOM_NOTCH ** (-(delta.y() or delta.x()) / _NOTCH), anchor)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            self._viewport.pan(-(delta.x() or delta.y()) / _NOTCH * PAN_KEY / 2)
        else:
            step = max(self.frame().layout.row, COMPACT_ROW_PX) * _ROWS_A_NOTCH
            self.scroll_bar.setValue(self.scroll_bar.value() - round(delta.y() / _NOTCH * step))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._pressed_span, self._pressed_scroll = self._viewport.span, self.scroll_bar.value()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            self._hover(at)
            return
        if self._drag is None:
            away = (at - self._pressed).manhattanLength()
            if away < QApplication.startDragDistance() / 2:
                return
            self._drag = self._begin_drag(event)
        if self._drag is _Drag.SCRUB:
            self._viewport.scrub(self.frame().value(at.x() + SNAP_PX))
        elif self._drag is _Drag.SELECT:
            self._band = self._pressed.x(), min(max(at.x(), NAMES_PX), self.width())
            self.update()
        else:
            moved = self.frame().scale.value(self._pressed.x()) - self.frame().scale.value(at.x())
            self._viewport.look_at(self._pressed_span.moved(moved))
            self.scroll_bar.setValue(self._pressed_scroll + round(self._pressed.y() - at.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        if self._drag is None:
            self._click(event.position())
        elif self._drag is _Drag.SELECT and self._band is not None:
            span = self._band_span()
            self._band = None
            if span.length >= self._viewport.scene.axis.shortest:
                self._viewport.look_at(span)
        self._pressed = self._drag = None
        self._refresh()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        frame = self.frame()
        mark = frame.mark_at(event.position().x(), event.position().y())
        if mark is None or mark.count == 1:
            return
        if mark.wide:
            self._viewport.zoom(0.25, frame.value(event.position().x()))
        else:
            values = frame.scene.value_of_slot(mark.first), frame.scene.value_of_slot(mark.stop - 1)
            self._viewport.look_at(frame.scene.axis.around(*values))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = lane_menu.of_lane(self._viewport, self.frame().lane_at(event.pos().y()), self)
        menu.popup(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        self.unsetCursor()
        super().leaveEvent(event)

    def tabs(self) -> list[Tab]:
        """The labels of rolled-back stretches in view."""
        return tabs(self.frame()) if self.frame().layout.tabs else []

    def _begin_drag(self, event: QMouseEvent) -> _Drag:
        assert self._pressed is not None
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._pressed.x() >= NAMES_PX:
            return _Drag.SELECT
        return _Drag.SCRUB if self._on_playhead(self._pressed) else _Drag.PAN

    def _cancel_drag(self) -> None:
        if self._drag is _Drag.PAN:
            self._viewport.look_at(self._pressed_span)
        self._pressed = self._drag = self._band = None
        self._refresh()

    def _on_playhead(self, at: QPointF) -> bool:
        x = self.frame().cursor_x
        return x is not None and at.x() >= NAMES_PX and abs(at.x() - x) <= _GRIP_PX

    def _click(self, at: QPointF) -> None:
        undo = self._undo_at(at)
        if undo is not None:
            self.undoClicked.emit(undo)
            return
        frame = self.frame()
        mark = frame.mark_at(at.x(), at.y())
        if mark is not None:
            self._session.set_cursor(hover.position_of(frame.scene, self._slot_at(mark, at.x())))

    def _slot_at(self, mark: Mark, x: float) -> int:
        slot = self._viewport.scene.nearest(mark.lane, self.frame().value(x))
        return mark.first if slot is None else min(max(slot, mark.first), mark.stop - 1)

    def _undo_at(self, at: QPointF) -> int | None:
        for tab in self.tabs():
            if tab.undo is not None and tab.undo.adjusted(-6, 0, 6, 0).contains(at):
                return tab.hatch.operation
        return None

    def _hover(self, at: QPointF) -> None:
        mark = self.frame().mark_at(at.x(), at.y())
        if self._undo_at(at) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._on_playhead(at) and mark is None:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            self.unsetCursor()
        if mark is not None and mark.count == 1:
            # The tool tip comes a moment later and names the version, which is in the event's page.
            self._session.want((hover.position_of(self._viewport.scene, mark.first),))

    def _show_tip(self, at: QPoint, on_screen: QPoint) -> None:
        words = self.tip(QPointF(at))
        if words is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(on_screen, text.hint(words), self)

    def tip(self, at: QPointF) -> str | None:
        """What is said of what is at a point: a lane's whole name, an event, a pill."""
        frame = self.frame()
        lane = frame.lane_at(at.y())
        if lane is not None and at.x() < NAMES_PX:
            return text.one_line(frame.scene.names[lane], 2000)
        mark = frame.mark_at(at.x(), at.y())
        return None if mark is None else hover.describe_mark(self._session, frame.scene, mark)
