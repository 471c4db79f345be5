"""What folds the events of an open store, changed while it is open: a built-in reducer, or a domain of the user's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.domain.consent import Consents
from inspector.domain.producer.source import ProducerSource
from inspector.events.cancel import Cancel
from inspector.events.errors import InspectorError
from inspector.ui.jobs import Lane

if TYPE_CHECKING:
    from inspector.workspace.folds import Named
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

    def load_domain(self, source: Named) -> None:
        """Load the user's reducers and commands in a process of their own."""
        self._change(lambda cancel: self._workspace.use_domain(source, cancel=cancel), "Loading the domain")

    def load_producer(
        self,
        source: ProducerSource,
        *,
        remember: bool,
        done: Callable[[], None],
        failed: Callable[[InspectorError], None],
    ) -> None:
        """Load the producer's own code; if it is to be remembered, as the files are that were loaded."""

        def load(cancel: Cancel) -> None:
            self._workspace.use_domain(source, cancel=cancel)
            if remember and self._workspace.producer is not None:
                Consents().remember(self._workspace.path, self._workspace.producer.source)

        self._change(load, f"Loading {source.name}", done, failed)

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

    def _change(
        self,
        work: Callable[[Cancel], object],
        label: str,
        done: Callable[[], None] | None = None,
        failed: Callable[[InspectorError], None] | None = None,
    ) -> None:
        before = self._workspace.fold

        def tell() -> None:
            if self._workspace.fold is not before:
                self.changed.emit()

        def finished(_result: object) -> None:
            tell()
            if done is not None:
                done()

        def not_finished(error: InspectorError) -> None:
            tell()
            (failed or self.failed.emit)(error)

        self._lane.submit(work, finished, not_finished, label=label)
