"""The list of what can be run: the domain's commands, one more event of each type, a raw event."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from inspector.ui import fuzzy
from inspector.ui.text import hint, one_line

_ROLE = Qt.ItemDataRole.UserRole


class Source(Enum):
    """Where a choice comes from."""

    DOMAIN = auto()
    SEEN = auto()
    """One more event of a type that the store has."""
    RAW = auto()


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: a command's name, or an event type's."""

    source: Source
    name: str
    help: str = ""


RAW = Choice(Source.RAW, "Raw event", "Any event: stream, type and payload.")
_SECTIONS = {Source.SEEN: "Append one more like this", Source.RAW: "Without a template"}


class CommandList(QWidget):
    """Searches as one types; arrow keys move through the hits without leaving the search line."""

    chosen = Signal(object)
    """Choice"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._domain = ""
        self._told: Choice | None = None
        self.search = QLineEdit(self)
        self.search.setObjectName("commandSearch")
        self.search.setAccessibleName("Search commands")
        self.search.setPlaceholderText("Search commands and event types")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("commandList")
        self.list.setAccessibleName("Commands")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentItemChanged.connect(self._select)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)

    def offer(self, domain: str, commands: Iterable[Choice], types: Iterable[str]) -> None:
        """Offer the commands of a domain (its name heads them) and one more event of each type.

        `chosen` is emitted anew even if the selection stays: what stands behind it may be another.
        """
        self._domain = domain
        self._told = None
        seen = (Choice(Source.SEEN, name) for name in sorted(types, key=str.casefold))
        self._choices = (*commands, *seen, RAW)
        self._fill()

    def add_types(self, types: Iterable[str]) -> None:
        """Offer further event types; the selection stays."""
        seen = (Choice(Source.SEEN, name) for name in sorted(types, key=str.casefold))
        self._choices = (*(one for one in self._choices if one.source is Source.DOMAIN), *seen, RAW)
        self._fill()

    def choose(self, wanted: Choice) -> None:
        """Select an entry."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_ROLE) == wanted:
                self.list.setCurrentRow(row)
                return

    def choose_name(self, name: str) -> None:
        """Select the first entry of that name, if there is one."""
        for choice in self._choices:
            if choice.name == name:
                self.choose(choice)
                return

    def current(self) -> Choice | None:
        """The entry that is selected."""
        item = self.list.currentItem()
        choice = None if item is None else item.data(_ROLE)
        return choice if isinstance(choice, Choice) else None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        row = self.list.currentRow() + by
        while by and 0 <= row < self.list.count():
            if self.list.item(row).data(_ROLE) is not None:
                self.list.setCurrentRow(row)
                break
            row += by
        return by != 0

    def _fill(self) -> None:
        before = self.current()
        typed = self.search.text()
        ranked = [(fuzzy.score(typed, choice.name), choice) for choice in self._choices]
        hits = [choice for score, choice in ranked if score is not None]
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for source in Source:
            of_source = [choice for choice in hits if choice.source is source]
            if of_source:
                self._add_section(_SECTIONS.get(source) or f"Commands of {one_line(self._domain, 40)}")
            for choice in of_source:
                item = QListWidgetItem(one_line(choice.name, 80), self.list)
                item.setData(_ROLE, choice)
                item.setToolTip(hint(one_line(f"{choice.name}: {choice.help}" if choice.help else choice.name, 300)))
        self.list.blockSignals(blocked)
        best = max(ranked, key=lambda pair: -1000 if pair[0] is None else pair[0])[1] if typed else None
        wanted = best if best in hits else before if before in hits else next(iter(hits), None)
        if wanted is not None:
            self.choose(wanted)

    def _add_section(self, words: str) -> None:
        item = QListWidgetItem(words, self.list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = item.font()
        font.setPixelSize(11)
        item.setFont(font)

    def _select(self) -> None:
        choice = self.current()
        if choice is not None and choice != self._told:
            self._told = choice
            self.chosen.emit(choice)
