"""The page of a domain's command: its form."""

from inspect import cleandoc

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector.domain.commands import CommandInfo
from inspector.events.cancel import Cancel
from inspector.events.errors import Refused
from inspector.ui.dialogs.base import label
from inspector.ui.dialogs.completing_line import CompletingLine
from inspector.ui.dialogs.form import SchemaForm
from inspector.ui.dialogs.page import Answer, Ask, Page
from inspector.ui.session import Session
from inspector.workspace.workspace import Workspace


class CommandPage(Page):
    """The parameters, and the stream where the command does not name it itself."""

    def __init__(self, session: Session, command: CommandInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._command = command
        self.form = SchemaForm(command.schema, cleandoc(command.help), self)
        self.form.changed.connect(self.changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.stream: CompletingLine | None = None
        if command.stream_template is None:
            self.stream = CompletingLine("commandStream", "Stream", lambda: session.index.stream_names, self)
            self.stream.setText(session.scope or "")
            self.stream.setPlaceholderText("the stream to decide on; empty for the whole store")
            self.stream.textChanged.connect(self.changed)
            line = QHBoxLayout()
            line.addWidget(label("commandStreamLabel", "Stream"))
            line.addWidget(self.stream, 1)
            layout.addLayout(line)
        layout.addWidget(self.form, 1)

    def ask(self) -> Ask | str:
        values, wrong = self.form.values()
        if wrong:
            titles = self.form.titles(wrong)
            return f"Fill in {titles} to see what this would do."
        command = self._command.name
        stream = (self.stream.text() or None) if self.stream is not None else None

        def ask(workspace: Workspace, cancel: Cancel) -> Answer:
            domain = workspace.domain
            if domain is None:
                raise Refused("The domain was dropped meanwhile.")
            messages = domain.validate(command, values, cancel=cancel)
            if messages:
                return Answer(None, messages)
            return Answer(workspace.decide(command, values, stream, cancel=cancel), {})

        return ask

    def take(self, answer: Answer) -> None:
        self.form.show_messages(answer.messages)

    def reveal(self) -> None:
        self.form.reveal()

    def focus_first(self) -> None:
        self.form.focus_first()
