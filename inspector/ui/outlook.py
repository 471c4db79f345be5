"""About how dense a store is, known before anything of it has been read whole."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.events.cancel import Cancel
from inspector.replay.estimate import PROBES, Estimate

if TYPE_CHECKING:
    from inspector.ui.jobs import Lane
    from inspector.workspace.workspace import Workspace


class Outlook(QObject):
    """The estimate of one store. GUI thread only; the probes are read in the lane.

    estimate: None until it is there, and where nothing can be said; views use it until the store is indexed.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.estimate: Estimate | None = None
        self._workspace = workspace

    def look(self, lane: Lane, last: int) -> None:
        """Read the probes of a store whose last position is known to be `last`."""

        def read(_cancel: Cancel) -> Estimate | None:
            with closing(self._workspace.reader()) as log:
                return Estimate.of(log.probe(PROBES), last)

        # A file that cannot be read has no estimate; the feed, which reads the same file, is the one who says why.
        lane.submit(read, self._take, lambda _error: None)

    def _take(self, estimate: Estimate | None) -> None:
        self.estimate = estimate
        self.changed.emit()
