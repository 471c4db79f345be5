"""The two shipped type families: Inter for words, JetBrains Mono for data. Sizes are device-independent pixels."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from inspector.ui import resources

UI_PX = 13
MONO_PX = 12

_FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Bold.ttf",
)


@cache
def load() -> None:
    """Register the shipped fonts with the application, once. Needs a `QGuiApplication`."""
    for name in _FILES:
        if QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{name}"))) < 0:
            raise RuntimeError(f"the shipped font {name} cannot be read")


def ui(size: float = UI_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The font of labels and buttons."""
    return _font("Inter", size, weight)


def mono(size: float = MONO_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The font of data: positions, times, names, JSON."""
    font = _font("JetBrains Mono", size, weight)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    return font


def _font(family: str, size: float, weight: QFont.Weight) -> QFont:
    load()
    font = QFont(family)
    font.setPixelSize(round(size))
    font.setWeight(weight)
    return font
