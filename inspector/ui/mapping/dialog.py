"""Mapping a table: the choices on the left, the first rows as events beside them."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, InspectorError, InvalidData
from inspector.store.mapping import toml
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.preview import Preview
from inspector.store.reading import Reading
from inspector.ui import files, text
from inspector.ui.dialogs.base import JobDialog, button, label
from inspector.ui.jobs import Jobs
from inspector.ui.mapping.form import MappingForm
from inspector.ui.mapping.looking import Found, look
from inspector.ui.mapping.preview_table import PreviewTable
from inspector.workspace.mapper import PREVIEW_ROWS, Mapper

_SETTLE_MS = 150
"""How long choices must rest before the preview follows."""
_SENTENCE_LIMIT = 500
_TOML_FILTER = "Mappings (*.toml);;All files (*)"


class MappingDialog(JobDialog):
    """Says how a table of a file is read as events. The preview follows the choices; Open keeps them for every file of
    the schema. Nothing is written to the file.
    """

    settled = Signal()
    """Another mapping is remembered, or none any more: the file is to be read anew."""

    def __init__(
        self,
        jobs: Jobs,
        path: Path,
        parent: QWidget | None,
        *,
        mapping: Mapping | None = None,
        table: str | None = None,
        key: bytes | None = None,
    ) -> None:
        """mapping: the one that is in use; or table: the one that is shown. key: of encrypted payloads."""
        super().__init__(jobs, parent, "mappingDialog", "Map a Table to Events", QSize(1220, 720))
        self._path, self._key = path, key
        self._found: Found | None = None
        self._preview: Preview | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.heading = label("mapping.heading", f"How is {text.one_line(path.name, 80)} read as events?", "heading")
        self.note = label("mapping.note", role="muted")
        self.form = MappingForm(self)
        self.events = PreviewTable(self)
        self.count = label("mapping.count", "Looking at its tables…", "muted")
        self.problems = label("mapping.problems", role="danger")
        self.open_ = button("mapping.open", "Open", self._open)
        self.open_.setDefault(True)
        self.forget = button("mapping.forget", "Forget", self._forget)
        self.forget.setToolTip("Remember no mapping for stores of this schema")
        self.export = button("mapping.export", "Export…", self._export)
        self._lay_out()
        self.form.changed.connect(self._changed)
        self.form.tableChosen.connect(lambda name: self._look(None, name))
        self.form.setEnabled(False)
        self.forget.hide()
        self._enable()
        self._look(mapping, table)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in a choice settles it and goes on to the next; from a button it opens.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            self.focusWidget(), QLineEdit | QComboBox
        ):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.count, self.problems):
            column.addWidget(widget)
        column.addWidget(self.events, 1)
        across = QSplitter(self)
        across.setChildrenCollapsible(False)
        across.addWidget(self.form)
        across.addWidget(right)
        across.setSizes([430, 750])
        across.setStretchFactor(1, 1)
        buttons = QHBoxLayout()
        for made in (button("mapping.import", "Import…", self._import), self.export, self.forget):
            buttons.addWidget(made)
        buttons.addStretch(1)
        buttons.addWidget(button("mapping.cancel", "Cancel", self.reject))
        buttons.addWidget(self.open_)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.note)
        layout.addWidget(across, 1)
        layout.addLayout(buttons)
        self.problems.hide()
        self.note.hide()

    # The file

    def _look(self, mapping: Mapping | None, table: str | None) -> None:
        path = self._path
        self._settle.stop()
        self._found = self._preview = None
        self._enable()
        self.work(
            lambda cancel: look(path, mapping, table, cancel), self._show, self._fail, label=f"Looking at {path.name}"
        )

    def _show(self, found: Found) -> None:
        first = not self.form.isEnabled()
        self._found = found
        self.form.setEnabled(True)
        self.form.show_mapping(found.choices, found.mapping)
        if not found.choices.tables:
            self.count.setText("There is no table in it, and no view.")
            return
        self.forget.setVisible(found.kept)
        self.note.setText(f"≈ {found.note}" if found.is_guess else found.note)
        self.note.setVisible(bool(found.note))
        if first:
            self.form.table.setFocus()
        self._ask()

    def _fail(self, error: InspectorError) -> None:
        if not isinstance(error, Cancelled):
            self._say(str(error))

    # The preview

    def _changed(self) -> None:
        if self._found is not None:
            self._preview = None  # what is shown no longer is what would be kept
            self._enable()
            self._settle.start()

    def _ask(self) -> None:
        if self._found is None:
            return
        mapping, messages = self.form.read()
        self.form.say(messages)
        if messages:
            self._preview = None
            self._enable()
            return
        path, key = self._path, self._key

        def preview(cancel: Cancel) -> Preview:
            with Mapper(path, cancel) as mapper:
                return mapper.preview(mapping, PREVIEW_ROWS, Reading(key=key))

        self.work(preview, self._show_preview, self._fail, label="Reading the first rows")

    def _show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.events.show_events(preview.events)
        self.count.setText(_count(preview))
        self._say(" ".join(problem.words for problem in preview.problems))
        self.form.say({problem.part: problem.words for problem in preview.problems if problem.part})
        self._enable()

    def _say(self, problem: str) -> None:
        self.problems.setText(text.one_line(problem, _SENTENCE_LIMIT))
        self.problems.setVisible(bool(problem))

    def _enable(self) -> None:
        self.open_.setEnabled(self._preview is not None and bool(self._preview.events))
        self.export.setEnabled(self._found is not None)

    # What is done with it

    def _open(self) -> None:
        path, (mapping, messages) = self._path, self.form.read()
        if messages or self._found is None:
            return

        def remember(_cancel: Cancel) -> None:
            with Mapper(path) as mapper:
                mapper.remember(mapping)

        self.work(remember, self._done, self._fail, label="Keeping the mapping")

    def _forget(self) -> None:
        path = self._path

        def forget(_cancel: Cancel) -> None:
            with Mapper(path) as mapper:
                mapper.forget()

        self.work(forget, self._done, self._fail, label="Forgetting the mapping")

    def _done(self, _none: None) -> None:
        self.accept()
        self.settled.emit()

    def _import(self) -> None:
        files.ask_file(self, "Import a Mapping", _TOML_FILTER, self._imported)

    def _imported(self, file: Path) -> None:
        path = self._path

        def read(cancel: Cancel) -> Found:
            return look(path, toml.load(file), None, cancel)

        self.work(read, self._show, self._fail, label="Reading the mapping")

    def _export(self) -> None:
        files.ask_save(self, "Export the Mapping", f"{self._path.stem}.toml", self._exported, _TOML_FILTER)

    def _exported(self, file: Path) -> None:
        mapping, _ = self.form.read()

        def write(_cancel: Cancel) -> None:
            try:
                file.write_text(toml.dumps(mapping), encoding="utf-8")
            except OSError as error:
                raise InvalidData(f"{file} cannot be written: {error.strerror}; choose another place.") from None

        self.work(write, self._wrote, self._fail, label="Writing the mapping")

    def _wrote(self, _none: None) -> None:
        self._ask()


def _count(preview: Preview) -> str:
    if not preview.events:
        return ""
    events, rows = len(preview.events), preview.rows
    read = "The only row" if rows == 1 else f"{'The first' if rows == PREVIEW_ROWS else 'All'} {rows} rows"
    if events != rows:
        return f"{read} as {text.counted(events, 'event')}"
    return f"{read} as an event" if rows == 1 else f"{read}, each an event"
