"""Ready pictures of dots and pills; painting a frame is then little more than copying them."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap, QStaticText

from inspector.ui import glyphs, theme
from inspector.ui.timeline.lanes import IGNORED

Standing: TypeAlias = Literal["past", "future", "ignored"]
Segments: TypeAlias = tuple[tuple[int, int], ...]
"""(ink, pixels) from left to right"""

_MOST = 4000
_AIR = 2
_CAP_PX = 4


class Sprites:
    """Pixmaps for one palette and one pixel ratio, and laid-out texts. What is left of pills is a few rectangles, so
    that zooming, which changes every width, needs no new picture.
    """

    def __init__(self, ratio: float) -> None:
        self._key = theme.current().name, ratio
        self._ratio = ratio
        self._dots: dict[tuple[int, Standing, int], QPixmap] = {}
        self._caps: dict[tuple[int, Standing, int, bool], QPixmap] = {}
        self._colors = [ink_color(ink) for ink in range(IGNORED + 1)]
        self._texts: dict[tuple[str, str], tuple[QStaticText, float, float]] = {}

    def fits(self, ratio: float) -> bool:
        """Whether these are the pictures for the palette in use and a pixel ratio."""
        return self._key == (theme.current().name, ratio)

    def draw_dot(self, painter: QPainter, type_code: int, standing: Standing, size: int, x: float, y: float) -> None:
        """Draw an event centred at a point."""
        key = type_code, standing, size
        picture = self._dots.get(key)
        if picture is None:
            picture = self._dots[key] = self._make(
                size + 2 * _AIR, size + 2 * _AIR, partial(_dot, type_code=type_code, standing=standing, size=size)
            )
        half = size / 2 + _AIR
        painter.drawPixmap(QPointF(x - half, y - half), picture)

    def draw_pill(
        self, painter: QPainter, segments: Segments, standing: Standing, height: int, x: float, y: float
    ) -> None:
        """Draw a pill without its count, its left edge at x and its middle at y."""
        x, top = round(x * self._ratio) / self._ratio, y - height / 2
        width = sum(pixels for _, pixels in segments)
        if standing == "past":
            first, last = segments[0][0], segments[-1][0]
            at = 0
            for ink, pixels in segments:
                left, right = max(at, _CAP_PX), min(at + pixels, width - _CAP_PX)
                painter.fillRect(QRectF(x + left, top, right - left, height), self._colors[ink])
                at += pixels
        else:
            first = last = IGNORED if standing == "ignored" else max(segments, key=_pixels)[0]
            colors, middle = theme.current(), width - 2 * _CAP_PX
            ground = QColor(colors.future if standing == "future" else colors.lane_alternate)
            painter.fillRect(QRectF(x + _CAP_PX, top, middle, height), ground)
            painter.fillRect(QRectF(x + _CAP_PX, top, middle, 1), self._colors[first])
            painter.fillRect(QRectF(x + _CAP_PX, top + height - 1, middle, 1), self._colors[first])
        painter.drawPixmap(QPointF(x, top), self._cap(first, standing, height, True))
        painter.drawPixmap(QPointF(x + width - _CAP_PX, top), self._cap(last, standing, height, False))

    def draw_text(self, painter: QPainter, words: str, font: QFont, x: float, y: float, centered: bool) -> None:
        """Draw plain words with the painter's pen and font, which is `font`: their left edge, or middle, at x."""
        key = words, font.key()
        laid = self._texts.get(key)
        if laid is None:
            if len(self._texts) > _MOST:
                self._texts.clear()
            static = QStaticText(words)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.prepare(font=font)
            laid = self._texts[key] = static, static.size().width(), static.size().height()
        static, width, height = laid
        painter.drawStaticText(QPointF(x - width / 2 if centered else x, y - height / 2), static)

    def _cap(self, ink: int, standing: Standing, height: int, left: bool) -> QPixmap:
        key = ink, standing, height, left
        picture = self._caps.get(key)
        if picture is None:
            draw = partial(_cap, ink=ink, standing=standing, height=height, left=left)
            picture = self._caps[key] = self._make(_CAP_PX, height, draw, air=0)
        return picture

    def _make(self, width: int, height: int, draw: Callable[[QPainter], None], air: int = _AIR) -> QPixmap:
        picture = QPixmap(round(width * self._ratio), round(height * self._ratio))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(air, air)
        draw(painter)
        painter.end()
        return picture


def ink_color(ink: int) -> QColor:
    """The colour of an ink in the palette in use."""
    return ignored_color() if ink == IGNORED else glyphs.color(ink)


def ignored_color() -> QColor:
    """The colour of ignored events: the danger colour, stepped back towards the ground."""
    colors = theme.current()
    return blend(colors.danger, colors.lane, 0.72)


def blend(color: str | QColor, ground: str, share: float) -> QColor:
    """`share` of a colour over an opaque ground."""
    top, under = QColor(color), QColor(ground)
    pairs = (top.red(), under.red()), (top.green(), under.green()), (top.blue(), under.blue())
    return QColor(*(round(share * a + (1 - share) * b) for a, b in pairs))


@lru_cache(maxsize=4)
def hatch_brush(color: str) -> QBrush:
    """Diagonal lines that run on seamlessly."""
    side, ratio = 12, 2
    picture = QPixmap(side * ratio, side * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(color), 1.6))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    painter.end()
    return QBrush(picture)


def _dot(painter: QPainter, type_code: int, standing: Standing, size: int) -> None:
    ink = ignored_color() if standing == "ignored" else glyphs.color(type_code)
    glyphs.paint(painter, type_code, QPointF(size / 2, size / 2), size, ink, hollow=standing != "past")


def _cap(painter: QPainter, ink: int, standing: Standing, height: int, left: bool) -> None:
    """A rounded end of a pill; drawn as a whole short pill of which one end is in the picture."""
    colors, color, start = theme.current(), ink_color(ink), 0 if left else -4 * _CAP_PX
    if standing == "past":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(start, 0, 5 * _CAP_PX, height), _CAP_PX, _CAP_PX)
    else:
        painter.setPen(QPen(color, 1))
        painter.setBrush(QColor(colors.future if standing == "future" else colors.lane_alternate))
        painter.drawRoundedRect(QRectF(start + 0.5, 0.5, 5 * _CAP_PX - 1, height - 1), _CAP_PX, _CAP_PX)


def _pixels(segment: tuple[int, int]) -> int:
    return segment[1]
