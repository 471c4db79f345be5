"""The ruler: ticks along the axis, and the playhead's handle with the cursor's position."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.ui import fonts, text, theme
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.sizes import RULER_PX
from inspector.ui.timeline.ticks import Tick, collapsed_ticks, position_ticks, time_ticks
from inspector.ui.timeline.timescale import Scale, Span
from inspector.ui.timeline.viewport import Viewport

SNAP_PX = 3
"""An event so close behind the pointer counts as under it."""
_APART_PX = 110
_HEAD_PX = 17
_LABEL_PX = 18
_BREAK_PX = 12
"""A collapsed stretch narrower than this is not labelled."""


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
        return QSize(400, RULER_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, RULER_PX)

    def scale(self) -> Scale:
        """The visible span over the ruler's width."""
        return Scale(self._viewport.span, max(1, self.width()))

    def time_scale(self) -> Scale:
        """The times in the middle of the visible span, as if nothing were collapsed."""
        axis, scale = self._viewport.scene.axis, self.scale()
        return Scale(Span(axis.time(scale.span.center) - scale.span.length // 2, scale.span.length), scale.width)

    def ticks(self) -> list[Tick]:
        """What is written on it."""
        axis, scale = self._viewport.scene.axis, self.scale()
        if not len(self._viewport.scene):
            return []
        if axis.kind is AxisKind.POSITION:
            return position_ticks(scale, _APART_PX)
        return time_ticks(scale, _APART_PX) if axis.gaps is None else collapsed_ticks(scale, axis.gaps, _APART_PX)

    def breaks(self) -> list[tuple[QRectF, str]]:
        """Where idle time is collapsed, and how long it was."""
        gaps, scale = self._viewport.scene.axis.gaps, self.scale()
        if gaps is None:
            return []
        found = []
        for number in gaps.within(scale.span):
            left, right = scale.x(int(gaps.place_starts[number])), scale.x(int(gaps.place_ends[number]))
            words = text.duration(gaps.length(number))
            found.append((QRectF(left, 0, right - left, self.height()), words))
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.raised))
        painter.setFont(fonts.ui(12))
        scale, hidden = self.scale(), self._label_rect()
        taken = self._paint_breaks(painter, hidden)
        for tick in self.ticks():
            x = scale.x(tick.value)
            painter.fillRect(QRectF(x - 0.5, self.height() - 4, 1, 4), QColor(colors.density))
            rect = QRectF(x - 100, 0, 200, self.height() - 3)
            written = painter.boundingRect(rect, Qt.AlignmentFlag.AlignCenter, tick.label)
            whole = written.left() >= 0 and written.right() <= self.width()
            if whole and not any(written.intersects(other) for other in taken):
                painter.setPen(QColor(colors.muted))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, tick.label)
        if hidden is not None:
            self._paint_playhead(painter, hidden)
        painter.end()

    def _paint_breaks(self, painter: QPainter, hidden: QRectF | None) -> list[QRectF]:
        """Write how long collapsed stretches were, where there is room; what is taken, by `hidden` too."""
        taken = [] if hidden is None else [hidden]
        colors, metrics = theme.current(), QFontMetricsF(fonts.ui(11))
        painter.setFont(fonts.ui(11))
        painter.setPen(QColor(colors.muted))
        for rect, words in self.breaks():
            painter.fillRect(rect, QColor(colors.panel))
            width = metrics.horizontalAdvance(words) + 8
            label = QRectF(rect.center().x() - width / 2, 0, width, self.height() - 3)
            inside = label.left() >= 0 and label.right() <= self.width()
            if inside and rect.width() >= _BREAK_PX and not any(label.intersects(other) for other in taken):
                painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)
                taken.append(label)
        painter.setFont(fonts.ui(12))
        return taken

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
