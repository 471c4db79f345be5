"""The page of a plain append: stream, type and payload, with what the store has seen as a guide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from inspector.events.cancel import Cancel
from inspector.events.errors import InspectorError, NotFound
from inspector.events.event import NewEvent, Undecodable
from inspector.ui import text
from inspector.ui.dialogs.base import label
from inspector.ui.dialogs.completing_line import CompletingLine
from inspector.ui.dialogs.json_editor import JsonEditor
from inspector.ui.dialogs.json_text import Place
from inspector.ui.dialogs.like_before import Precedent, latest, learn
from inspector.ui.dialogs.page import Answer, Ask, Page
from inspector.ui.session import Session
from inspector.workspace.workspace import Workspace

_SHOWN_NOTES = 3


class AppendPage(Page):
    """One event, filled from the last one of its type where the store has one."""

    def __init__(self, session: Session, type: str | None, parent: QWidget | None = None) -> None:
        """type: the type to append one more of, None for any."""
        super().__init__(parent)
        self._session = session
        self._seen: Precedent | None = None
        self._filled = False
        self._wanted = type or ""
        self.stream = CompletingLine("appendStream", "Stream", lambda: session.index.stream_names, self)
        self.stream.setText(session.scope or "")
        self.stream.setPlaceholderText("for example order-1041; a new name begins a stream")
        self.type = CompletingLine("appendType", "Type", lambda: session.index.type_names, self)
        self.type.setText(self._wanted)
        self.type.setPlaceholderText("for example OrderPlaced")
        self.editor = JsonEditor(self)
        self.editor.setPlainText("{}")
        self.version = label("appendVersion", role="muted")
        self.error = label("appendError", role="danger")
        self.notes = label("appendNotes", role="guess")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for line, (words, field) in enumerate((("Stream *", self.stream), ("Type *", self.type))):
            name = label(f"{field.objectName()}Label", words)
            name.setBuddy(field)
            grid.addWidget(name, line * 2, 0)
            grid.addWidget(field, line * 2, 1)
        grid.addWidget(self.version, 1, 1)
        payload = label("appendPayloadLabel", "Payload *")
        payload.setBuddy(self.editor)
        grid.addWidget(payload, 3, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.editor, 3, 1)
        grid.setRowStretch(3, 1)
        grid.addWidget(self.error, 4, 1)
        grid.addWidget(self.notes, 5, 1)
        for passing in (self.version, self.error, self.notes):
            passing.hide()
        self.editor.set_words(self._words)
        self.editor.edited.connect(self._edited)
        self.stream.textChanged.connect(self._edited)
        self.type.textChanged.connect(self._edited)
        self.type.editingFinished.connect(self._learn)
        self._learn()

    def ask(self) -> Ask | str:
        stream, type = self.stream.text(), self.type.text()
        payload, problem = self.editor.value()
        missing = [words for words, typed in (("a stream", stream), ("a type", type)) if not typed]
        if missing:
            return f"Name {' and '.join(missing)} to see what this would do."
        if problem is not None:
            return "The payload is no JSON yet."
        seen = self._seen

        def ask(workspace: Workspace, cancel: Cancel) -> Answer:
            try:
                expected = workspace.frame(stream, cancel=cancel).last_version or 0
            except NotFound:
                expected = 0
            event = NewEvent(stream, type, payload, expected_version=expected)
            decision = workspace.preview([event], type, cancel)
            return Answer(decision, {}, tuple(seen.shape.check(payload)) if seen is not None else ())

        return ask

    def take(self, answer: Answer) -> None:
        more = len(answer.notes) - _SHOWN_NOTES
        rest = [f"And {text.grouped(more)} more such differences."] if more > 0 else []
        self.notes.setText("\n".join(text.one_line(note) for note in [*answer.notes[:_SHOWN_NOTES], *rest]))
        self.notes.setVisible(bool(answer.notes))
        if answer.decision is not None:
            expected = answer.decision.events[0].expected_version or 0
            found = f"expects version {text.grouped(expected)}" if expected else "a new stream"
            self.version.setText(f"{found}, writes version {text.grouped(expected + 1)}")
            self.version.show()

    def reveal(self) -> None:
        self.focus_first()

    def focus_first(self) -> None:
        first = next((line for line in (self.stream, self.type) if not line.text()), self.editor)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self) -> None:
        _, problem = self.editor.value()
        self.error.setText(problem.sentence if problem is not None else "")
        self.error.setVisible(problem is not None)
        self.notes.setHidden(problem is not None or not self.notes.text())
        self.changed.emit()

    def _words(self, place: Place) -> Sequence[str]:
        if self._seen is None:
            return ()
        shape = self._seen.shape
        return shape.keys(place.path) if place.kind == "key" else shape.values(place.path)

    def _learn(self) -> None:
        """Look at the last events of the type that is named; the first answer also fills the payload."""
        session = self._session
        found = latest(session.index, session.ledger, self.type.text(), session.scope)
        workspace = session.workspace
        if found is None:
            self._seen = None
            return
        session.jobs.pages.submit(
            lambda cancel: learn(workspace, found, cancel), self._take_seen, self._not_learnt, label="Reading payloads"
        )

    def _take_seen(self, seen: Precedent) -> None:
        self._seen = seen
        template = seen.template
        if template is not None and self._wanted == template.type and not self._filled:
            self._filled = True
            self.stream.setText(template.stream)
            if not isinstance(template.payload, Undecodable):
                self.editor.put(template.payload)
        self.changed.emit()

    def _not_learnt(self, error: InspectorError) -> None:
        self.error.setText(text.one_line(f"The earlier events cannot be read: {error}", 400))
        self.error.show()
