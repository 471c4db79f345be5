"""Asking for the producer's own code, and before it is run."""

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from inspector.domain.consent import Consents
from inspector.domain.producer.source import ProducerSource
from inspector.events.errors import InspectorError
from inspector.ui import fonts
from inspector.ui.dialogs.base import StoreDialog, button, label
from inspector.ui.session import Session
from inspector.ui.text import one_line

_LINES = (
    ("Package", "producerPackage", "bank, bank.application:Bank or the path of either"),
    ("Python", "producerInterpreter", "its environment, such as ~/bank/.venv"),
    ("Folder", "producerFolder", "where it lies, if it is not installed"),
)


class ProducerDialog(StoreDialog):
    """Takes package, interpreter and folder, filled with what is known, and loads them; it stays while that fails."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(session, parent, "producerDialog", "Load the Application's Code", QSize(580, 330))
        heading = label("producerHeading", "Fold with the application's own aggregates?", "heading")
        words = label(
            "producerText",
            "Its package is imported, and its aggregates run with your rights, in a process of that Python that the "
            "inspector can end at any time. They are given the events, never the file. Load only what you trust.",
        )
        lines = QWidget(self)
        grid = QGridLayout(lines)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.package, self.interpreter, self.folder = (self._line(grid, *one) for one in _LINES)
        self.remember = QCheckBox(f"Remember this for {one_line(session.workspace.path.name, 60)}", self)
        self.remember.setObjectName("producerRemember")
        self.remember.setToolTip("The next start loads it without asking, unless the package has changed by then")
        self.said = label("producerSaid", role="muted")
        self.load = button("producerLoad", "Load", self._load)
        cancel = button("producerCancel", "Cancel", self.reject)
        self.lay_out((heading, words, lines, self.remember, self.said), cancel, self.load)
        self._fill()
        self.package.setFocus()
        self.package.selectAll()

    def _line(self, grid: QGridLayout, name: str, id: str, hint: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(id)
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        line.setFont(fonts.mono())
        words = label(f"{id}Label", name)
        words.setBuddy(line)
        row = grid.rowCount()
        grid.addWidget(words, row, 0)
        grid.addWidget(line, row, 1)
        return line

    def _fill(self) -> None:
        """What is loaded, or was agreed to for this store; else the package that the topics of the store name."""
        workspace = self.session.workspace
        known = workspace.producer.source if workspace.producer is not None else self._remembered_source()
        if known is not None:
            for line, text in (
                (self.package, known.name),
                (self.interpreter, known.interpreter),
                (self.folder, known.folder),
            ):
                line.setText(text)
            return
        event = self.session.event_at(self.session.cursor)
        topic = "" if event is None else str(event.metadata.get("topic", ""))
        package = topic.partition(":")[0].partition(".")[0]
        if package.isidentifier():
            self.package.setText(package)

    def _remembered_source(self) -> ProducerSource | None:
        try:
            source = Consents().recall(self.session.workspace.path)
        except InspectorError as error:
            self._say(error)
            return None
        return source if isinstance(source, ProducerSource) else None

    def _load(self) -> None:
        try:
            source = ProducerSource.of(self.package.text(), self.interpreter.text(), self.folder.text().strip())
        except InspectorError as error:
            self._say(error)
            return
        session = self.session

        def failed(error: InspectorError) -> None:
            if shiboken6.isValid(self):
                self._say(error)
            else:
                session.failed.emit(str(error))

        def done() -> None:
            if shiboken6.isValid(self):
                self.accept()

        self.load.setEnabled(False)
        self._show(f"Importing {one_line(source.package, 60)} …", "muted")
        session.folding.load_producer(source, remember=self.remember.isChecked(), done=done, failed=failed)

    def _say(self, error: InspectorError) -> None:
        self.load.setEnabled(True)
        self._show(one_line(str(error), 400), "danger")

    def _show(self, words: str, role: str) -> None:
        self.said.setText(words)
        self.said.setProperty("role", role)
        self.said.style().polish(self.said)
