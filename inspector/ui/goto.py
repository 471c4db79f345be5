"""Go to: one line that takes a position, an id, `stream@version` or a time; several hits become a list."""

from contextlib import closing

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from inspector.events.errors import Cancelled, InspectorError
from inspector.events.event import Event
from inspector.ui import fonts, goto_text, text
from inspector.ui.jobs import Job
from inspector.ui.session import Session


class GoToDialog(QDialog):
    """Moves the session's cursor and closes; says in place why it cannot."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("gotoDialog")
        self.setWindowTitle("Go to")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._job: Job | None = None
        self.line = QLineEdit(self)
        self.line.setObjectName("gotoLine")
        self.line.setAccessibleName("Go to")
        self.line.setFont(fonts.mono())
        self.line.setProperty("role", "mono")
        self.line.setPlaceholderText("1204511 · order-1041@7 · 2026-03-12 14:32 · an event or correlation id")
        self.said = QLabel("A position, stream@version, a time, or an event, correlation or causation id.", self)
        self.said.setObjectName("gotoText")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("role", "muted")
        self.said.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setObjectName("gotoList")
        self.list.setAccessibleName("Hits")
        self.list.setFont(fonts.mono())
        self.list.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for widget in (self.line, self.said, self.list):
            layout.addWidget(widget)
        self.line.returnPressed.connect(self._look)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self.setMinimumWidth(540)
        pasted = QGuiApplication.clipboard().text()
        if goto_text.looks_like(pasted):
            self.line.setText(pasted.strip())
            self.line.selectAll()

    def _look(self) -> None:
        typed = self.line.text()
        if not typed.strip():
            return
        near = self._session.event_at(self._session.cursor)
        near_ns = near.time_ns if near is not None else None
        workspace = self._session.workspace

        def find(job: Job) -> tuple[list[int], list[Event]]:
            with closing(workspace.reader()) as log:
                hits = goto_text.find(log, typed, near_ns, job)
                return hits, log.page(hits) if len(hits) > 1 else []

        if self._job is not None:
            self._job.supersede()
        self._job = self._session.jobs.states.submit(find, self._found, self._missed, label="Looking for it")

    def _found(self, answer: tuple[list[int], list[Event]]) -> None:
        hits, events = answer
        if len(hits) == 1:
            self._go(hits[0])
            return
        by_position = {event.position: event for event in events}
        self.list.clear()
        width = max((len(_place(event)) for event in events), default=0)
        for position in hits:
            event = by_position.get(position)
            words = "before the first event" if event is None else _words(event, width)
            item = QListWidgetItem(f"{text.position(position)}  {words}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, position)
        more = " (the first of them)" if len(hits) == goto_text.LIST_LIMIT else ""
        self.said.setText(f"{text.counted(len(hits), 'hit')}{more}: which one?")
        self.list.setCurrentRow(0)
        self.list.show()
        self.list.setFocus()
        self.resize(max(self.width(), 640), 380)

    def _missed(self, error: InspectorError) -> None:
        if not isinstance(error, Cancelled):
            self.list.hide()
            self.said.setText(text.one_line(str(error), 400))
            self.line.selectAll()

    def _take(self, item: QListWidgetItem) -> None:
        self._go(item.data(Qt.ItemDataRole.UserRole))

    def _go(self, position: int) -> None:
        self._session.set_cursor(position)
        self.accept()


def _words(event: Event, width: int) -> str:
    return f"{text.when(event.time_ns)}  {_place(event):{width}}  {text.one_line(event.type, 60)}"


def _place(event: Event) -> str:
    return text.one_line(f"{event.stream}@{event.version}", 40)
