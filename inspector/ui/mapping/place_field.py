"""A choice of one place: a column, perhaps a path into it, a constant, or words of the choice's own."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from inspector.store.mapping.mapping import Place, Where
from inspector.ui.dialogs.completing_line import CompletingLine
from inspector.ui.dialogs.fields import QuietCombo
from inspector.ui.mapping.offer import Offer
from inspector.ui.mapping.search_combo import Entry, SearchCombo

P = TypeVar("P", bound=Place)

_CONSTANT, _ITEM = object(), object()
"""The entries whose line says what they are: a constant, and a path into an item."""
_KEY = "key"
_FORMS = (("text", "as it is"), ("class", "short class"), ("hex", "as hex"), ("uuid", "as UUID"), (_KEY, "only key"))
"""How what stands there becomes a name; of an object it may be its only key."""
NOTHING = Offer("", ())


class PlaceField(QWidget):
    """Edits a `Place`, or one of some other values that have words of their own.

    A place that is in a lookup or in a column that there is not, renames its values, or is several, stays as it is
    until another one is chosen.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        words: str,
        others: Sequence[tuple[str, object]] = (),
        *,
        is_name: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """others: words and the values that they stand for. is_name: whether a name is made of it."""
        super().__init__(parent)
        self._others = others
        self._is_name = is_name
        self._offer, self._items = NOTHING, False
        self.combo = SearchCombo(name, words, self)
        self.line = CompletingLine(f"{name}.path", f"{words}: path or constant", self._paths, self)
        self.form = QuietCombo(self)
        self.form.setObjectName(f"{name}.form")
        self.form.setAccessibleName(f"{words}: how it becomes a name")
        self.form.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value, shown in _FORMS:
            self.form.addItem(shown, value)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.combo, 3)
        layout.addWidget(self.line, 2)
        layout.addWidget(self.form)
        self.setFocusProxy(self.combo)
        self.combo.chosen.connect(self._chosen)
        self.line.textChanged.connect(self._typed)
        self.form.activated.connect(self.changed)

    def offer(self, offer: Offer, value: object, *, items: bool = False) -> None:
        """Offer the columns of a table, and show a value. items: whether a row may hold several events."""
        self._offer, self._items = offer, items
        place = only_place(value) if isinstance(value, Place) else None
        entries = [Entry(words, other, aside=True) for words, other in self._others]
        entries += [Entry(column, column, offer.samples.get(column, "")) for column in offer.columns]
        entries.append(Entry("a constant…", _CONSTANT, aside=True))
        if items or (place is not None and place.item is not None):
            entries.append(Entry("in each item…", _ITEM, aside=True))
        selected = value if place is None else _entry_of(place, offer.columns)
        if all(entry.value != selected for entry in entries):
            entries.append(Entry(described(selected), selected, aside=True))
        self.combo.offer(entries, selected)
        self.line.setText(_line_of(place) if place is not None and selected is not place else "")
        form = _KEY if place is not None and place.key else place.form if place is not None else "text"
        self.form.setCurrentIndex([value for value, _ in _FORMS].index(form))
        self._fit()

    def value(self) -> object:
        """A `Place`, or one of the other values."""
        entry = self.combo.entry()
        if entry is None:
            return None
        form = _FORMS[self.form.currentIndex()][0] if self._is_name and not self.form.isHidden() else "text"
        line = self.line.text()
        if entry.value is _CONSTANT:
            return Place(constant=line)
        if entry.value is _ITEM:
            place = Place(item=line)
        elif isinstance(entry.value, str) and not entry.aside:
            place = Place(column=entry.value, path="" if self.line.isHidden() else line)
        else:
            return entry.value
        changes: dict[str, object] = {"key": True} if form == _KEY else {"form": form}
        return msgspec.structs.replace(place, **changes)

    def _chosen(self) -> None:
        if self.line.text():
            self.line.clear()
        self._fit()
        if self.combo.entry() is not None and self.combo.entry().value in (_CONSTANT, _ITEM):  # type: ignore[union-attr]
            self.line.setFocus()
        self.changed.emit()

    def _typed(self) -> None:
        if self.line.isModified():
            self.changed.emit()

    def _fit(self) -> None:
        entry = self.combo.entry()
        value = None if entry is None else entry.value
        column = value if entry is not None and isinstance(value, str) and not entry.aside else ""
        opens = bool(self._paths()) or bool(self.line.text()) or value in (_CONSTANT, _ITEM)
        self.line.setVisible(opens)
        self.line.setPlaceholderText("the constant" if value is _CONSTANT else "/path/into/it")
        plain = self.form.currentData() == "text"
        named = column in self._offer.binary or bool(self._paths()) or not plain or self._looks_like_class(column)
        self.form.setVisible(self._is_name and (bool(column) or value is _ITEM) and named)

    def _looks_like_class(self, column: str) -> bool:
        sample = self._offer.samples.get(column, "").partition(" · ")[0]
        return any(sign in sample for sign in (".", ":", "\\")) and " " not in sample

    def _paths(self) -> Sequence[str]:
        entry = self.combo.entry()
        known = entry is not None and not entry.aside and isinstance(entry.value, str)
        return self._offer.paths.get(str(entry.value), ()) if known and entry is not None else ()


def only_place(value: Place) -> Place:
    """Where a time, a version, a payload or a filter is."""
    return grown(Place, value)


def grown(kind: type[P], place: Place, **more: Any) -> P:
    """A time, a version, a payload or a filter at a place."""
    known: dict[str, Any] = {name: getattr(place, name) for name in Place.__struct_fields__}
    return kind(**known, **more)


def plain(where: Where) -> Where:
    """A place as a mapping writes it: a column that nothing more is said of by its name alone."""
    return where.column if isinstance(where, Place) and where == Place(column=where.column) else where


def where(value: object) -> Where | None:
    """What a choice holds, as a mapping writes it; None for anything but a place."""
    return plain(value) if isinstance(value, Place) else None


def described(value: object) -> str:
    """What a place is called that cannot be edited here."""
    if isinstance(value, tuple):
        return " and ".join(map(described, value))
    if isinstance(value, Place):
        return f"{value.lookup}: {value.column}{value.path}" if value.lookup else value.column + value.path
    return str(value)


def _entry_of(place: Place, columns: Sequence[str]) -> object:
    """The value of the entry that a place is edited by; the place itself if it cannot be."""
    if place.constant is not None:
        return _CONSTANT if place == Place(constant=place.constant) else place
    if place.lookup or place.words:
        return place
    if place.item is not None:
        bare = msgspec.structs.replace(place, form="text", key=False)
        return _ITEM if bare == Place(item=place.item) else place
    return place.column if place.column in columns else place


def _line_of(place: Place) -> str:
    return place.constant if place.constant is not None else place.item if place.item is not None else place.path
