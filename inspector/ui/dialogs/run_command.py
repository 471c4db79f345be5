"""Run Command: what can be run, what it takes, and what it would do, before it is done."""

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from inspector.events.errors import Cancelled, Conflict, InspectorError, Refused
from inspector.ui import files, text
from inspector.ui.dialogs import consent
from inspector.ui.dialogs.append_page import AppendPage
from inspector.ui.dialogs.base import StoreDialog, button, folded_by, label
from inspector.ui.dialogs.command_list import Choice, CommandList, Source
from inspector.ui.dialogs.command_page import CommandPage
from inspector.ui.dialogs.page import Answer, Page
from inspector.ui.dialogs.preview_tree import PreviewTree
from inspector.ui.dialogs.writable import ReadOnlyBar
from inspector.ui.session import Session
from inspector.workspace.changes import Changes
from inspector.workspace.commands import Decision

_SETTLE_MS = 200
"""How long typing must rest before the preview follows."""
_PATIENCE_MS = 400
"""How long an answer may take before the dialog says that it is waiting."""


class RunCommandDialog(StoreDialog):
    """The list on the left, the form of what is selected beside it, its preview below.

    The preview follows what is typed; Run appends exactly the events that it shows, or, if the store has moved on,
    nothing.
    """

    def __init__(self, session: Session, parent: QWidget | None, command: str | None = None) -> None:
        super().__init__(session, parent, "runCommandDialog", "Run Command", QSize(1000, 730))
        self._decision: Decision | None = None
        self._types = 0
        self._page: Page | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._say("Looking at what it would do…"))
        self.list = CommandList(self)
        self.heading = label("runHeading", role="heading")
        self.where = label("runWhere", role="muted")
        self.status = label("runStatus", role="muted")
        self.notice = label("runNotice", role="danger")
        self.guess = label("runGuess", role="guess")
        self.events = PreviewTree(self, "runEvents", "Events to append")
        self.changes = PreviewTree(self, "runChanges", "State after them")
        self.load = button("runLoadDomain", "Load a Domain…", self._load, "link")
        self.run = button("runConfirm", "Run", self._run)
        self.run.setDefault(True)
        self.cancel = button("runCancel", "Cancel", self.reject)
        self._page_box = QVBoxLayout()
        self._lay_out()
        self.list.chosen.connect(self._choose)
        session.foldChanged.connect(self._offer)
        session.indexGrown.connect(self._grown)
        session.writableChanged.connect(self._enable)
        session.headChanged.connect(self._moved)
        session.cursorChanged.connect(self._moved)
        self._moved()
        self._offer()
        if command is not None:
            self.list.choose_name(command)
        self.list.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.run.isEnabled():
            # From the list Enter goes on to the form; from the form, to what is missing in it.
            if self.list.isAncestorOf(self.focusWidget()) and self._page is not None:
                self._page.focus_first()
            elif self._page is not None:
                self._page.reveal()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.isAncestorOf(self.focusWidget()):
            assert self._page is not None
            self._page.focus_first()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        form = QWidget(self)
        self._page_box = QVBoxLayout(form)
        self._page_box.setContentsMargins(16, 0, 0, 8)
        self._page_box.setSpacing(8)
        self._page_box.addWidget(self.heading)
        shown = QWidget(self)
        below = QVBoxLayout(shown)
        below.setContentsMargins(16, 8, 0, 0)
        below.setSpacing(6)
        for widget in (self.notice, self.status):
            below.addWidget(widget)
        self._previews = QSplitter(self)
        self._previews.addWidget(self.events)
        self._previews.addWidget(self.changes)
        self._previews.setSizes([350, 350])
        self._previews.hide()
        below.addWidget(self._previews, 1)
        below.addStretch()
        below.addWidget(self.guess)
        right = QSplitter(Qt.Orientation.Vertical, self)
        right.addWidget(form)
        right.addWidget(shown)
        right.setSizes([390, 280])
        across = QSplitter(self)
        across.addWidget(self.list)
        across.addWidget(right)
        across.setSizes([240, 720])
        across.setStretchFactor(1, 1)
        for splitter in (right, across, self._previews):
            splitter.setChildrenCollapsible(False)
        bottom = QHBoxLayout()
        bottom.addWidget(self.load)
        bottom.addWidget(self.where, 1)
        bottom.addWidget(self.cancel)
        bottom.addWidget(self.run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(ReadOnlyBar(self.session, self))
        layout.addWidget(across, 1)
        layout.addLayout(bottom)
        self.notice.hide()

    # The list and the form

    def _offer(self) -> None:
        domain = self.session.workspace.domain
        commands = (
            [] if domain is None else [Choice(Source.DOMAIN, one.name, one.help) for one in domain.commands.values()]
        )
        guess = folded_by(self.session)
        self.guess.setText(guess)
        self.guess.setVisible(bool(guess))
        self.load.setText("Load a Domain…" if domain is None else "Load Another Domain…")
        self._forget_page()
        self._types = len(self.session.index.type_names)
        self.list.offer(self.session.workspace.fold.name, commands, self.session.index.type_names)

    def _grown(self) -> None:
        if len(self.session.index.type_names) != self._types:
            self._types = len(self.session.index.type_names)
            self.list.add_types(self.session.index.type_names)

    def _choose(self, choice: Choice) -> None:
        self._forget_page()
        self.heading.setText(text.one_line(choice.name, 120))
        self._page = self._make_page(choice)
        self._page_box.addWidget(self._page, 1)
        self._page.changed.connect(self._edited)
        self.notice.hide()
        self._edited()

    def _make_page(self, choice: Choice) -> Page:
        domain = self.session.workspace.domain
        if choice.source is Source.DOMAIN and domain is not None:
            return CommandPage(self.session, domain.commands[choice.name], self)
        return AppendPage(self.session, choice.name if choice.source is Source.SEEN else None, self)

    def _forget_page(self) -> None:
        if self._page is not None:
            self._page.hide()
            self._page_box.removeWidget(self._page)
            self._page.deleteLater()
            self._page = None

    # The preview

    def _edited(self) -> None:
        """What is shown no longer is what would be written."""
        self._decision = None
        self._enable()
        self._settle.start()

    def _ask(self) -> None:
        self.cancel_work()
        self._patience.stop()
        if self._page is None:
            return
        ask = self._page.ask()
        if isinstance(ask, str):
            self._say(ask)
            self._clear()
            return
        self._patience.start()
        self.work(partial(ask, self.session.workspace), self._answer, self._fail, label="Previewing the command")

    def _answer(self, answer: Answer) -> None:
        assert self._page is not None
        self._patience.stop()
        self._page.take(answer)
        decision = answer.decision
        if decision is None:
            self._say("Not with these values.")
            self._clear()
            return
        self.events.show_events(decision.events)
        self.changes.show_previews(decision.previews)
        self._previews.setVisible(bool(decision.events))
        streams = {event.stream for event in decision.events}
        if decision.events:
            where = (
                text.one_line(next(iter(streams)), 80) if len(streams) == 1 else text.counted(len(streams), "stream")
            )
            self._say(f"Appends {text.counted(len(decision.events), 'event')} to {where}:")
            self._decision = decision
        else:
            self._say("The command has nothing to append.")
        self._enable()

    def _fail(self, error: InspectorError) -> None:
        self._patience.stop()
        if isinstance(error, Cancelled):
            return
        said = text.one_line(str(error), 600)
        self._say(f"Refused: {said}" if isinstance(error, Refused) else said, "guess")
        self._clear()

    def _clear(self) -> None:
        self.events.clear()
        self.changes.clear()
        self._previews.hide()

    def _say(self, words: str, role: str = "muted") -> None:
        self.status.setText(words)
        self.status.setProperty("role", role)
        self.status.style().polish(self.status)

    def _moved(self) -> None:
        session = self.session
        past = session.cursor < session.head
        where = f"at the head ({text.position(session.head)})"
        self.where.setText(f"The command runs {where}, not at the cursor." if past else f"Runs {where}.")

    def _enable(self) -> None:
        self.run.setEnabled(self._decision is not None and self.session.workspace.writable)

    # Doing it

    def _run(self) -> None:
        decision, workspace = self._decision, self.session.workspace
        if decision is None or not self.run.isEnabled():
            return
        self.run.setEnabled(False)
        self.notice.hide()
        self.write(
            lambda _cancel: workspace.execute(decision),
            self._written,
            self._not_written,
            label=f"Running {text.one_line(decision.label, 60)}",
        )

    def _written(self, _changes: Changes) -> None:
        self.accept()

    def _not_written(self, error: InspectorError) -> None:
        if isinstance(error, Conflict):
            self.notice.setText("The store has changed meanwhile, so nothing was written; the preview is new.")
            self._decision = None
            self._ask()
        else:
            self.notice.setText(text.one_line(str(error), 600))
            self._enable()
        self.notice.show()

    def _load(self) -> None:
        files.ask_domain(self, lambda path: consent.ask_to_load(self.session, path, self))
