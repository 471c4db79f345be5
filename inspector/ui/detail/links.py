"""Links from an event to those that caused it and those that it caused."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from inspector.events.event import Event
from inspector.ui import fonts, text
from inspector.ui.lookup import Found

_EFFECTS_SHOWN = 2
"""On one line; the Causation tab lists them all."""


def named(event: Event) -> str:
    """`#1 204 509 payment-77 PaymentAuthorised`."""
    return f"{text.position(event.position)} {text.one_line(event.stream, 40)} {text.one_line(event.type, 40)}"


class CausationLine(QWidget):
    """Two rows of links below a payload; hidden where there is nothing to link to."""

    positionActivated = Signal(object)
    allWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("causationLine")
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(12, 2, 12, 8)
        self._rows.setHorizontalSpacing(10)
        self._rows.setVerticalSpacing(0)
        self._rows.setColumnStretch(1, 1)
        self.hide()

    def show_found(self, found: Found | None) -> None:
        """Show the links of an event, none if None."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                # Deleted only later: it may be the link whose click led here.
                widget.hide()
                widget.deleteLater()
        if found is not None and found.cause is not None:
            self._add_row("caused by", (found.cause,), 0)
        if found is not None and found.effects:
            shown = found.effects[:_EFFECTS_SHOWN]
            self._add_row("causes", shown, len(found.effects) - len(shown), more=found.more)
        self.setVisible(self._rows.count() > 0)

    def _add_row(self, words: str, events: tuple[Event, ...], others: int, *, more: bool = False) -> None:
        row = self._rows.rowCount()
        caption = QLabel(words)
        caption.setProperty("role", "muted")
        caption.setFont(fonts.ui(12))
        self._rows.addWidget(caption, row, 0)
        line = QWidget(self)
        links = QHBoxLayout(line)
        links.setContentsMargins(0, 0, 0, 0)
        links.setSpacing(2)
        for event in events:
            link = _link(named(event), f"link{event.position}")
            link.setToolTip(f"Go to {text.position(event.position)}, {text.when_zoned(event.time_ns)}")
            link.clicked.connect(lambda _checked, at=event.position: self.positionActivated.emit(at))
            links.addWidget(link)
        if others:
            rest = _link(f"and {text.grouped(others)} more{' and others' if more else ''}", "causationAll")
            rest.clicked.connect(lambda _checked: self.allWanted.emit())
            links.addWidget(rest)
        links.addStretch(1)
        self._rows.addWidget(line, row, 1)


def _link(words: str, name: str) -> QPushButton:
    link = QPushButton(words.replace("&", "&&"))
    link.setObjectName(name)
    link.setProperty("role", "link")
    link.setFont(fonts.mono())
    link.setCursor(Qt.CursorShape.PointingHandCursor)
    link.setAutoDefault(False)
    return link
