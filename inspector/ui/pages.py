"""Whole events for the panes: pages of positions, fetched in the pages lane and kept in a bounded cache."""

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

PAGE = 64
"""Positions a page. Small, because a page of large payloads is read whole."""
_CACHE_BYTES = 48_000_000
_WAITING = 24
"""Pages that may wait; when scrolling runs ahead, the oldest wishes are dropped."""


@dataclass(frozen=True, slots=True)
class _Page:
    events: dict[int, Event]
    upto: int
    """The last position that the store had then; what it has above is not known yet."""
    size: int


class PageCache(QObject):
    """Events by position, newest use kept. GUI thread only; memory is bounded by bytes of payload."""

    ready = Signal()

    def __init__(self, workspace: Workspace, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = lane
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._size = 0
        self._waiting: list[int] = []
        self._job: Job | None = None
        self._log: EventLog | None = None

    def event_at(self, position: int) -> Event | None:
        """The event at a position if its page is here."""
        page = self._pages.get(position // PAGE)
        if page is None:
            return None
        self._pages.move_to_end(position // PAGE)
        return page.events.get(position)

    def want(self, positions: Iterable[int], last: int) -> None:
        """Fetch the pages of these positions (up to `last`, the last written one) that are not here yet."""
        for number in sorted({position // PAGE for position in positions if 0 < position <= last}):
            page = self._pages.get(number)
            if page is not None and page.upto >= min(last, number * PAGE + PAGE - 1):
                continue
            if number in self._waiting:
                self._waiting.remove(number)
            self._waiting.append(number)
        del self._waiting[:-_WAITING]
        self._next()

    def close(self) -> None:
        """Release the read connection; after the lane has ended."""
        if self._log is not None:
            self._log.close()
            self._log = None

    def _next(self) -> None:
        if self._job is None and self._waiting:
            numbers, self._waiting = self._waiting[-4:], self._waiting[:-4]
            self._job = self._lane.submit(
                lambda job: [(number, self._read(number, job)) for number in reversed(numbers)],
                self._take,
                self._skip,
                label="Reading events",
            )

    def _read(self, number: int, job: Job) -> _Page:
        job.check()
        if self._log is None:
            self._log = self._workspace.reader()
        upto = self._log.last_position()
        events = {event.position: event for event in self._log.page(range(number * PAGE, (number + 1) * PAGE))}
        return _Page(events, upto, sum(_weight(event) for event in events.values()))

    def _take(self, pages: list[tuple[int, _Page]]) -> None:
        self._job = None
        for number, page in pages:
            old = self._pages.pop(number, None)
            self._size += page.size - (old.size if old is not None else 0)
            self._pages[number] = page
        while self._size > _CACHE_BYTES and len(self._pages) > 1:
            self._size -= self._pages.popitem(last=False)[1].size
        self.ready.emit()
        self._next()

    def _skip(self, _error: Exception) -> None:
        # A page that cannot be read stays empty; the feed, which reads the same file, is the one who says why.
        self._job = None
        self._next()


def _weight(event: Event) -> int:
    payload = event.payload
    size = len(payload.raw) if isinstance(payload, Undecodable) else len(json_value.encode(payload))
    return 500 + size + len(json_value.encode(dict(event.metadata)))
