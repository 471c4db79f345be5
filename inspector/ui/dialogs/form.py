"""A form built from a JSON Schema: no user code runs here, the schema says it all."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from inspector.events.json_value import JsonValue
from inspector.ui.dialogs.fields import Messages, Path, field_name
from inspector.ui.dialogs.nested import GroupField
from inspector.ui.dialogs.schema import Kind, Schema, Spec, read

_NAMED = 3
"""Fields that a sentence names; the others are counted."""


class SchemaForm(QScrollArea):
    """Edits the parameters of a command; GUI thread only.

    Cheap checks run at every change and show beside the field, one sentence each, once the user has been there.
    `changed` tells that the values, or what is wrong with them, may have changed; who can check more deeply gives its
    sentences to `show_messages`.
    """

    changed = Signal()

    def __init__(self, schema: Schema, help: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.spec: Spec = read(schema)
        self.help = _plain("formHelp", help, "muted")
        self.error = _plain("formError", "", "danger")
        self.group = GroupField(self.spec, framed=False)
        self.group.name(())
        self.group.changed.connect(self._edited)
        page = QWidget()
        page.setObjectName("formPage")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 12, 0)
        layout.setSpacing(10)
        for widget in (self.help, self.error, self.group):
            layout.addWidget(widget)
        if any(child.required for child in self.spec.children().values()):
            layout.addWidget(_plain("formLegend", "* required", "muted"))
        layout.addStretch(1)
        self.setWidget(page)
        self.viewport().setAutoFillBackground(False)
        if not self.group.rows:
            self.help.setText(f"{help}\n\nThis command takes no parameters.".strip())
            self.help.show()

    def values(self) -> tuple[dict[str, JsonValue], Messages]:
        """The parameters as JSON, decimals as exact text, and what is wrong with them; use them if nothing is."""
        messages: Messages = {}
        values = self.group.read((), messages)
        assert isinstance(values, dict)
        return values, messages

    def titles(self, messages: Messages) -> str:
        """The titles of the fields that messages are about: `Customer, Total and 2 more`."""
        names = [name for name in self.group.rows if any(path and path[0] == name for path in messages)]
        shown = [self.group.rows[name].spec.title for name in names[:_NAMED]]
        more = len(names) - len(shown)
        if more:
            return f"{', '.join(shown)} and {more} more"
        return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))

    def put(self, values: Mapping[str, JsonValue]) -> None:
        """Show these parameters; the others get their defaults."""
        self.group.put(dict(values))
        self._edited()

    def show_messages(self, messages: Mapping[str, str]) -> None:
        """Show sentences of a deeper check, each at its field; keys are dotted places, `lines.0.qty`."""
        if messages:
            self.group.touch()
        self._tell({place(self.spec, key): words for key, words in messages.items()})

    def reveal(self) -> bool:
        """Show every message there is and go to the first; whether there was one."""
        _, messages = self.values()
        self.group.touch()
        self._tell(messages)
        if not messages:
            return False
        first = min(messages, key=self._order)
        target = self.findChild(QWidget, field_name(first))
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(target)
        return True

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        self.group.editor().setFocus(Qt.FocusReason.OtherFocusReason)

    def _order(self, path: Path) -> int:
        names = list(self.group.rows)
        return names.index(str(path[0])) if path and path[0] in names else -1

    def _edited(self) -> None:
        self._tell(self.values()[1])
        self.changed.emit()

    def _tell(self, messages: Messages) -> None:
        self.error.setText(messages.get((), ""))
        self.error.setVisible(bool(self.error.text()))
        self.group.tell((), messages)


def place(spec: Spec, key: str) -> Path:
    """The place that a dotted key means: as deep as the form has fields, the whole form if it has none of that name."""
    path: list[str | int] = []
    for part in key.split("."):
        if spec.kind is Kind.OBJECT and part in spec.children():
            spec = spec.children()[part]
            path.append(part)
        elif spec.kind is Kind.ARRAY and part.isdigit():
            spec = spec.item()
            path.append(int(part))
        else:
            break
    return tuple(path)


def _plain(name: str, words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setVisible(bool(words))
    return label
