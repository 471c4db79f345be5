"""The whole store in one strip, and the visible span as a window in it that can be dragged and resized."""

from __future__ import annotations

from enum import Enum, auto

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector.replay.estimate import Estimate
from inspector.ui import theme
from inspector.ui.timeline import density, sketch
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.scene import Scene
from inspector.ui.timeline.sizes import AIR_PX, OVERVIEW_PX
from inspector.ui.timeline.sketch import BAR_PX
from inspector.ui.timeline.sprites import blend
from inspector.ui.timeline.timescale import Scale, Span, clipped
from inspector.ui.timeline.viewport import Viewport

_GRIP_PX = 5
_LEAST_PX = 8


class _Grip(Enum):
    WINDOW = auto()
    START = auto()
    END = auto()


class Overview(QWidget):
    """Density of all events over the whole axis. Dragging the window pans, its edges resize it, a click moves it."""

    def __init__(self, viewport: Viewport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewport = viewport
        self._grip: _Grip | None = None
        self._grabbed_at = 0.0
        self._grabbed: Span = viewport.span
        self._counted: tuple[Scene | Estimate, int] | None = None
        self._bars = np.empty(0, np.int64)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Overview")
        self.setAccessibleDescription("How many events there are over the whole store, and which part is in view")
        viewport.changed.connect(self.update)
        viewport.session.outlook.changed.connect(self.update)
        viewport.session.cursorChanged.connect(lambda _position: self.update())

    def sizeHint(self) -> QSize:
        return QSize(400, OVERVIEW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, OVERVIEW_PX)

    def window_rect(self) -> QRectF:
        """Where the visible span is drawn."""
        scale, span = self._scale(), self._viewport.span
        left, right = scale.x(span.start), scale.x(span.end)
        if right - left < _LEAST_PX:
            middle = (left + right) / 2
            left, right = middle - _LEAST_PX / 2, middle + _LEAST_PX / 2
        return QRectF(left, 2, right - left, self.height() - 4)

    def bars(self) -> np.typing.NDArray[np.int64]:
        """How many events there are in each bar of the strip, from left to right."""
        scene, width, estimate = self._viewport.scene, self.width(), self._estimate
        if self._counted == (estimate or scene, width):
            return self._bars
        if estimate is not None:
            self._bars = np.array(sketch.bars(estimate, width), np.int64)
        else:
            axis, whole = scene.axis, scene.axis.whole()
            count = max(1, width // BAR_PX)
            edges = [whole.start + whole.length * bar // count for bar in range(count)]
            ranks = axis.ranks_before(clipped(edges))
            self._bars = np.diff(np.maximum(ranks, axis.first), append=len(axis))
        self._counted = estimate or scene, width
        return self._bars

    @property
    def _estimate(self) -> Estimate | None:
        """What is drawn along time until all events are counted, unless pauses in it are collapsed."""
        session, axis = self._viewport.session, self._viewport.scene.axis
        along = self._viewport.axis_kind is AxisKind.TIME and axis.gaps is None
        return session.outlook.estimate if along and not session.indexed else None

    def _cursor_value(self) -> int | None:
        session = self._viewport.session
        if self._estimate is None:
            return self._viewport.scene.axis.value_of(session.cursor)
        # The index may not have come so far.
        event = session.event_at(session.cursor)
        return None if event is None else event.time_ns

    def _scale(self) -> Scale:
        estimate = self._estimate
        whole = self._viewport.scene.axis.whole() if estimate is None else sketch.span(estimate)
        return Scale(whole, max(1, self.width()))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, window = theme.current(), self.window_rect()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.panel))
        painter.fillRect(window, blend(colors.raised, colors.panel, 0.9))
        painter.drawImage(QPointF(0, AIR_PX), self._picture(window))
        self._paint_ignored(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.density_selected), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(window.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        value = self._cursor_value()
        if value is not None:
            painter.fillRect(QRectF(self._scale().x(value) - 0.5, 2, 1, self.height() - 4), QColor(colors.cursor))
        painter.end()

    def _picture(self, window: QRectF) -> QImage:
        colors, bars, height = theme.current(), self.bars(), self.height() - AIR_PX - 4
        tall = density.heights(bars, density.ceiling(int(bars.max(initial=0))), height)
        middles = (np.arange(len(bars)) + 0.5) * self.width() / len(bars)
        inside = (middles >= window.left()) & (middles <= window.right())
        plain = QColor(colors.density) if self._estimate is None else sketch.ink()
        ink = np.where(inside, QColor(colors.density_selected).rgba(), plain.rgba()).astype(np.uint32)
        filled = np.arange(height, 0, -1)[:, None] <= tall
        pixels = np.repeat(np.where(filled, ink, np.uint32(0)), BAR_PX, axis=1)
        pixels[:, BAR_PX - 1 :: BAR_PX] = 0
        width = pixels.shape[1]
        image = QImage(pixels.astype(np.uint32).tobytes(), width, height, width * 4, QImage.Format.Format_ARGB32)
        return image.scaled(self.width(), height) if width != self.width() else image.copy()

    def _paint_ignored(self, painter: QPainter) -> None:
        scene, scale = self._viewport.scene, self._scale()
        ground = QColor(theme.current().danger)
        for hatch in scene.hatches:
            if hatch.stream is None and hatch.solid:
                left = scale.x(scene.axis.value(hatch.first))
                right = scale.x(scene.axis.value(hatch.last))
                painter.fillRect(QRectF(left, self.height() - 5, max(2.0, right - left), 2), ground)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        self._grip = self._grip_at(x)
        if self._grip is None:
            self._viewport.look_at(self._viewport.span.moved(self._scale().value(x) - self._viewport.span.center))
            self._grip = _Grip.WINDOW
        self._grabbed_at, self._grabbed = x, self._viewport.span

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._grip is None:
            edge = self._grip_at(x) in (_Grip.START, _Grip.END)
            self.setCursor(Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.ArrowCursor)
            return
        scale, grabbed = self._scale(), self._grabbed
        shortest = self._viewport.scene.axis.shortest
        distance = scale.value(x) - scale.value(self._grabbed_at)
        if self._grip is _Grip.WINDOW:
            self._viewport.look_at(grabbed.moved(distance))
        elif self._grip is _Grip.START:
            start = min(max(grabbed.start + distance, scale.span.start), grabbed.end - shortest)
            self._viewport.look_at(Span(start, grabbed.end - start))
        else:
            end = max(min(grabbed.end + distance, scale.span.end), grabbed.start + shortest)
            self._viewport.look_at(Span(grabbed.start, end - grabbed.start))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grip = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._viewport.fit_all()

    def _grip_at(self, x: float) -> _Grip | None:
        window = self.window_rect()
        if abs(x - window.left()) <= _GRIP_PX and window.width() > 2 * _GRIP_PX:
            return _Grip.START
        if abs(x - window.right()) <= _GRIP_PX and window.width() > 2 * _GRIP_PX:
            return _Grip.END
        return _Grip.WINDOW if window.left() <= x <= window.right() else None
