"""The ruler: ticks along the axis, and the playhead's handle with the cursor's position."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.ui import fonts, text, theme
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.ticks import Tick, position_ticks, time_ticks
from inspector.ui.timeline.timescale import Scale
from inspector.ui.timeline.viewport import Viewport

HEIGHT_PX = 26
SNAP_PX = 3
"""An event so close behind the pointer counts as under it."""
_APART_PX = 110
_HEAD_PX = 17
_LABEL_PX = 18


class Ruler(QWidget):
    """Pressing or dragging anywhere on it scrubs: the cursor goes to the last event at or before the pointer."""

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAccessibleName("Ruler")
        self.setAccessibleDescription("Drag to move the cursor through time")
        viewport.changed.connect(self.update)
        viewport.session.cursorChanged.connect(lambda _position: self.update())

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, HEIGHT_PX)

    def scale(self) -> Scale:
        """The visible span over the ruler's width."""
        return Scale(self._viewport.span, max(1, self.width()))

    def ticks(self) -> list[Tick]:
        """What is written on it."""
        if not len(self._viewport.scene):
            return []
        kind = self._viewport.scene.axis.kind
        return (time_ticks if kind is AxisKind.TIME else position_ticks)(self.scale(), _APART_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.raised))
        painter.setFont(fonts.ui(12))
        scale, hidden = self.scale(), self._label_rect()
        for tick in self.ticks():
            x = scale.x(tick.value)
            painter.fillRect(QRectF(x - 0.5, self.height() - 4, 1, 4), QColor(colors.density))
            rect = QRectF(x - 100, 0, 200, self.height() - 3)
            written = painter.boundingRect(rect, Qt.AlignmentFlag.AlignCenter, tick.label)
            whole = written.left() >= 0 and written.right() <= self.width()
            if whole and (hidden is None or not written.intersects(hidden)):
                painter.setPen(QColor(colors.muted))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, tick.label)
        if hidden is not None:
            self._paint_playhead(painter, hidden)
        painter.end()

    def _cursor_x(self) -> float | None:
        value = self._viewport.scene.axis.value_of(self._viewport.session.cursor)
        x = None if value is None else self.scale().x(value)
        return x if x is not None and -1 <= x <= self.width() + 1 else None

    def _label(self) -> str:
        return text.position(self._viewport.session.cursor)

    def _label_rect(self) -> QRectF | None:
        """Where the cursor's position is written: right of the playhead, left of it near the end."""
        x = self._cursor_x()
        if x is None:
            return None
        width = QFontMetricsF(fonts.mono()).horizontalAdvance(self._label()) + 16
        left = x + _HEAD_PX / 2 + 4
        if left + width > self.width():
            left = x - _HEAD_PX / 2 - 4 - width
        return QRectF(left, 1, width, _LABEL_PX)

    def _paint_playhead(self, painter: QPainter, label: QRectF) -> None:
        colors, x = theme.current(), self._cursor_x()
        assert x is not None
        half = _HEAD_PX / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.cursor))
        corners = ((-half, 1), (half, 1), (half, 11), (0, 19), (-half, 11))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y) for dx, y in corners]))
        painter.fillRect(QRectF(x - 0.75, 17, 1.5, self.height() - 17), QColor(colors.cursor))
        painter.drawRoundedRect(label, 4, 4)
        painter.setPen(QColor(colors.cursor_text))
        painter.setFont(fonts.mono())
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self._label())

    # Scrubbing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._viewport.scrub(self.scale().value(event.position().x() + SNAP_PX))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._viewport.scrub(self.scale().value(event.position().x() + SNAP_PX))
