"""The narrow columns of a foreign store, in the order of its events, with the keys of their rows."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.events.log import NO_TIME
from inspector.events.names import Names
from inspector.store.foreign import Draft
from inspector.store.keyed_rows import Key
from inspector.store.relations import Relations

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Scan = Callable[[Key | None], Iterator[tuple[Key, Sequence[Draft]]]]
"""The rows after a key, or all, in the keys' order, each with the events in it."""


Entry: TypeAlias = tuple[Key, int]
"""Where an event is found: the key of its row, and its place among the events of that row."""
_Node: TypeAlias = tuple[str, str]
"""An event's id and its parent's."""
_Told: TypeAlias = tuple[int, str, int | None, str, Entry, tuple[Any, ...], _Node | None]
"""Time, stream, version, type, entry, rank and node; plain tuples, as the garbage collector leaves these alone."""


class Rows(NamedTuple):
    """The columns of a spine as they were at one moment, all of one length; never changed."""

    positions: Int64s
    times: Int64s
    types: Int32s
    streams: Int32s
    versions: Int64s
    branches: Int64s
    """The position of the first event of an event's branch; 0 on the one that a stream began with."""
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

    def __init__(self, *, own_keys: bool, by_time: bool, base: int = 1) -> None:
        self.names = Names()
        self.rows = _EMPTY
        self.relations = Relations()
        self._own_keys = own_keys
        self._by_time = by_time
        self._base = base
        self._counts: dict[int, int] = {}
        self._tips: dict[int, dict[str, int]] = {}
        """Of each stream, the ids of the last events of its branches, and where these begin."""
        self._lock = threading.Lock()

    def refresh(self, scan: Scan) -> None:
        """Take over what has been added since; where time orders the events, everything is read again."""
        with self._lock:
            before = _EMPTY if self._by_time else self.rows
            if self._by_time:
                self._counts, self._tips, self.relations = {}, {}, Relations()
            last = before.entries[-1][0] if before.entries else None
            found: list[_Told] = [
                (
                    NO_TIME if draft.time_ns is None else draft.time_ns,
                    draft.stream,
                    draft.version,
                    draft.type,
                    (key, at),
                    draft.rank,
                    None if draft.parent is None else (draft.id, draft.parent),
                )
                for key, drafts in scan(last)
                for at, draft in enumerate(drafts)
            ]
            if self._by_time:
                found.sort(key=lambda told: (told[5], told[0], told[1], told[2] or 0))
            if found or self._by_time:
                self.rows = self._extended(before, found)

    def _extended(self, before: Rows, found: list[_Told]) -> Rows:
        times, streams, versions, types, entries, _, nodes = zip(*found, strict=True) if found else ((),) * 7
        stream_codes = self.names.streams.codes(streams)
        start = len(before.positions) + 1
        positions = [key[0] for key, _ in entries] if self._own_keys else range(start, start + len(found))
        codes = stream_codes.tolist()
        return Rows(
            np.concatenate((before.positions, np.array(positions, np.int64))),
            np.concatenate((before.times, np.array(times, np.int64))),
            np.concatenate((before.types, self.names.types.codes(types))),
            np.concatenate((before.streams, stream_codes)),
            np.concatenate((before.versions, self._versions(versions, codes))),
            np.concatenate((before.branches, self._branches(positions, codes, nodes))),
            [*before.entries, *entries],
        )

    def _versions(self, told: Sequence[int | None], streams: Sequence[int]) -> Int64s:
        versions = []
        for version, stream in zip(told, streams, strict=True):
            count = self._counts.get(stream, self._base)
            self._counts[stream] = count + 1
            versions.append(count if version is None else version)
        return np.array(versions, np.int64)

    def _branches(self, positions: Sequence[int], streams: Sequence[int], nodes: Sequence[_Node | None]) -> Int64s:
        """An event that was made from the last one of a branch goes on with that; from any other it begins a branch."""
        branches = np.zeros(len(positions), np.int64)
        for row, node in enumerate(nodes):
            if node is None:
                continue
            id, parent = node
            tips = self._tips.setdefault(streams[row], {})
            branches[row] = tips.pop(parent, positions[row] if parent and tips else 0)
            tips[id] = int(branches[row])
        return branches


_NO_NUMBERS, _NO_CODES = np.empty(0, np.int64), np.empty(0, np.int32)
_EMPTY = Rows(_NO_NUMBERS, _NO_NUMBERS, _NO_CODES, _NO_CODES, _NO_NUMBERS, _NO_NUMBERS, ())
