"""Asking to switch writing on for a file, and the bar that offers it inside a dialog that wants to write."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from inspector.events.log import StoreFacts
from inspector.ui.dialogs.base import StoreDialog, button, label
from inspector.ui.session import Session
from inspector.ui.text import one_line

_NATIVE = (
    "With writing on, commands append events and rollbacks are recorded in it. No event is ever changed or deleted, "
    "and every operation can be undone."
)


class WritableDialog(StoreDialog):
    """Asks whether this file may be written to; `then` is called once it may."""

    def __init__(self, session: Session, parent: QWidget | None, then: Callable[[], object] | None = None) -> None:
        super().__init__(session, parent, "writableQuestion", "Allow Writing", QSize(520, 190))
        self._then = then
        name = one_line(session.workspace.path.name, 80)
        heading = label("writableHeading", f"Allow writing to {name}?", "heading")
        facts = session.workspace.facts
        words = label(
            "writableText",
            "The file is open read-only, and nothing has changed it. "
            f"{_physical(facts) if facts.physical else _NATIVE} "
            "WRITABLE stands in the window for as long as it is on.",
        )
        path = label("writablePath", one_line(str(session.workspace.path.absolute()), 400), "muted")
        self.allow = button("allowWriting", "Allow Writing", self._allow)
        self.lay_out((heading, words, path), button("cancelWriting", "Cancel", self.reject), self.allow)
        self.allow.setFocus()

    def _allow(self) -> None:
        self.session.set_writable(True, self._then)
        self.accept()


def _physical(facts: StoreFacts) -> str:
    return (
        f"It is {facts.format}'s own: with writing on, a rollback copies the file beside it first, then moves rows "
        "into tables of this program in the same file, and undo puts them back. Nothing is appended."
    )


class ReadOnlyBar(QWidget):
    """Stands in a dialog while its file is read-only, and offers to change that."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("readOnlyBar")
        self.setProperty("role", "notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(label("readOnlyText", "This file is open read-only: you can look at the preview."), 1)
        self.offer = button("switchWritingOn", "Switch Writing On…", self._ask)
        layout.addWidget(self.offer)
        session.writableChanged.connect(self._update)
        self._update(session.workspace.writable)

    def _update(self, writable: bool) -> None:
        self.setHidden(writable)

    def _ask(self) -> None:
        WritableDialog(self._session, self.window()).open()
