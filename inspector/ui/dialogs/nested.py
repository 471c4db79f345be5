"""Fields that hold fields: a row with its messages, a group, a list."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.events import json_value
from inspector.events.json_value import JsonValue
from inspector.ui import icons
from inspector.ui.dialogs.entries import check_count
from inspector.ui.dialogs.fields import Field, Messages, Path, field_name, simple_field
from inspector.ui.dialogs.schema import UNSET, Kind, Spec, Unset
from inspector.ui.text import one_line

_LABEL_PX = 130
_NESTED_LABEL_PX = 90
_LINE_PX = 28
"""The height of a one-line field, which labels and boxes beside it are aligned to."""


class Row(QWidget):
    """One value in a form: its field, its help, one sentence below it when it is not right.

    A value that may be left unset has a box before it; the field is made when the box is first ticked, so that a model
    that contains itself ends somewhere.
    """

    changed = Signal()

    def __init__(self, spec: Spec, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._path = path
        self._touched = False
        self.field: Field | None = None
        self.help = _words(spec.help, "muted")
        self.help.setVisible(bool(spec.help) and spec.kind is not Kind.OBJECT)
        self.error = _words("", "danger")
        self.error.hide()
        self.toggle: QCheckBox | None = None
        self._line = QHBoxLayout()
        self._line.setSpacing(8)
        self._build()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(self._line)
        layout.addWidget(self.help)
        layout.addWidget(self.error)
        self.name(path)

    def read(self, path: Path, messages: Messages) -> JsonValue | Unset:
        """The value, None or `UNSET` where it is left unset."""
        if not self.is_set:
            return None if self.spec.nullable else UNSET
        assert self.field is not None
        return self.field.read(path, messages)

    def put(self, value: JsonValue | Unset) -> None:
        """Show a value, or that there is none."""
        unset = isinstance(value, Unset) or (value is None and self.spec.nullable)
        if self.toggle is not None:
            self.toggle.setChecked(not unset)
        if not isinstance(value, Unset) and not unset:
            self._field().put(value)

    @property
    def is_set(self) -> bool:
        """Whether there is a value."""
        return self.toggle is None or self.toggle.isChecked()

    def name(self, path: Path) -> None:
        """Name what it holds for its place."""
        self._path = path
        self.error.setObjectName(field_name(path).replace("field", "error", 1))
        if self.toggle is not None:
            self.toggle.setObjectName(f"{field_name(path)}.set")
        if self.field is not None:
            self.field.name(path)

    def touch(self) -> None:
        """Show messages from now on, also where nothing was entered."""
        self._touched = True
        if self.field is not None:
            self.field.touch()

    def tell(self, path: Path, messages: Mapping[Path, str]) -> None:
        """Show the message about this value and those about its parts."""
        parts = self.field is not None and self.spec.kind in (Kind.OBJECT, Kind.ARRAY)
        own = messages.get(path, "")
        if not own and not parts:
            own = next((words for place, words in messages.items() if place[: len(path)] == path), "")
        shown = own if self._touched else ""
        self.error.setText(shown)
        self.error.setVisible(bool(shown))
        if self.field is not None:
            if not parts:
                self.field.mark(bool(shown))
            self.field.tell(path, messages)

    def target(self) -> QWidget:
        """What a label's mnemonic and an error lead to."""
        if self.field is not None and self.is_set:
            return self.field.editor()
        return self.toggle or self

    def _build(self) -> None:
        if not self.spec.optional:
            self._field()
            return
        self.toggle = QCheckBox("not set", self)
        self.toggle.setMinimumHeight(_LINE_PX)
        self.toggle.toggled.connect(self._switch)
        self.toggle.clicked.connect(self._clicked)
        self._line.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addStretch(0)

    def _switch(self, on: bool) -> None:
        assert self.toggle is not None
        self.toggle.setText("" if on else "not set")
        self.toggle.setToolTip("Untick to leave this unset" if on else "Tick to set this")
        self._field().setVisible(on)

    def _clicked(self, on: bool) -> None:
        if on and self.field is not None:
            self.field.editor().setFocus(Qt.FocusReason.TabFocusReason)
        self._edited()

    def _field(self) -> Field:
        if self.field is None:
            self.field = make_field(self.spec)
            self.field.changed.connect(self._edited)
            self._line.addWidget(self.field, 1)
            self.field.name(self._path)
            label_for_screen_readers = f"{self.spec.title}, required" if self.spec.required else self.spec.title
            self.field.editor().setAccessibleName(label_for_screen_readers)
        return self.field

    def _edited(self) -> None:
        self._touched = True
        self.changed.emit()


class GroupField(Field):
    """The fields of an object, labels on the left."""

    def __init__(self, spec: Spec, parent: QWidget | None = None, *, framed: bool = True) -> None:
        super().__init__(spec, parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        label_px = _NESTED_LABEL_PX if framed else _LABEL_PX
        grid.setColumnMinimumWidth(0, label_px)
        self.box.addLayout(grid, 1)
        if framed:
            self.setProperty("role", "group")
            self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self.box.setContentsMargins(12, 2, 0, 2)
        self.rows: dict[str, Row] = {}
        for name, child in spec.children().items():
            row = Row(child, (name,), self)
            row.changed.connect(self.changed)
            row.put(child.default)
            self.rows[name] = row
            line = grid.rowCount()
            label = _label(child, row, label_px)
            if child.kind in (Kind.OBJECT, Kind.ARRAY):
                # Its own labels need the width that this column of labels would take.
                grid.addWidget(label, line, 0, 1, 2)
                grid.addWidget(row, line + 1, 0, 1, 2)
            else:
                grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(row, line, 1)

    def editor(self) -> QWidget:
        return next((row.target() for row in self.rows.values()), self)

    def name(self, path: Path) -> None:
        for name, row in self.rows.items():
            row.name((*path, name))

    def read(self, path: Path, messages: Messages) -> JsonValue:
        values: dict[str, JsonValue] = {}
        for name, row in self.rows.items():
            value = row.read((*path, name), messages)
            if not isinstance(value, Unset):
                values[name] = value
        return values

    def put(self, value: JsonValue) -> None:
        assert isinstance(value, dict)
        for name, row in self.rows.items():
            row.put(value.get(name, row.spec.default))

    def tell(self, path: Path, messages: Mapping[Path, str]) -> None:
        for name, row in self.rows.items():
            row.tell((*path, name), messages)

    def touch(self) -> None:
        for row in self.rows.values():
            row.touch()


class Entry(QWidget):
    """One line of a list: its value, and the buttons that move and remove it."""

    def __init__(self, spec: Spec, path: Path, owner: ListField) -> None:
        super().__init__(owner)
        self.row = Row(spec, path, self)
        self._buttons: dict[str, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.row, 1)
        for action, icon, words, act in (
            ("up", "up", "Move up", lambda: owner.move_entry(self, -1)),
            ("down", "down", "Move down", lambda: owner.move_entry(self, 1)),
            ("remove", "close", "Remove", lambda: owner.remove_entry(self)),
        ):
            button = QToolButton(self)
            button.setIcon(icons.icon(icon))
            button.setProperty("role", "flat")
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.clicked.connect(act)
            button.setIconSize(QSize(12, 12))
            button.setFixedSize(22, _LINE_PX)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self._buttons[action] = button

    def name(self, path: Path, *, first: bool, last: bool) -> None:
        """Name everything for the entry's place in the list."""
        self.row.name(path)
        for action, button in self._buttons.items():
            button.setObjectName(f"{field_name(path)}.{action}")
        self._buttons["up"].setEnabled(not first)
        self._buttons["down"].setEnabled(not last)


class ListField(Field):
    """The entries of a list: added, removed and moved one by one."""

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._path: Path = ()
        self._item = spec.item()
        self.entries: list[Entry] = []
        self._stack = QVBoxLayout()
        self._stack.setSpacing(6)
        self.add = QPushButton("+ Add entry", self)
        self.add.setProperty("role", "link")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add_clicked)
        self._stack.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addLayout(self._stack, 1)
        for _ in range(spec.schema.get("minItems", 0)):
            self._append()

    def editor(self) -> QWidget:
        return self.entries[0].row.target() if self.entries else self.add

    def name(self, path: Path) -> None:
        self._path = path
        self.add.setObjectName(f"{field_name(path)}.add")
        for index, entry in enumerate(self.entries):
            entry.name((*path, index), first=index == 0, last=index == len(self.entries) - 1)

    def read(self, path: Path, messages: Messages) -> JsonValue:
        before = len(messages)
        values = [entry.row.read((*path, index), messages) for index, entry in enumerate(self.entries)]
        kept = [value for value in values if not isinstance(value, Unset)]
        wrong = check_count(self.spec.schema, len(kept))
        if not wrong and len(messages) == before and self.spec.schema.get("uniqueItems") and _has_twins(kept):
            wrong = "Every entry may occur once only."
        if wrong:
            messages[path] = wrong
        return kept

    def put(self, value: JsonValue) -> None:
        assert isinstance(value, list)
        while self.entries:
            self._drop(self.entries[-1])
        for part in value:
            self._append().row.put(part)
        self.name(self._path)

    def tell(self, path: Path, messages: Mapping[Path, str]) -> None:
        for index, entry in enumerate(self.entries):
            entry.row.tell((*path, index), messages)

    def touch(self) -> None:
        for entry in self.entries:
            entry.row.touch()

    def move_entry(self, entry: Entry, by: int) -> None:
        """Put an entry one place up (-1) or down (1)."""
        at = self.entries.index(entry)
        self.entries.insert(at + by, self.entries.pop(at))
        self._stack.insertWidget(at + by, entry)
        self.name(self._path)
        self.changed.emit()

    def remove_entry(self, entry: Entry) -> None:
        """Take an entry out; the keyboard goes on to a neighbour."""
        at = self.entries.index(entry)
        self._drop(entry)
        self.name(self._path)
        left = self.entries[min(at, len(self.entries) - 1)].row.target() if self.entries else self.add
        left.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _add_clicked(self) -> None:
        entry = self._append()
        self.name(self._path)
        entry.row.target().setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _append(self) -> Entry:
        entry = Entry(self._item, (*self._path, len(self.entries)), self)
        entry.row.changed.connect(self.changed)
        self.entries.append(entry)
        self._stack.insertWidget(len(self.entries) - 1, entry)
        entry.show()
        return entry

    def _drop(self, entry: Entry) -> None:
        self.entries.remove(entry)
        self._stack.removeWidget(entry)
        entry.hide()
        # It lives until the event loop turns: its inputs must not answer to the names of those that move up.
        entry.name(("removed",), first=True, last=True)
        entry.deleteLater()


def make_field(spec: Spec) -> Field:
    """The widget that edits a value of this kind."""
    if spec.kind is Kind.OBJECT:
        return GroupField(spec)
    if spec.kind is Kind.ARRAY:
        return ListField(spec)
    return simple_field(spec)


def _has_twins(values: list[JsonValue]) -> bool:
    texts = [json_value.literal(value) for value in values]
    return len(set(texts)) < len(texts)


def _words(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def _label(spec: Spec, row: Row, width: int) -> QLabel:
    label = QLabel(one_line(spec.title, 60) + (" *" if spec.required else ""))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if spec.kind not in (Kind.OBJECT, Kind.ARRAY):
        label.setFixedWidth(width)
        label.setContentsMargins(0, 6, 0, 0)
    label.setToolTip("Required" if spec.required else "")
    label.setBuddy(row.target())
    return label
