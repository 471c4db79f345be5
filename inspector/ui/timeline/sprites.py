"""Ready pictures of dots and texts; painting a frame is then little more than copying them."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QPixmap, QStaticText

from inspector.ui import glyphs, theme
from inspector.ui.timeline.lanes import IGNORED

Standing: TypeAlias = Literal["past", "future", "ignored"]

_MOST = 4000
_AIR = 2


class Sprites:
    """Pixmaps for one palette and one pixel ratio, and laid-out texts."""

    def __init__(self, ratio: float) -> None:
        self._key = theme.current().name, ratio
        self._ratio = ratio
        self._dots: dict[tuple[int, Standing, int], QPixmap] = {}
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

    def draw_text(
        self, painter: QPainter, words: str, font: QFont, key: str, x: float, y: float, centered: bool
    ) -> None:
        """Draw plain words with the painter's pen and font, which is `font`: their left edge, or middle, at x.

        key: the font's, which takes as long to ask for as a text takes to draw.
        """
        laid = self._texts.get((words, key))
        if laid is None:
            if len(self._texts) > _MOST:
                self._texts.clear()
            static = QStaticText(words)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.prepare(font=font)
            laid = self._texts[words, key] = static, static.size().width(), static.size().height()
        static, width, height = laid
        painter.drawStaticText(QPointF(x - width / 2 if centered else x, y - height / 2), static)

    def _make(self, width: int, height: int, draw: Callable[[QPainter], None]) -> QPixmap:
        picture = QPixmap(round(width * self._ratio), round(height * self._ratio))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(_AIR, _AIR)
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
