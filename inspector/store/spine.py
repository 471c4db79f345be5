"""The narrow columns of a foreign store, in the order of its events, with the keys of their rows."""

import threading
from collections.abc import Callable, Iterator

import numpy as np

from inspector.events.cancel import NEVER, Cancel
from inspector.events.names import Names
from inspector.store.keyed_rows import Key
from inspector.store.relations import Relations
from inspector.store.spine_rows import (
    NO_ROWS,
    UNTOLD,
    Chunk,
    Columns,
    Int32s,
    Int64s,
    Rank,
    Rows,
    in_time,
    joined,
    named_in_order,
)  # fmt: skip

Scan = Callable[[Key | None, Names, Cancel], Chunk]
"""The next events: those of some rows after a key, or of the first rows of all."""


class Spine:
    """Every event's position, time, type, stream and version, and where it is found. Any thread.

    Positions are the rows' own keys where those are single integers from 1 and each row is one event; otherwise they
    count from 1. It is read chunk by chunk, by whoever needs more of it than is there: the logs that read one file
    share it. Where times order the events, none is there before all are read.
    """

    def __init__(self, *, own_keys: bool, by_time: bool, base: int = 1) -> None:
        self.names = Names()
        self.rows = NO_ROWS
        self.relations = Relations()
        self.whole = False
        """Whether all rows have been read that there were at some moment."""
        self.turned = False
        """Whether events have been added between those that are here, which so have other positions by now."""
        self._own_keys = own_keys
        self._by_time = by_time
        self._base = base
        self._lock = threading.RLock()
        self._begin()

    def _begin(self) -> None:
        self._read: Key | None = None
        """The key of the last row that was read."""
        self._waiting: list[Chunk] = []
        """What has been read and is to be sorted."""
        self._last: Rank | None = None
        """What the last event is sorted by."""
        self._columns = Columns(own_keys=self._own_keys)
        self._counts: Int64s = np.empty(0, np.int64)
        """Of each stream, its events up to row `_counted`."""
        self._counted = 0
        self._tips: dict[int, dict[str, int]] = {}
        """Of each stream, the ids of the last events of its branches, and where these begin."""

    def growing(self, scan: Scan, cancel: Cancel = NEVER) -> Iterator[Rows]:
        """The rows as they are, and then, until all have been read once, as they are after each chunk."""
        yield self.rows
        while not self.whole:
            cancel.check()
            self._step(scan, cancel)
            yield self.rows

    def refresh(self, scan: Scan, cancel: Cancel = NEVER) -> None:
        """Take over what has been added since, or all that has not been read yet."""
        if not self.whole:
            for _rows in self.growing(scan, cancel):
                pass
            return
        with self._lock:
            # Where keys are no numbers, a new row may have any: everything is read again.
            if self._by_time and isinstance(self.rows.keys, list):
                self._begin()
            while not self._step(scan, cancel):
                pass

    def _step(self, scan: Scan, cancel: Cancel) -> bool:
        """Take over one chunk; whether no rows follow it."""
        with self._lock:
            chunk = scan(self._read, self.names, cancel)
            self._read = self._read if chunk.last is None else chunk.last
            self._waiting.append(chunk)
            if chunk.whole or not self._by_time:
                chunk, self._waiting = joined(self._waiting), []
                if len(chunk.times):
                    self._take(chunk)
                elif not self._columns.length and len(self.rows.times):
                    self.turned = True  # read again, and empty by now
            self.whole = self.whole or chunk.whole
            return chunk.whole

    def _take(self, chunk: Chunk) -> None:
        if self._by_time:
            chunk, first, last = in_time(chunk, self.names.streams.names)
            if self._last is not None and first < self._last:
                self.turned = True
                return
            self._last = last
            if not self.whole:
                chunk, self.names = named_in_order(chunk, self.names)
        rows = self._extended(chunk)
        if self._by_time and isinstance(self.rows.keys, list) and not rows.goes_on(self.rows):
            self.turned = True
        else:
            self.rows = rows

    def _extended(self, chunk: Chunk) -> Rows:
        columns = self._columns
        start = columns.length
        keys = chunk.keys
        if self._own_keys:
            assert isinstance(keys, np.ndarray)
            positions = keys
        else:
            positions = np.arange(start + 1, start + 1 + len(chunk.times), dtype=np.int64)
        versions = self._versions(chunk, columns.streams.view())
        return columns.extended(chunk, positions, versions, self._branches(chunk, positions))

    def _versions(self, chunk: Chunk, before: Int32s) -> Int64s:
        """Those that are stored, and for the others how many events their streams had before."""
        untold = chunk.versions == UNTOLD
        if not untold.any():
            return chunk.versions
        counts = np.zeros(len(self.names.streams.names), np.int64)
        counts[: len(self._counts)] = self._counts
        counts += np.bincount(before[self._counted :], minlength=len(counts))
        self._counts, self._counted = counts, len(before)
        order = np.argsort(chunk.streams, kind="stable")
        ordered = chunk.streams[order]
        firsts = np.searchsorted(ordered, ordered, side="left")
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order)) - firsts
        return np.where(untold, self._base + counts[chunk.streams] + places, chunk.versions)

    def _branches(self, chunk: Chunk, positions: Int64s) -> Int64s | None:
        """An event that was made from the last one of a branch goes on with that; from any other it begins a branch."""
        if chunk.nodes is None:
            return None
        branches = np.zeros(len(positions), np.int64)
        for row, (node, stream) in enumerate(zip(chunk.nodes, chunk.streams.tolist(), strict=True)):
            if node is None:
                continue
            id, parent = node
            tips = self._tips.setdefault(stream, {})
            branches[row] = tips.pop(parent, positions[row] if parent and tips else 0)
            tips[id] = int(branches[row])
        return branches
