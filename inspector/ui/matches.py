"""The matches of a filter, and what of them the index alone can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeAlias

from inspector.events.arrays import np
from inspector.events.log import TextFilter
from inspector.events.names import matching
from inspector.replay.index import TimelineIndex

if TYPE_CHECKING:
    import numpy.typing as npt

    Int64s: TypeAlias = npt.NDArray[np.int64]


class Matches:
    """Ascending positions, added at the end: 8 bytes each. One thread."""

    def __init__(self) -> None:
        self._length = 0

    @cached_property
    def _kept(self) -> Int64s:
        return np.empty(0, np.int64)

    @property
    def positions(self) -> Int64s:
        """Those that are here by now; stays as it is when more are added."""
        return self._kept[: self._length]

    @property
    def last(self) -> int:
        """The last of them, 0 if there is none."""
        return int(self._kept[self._length - 1]) if self._length else 0

    def make_room(self, most: int) -> None:
        """Have room for as many more as there may be, so that adding copies none; room that stays empty takes no
        memory."""
        if self._length + most > len(self._kept):
            kept = np.empty(self._length + most, np.int64)
            kept[: self._length] = self.positions
            self._kept = kept

    def add(self, positions: Int64s) -> None:
        """Add positions above all that are here."""
        if self._length + len(positions) > len(self._kept):
            self.make_room(len(positions) + self._length)
        self._kept[self._length : self._length + len(positions)] = positions
        self._length += len(positions)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Columns of an index as they were at one moment, of the events above a position. Any thread.

    last: the last position in the index.
    """

    positions: Int64s
    types: npt.NDArray[np.int32]
    streams: npt.NDArray[np.int32]
    type_names: Sequence[str]
    stream_names: Sequence[str]
    last: int

    @classmethod
    def of(cls, index: TimelineIndex, after: int) -> Self:
        """What the index has above `after` by now."""
        start, positions = index.row_at_or_before(after) + 1, index.positions
        last = int(positions[-1]) if len(positions) else 0
        columns = index.types[start:], index.streams[start:]
        return cls(positions[start:], *columns, index.type_names, index.stream_names, last)

    def matching(self, where: TextFilter) -> Int64s:
        """The positions whose type and stream match: each name is compared once, then their numbers are."""
        found = None
        for pattern, names, codes in (
            (where.type, self.type_names, self.types),
            (where.stream, self.stream_names, self.streams),
        ):
            if pattern:
                hits = matching(pattern, list(names))[codes]
                found = hits if found is None else found & hits
        return self.positions if found is None else self.positions[found]
