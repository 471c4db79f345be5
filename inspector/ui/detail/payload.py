"""The payload page: as text or as a folding tree, with the event's causation below."""

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from inspector.events.event import Event, Undecodable
from inspector.events.json_value import JsonValue, pretty
from inspector.ui import text
from inspector.ui.detail.hex_dump import hex_dump
from inspector.ui.detail.links import CausationLine
from inspector.ui.json_view import JsonView
from inspector.ui.lookup import RAW_BYTES
from inspector.ui.value_tree.nodes import Node
from inspector.ui.value_tree.view import ValueTree


class PayloadPage(QWidget):
    """One payload at a time. GUI thread only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("payloadPage")
        self.text = JsonView("payloadText", "Payload as text", self)
        self.tree = ValueTree("payloadTree", "Payload as a tree", self)
        self.links = CausationLine(self)
        self._kinds = QStackedLayout()
        self._kinds.addWidget(self.text)
        self._kinds.addWidget(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._kinds, 1)
        column.addWidget(self.links)
        self.setFocusProxy(self.text)
        self._event: Event | None = None

    def show_event(self, event: Event | None) -> None:
        """Show the payload of an event, nothing if None."""
        self._event = event
        self._fill()

    def show_as_tree(self, as_tree: bool) -> None:
        """Choose between the tree and the text."""
        chosen = self.tree if as_tree else self.text
        self._kinds.setCurrentWidget(chosen)
        self.setFocusProxy(chosen)
        self._fill()

    def copied(self) -> str:
        """The payload as JSON text; what is no JSON as a hex dump."""
        return "" if self._event is None else _words(self._event.payload)

    def _fill(self) -> None:
        event = self._event
        # Only what is seen: laying out a large text takes a while.
        if self._kinds.currentWidget() is self.text:
            self.text.show_text("" if event is None else _words(event.payload))
        elif event is None or isinstance(event.payload, Undecodable):
            self.tree.show_tree(None if event is None else Node("no JSON", _reason(event)))
        else:
            self.tree.show_tree(Node(text.one_line(event.type, 60), event.payload))


def _words(payload: "JsonValue | Undecodable") -> str:
    if not isinstance(payload, Undecodable):
        return pretty(payload)
    rest = len(payload.raw) - RAW_BYTES
    more = f"\n… and {text.counted(rest, 'byte')} more" if rest > 0 else ""
    return f"{payload.reason}\n\n{hex_dump(payload.raw[:RAW_BYTES])}{more}"


def _reason(event: Event) -> str:
    return event.payload.reason if isinstance(event.payload, Undecodable) else ""
