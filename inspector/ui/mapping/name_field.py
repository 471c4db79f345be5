"""A choice of one place or several, of which a name is made."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector.store.mapping.cells import places
from inspector.store.mapping.mapping import Name, Place
from inspector.ui.dialogs.base import button
from inspector.ui.mapping.offer import Offer
from inspector.ui.mapping.place_field import NOTHING, PlaceField, where


class NameField(QWidget):
    """Edits places, one a line; the first line adds another."""

    changed = Signal()

    def __init__(self, name: str, words: str, none: str, parent: QWidget | None = None) -> None:
        """none: what it means if there is no place."""
        super().__init__(parent)
        self._name, self._words, self._none = name, words, none
        self._offer, self._items = NOTHING, False
        self.fields: list[PlaceField] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._lines)
        self.more = button(f"{name}.more", "+", self._add, "flat")
        self.more.setAccessibleName(f"{words}: add another column")
        self.more.setToolTip("Add another column")
        self._show(())

    def offer(self, offer: Offer, name: Name, *, items: bool = False) -> None:
        """Offer the columns of a table, and show the places of a name."""
        self._offer, self._items = offer, items
        self._show(places(name))

    def value(self) -> Name:
        """The places, as a mapping writes them."""
        found = [one for field in self.fields if (one := where(field.value())) is not None]
        return found[0] if len(found) == 1 else tuple(found)

    def _show(self, some: Sequence[Place]) -> None:
        wanted = some or (None,)
        while len(self.fields) > len(wanted):
            self._drop(self.fields[-1])
        while len(self.fields) < len(wanted):
            self._line()
        for field, value in zip(self.fields, wanted, strict=True):
            field.offer(self._offer, value, items=self._items)
        self._fit()

    def _line(self) -> PlaceField:
        number = len(self.fields)
        name = self._name if not number else f"{self._name}.{number + 1}"
        words = self._words if not number else f"{self._words}, {number + 1}"
        field = PlaceField(name, words, [(self._none if not number else "nothing", None)], is_name=True)
        field.changed.connect(self._edited)
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(field, 1)
        if not number:
            row.addWidget(self.more)
        else:
            remove = button(f"{name}.remove", "×", lambda: self._remove(field), "flat")
            remove.setAccessibleName(f"Remove {words}")
            row.addWidget(remove)
        self.fields.append(field)
        self._lines.addWidget(line)
        if not self.fields[:-1]:
            self.setFocusProxy(field)
        return field

    def _add(self) -> None:
        field = self._line()
        field.offer(self._offer, None, items=self._items)
        self._fit()
        field.combo.setFocus()

    def _remove(self, field: PlaceField) -> None:
        self._drop(field)
        self._edited()

    def _drop(self, field: PlaceField) -> None:
        self.fields.remove(field)
        line = field.parentWidget()
        assert line is not None, "it stands in a line"
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _edited(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        self.more.setEnabled(self.fields[-1].value() is not None and bool(self._offer.columns))
