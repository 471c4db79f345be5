"""Widgets that each edit one value of a form: lines of text, numbers, dates, choices, yes or no, JSON."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeAlias
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from inspector.events import json_value
from inspector.events.errors import InvalidData
from inspector.events.json_value import JsonValue
from inspector.ui import fonts
from inspector.ui.dialogs import entries
from inspector.ui.dialogs.schema import UNSET, Kind, Spec, Unset, hint
from inspector.ui.text import one_line

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in the form's values: names and list indices."""
Messages: TypeAlias = dict[Path, str]
"""One sentence per value that is not right."""

_LONG_TEXT = 200
"""A text that may be longer, in characters, gets several lines."""
_FEWEST_LINES, _MOST_LINES = 2, 8


class Field(QWidget):
    """Edits one value. `changed` is emitted when the user edits, not when a program puts a value in."""

    changed = Signal()

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(6)

    def read(self, path: Path, messages: Messages) -> JsonValue:
        """The value; where it is not right, a sentence is added to the messages and what is returned is void."""
        raise NotImplementedError

    def put(self, value: JsonValue) -> None:
        """Show a value."""
        raise NotImplementedError

    def editor(self) -> QWidget:
        """The widget that takes the keyboard first."""
        raise NotImplementedError

    def name(self, path: Path) -> None:
        """Name the inputs for the place of their value: `field.lines.0.sku`."""
        self.editor().setObjectName(field_name(path))

    def mark(self, wrong: bool) -> None:
        """Show on the input itself that its value is not right."""
        editor = self.editor()
        if editor.property("invalid") != wrong:
            editor.setProperty("invalid", wrong)
            editor.style().polish(editor)

    def tell(self, path: Path, messages: Mapping[Path, str]) -> None:
        """Show the messages about parts of the value, where it has parts."""

    def touch(self) -> None:
        """Show messages from now on also where the user has entered nothing yet."""


def field_name(path: Path) -> str:
    """The object name of the input at a place."""
    return ".".join(["field", *map(str, path)])


class TypedField(Field):
    """A value that is typed as text."""

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._entered = not isinstance(spec.default, Unset)

    def text(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    def read(self, path: Path, messages: Messages) -> JsonValue:
        if not self._entered:
            messages[path] = entries.REQUIRED
            return None
        try:
            return entries.from_text(self.spec, self.text())
        except InvalidData as error:
            messages[path] = str(error)
            return None

    def _edited(self) -> None:
        self._entered = True
        self.changed.emit()


class LineField(TypedField):
    """One line of text: text, numbers, dates, times and ids."""

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.line = QLineEdit(self)
        if spec.kind is not Kind.TEXT:
            self.line.setProperty("role", "mono")
            self.line.setFont(fonts.mono())
        self.line.setPlaceholderText(hint(spec))
        self.line.textEdited.connect(self._edited)
        self.line.installEventFilter(self)
        self.box.addWidget(self.line, 1)
        self.setFocusProxy(self.line)
        if spec.kind in _FILLERS:
            self._add_filler()

    def editor(self) -> QWidget:
        return self.line

    def text(self) -> str:
        return self.line.text()

    def put(self, value: JsonValue) -> None:
        self._entered = True
        self.line.setText(entries.to_text(self.spec, value))
        self.line.setCursorPosition(0)

    def name(self, path: Path) -> None:
        super().name(path)
        if self.spec.kind in _FILLERS:
            self._filler.setObjectName(f"{field_name(path)}.fill")

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.spec.kind is Kind.INTEGER:
            by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
            stepped = entries.step(self.spec, self.line.text(), by)
            if stepped != self.line.text():
                self.line.setText(stepped)
                self._edited()
            return by != 0
        return False

    def _add_filler(self) -> None:
        words, make = _FILLERS[self.spec.kind]

        def fill() -> None:
            self.line.setText(make())
            self._edited()

        self._filler = QPushButton(words, self)
        self._filler.setProperty("role", "link")
        self._filler.setAutoDefault(False)
        self._filler.clicked.connect(fill)
        self.box.addWidget(self._filler)


_FILLERS: dict[Kind, tuple[str, Callable[[], str]]] = {
    Kind.DATE: ("Today", lambda: date.today().isoformat()),  # noqa: DTZ011  the user's own day
    Kind.DATETIME: ("Now", lambda: datetime.now().astimezone().isoformat(timespec="seconds")),
    Kind.TIME: ("Now", lambda: datetime.now().astimezone().strftime("%H:%M:%S")),
    Kind.UUID: ("New", lambda: str(uuid4())),
}


class ParagraphField(TypedField):
    """Several lines: long texts, and JSON for what has no widget of its own. Tab leaves it."""

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.area = QPlainTextEdit(self)
        self.area.setTabChangesFocus(True)
        self.area.setPlaceholderText(hint(spec))
        if spec.kind is Kind.JSON:
            self.area.setProperty("role", "mono")
            self.area.setFont(fonts.mono())
        self.area.textChanged.connect(self._fit)
        self.area.textChanged.connect(self._edited)
        self.box.addWidget(self.area, 1)
        self.setFocusProxy(self.area)
        self._fit()

    def editor(self) -> QWidget:
        return self.area

    def text(self) -> str:
        return self.area.toPlainText()

    def put(self, value: JsonValue) -> None:
        self._entered = True
        shown = json_value.pretty(value) if self.spec.kind is Kind.JSON else entries.to_text(self.spec, value)
        blocked = self.area.blockSignals(True)
        self.area.setPlainText(shown)
        self.area.blockSignals(blocked)
        self._fit()

    def _fit(self) -> None:
        lines = min(max(self.area.blockCount(), _FEWEST_LINES), _MOST_LINES)
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() * lines + 18)


class BooleanField(Field):
    """Yes or no; a value that nobody set starts as no."""

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.check = QCheckBox("no", self)
        self.check.setMinimumHeight(28)
        self.check.toggled.connect(lambda checked: self.check.setText("yes" if checked else "no"))
        self.check.clicked.connect(self.changed)
        self.box.addWidget(self.check, 1)
        self.setFocusProxy(self.check)

    def editor(self) -> QWidget:
        return self.check

    def read(self, path: Path, messages: Messages) -> JsonValue:
        return self.check.isChecked()

    def put(self, value: JsonValue) -> None:
        self.check.setChecked(value is True)


class QuietCombo(QComboBox):
    """A combo box that the wheel does not change while one scrolls past it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceField(Field):
    """One of the values of an enum or a literal, or the only one of a constant."""

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._values = spec.choices
        self.combo = QuietCombo(self)
        self.combo.setPlaceholderText("choose")
        # The longest value must not decide how wide the form is.
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(8)
        for value in self._values:
            self.combo.addItem(one_line(value if isinstance(value, str) else json_value.literal(value)))
        self.combo.setCurrentIndex(0 if len(self._values) == 1 else -1)
        self.combo.activated.connect(self.changed)
        self.box.addWidget(self.combo, 1)
        self.setFocusProxy(self.combo)

    def editor(self) -> QWidget:
        return self.combo

    def read(self, path: Path, messages: Messages) -> JsonValue:
        chosen = self.combo.currentIndex()
        if chosen < 0:
            messages[path] = "Choose one."
            return None
        return self._values[chosen]

    def put(self, value: JsonValue) -> None:
        at = next((index for index, choice in enumerate(self._values) if json_value.same(choice, value)), -1)
        self.combo.setCurrentIndex(at)


def simple_field(spec: Spec) -> Field:
    """The widget of a value without parts."""
    if spec.kind is Kind.BOOLEAN:
        return BooleanField(spec)
    if spec.kind is Kind.CHOICE:
        return ChoiceField(spec)
    if spec.kind is Kind.JSON or (spec.kind is Kind.TEXT and _is_long(spec)):
        return ParagraphField(spec)
    return LineField(spec)


def _is_long(spec: Spec) -> bool:
    default = "" if spec.default is UNSET else str(spec.default)
    return int(spec.schema.get("maxLength", 0)) > _LONG_TEXT or "\n" in default
