"""The shipped icons: SVGs drawn in one colour, which is set when they are loaded."""

import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from inspector.ui import resources, theme

_INK = "#888888"
"""The colour that the files are drawn in."""


def icon(name: str) -> QIcon:
    """An icon in the colours of the palette in use, whichever that is when it is painted."""
    return QIcon(_Engine(name))


def application() -> QIcon:
    """The program's own icon."""
    return QIcon(str(resources.path("icons/app.svg")))


def file(name: str, color: str) -> str:
    """The path of a recoloured copy, for stylesheets, which take files only."""
    path = Path(_folder().name) / f"{name}-{color.lstrip('#')}.svg"
    if not path.exists():
        path.write_bytes(_svg(name, color))
    return path.as_posix()


def forget() -> None:
    """Drop what was rendered in the colours of another palette."""
    _renderer.cache_clear()


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="inspector-icons-")


def _svg(name: str, color: str) -> bytes:
    return resources.path(f"icons/{name}.svg").read_bytes().replace(_INK.encode(), color.encode())


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_svg(name, color)))


class _Engine(QIconEngine):
    """Draws an SVG sharp at any size and pixel ratio."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        painter.save()
        if mode is QIcon.Mode.Disabled:
            painter.setOpacity(0.4)
        _renderer(self._name, theme.current().text).render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QPixmap(size)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return image

    def clone(self) -> QIconEngine:
        return _Engine(self._name)
