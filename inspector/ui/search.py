"""The filter at work: which positions match, found in the search lane, shown as they are found, and added to later."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.events.arrays import np
from inspector.events.errors import Cancelled, InspectorError
from inspector.events.log import EventLog, TextFilter
from inspector.replay.index import TimelineIndex
from inspector.ui.jobs import Job, Lane
from inspector.ui.matches import Matches, Snapshot

if TYPE_CHECKING:
    import numpy.typing as npt

    from inspector.workspace.workspace import Workspace

_AGAIN_MS = 250
"""How soon a store that grows is searched again: only what is new of it."""
_TELL_MS = 100
"""Views hear of the first matches at once, then at most this often."""
_FIRST_SLAB = 8_192
_SLAB = 131_072
"""Events searched through between two reports; fewer at first, so that what is found there is seen at once."""


class Search(QObject):
    """One filter and its matches. GUI thread only; the newest question supersedes the one before it.

    where: the filter. found: its ascending matches, so far where it is still `running`; None for no filter or before
    its first answer. The matches of one filter are only ever added to, at the end. stopped: whether the user ended it
    before all were found.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        lane: Lane,
        index: Callable[[], TimelineIndex | None],
        parent: QObject | None = None,
    ) -> None:
        """index: of all events, None while it is not whole; it answers what is asked of names alone."""
        super().__init__(parent)
        self.where = TextFilter()
        self.found: npt.NDArray[np.int64] | None = None
        self.running = self.stopped = False
        self._matches = Matches()
        self._more = False
        """Whether events came that the running search does not know of."""
        self._upto = 0
        """Up to which position all matches are found."""
        self._workspace = workspace
        self._lane = lane
        self._index = index
        self._log: EventLog | None = None
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._start)
        self._tell = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._tell.timeout.connect(self._show)

    def look_for(self, where: TextFilter) -> None:
        """Look for what matches from now on."""
        if where == self.where:
            return
        self.stop()
        self.where, self._upto, self._matches = where, 0, Matches()
        self.running, self.stopped = where != TextFilter(), False
        if self.running:
            self._start()
        else:
            self._lane.cancel()
            self.found = None
            self.changed.emit()

    def grown(self) -> None:
        """The store has new events: look through them soon, whatever comes in the meantime."""
        self._more = self.running
        if self.where != TextFilter() and not (self.running or self.stopped or self._again.isActive()):
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
        self._tell.stop()

    def close(self) -> None:
        """Release the read connection; after the lane has ended."""
        if self._log is not None:
            self._log.close()
            self._log = None

    def _start(self) -> None:
        index = self._index()
        # A search of what is new may have been superseded after it had delivered some.
        where, after = self.where, max(self._upto, self._matches.last)
        names = None if index is None else Snapshot.of(index, after)
        self._lane.submit(lambda job: self._find(where, names, after, job), self._done, self._fail, label="Filtering")

    def _find(self, where: TextFilter, names: Snapshot | None, after: int, job: Job) -> int:
        """Deliver the matches above `after`; up to which position these are all."""
        if self._log is None:
            self._log = self._workspace.reader()
        if names is None:
            last = self._log.last_position()
            for chunk in self._log.search(where, cancel=job):
                job.deliver(partial(self._add, chunk[(chunk > after) & (chunk <= last)]))
            return last
        among = names.matching(where)
        if not where.text:
            job.deliver(partial(self._add, among))
            return names.last
        job.deliver(lambda: self._matches.make_room(len(among)))
        start, slab = 0, _FIRST_SLAB
        while start < len(among):
            for chunk in self._log.search(where, among=among[start : start + slab], cancel=job):
                job.deliver(partial(self._add, chunk))
            start, slab = start + slab, min(2 * slab, _SLAB)
            job.report(min(start, len(among)), len(among))
        return names.last

    def _add(self, positions: npt.NDArray[np.int64]) -> None:
        if len(positions):
            self._matches.add(positions)
            if not self._tell.isActive():
                self._show()
                self._tell.start()

    def _show(self) -> None:
        found = self._matches.positions
        if self.found is None or len(found) != len(self.found) or self.running:
            self.found = found
            self.changed.emit()

    def _done(self, upto: int) -> None:
        first = self.running
        self._upto, self.running = upto, False
        self._tell.stop()
        if first:
            self.found = self._matches.positions
            self.changed.emit()
        else:
            self._show()
        if self._more:
            self.grown()

    def _fail(self, error: InspectorError) -> None:
        self.running, self.stopped = False, isinstance(error, Cancelled)
        if not self.stopped:
            self._matches = Matches()
        self.found = self._matches.positions if self.stopped else None
        self.changed.emit()
        self.failed.emit(error)
