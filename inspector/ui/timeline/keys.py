"""The timeline's own keys. They act only while it has the focus."""

from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


class Command(Enum):
    """What a key asks of the timeline."""

    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    PAN_LEFT = auto()
    PAN_RIGHT = auto()
    FOCUS = auto()
    FIT_ALL = auto()
    AXIS = auto()
    GAPS = auto()
    PIN = auto()
    NEXT = auto()
    PREVIOUS = auto()
    LANE_NEXT = auto()
    LANE_PREVIOUS = auto()
    SCROLL_UP = auto()
    SCROLL_DOWN = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()


_KEYS = {
    Qt.Key.Key_W: Command.ZOOM_IN,
    Qt.Key.Key_S: Command.ZOOM_OUT,
    Qt.Key.Key_A: Command.PAN_LEFT,
    Qt.Key.Key_D: Command.PAN_RIGHT,
    Qt.Key.Key_F: Command.FOCUS,
    Qt.Key.Key_0: Command.FIT_ALL,
    Qt.Key.Key_X: Command.AXIS,
    Qt.Key.Key_G: Command.GAPS,
    Qt.Key.Key_P: Command.PIN,
    Qt.Key.Key_Right: Command.NEXT,
    Qt.Key.Key_Left: Command.PREVIOUS,
    Qt.Key.Key_Period: Command.LANE_NEXT,
    Qt.Key.Key_Comma: Command.LANE_PREVIOUS,
    Qt.Key.Key_Up: Command.SCROLL_UP,
    Qt.Key.Key_Down: Command.SCROLL_DOWN,
    Qt.Key.Key_PageUp: Command.PAGE_UP,
    Qt.Key.Key_PageDown: Command.PAGE_DOWN,
}


def command(event: QKeyEvent) -> Command | None:
    """What a key press asks for; None for keys that are not the timeline's, or that come with a modifier."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return None if plain else _KEYS.get(Qt.Key(event.key()))
