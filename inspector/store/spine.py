"""The narrow columns of a foreign store, in the order of its events, with the keys of their rows."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.events.log import NO_TIME
from inspector.events.names import Names
from inspector.store.foreign import Draft
from inspector.store.relations import Relations

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Key = tuple[int | str | bytes, ...]
Scan = Callable[[Key | None], Iterator[tuple[Key, Sequence[Draft]]]]
"""The rows after a key, or all, in the keys' order, each with the events in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an event is found: the key of its row, and its place among the events of that row."""

    key: Key
    place: int


class Rows(NamedTuple):
    """The columns of a spine as they were at one moment, all of one length; never changed."""

    positions: Int64s
    times: Int64s
    types: Int32s
    streams: Int32s
    versions: Int64s
    entries: Sequence[Entry]

    def row_of(self, position: int) -> int | None:
        """The row of the event at a position."""
        row = int(np.searchsorted(self.positions, position))
        return row if row < len(self.positions) and int(self.positions[row]) == position else None


class Spine:
    """Every event's position, time, type, stream and version, and where it is found. Any thread.

    Positions are the rows' own keys where those are single integers from 1 and each row is one event; otherwise they
    count from 1. The logs that read one file share it: it takes 10 µs an event to make.
    """

    def __init__(self, *, own_keys: bool, by_time: bool) -> None:
        self.names = Names()
        self.rows = _EMPTY
        self.relations = Relations()
        self._own_keys = own_keys
        self._by_time = by_time
        self._counts: dict[int, int] = {}
        self._lock = threading.Lock()

    def refresh(self, scan: Scan) -> None:
        """Take over what has been added since; where time orders the events, everything is read again."""
        with self._lock:
            before = _EMPTY if self._by_time else self.rows
            if self._by_time:
                self._counts, self.relations = {}, Relations()
            last = before.entries[-1].key if before.entries else None
            found = [(Entry(key, place), draft) for key, drafts in scan(last) for place, draft in enumerate(drafts)]
            if self._by_time:
                found.sort(key=lambda pair: _moment(pair[1]))
            if found or self._by_time:
                self.rows = self._extended(before, found)

    def _extended(self, before: Rows, found: list[tuple[Entry, Draft]]) -> Rows:
        drafts = [draft for _, draft in found]
        streams = self.names.streams.codes([draft.stream for draft in drafts])
        start = len(before.positions) + 1
        positions = [entry.key[0] for entry, _ in found] if self._own_keys else range(start, start + len(found))
        return Rows(
            np.concatenate((before.positions, np.array(positions, np.int64))),
            np.concatenate(
                (before.times, np.array([NO_TIME if d.time_ns is None else d.time_ns for d in drafts], np.int64))
            ),
            np.concatenate((before.types, self.names.types.codes([draft.type for draft in drafts]))),
            np.concatenate((before.streams, streams)),
            np.concatenate((before.versions, np.array(self._versions(drafts, streams.tolist()), np.int64))),
            [*before.entries, *(entry for entry, _ in found)],
        )

    def _versions(self, drafts: list[Draft], streams: list[int]) -> list[int]:
        versions = []
        for draft, stream in zip(drafts, streams, strict=True):
            count = self._counts[stream] = self._counts.get(stream, 0) + 1
            versions.append(count if draft.version is None else draft.version)
        return versions


def _moment(draft: Draft) -> tuple[int, str, int]:
    return (NO_TIME if draft.time_ns is None else draft.time_ns, draft.stream, draft.version or 0)


_NO_NUMBERS, _NO_CODES = np.empty(0, np.int64), np.empty(0, np.int32)
_EMPTY = Rows(_NO_NUMBERS, _NO_NUMBERS, _NO_CODES, _NO_CODES, _NO_NUMBERS, ())
