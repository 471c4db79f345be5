"""What runs along the timeline: the events' times or their positions, in ascending order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.events.log import NO_TIME
from inspector.replay.index import TimelineIndex
from inspector.ui.timeline.gaps import NO_PAUSES, Gaps, Pauses
from inspector.ui.timeline.timescale import Span, clipped

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Ints: TypeAlias = npt.NDArray[np.integer]

SHORTEST_NS = 1000
SHORTEST_POSITIONS = 10
_PAD = 32
"""The axis goes on at both ends by one part in this many, so that no mark sits on the edge."""
_FEW = 50_000
"""Ranks of up to so many rows are looked up one by one; of more, all ranks are worked out."""


class AxisKind(StrEnum):
    """What the X axis shows."""

    TIME = "time"
    POSITION = "position"


def has_usable_times(index: TimelineIndex) -> bool:
    """Whether the times of the events tell them apart at all."""
    return index.time_span is not None and index.time_span[0] < index.time_span[1]


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """The events in the order of one axis: an event's place in that order is its rank. Immutable.

    An event's value says where on the axis it is: its position or time, less what idle stretches before it lost where
    those are collapsed.

    stored: positions or times by row, shared with the index; events without a time have `NO_TIME` and come first.
    rows: the rows by rank; None where rank and row are the same. first: the rank of the first event that is on the
    axis; `len` if none is. pauses: the longest stretches without events, gaps: those that are collapsed; only where
    that was asked for.
    """

    kind: AxisKind
    stored: Int64s
    positions: Int64s
    rows: Int32s | None
    first: int
    pauses: Pauses | None = None
    gaps: Gaps | None = None

    def __len__(self) -> int:
        return len(self.stored)

    @property
    def shortest(self) -> int:
        """The shortest span one can zoom to."""
        return SHORTEST_NS if self.kind is AxisKind.TIME else SHORTEST_POSITIONS

    def whole(self) -> Span:
        """A span with all events and a little air at both ends."""
        if self.first == len(self):
            return Span(0, self.shortest)
        return self.around(self.value(self.first), self.value(len(self) - 1))

    def around(self, low: int, high: int) -> Span:
        """A span with the values low to high and a little air, not shorter than the shortest."""
        air = max((high - low) // _PAD, 1)
        missing = max(0, self.shortest - (high - low + 2 * air + 1))
        return Span(low - air - missing // 2, high - low + 2 * air + 1 + missing)

    # Rows, ranks and values

    def row(self, rank: int) -> int:
        """The row of a rank."""
        return rank if self.rows is None else int(self.rows[rank])

    def rows_of(self, ranks: Ints) -> Ints:
        """The rows of ranks."""
        return ranks if self.rows is None else self.rows[ranks]

    def rank(self, row: int) -> int:
        """The rank of a row."""
        return row if self.rows is None else int(self.ranks_of(np.array([row]))[0])

    def ranks_of(self, rows: Ints) -> Ints:
        """The ranks of rows."""
        if self.rows is None:
            return rows
        if len(rows) <= _FEW:
            return self._bisect(self.stored[rows], rows)
        ranks = np.empty(len(self), np.int32)
        ranks[self.rows] = np.arange(len(self), dtype=np.int32)
        return ranks[rows]

    def value(self, rank: int) -> int:
        """The value of the event of a rank."""
        stored = int(self.stored[self.row(rank)])
        return stored if self.gaps is None else self.gaps.place(stored)

    def values_of(self, ranks: Ints) -> Int64s:
        """The values of the events of ranks."""
        stored = self.stored[self.rows_of(ranks)]
        return stored if self.gaps is None else self.gaps.places(stored)

    def ranks_before(self, values: Int64s) -> Ints:
        """How many ranks lie before each of ascending values."""
        stored = values if self.gaps is None else self.gaps.times(values)
        if self.rows is None:
            return np.searchsorted(self.stored, stored)
        return self._bisect(stored, np.zeros(len(stored), np.int64))

    def _bisect(self, stored: Int64s, rows: Ints) -> Ints:
        """For each stored value and row, how many ranks come before it in the order by value, then row."""
        assert self.rows is not None
        low, high = np.zeros(len(stored), np.int64), np.full(len(stored), len(self), np.int64)
        for _ in range(len(self).bit_length()):
            middle = np.minimum((low + high) // 2, len(self) - 1)
            at = self.rows[middle]
            own = self.stored[at]
            before = (low < high) & ((own < stored) | ((own == stored) & (at < rows)))
            high = np.where(before | (low >= high), high, middle)
            low = np.where(before, middle + 1, low)
        return low

    def ranks_within(self, span: Span) -> tuple[int, int]:
        """The ranks from the first up to but not including the second lie in the span."""
        low, high = self.ranks_before(clipped((span.start, span.end))).tolist()
        return max(low, self.first), max(high, self.first)

    def rank_at_or_before(self, value: int) -> int:
        """The rank of the last event at or before a value; -1 if there is none on the axis."""
        if value >= 2**63 - 1:
            return len(self) - 1 if self.first < len(self) else -1
        rank = int(self.ranks_before(clipped((value + 1,)))[0]) - 1
        return rank if rank >= self.first else -1

    # Positions

    def row_at_or_before(self, position: int) -> int:
        """The row of the last event at or before a position, -1 if there is none."""
        return int(np.searchsorted(self.positions, position, side="right")) - 1

    def value_of(self, position: int) -> int | None:
        """Where a position lies: its own event's value, or that of the nearest one before it that is on the axis.

        None if the axis has no event at all; before the first event it is the first event's value.
        """
        if self.first == len(self):
            return None
        if self.kind is AxisKind.POSITION:
            return position
        row = self.row_at_or_before(position)
        while row >= 0 and int(self.stored[row]) == NO_TIME:
            row = self._timed_row_before(row)
        return self.value(self.first) if row < 0 else self.value(self.rank(row))

    def _timed_row_before(self, row: int) -> int:
        """The last row before another that has a time, -1 if there is none; in blocks that double."""
        block = 4096
        while row > 0:
            start = max(0, row - block)
            timed = np.flatnonzero(self.stored[start:row] != NO_TIME)
            if len(timed):
                return start + int(timed[-1])
            row, block = start, 2 * block
        return -1

    # Times

    def time(self, value: int) -> int:
        """The time of a value: the same, unless idle time is collapsed."""
        return value if self.gaps is None else self.gaps.time(value)

    def value_at(self, time: int) -> int:
        """The value of a time."""
        return time if self.gaps is None else self.gaps.place(time)


def position_axis(positions: Int64s) -> Axis:
    """The axis of positions."""
    return Axis(AxisKind.POSITION, positions, positions, None, 0)


def time_axis(
    positions: Int64s, times: Int64s, monotone: bool, collapse: bool = False, before: Axis | None = None
) -> Axis:
    """The axis of times. Where they go backwards, the events are sorted by time, equal times by position.

    collapse: whether long idle stretches are. before: the axis of the first so many of these events, where rows and
    ranks are the same; what is known of it is not worked out again.
    """
    rows = None if monotone else np.argsort(times, kind="stable").astype(np.int32)
    axis = Axis(AxisKind.TIME, times, positions, rows, 0)
    first = int(axis.ranks_before(np.array([NO_TIME + 1]))[0])
    if not collapse or first == len(times):
        return Axis(AxisKind.TIME, times, positions, rows, first)
    known, start = NO_PAUSES, first
    if before is not None and before.pauses is not None:
        known, start = before.pauses, max(first, len(before) - 1)
    pauses = known.extended(times[start:] if rows is None else times[rows[start:]])
    whole = axis.value(len(times) - 1) - axis.value(first)
    return Axis(AxisKind.TIME, times, positions, rows, first, pauses, pauses.long(whole, len(times) - first))
