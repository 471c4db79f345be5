"""What folds the events of an open store, changed while it is open: a built-in reducer, or a domain of the user's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.domain.consent import Consents
from inspector.events.cancel import Cancel
from inspector.ui.jobs import Lane

if TYPE_CHECKING:
    from inspector.workspace.workspace import Workspace


class Folding(QObject):
    """Changes a workspace's fold, in order with what is written. GUI thread only; the work happens in the lane."""

    changed = Signal()
    """Another fold is in use: every state may be another."""
    failed = Signal(object)

    def __init__(self, workspace: Workspace, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = lane

    def load_domain(self, source: str | Path) -> None:
        """Load the user's reducers and commands in a process of their own."""
        self._change(lambda cancel: self._workspace.use_domain(source, cancel=cancel), "Loading the domain")

    def recall_domain(self) -> None:
        """Load the domain that the user's remembered consent for this store names, if there is one."""

        def load(cancel: Cancel) -> None:
            source = Consents().recall(self._workspace.path)
            if source is not None:
                self._workspace.use_domain(source, cancel=cancel)

        self._change(load, "Loading the domain")

    def drop_domain(self) -> None:
        """Go back to the default reducer."""
        self._change(lambda _cancel: self._workspace.drop_domain(), "Dropping the domain")

    def _change(self, work: Callable[[Cancel], object], label: str) -> None:
        before = self._workspace.fold

        def finished(_result: object) -> None:
            if self._workspace.fold is not before:
                self.changed.emit()

        self._lane.submit(work, finished, self.failed.emit, label=label)
