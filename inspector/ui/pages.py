"""Whole events for the panes: fetched in the pages lane when they are wanted, and kept in a bounded cache."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.events import json_value
from inspector.events.event import Event, Undecodable
from inspector.events.log import EventLog
from inspector.ui.jobs import Job, Lane

if TYPE_CHECKING:
    from inspector.workspace.workspace import Workspace

_PAGE = 64
"""Positions read at once: what was wanted last waits no longer than that."""
_CACHE_BYTES = 48_000_000
_WAITING = 1024
"""Positions that may wait; when scrolling runs ahead, the oldest wishes are dropped."""
_NONE_BYTES = 100


@dataclass(frozen=True, slots=True)
class _Kept:
    event: Event | None
    """None where the position holds none, and never will: it lay below the end when it was read."""
    size: int


class PageCache(QObject):
    """Events by position, newest use kept. GUI thread only; memory is bounded by bytes of payload."""

    ready = Signal()

    def __init__(self, workspace: Workspace, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = lane
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._size = 0
        self._waiting: dict[int, None] = {}
        """The newest wish last."""
        self._job: Job | None = None
        self._log: EventLog | None = None

    def event_at(self, position: int) -> Event | None:
        """The event at a position if it is here."""
        kept = self._kept.get(position)
        if kept is None:
            return None
        self._kept.move_to_end(position)
        return kept.event

    def want(self, positions: Iterable[int], last: int) -> None:
        """Fetch the events at these positions (up to `last`, the last written one) that are not here yet."""
        for position in positions:
            if 0 < position <= last and position not in self._kept:
                self._waiting.pop(position, None)
                self._waiting[position] = None
        for position in list(self._waiting)[:-_WAITING]:
            del self._waiting[position]
        self._next()

    def close(self) -> None:
        """Release the read connection; after the lane has ended."""
        if self._log is not None:
            self._log.close()
            self._log = None

    def _next(self) -> None:
        if self._job is None and self._waiting:
            wanted = [self._waiting.popitem()[0] for _ in range(min(_PAGE, len(self._waiting)))]
            self._job = self._lane.submit(
                lambda job: self._read(sorted(wanted), job), self._take, self._skip, label="Reading events"
            )

    def _read(self, positions: list[int], job: Job) -> dict[int, _Kept]:
        job.check()
        if self._log is None:
            self._log = self._workspace.reader()
        upto = self._log.last_position()
        found = {event.position: _Kept(event, _weight(event)) for event in self._log.page(positions)}
        nothing = _Kept(None, _NONE_BYTES)
        return {position: nothing for position in positions if position <= upto} | found

    def _take(self, read: dict[int, _Kept]) -> None:
        self._job = None
        for position, kept in read.items():
            old = self._kept.pop(position, None)
            self._size += kept.size - (old.size if old is not None else 0)
            self._kept[position] = kept
        while self._size > _CACHE_BYTES and len(self._kept) > 1:
            self._size -= self._kept.popitem(last=False)[1].size
        self.ready.emit()
        self._next()

    def _skip(self, _error: Exception) -> None:
        # An event that cannot be read stays empty; the feed, which reads the same file, is the one who says why.
        self._job = None
        self._next()


def _weight(event: Event) -> int:
    payload = event.payload
    size = len(payload.raw) if isinstance(payload, Undecodable) else len(json_value.encode(payload))
    return 500 + size + len(json_value.encode(dict(event.metadata)))
