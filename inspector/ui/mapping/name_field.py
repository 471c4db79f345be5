"""A choice of one place or several, of which a name is made."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector.store.mapping.cells import places
from inspector.store.mapping.mapping import Name
from inspector.ui.dialogs.base import button
from inspector.ui.mapping.offer import Offer
from inspector.ui.mapping.place_field import NOTHING, PlaceField, where

_PREPARED = 4
"""Lines that are made beforehand: Tab goes through widgets as they were made, and Qt's `setTabOrder` loses some of them
after a combo box that can be typed into."""


class NameField(QWidget):
    """Edits places, one a line; the first line adds another."""

    changed = Signal()

    def __init__(self, name: str, words: str, none: str, parent: QWidget | None = None) -> None:
        """none: what it means if there is no place."""
        super().__init__(parent)
        self._name, self._words, self._none = name, words, none
        self._offer, self._items = NOTHING, False
        self._made: list[PlaceField] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._lines)
        self.more = button(f"{name}.more", "+", self._add, "flat")
        self.more.setAccessibleName(f"{words}: add another column")
        self.more.setToolTip("Add another column")
        for _ in range(_PREPARED):
            self._make()
        self.fields = self._made[:1]
        self.setFocusProxy(self._made[0])

    def offer(self, offer: Offer, name: Name, *, items: bool = False) -> None:
        """Offer the columns of a table, and show the places of a name."""
        self._offer, self._items = offer, items
        self._show(places(name))

    def value(self) -> Name:
        """The places, as a mapping writes them."""
        found = [one for field in self.fields if (one := where(field.value())) is not None]
        return found[0] if len(found) == 1 else tuple(found)

    def _show(self, values: Sequence[object]) -> None:
        """Show a line for each value, at least one; None is a line in which nothing is chosen."""
        values = values or (None,)
        while len(self._made) < len(values):
            self._make()
        self.fields = self._made[: len(values)]
        for field in self._made:
            line = field.parentWidget()
            assert line is not None, "it stands in a line"
            line.setVisible(field in self.fields)
        for field, value in zip(self.fields, values, strict=True):
            field.offer(self._offer, value, items=self._items)
        self._fit()

    def _make(self) -> None:
        number = len(self._made)
        name = self._name if not number else f"{self._name}.{number + 1}"
        words = self._words if not number else f"{self._words}, {number + 1}"
        field = PlaceField(name, words, [(self._none if not number else "nothing", None)], is_name=True)
        field.changed.connect(self._edited)
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(field, 1)
        if number:
            remove = button(f"{name}.remove", "×", partial(self._remove, number), "flat")
            remove.setAccessibleName(f"Remove {words}")
            row.addWidget(remove)
            line.hide()
        else:
            row.addWidget(self.more)
        self._made.append(field)
        self._lines.addWidget(line)

    def _add(self) -> None:
        self._show([*(field.value() for field in self.fields), None])
        self.fields[-1].combo.setFocus()

    def _remove(self, number: int) -> None:
        self._show([field.value() for field in self.fields if field is not self._made[number]])
        self.changed.emit()

    def _edited(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        self.more.setEnabled(self.fields[-1].value() is not None and bool(self._offer.columns))
