"""The metadata page: what the store says of an event beside its payload."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from inspector.events.event import Event
from inspector.events.json_value import pretty
from inspector.events.times import to_rfc3339
from inspector.ui import fonts, text
from inspector.ui.json_view import JsonView

_ROWS = ("Place", "Time", "Event id", "In UTC")
"""Two on a line."""


class FactsPage(QWidget):
    """Id, place and time of one event, and its metadata as JSON. GUI thread only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("factsPage")
        self.json = JsonView("metadataText", "Metadata as JSON", self)
        grid = QGridLayout()
        grid.setContentsMargins(14, 8, 14, 2)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(3, 1)
        self._values = {}
        for number, name in enumerate(_ROWS):
            caption, value = QLabel(name), QLabel()
            caption.setProperty("role", "muted")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setFont(fonts.mono())
            row, column = number // 2, number % 2 * 2
            grid.addWidget(caption, row, column)
            grid.addWidget(value, row, column + 1)
            self._values[name] = value
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(grid)
        layout.addWidget(self.json, 1)
        self.setFocusProxy(self.json)

    def show_event(self, event: Event | None) -> None:
        """Show the facts of an event, dashes if None."""
        values = ("–",) * len(_ROWS)
        if event is not None:
            place = f"{text.position(event.position)}, version {text.grouped(event.version)}"
            values = (
                f"{place} of {text.one_line(event.stream, 40)}",
                text.when_zoned(event.time_ns),
                text.one_line(event.id, 60),
                "–" if event.time_ns is None else to_rfc3339(event.time_ns),
            )
        for name, value in zip(_ROWS, values, strict=True):
            self._values[name].setText(value)
        self.json.show_text("" if event is None else self.copied(event))

    def copied(self, event: Event) -> str:
        """The metadata as JSON text."""
        return pretty(dict(event.metadata))
