"""What runs along the timeline: the events' times or their positions, in ascending order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.events.log import NO_TIME
from inspector.replay.index import TimelineIndex
from inspector.ui.timeline.timescale import Span, clipped

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]

SHORTEST_NS = 1000
SHORTEST_POSITIONS = 10
_PAD = 32
"""The axis goes on at both ends by one part in this many, so that no mark sits on the edge."""


class AxisKind(StrEnum):
    """What the X axis shows."""

    TIME = "time"
    POSITION = "position"


def has_usable_times(index: TimelineIndex) -> bool:
    """Whether the times of the events tell them apart at all."""
    return index.time_span is not None and index.time_span[0] < index.time_span[1]


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """The events in the order of one axis: an event's place in it is its rank. Immutable.

    values: the axis' values by rank, ascending; events without a time come first, with `NO_TIME`.
    rows: the rows by rank, and ranks: the ranks by row; both None where rank and row are the same.
    """

    kind: AxisKind
    values: Int64s
    positions: Int64s
    rows: Int32s | None
    ranks: Int32s | None

    def __len__(self) -> int:
        return len(self.values)

    @property
    def first(self) -> int:
        """The rank of the first event that has a place on the axis; `len` if none has."""
        return int(np.searchsorted(self.values, NO_TIME, side="right")) if self.kind is AxisKind.TIME else 0

    @property
    def shortest(self) -> int:
        """The shortest span one can zoom to."""
        return SHORTEST_NS if self.kind is AxisKind.TIME else SHORTEST_POSITIONS

    def whole(self) -> Span:
        """A span with all events and a little air at both ends."""
        first = self.first
        if first == len(self):
            return Span(0, self.shortest)
        return self.around(int(self.values[first]), int(self.values[-1]))

    def around(self, low: int, high: int) -> Span:
        """A span with the values low to high and a little air, not shorter than the shortest."""
        air = max((high - low) // _PAD, 1)
        missing = max(0, self.shortest - (high - low + 2 * air + 1))
        return Span(low - air - missing // 2, high - low + 2 * air + 1 + missing)

    def row(self, rank: int) -> int:
        """The row of a rank."""
        return rank if self.rows is None else int(self.rows[rank])

    def rows_of(self, ranks: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
        """The rows of ranks."""
        return ranks if self.rows is None else self.rows[ranks]

    def rank(self, row: int) -> int:
        """The rank of a row."""
        return row if self.ranks is None else int(self.ranks[row])

    def ranks_within(self, span: Span) -> tuple[int, int]:
        """The ranks from the first up to but not including the second lie in the span."""
        low, high = np.searchsorted(self.values, clipped((span.start, span.end)), side="left").tolist()
        return max(low, self.first), max(high, self.first)

    def rank_at_or_before(self, value: int) -> int:
        """The rank of the last event at or before a value; -1 if there is none on the axis."""
        rank = int(np.searchsorted(self.values, clipped((value,))[0], side="right")) - 1
        return rank if rank >= self.first else -1

    def row_at_or_before(self, position: int) -> int:
        """The row of the last event at or before a position, -1 if there is none."""
        return int(np.searchsorted(self.positions, position, side="right")) - 1

    def value_of(self, position: int) -> int | None:
        """Where a position lies: its own event's place, or that of the nearest one before it that has a place.

        None if the axis has no event at all; before the first event it is the first event's place.
        """
        first = self.first
        if first == len(self):
            return None
        if self.kind is AxisKind.POSITION:
            return position
        row = self.row_at_or_before(position)
        if row >= 0 and self.rank(row) >= first:
            return int(self.values[self.rank(row)])
        if self.ranks is not None and row >= 0:
            placed = np.flatnonzero(self.ranks[:row] >= first)
            if len(placed):
                return int(self.values[self.rank(int(placed[-1]))])
        return int(self.values[first])


def position_axis(positions: Int64s) -> Axis:
    """The axis of positions."""
    return Axis(AxisKind.POSITION, positions, positions, None, None)


def time_axis(positions: Int64s, times: Int64s, monotone: bool) -> Axis:
    """The axis of times. Where they go backwards, the events are sorted by time, equal times by position."""
    if monotone:
        return Axis(AxisKind.TIME, times, positions, None, None)
    order = np.argsort(times, kind="stable")
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return Axis(AxisKind.TIME, times[order], positions, order.astype(np.int32), ranks)
