"""The list of what caused an event and what it caused."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from inspector.events.event import Event
from inspector.ui import fonts, text
from inspector.ui.detail.links import named
from inspector.ui.lookup import Found


class CausationList(QListWidget):
    """One event's cause and effects; a double click or Enter goes there."""

    positionActivated = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("causationList")
        self.setAccessibleName("Causation")
        self.setFont(fonts.mono())
        self.itemActivated.connect(self._activate)

    def show_found(self, event: Event | None, found: Found | None) -> None:
        """Show what is known of an event; `found` is None while it is being looked up."""
        self.clear()
        if event is None:
            return
        if found is None:
            self._say("Looking …")
            return
        named_cause, correlation = (event.metadata.get(key) for key in ("causation_id", "correlation_id"))
        self._caption("Caused by")
        if found.cause is not None:
            self._link(found.cause)
        elif named_cause is not None:
            self._say(f"{text.one_line(str(named_cause), 80)}, which is no event of this store")
        else:
            self._say("nothing that it names")
        self._caption(f"Causes {text.counted(len(found.effects), 'event')}{' and more' if found.more else ''}")
        for effect in found.effects:
            self._link(effect)
        if correlation is not None:
            self._caption("Correlation")
            self._say(text.one_line(str(correlation), 80))

    def _caption(self, words: str) -> None:
        item = QListWidgetItem(words, self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(fonts.ui(12))

    def _say(self, words: str) -> None:
        item = QListWidgetItem(words, self)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)

    def _link(self, event: Event) -> None:
        item = QListWidgetItem(f"{named(event)}  {text.when(event.time_ns)}", self)
        item.setData(Qt.ItemDataRole.UserRole, event.position)

    def _activate(self, item: QListWidgetItem) -> None:
        position = item.data(Qt.ItemDataRole.UserRole)
        if position is not None:
            self.positionActivated.emit(position)
