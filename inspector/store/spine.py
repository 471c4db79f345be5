"""The narrow columns of a foreign store, in the order of its events, with the keys of their rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from inspector.events.log import NO_TIME
from inspector.events.names import Names
from inspector.store.foreign import Draft

Key = tuple[int | str | bytes, ...]
Scan = Callable[[Key | None], Iterator[tuple[Key, Sequence[Draft]]]]
"""The rows after a key, or all, in the keys' order, each with the events in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an event is found: the key of its row, and its place among the events of that row."""

    key: Key
    place: int


class Spine:
    """Every event's position, time, type, stream and version, and where it is found. One thread at a time.

    Positions are the rows' own keys where those are single integers from 1 and each row is one event; otherwise they
    count from 1.
    """

    def __init__(self, scan: Scan, *, own_keys: bool, by_time: bool) -> None:
        self.names = Names()
        self.entries: list[Entry] = []
        self.positions: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.times: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.types: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.streams: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.versions: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._scan = scan
        self._own_keys = own_keys
        self._by_time = by_time
        self._counts: dict[int, int] = {}
        self.refresh()

    def __len__(self) -> int:
        return len(self.positions)

    def refresh(self) -> None:
        """Take over what has been added since; where time orders the events, everything is read again."""
        if self._by_time:
            self.entries, self._counts = [], {}
            self._clear()
        last = self.entries[-1].key if self.entries else None
        found = [(Entry(key, place), draft) for key, drafts in self._scan(last) for place, draft in enumerate(drafts)]
        if self._by_time:
            found.sort(key=lambda pair: _moment(pair[1]))
        self._append(found)

    def row_of(self, position: int) -> int | None:
        """The row of the event at a position."""
        row = int(np.searchsorted(self.positions, position))
        return row if row < len(self) and int(self.positions[row]) == position else None

    def _clear(self) -> None:
        for name in ("positions", "times", "types", "streams", "versions"):
            setattr(self, name, getattr(self, name)[:0])

    def _append(self, found: list[tuple[Entry, Draft]]) -> None:
        if not found:
            return
        drafts = [draft for _, draft in found]
        streams = self.names.streams.codes([draft.stream for draft in drafts])
        if self._own_keys:
            positions = [entry.key[0] for entry, _ in found]
        else:
            positions = list(range(len(self) + 1, len(self) + 1 + len(found)))
        columns: dict[str, npt.NDArray[Any]] = {
            "positions": np.array(positions, np.int64),
            "times": np.array([NO_TIME if d.time_ns is None else d.time_ns for d in drafts], np.int64),
            "types": self.names.types.codes([draft.type for draft in drafts]),
            "streams": streams,
            "versions": np.array(self._versions(drafts, streams.tolist()), np.int64),
        }
        for name, column in columns.items():
            setattr(self, name, np.concatenate((getattr(self, name), column)))
        self.entries += [entry for entry, _ in found]

    def _versions(self, drafts: list[Draft], streams: list[int]) -> list[int]:
        versions = []
        for draft, stream in zip(drafts, streams, strict=True):
            count = self._counts[stream] = self._counts.get(stream, 0) + 1
            versions.append(count if draft.version is None else draft.version)
        return versions


def _moment(draft: Draft) -> tuple[int, str, int]:
    return (NO_TIME if draft.time_ns is None else draft.time_ns, draft.stream, draft.version or 0)
