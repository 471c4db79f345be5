"""The hands of the timeline's tests: events to draw, clicks, drags, keys and the wheel."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inspector.events.event import NewEvent
from inspector.ui.timeline.pane import TimelinePane

START_NS = 1_773_318_731_002_000_000
MINUTE_NS = 60 * 10**9
LEFT, NO_KEY, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def event(stream: str, minute: float, type: str = "Moved") -> NewEvent:
    """An event of a stream, minutes after the first."""
    return NewEvent(stream, type, {"minute": minute}, {}, START_NS + round(minute * MINUTE_NS))


def dot(pane: TimelinePane, position: int) -> QPoint:
    """Where the mark of a position is on the lanes."""
    place = pane.lanes.frame().place(position)
    assert place is not None
    return QPointF(place[1], place[2]).toPoint()


def press(qtbot: QtBot, pane: TimelinePane, key: Qt.Key | str) -> None:
    """Press a key, or type text, in the lanes."""
    if isinstance(key, str):
        qtbot.keyClicks(pane.lanes, key)
    else:
        qtbot.keyClick(pane.lanes, key)


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press, move in four steps, release."""
    qtbot.mousePress(widget, LEFT, modifier, start)
    for part in (1, 2, 3, 4):
        between = start + (end - start) * part / 4
        move_pressed(widget, between, modifier)
    qtbot.mouseRelease(widget, LEFT, modifier, end)


def move_pressed(widget: QWidget, at: QPoint, modifier: Qt.KeyboardModifier) -> None:
    """Move with the left button held; QTest's own mouseMove holds none."""
    global_at = widget.mapToGlobal(QPointF(at))
    moved = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), global_at, Qt.MouseButton.NoButton, LEFT, modifier)
    QApplication.sendEvent(widget, moved)


def wheel(widget: QWidget, at: QPoint, delta: int, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    """Turn the wheel at a point."""
    turned = QWheelEvent(
        QPointF(at),
        widget.mapToGlobal(QPointF(at)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, turned)
