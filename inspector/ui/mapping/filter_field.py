"""The conditions that a row must meet to be an event."""

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector.store.mapping.mapping import Filter, Operator, Place, Scalar
from inspector.ui.dialogs.base import button
from inspector.ui.dialogs.fields import QuietCombo
from inspector.ui.mapping.offer import Offer
from inspector.ui.mapping.place_field import NOTHING, PlaceField, grown, only_place

_OPERATORS: tuple[Operator, ...] = get_args(Operator)
_UNARY = ("null", "not null")
_SEVERAL = ("in", "not in")


class FilterField(QWidget):
    """Edits filters, one a line; the last line adds another."""

    changed = Signal()

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._words = name, words
        self._offer = NOTHING
        self.lines: list[_Line] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self.more = button(f"{name}.more", "+ a condition", self._add, "link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._column)
        layout.addWidget(self.more)
        self.setFocusProxy(self.more)

    def offer(self, offer: Offer, filters: Sequence[Filter]) -> None:
        """Offer the columns of a table, and show conditions."""
        self._offer = offer
        while self.lines:
            self._drop(self.lines[-1])
        for condition in filters:
            self._line().show_filter(offer, condition)

    def value(self) -> tuple[Filter, ...]:
        """The conditions; lines in which no column is chosen yet are none."""
        return tuple(found for line in self.lines if (found := line.value()) is not None)

    def _line(self) -> "_Line":
        line = _Line(f"{self._name}.{len(self.lines) + 1}", f"{self._words} {len(self.lines) + 1}", self)
        line.changed.connect(self.changed)
        line.removed.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._column.addWidget(line)
        return line

    def _add(self) -> None:
        line = self._line()
        line.show_filter(self._offer, None)
        line.place.setFocus()

    def _remove(self, line: "_Line") -> None:
        self._drop(line)
        self.changed.emit()

    def _drop(self, line: "_Line") -> None:
        self.lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()


class _Line(QWidget):
    changed = Signal()
    removed = Signal()

    def __init__(self, name: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: Filter | None = None
        self.place = PlaceField(name, words, [("a column", None)])
        self.operator = QuietCombo(self)
        self.operator.setObjectName(f"{name}.operator")
        self.operator.setAccessibleName(f"{words}: comparison")
        self.operator.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.operator.addItems(_OPERATORS)
        self.operand = QLineEdit(self)
        self.operand.setObjectName(f"{name}.value")
        self.operand.setAccessibleName(f"{words}: value")
        self.operand.setPlaceholderText("value")
        remove = button(f"{name}.remove", "×", self.removed.emit, "flat")
        remove.setAccessibleName(f"Remove {words}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.place, 3)
        row.addWidget(self.operator)
        row.addWidget(self.operand, 2)
        row.addWidget(remove)
        for edited in (self.place.changed, self.operator.activated, self.operand.textEdited):
            edited.connect(self._edited)

    def show_filter(self, offer: Offer, condition: Filter | None) -> None:
        """Show a condition, or none. It stays as it is until it is edited: `true` and "5" are no texts and no numbers
        that can be told from how they are typed."""
        self._shown = condition
        self.place.offer(offer, None if condition is None else only_place(condition))
        if condition is not None:
            self.operator.setCurrentText(condition.is_)
            values = condition.values if condition.is_ in _SEVERAL else (condition.value,)
            self.operand.setText(", ".join(_typed(value) for value in values if value is not None))
        self._fit()

    def value(self) -> Filter | None:
        """The condition, None while there is no column."""
        if self._shown is not None:
            return self._shown
        place, operator = self.place.value(), _OPERATORS[self.operator.currentIndex()]
        if not isinstance(place, Place):
            return None
        typed = self.operand.text()
        if operator in _UNARY:
            return grown(Filter, place, is_=operator)
        if operator in _SEVERAL:
            return grown(Filter, place, is_=operator, values=tuple(_scalar(one.strip()) for one in typed.split(",")))
        return grown(Filter, place, is_=operator, value=_scalar(typed))

    def _edited(self) -> None:
        self._shown = None
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        operator = self.operator.currentText()
        self.operand.setVisible(operator not in _UNARY)
        self.operand.setPlaceholderText("values, by commas" if operator in _SEVERAL else "value")


def _scalar(typed: str) -> Scalar:
    """What was typed, as a number if it is written as numbers are."""
    for kind in (int, float):
        try:
            number = kind(typed)
        except ValueError:
            continue
        if str(number) == typed:
            return number
    return typed


def _typed(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
