"""Everything the timeline draws from, taken at one moment: axis, lanes and what the ledger ignores."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.events.operation import Ledger
from inspector.replay.index import TimelineIndex
from inspector.ui.timeline.axis import Axis, AxisKind, position_axis, time_axis
from inspector.ui.timeline.lanes import (
    NO_EVENTS,
    Categories,
    Codes,
    Grouping,
    Int32s,
    Ints,
    LaneTable,
    build_part,
    table_of,
)
from inspector.ui.timeline.timescale import Span

Int64s: TypeAlias = npt.NDArray[np.int64]

_MANY = 200_000
"""Events of a span are counted one by one up to so many; of more, by looking up its ends in each lane."""


@dataclass(frozen=True, slots=True, eq=False)
class Hatch:
    """An ignored stretch: the ranks `first` to `last`, of one stream or of all, and the operation that ignores it.

    solid: whether every event between those ranks is ignored by it, so that the ground may be hatched.
    """

    operation: int
    stream: str | None
    first: int
    last: int
    events: int
    rollback: bool
    solid: bool


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a scene is made of; taken on the GUI thread, then `build` may run on any."""

    index: TimelineIndex
    positions: Int64s
    times: Int64s
    types: Codes
    streams: Codes
    monotone: bool
    ledger: Ledger
    axis: AxisKind
    collapse: bool
    grouping: Grouping
    names: tuple[str, ...]
    lane_of_code: Int32s | None

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def in_order(self) -> bool:
        """Whether rows come in the axis' order."""
        return self.monotone or self.axis is AxisKind.POSITION

    @property
    def codes(self) -> Codes:
        """By row, what decides the lane."""
        return self.types if self.grouping is Grouping.TYPE else self.streams

    def ignored_rows(self) -> tuple[int, int]:
        """The stretch of rows in which events may be ignored."""
        spans = self.ledger.spans
        if not spans:
            return 0, 0
        ends = min(span.after for span in spans), max(span.upto for span in spans)
        low, high = np.searchsorted(self.positions, ends, side="right").tolist()
        return low, high

    def goes_on(self, before: "Scene") -> bool:
        """Whether these are the events of a scene and some behind them, arranged in the same way."""
        alike = (self.axis, self.grouping) == (before.axis.kind, before.grouping)
        return alike and self.in_order and before.axis.rows is None and len(before) <= len(self)

    def work(self, before: "Scene") -> int:
        """How many events it takes to arrange after a scene."""
        low, high = self.ignored_rows()
        done = before.table.sorted_upto(len(self)) if self.goes_on(before) else 0
        known = before.axis.pauses is not None or not self.collapse
        return (len(self) - (done if known else 0)) + high - low


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A store's events arranged by axis and lane. Immutable; what came later is in the next scene.

    names: of the lanes. codes: by row, what decides the lane: that itself, or an index into `lane_of_code`. types: type
    codes by row. table: the events by lane, the ignored ones included. ignored: those alone.
    """

    axis: Axis
    grouping: Grouping
    names: tuple[str, ...]
    codes: Codes
    lane_of_code: Int32s | None
    types: Codes
    table: LaneTable
    ignored: LaneTable
    hatches: tuple[Hatch, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def lanes_of(self, rows: Ints | slice) -> Codes:
        """The lanes of rows."""
        return _lanes_of(self.codes[rows], self.lane_of_code)

    def lane_of_row(self, row: int) -> int:
        """The lane of a row."""
        return int(self.lanes_of(slice(row, row + 1))[0])

    def lane_of(self, position: int) -> int | None:
        """The lane of the event at a position, None if it holds none."""
        row = self.row_of(position)
        return None if row is None else self.lane_of_row(row)

    def row_of(self, position: int) -> int | None:
        """The row of the event at exactly that position."""
        row = self.axis.row_at_or_before(position)
        return row if row >= 0 and int(self.axis.positions[row]) == position else None

    def is_ignored(self, row: int) -> bool:
        """Whether the event in a row is ignored."""
        lane, rank = self.lane_of_row(row), self.axis.rank(row)
        slot = self.ignored.slot(lane, rank)
        return slot < self.ignored.lane(lane)[1] and int(self.ignored.ranks_of(np.array([slot]))[0]) == rank

    def rank_of_slot(self, slot: int) -> int:
        """The rank of the event in a slot."""
        return int(self.table.ranks_of(np.array([slot]))[0])

    def row_of_slot(self, slot: int) -> int:
        """The row of the event in a slot."""
        return self.axis.row(self.rank_of_slot(slot))

    def rows_of_slots(self, first: int, stop: int) -> Ints:
        """The rows of the events in a stretch of slots."""
        return self.axis.rows_of(self.table.ranks_of(np.arange(first, stop)))

    def neighbour(self, position: int, direction: int) -> int | None:
        """The position of the next (1) or previous (-1) event on the lane of the event at `position`."""
        row = self.row_of(position)
        if row is None:
            return None
        lane = self.lane_of_row(row)
        start, stop = self.table.lane(lane)
        slot = self.table.slot(lane, self.axis.rank(row)) + direction
        return int(self.axis.positions[self.row_of_slot(slot)]) if start <= slot < stop else None

    def nearest(self, lane: int, value: int) -> int | None:
        """The slot of a lane's event whose place is nearest to a value of the axis."""
        start, stop = self.table.lane(lane)
        rank = self.axis.rank_at_or_before(value) + 1
        after = self.table.slot(lane, rank)
        near = [
            slot for slot in (after - 1, after) if start <= slot < stop and self.rank_of_slot(slot) >= self.axis.first
        ]
        return min(near, key=lambda slot: abs(self.value_of_slot(slot) - value), default=None)

    def value_of_slot(self, slot: int) -> int:
        """The axis' value of the event in a slot."""
        return self.axis.value(self.rank_of_slot(slot))

    def lane_counts(self, span: Span) -> Int64s:
        """How many events each lane has in a span."""
        low, high = self.axis.ranks_within(span)
        if high - low == len(self):
            return np.diff(self.table.starts)
        if high - low > _MANY:
            return self.table.below(high) - self.table.below(low)
        rows = slice(low, high) if self.axis.rows is None else self.axis.rows[low:high]
        return np.bincount(self.lanes_of(rows), minlength=len(self.names)).astype(np.int64)


class Planner:
    """Takes plans off an index. GUI thread only; remembers the categories of the streams it has seen."""

    def __init__(self, index: TimelineIndex) -> None:
        self._index = index
        self._categories = Categories()

    def plan(self, ledger: Ledger, axis: AxisKind, grouping: Grouping, *, collapse: bool = False) -> Plan:
        """What the scene of this moment is made of. collapse: whether long idle stretches of time are."""
        index, lane_of_code = self._index, None
        names = index.type_names if grouping is Grouping.TYPE else index.stream_names
        if grouping is Grouping.CATEGORY:
            lane_of_code = self._categories.extend(index.stream_names)
            names = self._categories.names
        columns = index.positions, index.times, index.types, index.streams
        collapse = collapse and axis is AxisKind.TIME
        return Plan(index, *columns, index.monotone, ledger, axis, collapse, grouping, tuple(names), lane_of_code)


def build(plan: Plan, before: Scene | None = None) -> Scene:
    """Arrange the events; those that are new, if they go on from a scene. Some 50 ms for a million."""
    grown = before if before is not None and plan.goes_on(before) else None
    if plan.axis is AxisKind.TIME:
        known = None if grown is None else grown.axis
        axis = time_axis(plan.positions, plan.times, plan.monotone, plan.collapse, known)
    else:
        axis = position_axis(plan.positions)
    lanes = len(plan.names)
    if axis.rows is not None:
        ranks, rows = np.arange(len(plan), dtype=np.int32), axis.rows
        parts = build_part(ranks, _lanes_of(plan.codes[rows], plan.lane_of_code), plan.types[rows], lanes)
        table = table_of([parts])
    else:
        table = NO_EVENTS if grown is None else grown.table
        table = table.extended(plan.types, lambda rows: _lanes_of(plan.codes[rows], plan.lane_of_code), lanes)
    ignored, hatches = _ignored(plan, axis), _hatches(plan, axis)
    return Scene(axis, plan.grouping, plan.names, plan.codes, plan.lane_of_code, plan.types, table, ignored, hatches)


def _lanes_of(codes: Codes, lane_of_code: Int32s | None) -> Codes:
    return codes if lane_of_code is None else lane_of_code[codes]


def _ignored(plan: Plan, axis: Axis) -> LaneTable:
    """The ignored events by lane, at a cost that depends on them."""
    low, high = plan.ignored_rows()
    rows = low + np.flatnonzero(plan.index.ignored_mask(plan.ledger, low, high))
    ranks = axis.ranks_of(rows)
    if axis.rows is not None:
        order = np.argsort(ranks)
        rows, ranks = rows[order], ranks[order]
    codes = _lanes_of(plan.codes[rows], plan.lane_of_code)
    return table_of([build_part(ranks.astype(np.int32), codes, plan.types[rows], len(plan.names))])


def _hatches(plan: Plan, axis: Axis) -> tuple[Hatch, ...]:
    """The ignored stretches with events in them, oldest operation first."""
    rollbacks = {operation.number for operation in plan.ledger.rollbacks}
    found = []
    for span in plan.ledger.spans:
        low, high = np.searchsorted(plan.positions, (span.after, span.upto), side="right").tolist()
        if span.stream is None and axis.rows is None:
            first, last, events, count = max(low, axis.first), high - 1, high - low, high - max(low, axis.first)
        else:
            first, last, events, count = _extent(plan, axis, span.stream, np.arange(low, high))
        if count > 0:
            solid = span.stream is not None or last - first + 1 == count
            rollback = span.operation in rollbacks
            found.append(Hatch(span.operation, span.stream, first, last, events, rollback, solid))
    return tuple(found)


def _extent(plan: Plan, axis: Axis, stream: str | None, rows: Ints) -> tuple[int, int, int, int]:
    """The first and last rank on the axis of a stream's rows among some, how many they are, and how many of them have
    a place on it.
    """
    if stream is not None:
        code = plan.index.stream_code(stream)
        rows = rows[plan.streams[rows] == code] if code is not None else rows[:0]
    ranks = axis.ranks_of(rows)
    ranks = ranks[ranks >= axis.first]
    return int(ranks.min(initial=len(axis))), int(ranks.max(initial=-1)), len(rows), len(ranks)
