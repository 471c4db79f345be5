"""What the dialogs have in common: remembered size, work off the GUI thread, labels from plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.events.cancel import Cancel
from inspector.events.errors import InspectorError
from inspector.ui import settings
from inspector.ui.jobs import Job, Jobs
from inspector.ui.session import Session
from inspector.workspace.changes import Changes

T = TypeVar("T")


class JobDialog(QDialog):
    """A dialog that works in the lanes of its window. Open it with `open()`; it deletes itself when it is closed.

    Closing it, Esc included, cancels the work that it waits for.
    """

    def __init__(self, jobs: Jobs, parent: QWidget | None, name: str, title: str, size: QSize) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.jobs = jobs
        self._job: Job | None = None
        self.setSizeGripEnabled(True)
        self.resize(self._remembered(size))

    def done(self, result: int) -> None:
        self.cancel_work()
        settings.write(f"{self.objectName()}/size", f"{self.width()}x{self.height()}")
        super().done(result)

    def lay_out(
        self, parts: Sequence[QWidget], cancel: QPushButton, act: QPushButton, grows: QWidget | None = None
    ) -> None:
        """As a question: its parts from the top, one of which may grow, then two buttons; Enter presses `act`."""
        act.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        for part in parts:
            layout.addWidget(part, int(part is grows))
        if grows is None:
            layout.addStretch(1)
        layout.addLayout(buttons)
        # Qt gives a dialog the height of its hint, which takes no account of how words wrap at this width.
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def work(
        self,
        work: Callable[[Cancel], T],
        done: Callable[[T], None],
        failed: Callable[[InspectorError], None],
        *,
        label: str,
    ) -> None:
        """Work off the GUI thread; newer work supersedes older. `done` and `failed` are methods of the dialog."""
        self.cancel_work()
        self._job = self.jobs.states.submit(work, done, failed, label=label)

    def cancel_work(self) -> None:
        """Drop the work that is waited for, if any."""
        if self._job is not None:
            self._job.supersede()
            self._job = None

    def _remembered(self, size: QSize) -> QSize:
        width, _, height = settings.read_text(f"{self.objectName()}/size").partition("x")
        if width.isdigit() and height.isdigit():
            size = QSize(int(width), int(height))
        return size.boundedTo(self.screen().availableSize())


class StoreDialog(JobDialog):
    """A dialog about the store of a session; what is being written is always finished."""

    def __init__(self, session: Session, parent: QWidget | None, name: str, title: str, size: QSize) -> None:
        super().__init__(session.jobs, parent, name, title, size)
        self.session = session

    def write(
        self,
        work: Callable[[Cancel], Changes],
        done: Callable[[Changes], None],
        failed: Callable[[InspectorError], None],
        *,
        label: str,
    ) -> None:
        """Write through the session. If the dialog is closed meanwhile, the window says what failed."""
        session = self.session

        def written(changes: Changes) -> None:
            if shiboken6.isValid(self):
                done(changes)

        def not_written(error: InspectorError) -> None:
            if shiboken6.isValid(self):
                failed(error)
            else:
                session.failed.emit(str(error))

        session.write(work, written, not_written, label=label)


def label(name: str, words: str = "", role: str = "") -> QLabel:
    """A label that shows its words as they are, whatever a file or a user put into them."""
    made = QLabel(words)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        made.setProperty("role", role)
    return made


def button(name: str, words: str, act: Callable[[], object], role: str = "") -> QPushButton:
    """A button that Enter presses only while it has the keyboard, or once it is made the default."""
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAutoDefault(False)
    # Not `act` itself: the signal's `checked` is none of its business.
    made.clicked.connect(lambda _checked: act())
    if role:
        made.setProperty("role", role)
    return made


def folded_by(session: Session) -> str:
    """The sentence that a preview owes its reader while the reducer is a guess; empty while it is not."""
    fold = session.workspace.fold
    return "" if fold.exact else f"≈ States are folded by {fold.name}, a guess: no domain is loaded."
