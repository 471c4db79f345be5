"""The timeline's own keys. They act only while it has the focus."""

from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollBar

from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.viewport import Viewport

PAN_KEY = 0.2
"""The part of what is in view that a key pans."""
_ZOOM_KEY = 1.5


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
    THIN = auto()
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
    Qt.Key.Key_T: Command.THIN,
    Qt.Key.Key_Right: Command.NEXT,
    Qt.Key.Key_Left: Command.PREVIOUS,
    Qt.Key.Key_Period: Command.LANE_NEXT,
    Qt.Key.Key_Comma: Command.LANE_PREVIOUS,
    Qt.Key.Key_Up: Command.SCROLL_UP,
    Qt.Key.Key_Down: Command.SCROLL_DOWN,
    Qt.Key.Key_PageUp: Command.PAGE_UP,
    Qt.Key.Key_PageDown: Command.PAGE_DOWN,
}


_STEPS = {
    Command.ZOOM_IN: -1,
    Command.ZOOM_OUT: 1,
    Command.PAN_LEFT: -1,
    Command.PAN_RIGHT: 1,
    Command.NEXT: 1,
    Command.PREVIOUS: -1,
    Command.LANE_NEXT: 1,
    Command.LANE_PREVIOUS: -1,
    Command.SCROLL_UP: -1,
    Command.SCROLL_DOWN: 1,
    Command.PAGE_UP: -1,
    Command.PAGE_DOWN: 1,
}


def command(event: QKeyEvent) -> Command | None:
    """What a key press asks for; None for keys that are not the timeline's, or that come with a modifier."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return None if plain else _KEYS.get(Qt.Key(event.key()))


def obey(known: Command, viewport: Viewport, bar: QScrollBar) -> None:
    """Do what a key asked for. bar: scrolls the lanes."""
    session, steps = viewport.session, _STEPS.get(known, 0)
    if known in (Command.ZOOM_IN, Command.ZOOM_OUT):
        viewport.zoom(_ZOOM_KEY**steps, _anchor(viewport))
    elif known in (Command.PAN_LEFT, Command.PAN_RIGHT):
        viewport.pan(PAN_KEY * steps)
    elif known in (Command.NEXT, Command.PREVIOUS):
        session.step(steps)
    elif known in (Command.LANE_NEXT, Command.LANE_PREVIOUS):
        position = viewport.scene.neighbour(session.cursor, steps)
        if position is not None:
            session.set_cursor(position)
    elif known in (Command.SCROLL_UP, Command.SCROLL_DOWN):
        bar.setValue(bar.value() + steps * bar.singleStep())
    elif known in (Command.PAGE_UP, Command.PAGE_DOWN):
        bar.setValue(bar.value() + steps * bar.pageStep())
    else:
        _switch(known, viewport)


def _switch(known: Command, viewport: Viewport) -> None:
    """Do what a key asked for that changes what is shown as a whole."""
    if known is Command.FOCUS:
        viewport.focus_cursor()
    elif known is Command.FIT_ALL:
        viewport.fit_all()
    elif known is Command.THIN:
        viewport.set_thin(not viewport.thin)
    elif known is Command.GAPS:
        viewport.set_collapse(not viewport.collapse)
    elif known is Command.PIN:
        lane = viewport.scene.lane_of(viewport.session.cursor)
        if lane is not None:
            viewport.toggle_pin(lane)
    else:
        other = AxisKind.POSITION if viewport.axis_kind is AxisKind.TIME else AxisKind.TIME
        viewport.set_axis(other)


def _anchor(viewport: Viewport) -> int:
    """What stays in place when a key zooms: the playhead if it is in view, else the middle."""
    value, span = viewport.scene.axis.value_of(viewport.session.cursor), viewport.span
    return value if value is not None and span.contains(value) else span.center
