"""The sign of an event type: a shape and a colour, so that either alone tells types apart."""

import math
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from inspector.ui import theme


def color(type_code: int) -> QColor:
    """A type's colour in the palette in use."""
    colors = theme.current().events
    return QColor(colors[type_code % len(colors)])


@lru_cache(maxsize=256)
def glyph_path(type_code: int, size: float) -> QPainterPath:
    """A type's shape, centred at (0, 0), `size` pixels across."""
    path = QPainterPath()
    _DRAWERS[_shape(type_code)](path, size / 2)
    path.closeSubpath()
    return path


def draw(painter: QPainter, type_code: int, center: QPointF, size: float, hollow: bool = False) -> None:
    """Draw a type's sign; hollow where the event is not effective at the cursor (the future, a rollback)."""
    paint(painter, type_code, center, size, color(type_code), hollow)


def paint(painter: QPainter, type_code: int, center: QPointF, size: float, ink: QColor, hollow: bool = False) -> None:
    """As `draw`, in another colour than the type's own."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(center)
    if hollow:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.4))
        painter.drawPath(glyph_path(type_code, size - 1.4))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPath(glyph_path(type_code, size))
    painter.restore()


def _shape(type_code: int) -> int:
    # The shape moves on by one each time the colours have been used up, so that 64 types have signs of their own.
    return (type_code + type_code // len(_DRAWERS)) % len(_DRAWERS)


def _circle(path: QPainterPath, r: float) -> None:
    path.addEllipse(QRectF(-0.92 * r, -0.92 * r, 1.84 * r, 1.84 * r))


def _square(path: QPainterPath, r: float) -> None:
    path.addRoundedRect(QRectF(-0.82 * r, -0.82 * r, 1.64 * r, 1.64 * r), 0.2 * r, 0.2 * r)


def _cross(path: QPainterPath, r: float) -> None:
    arm = 0.36 * r
    corners = ((-arm, -r), (arm, -r), (arm, -arm), (r, -arm), (r, arm), (arm, arm))
    _polygon(path, [*corners, *((-x, -y) for x, y in corners)])


def _regular(corners: int, first_degrees: float, stretch: float = 1.0) -> Callable[[QPainterPath, float], None]:
    def draw_corners(path: QPainterPath, r: float) -> None:
        angles = (math.radians(first_degrees + 360 / corners * corner) for corner in range(corners))
        _polygon(path, [(stretch * r * math.cos(angle), stretch * r * math.sin(angle)) for angle in angles])

    return draw_corners


def _polygon(path: QPainterPath, corners: list[tuple[float, float]]) -> None:
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))


_DRAWERS: tuple[Callable[[QPainterPath, float], None], ...] = (
    _circle,
    _regular(3, 0, 1.1),
    _regular(4, 0, 1.12),
    _regular(3, -90, 1.1),
    _regular(3, 90, 1.1),
    _square,
    _cross,
    _regular(6, 0, 1.05),
)
