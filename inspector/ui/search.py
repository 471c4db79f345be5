"""The filter at work: which positions match, found in the search lane and found again as the store grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from inspector.events.cancel import Cancel
from inspector.events.errors import InspectorError
from inspector.events.log import EventLog, TextFilter
from inspector.ui.jobs import Lane

if TYPE_CHECKING:
    from inspector.workspace.workspace import Workspace

_AGAIN_MS = 1000
"""How soon a filter is run again over a store that grows."""


class Search(QObject):
    """One filter and its matches. GUI thread only; the newest question supersedes the one before it."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.where = TextFilter()
        self.found: npt.NDArray[np.int64] | None = None
        self.running = False
        self._workspace = workspace
        self._lane = lane
        self._log: EventLog | None = None
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._start)

    def look_for(self, where: TextFilter) -> None:
        """Look for what matches from now on."""
        if where != self.where:
            self.where = where
            self._start()

    def grown(self) -> None:
        """The store has new events: look again soon, whatever comes in the meantime."""
        if self.where != TextFilter() and not self._again.isActive():
            self._again.start()

    def neighbour(self, position: int, direction: int) -> int | None:
        """The next (1) or previous (-1) match from a position."""
        if self.found is None:
            return None
        if direction > 0:
            at = int(np.searchsorted(self.found, position, "right"))
        else:
            at = int(np.searchsorted(self.found, position, "left")) - 1
        return int(self.found[at]) if 0 <= at < len(self.found) else None

    def stop(self) -> None:
        """Look no more."""
        self._again.stop()

    def close(self) -> None:
        """Release the read connection; after the lane has ended."""
        if self._log is not None:
            self._log.close()
            self._log = None

    def _start(self) -> None:
        where = self.where
        if where == TextFilter():
            self._again.stop()
            self._lane.cancel()
            self._show(None)
            return
        self.running = True
        self._lane.submit(lambda cancel: self._find(where, cancel), self._show, self._fail, label="Filtering")

    def _find(self, where: TextFilter, cancel: Cancel) -> npt.NDArray[np.int64]:
        if self._log is None:
            self._log = self._workspace.reader()
        chunks = list(self._log.search(where, cancel=cancel))
        return np.concatenate(chunks) if chunks else np.empty(0, np.int64)

    def _show(self, positions: npt.NDArray[np.int64] | None) -> None:
        self.running = False
        self.found = positions
        self.changed.emit()

    def _fail(self, error: InspectorError) -> None:
        self._show(None)
        self.failed.emit(error)
