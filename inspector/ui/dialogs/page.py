"""One page of the Run Command dialog: what the user fills in for the entry that is selected in the list."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from inspector.events.cancel import Cancel
from inspector.workspace.commands import Decision
from inspector.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a question: a decision, or sentences about the parameters, by dotted name.

    notes: what the user should know of the decision, for example where the payload differs from those seen so far.
    """

    decision: Decision | None
    messages: dict[str, str]
    notes: tuple[str, ...] = ()


Ask = Callable[[Workspace, Cancel], Answer]
"""Finds the answer off the GUI thread; nothing is written. Raises `Refused` with a command's reason."""


class Page(QWidget):
    """`changed` says that another question would be asked now."""

    changed = Signal()

    def ask(self) -> Ask | str:
        """The question, or a calm sentence on what is missing for it."""
        raise NotImplementedError

    def take(self, answer: Answer) -> None:
        """Show at the fields what the answer says of them."""

    def reveal(self) -> None:
        """Show what is missing and go there."""

    def focus_first(self) -> None:
        """Put the keyboard to where one starts."""
