"""The metadata page: what the store says of an event beside its payload."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from inspector.events.event import Event
from inspector.events.json_value import pretty
from inspector.events.times import to_rfc3339
from inspector.ui import fonts, text
from inspector.ui.json_view import JsonView

_ROWS = ("Event id", "Place", "Time", "In UTC")


class FactsPage(QWidget):
    """Id, place and time of one event, and its metadata as JSON. GUI thread only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("factsPage")
        self.json = JsonView("metadataText", "Metadata as JSON", self)
        form = QFormLayout()
        form.setContentsMargins(14, 10, 14, 6)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        self._values = {}
        for name in _ROWS:
            caption, value = QLabel(name), QLabel()
            caption.setProperty("role", "muted")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setFont(fonts.mono())
            form.addRow(caption, value)
            self._values[name] = value
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(form)
        column.addWidget(self.json, 1)
        self.setFocusProxy(self.json)

    def show_event(self, event: Event | None) -> None:
        """Show the facts of an event, dashes if None."""
        values = ("–",) * len(_ROWS)
        if event is not None:
            place = f"{text.position(event.position)}, version {text.grouped(event.version)}"
            values = (
                text.one_line(event.id, 80),
                f"{place} of {text.one_line(event.stream, 60)}",
                text.when_zoned(event.time_ns),
                "–" if event.time_ns is None else to_rfc3339(event.time_ns),
            )
        for name, value in zip(_ROWS, values, strict=True):
            self._values[name].setText(value)
        self.json.show_text("" if event is None else self.copied(event))

    def copied(self, event: Event) -> str:
        """The metadata as JSON text."""
        return pretty(dict(event.metadata))
