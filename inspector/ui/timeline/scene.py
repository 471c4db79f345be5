"""Everything the timeline draws from, taken at one moment: axis, lanes and what the ledger ignores."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.events.operation import Ledger
from inspector.replay.index import TimelineIndex
from inspector.ui.timeline.axis import Axis, AxisKind, position_axis, time_axis
from inspector.ui.timeline.lanes import IGNORED, Bytes, Categories, Grouping, LaneTable, build_table
from inspector.ui.timeline.timescale import Span

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]

_COLORS = 8


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
    types: Int32s
    streams: Int32s
    monotone: bool
    ledger: Ledger
    axis: AxisKind
    grouping: Grouping
    names: tuple[str, ...]
    lane_of_code: Int32s | None

    def __len__(self) -> int:
        return len(self.positions)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A store's events arranged by axis and lane. Immutable; what came later is in the next scene.

    names: of the lanes. codes: the lane by row. types: type codes by row. table: the events by lane.
    """

    axis: Axis
    grouping: Grouping
    names: tuple[str, ...]
    codes: Int32s
    types: Int32s
    table: LaneTable
    hatches: tuple[Hatch, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def lane_of(self, position: int) -> int | None:
        """The lane of the event at a position, None if it holds none."""
        row = self.row_of(position)
        return None if row is None else int(self.codes[row])

    def row_of(self, position: int) -> int | None:
        """The row of the event at exactly that position."""
        row = self.axis.row_at_or_before(position)
        return row if row >= 0 and int(self.axis.positions[row]) == position else None

    def is_ignored(self, row: int) -> bool:
        """Whether the event in a row is ignored."""
        slot = self.table.slot(int(self.codes[row]), self.axis.rank(row))
        return int(self.table.inks[slot]) == IGNORED

    def row_of_slot(self, slot: int) -> int:
        """The row of the event in a slot."""
        return self.axis.row(int(self.table.ranks[slot]))

    def rows_of_slots(self, first: int, stop: int) -> npt.NDArray[np.integer]:
        """The rows of the events in a stretch of slots."""
        return self.axis.rows_of(self.table.ranks[first:stop])

    def neighbour(self, position: int, direction: int) -> int | None:
        """The position of the next (1) or previous (-1) event on the lane of the event at `position`."""
        row = self.row_of(position)
        if row is None:
            return None
        lane, rank = int(self.codes[row]), self.axis.rank(row)
        start, stop = self.table.lane(lane)
        slot = self.table.slot(lane, rank) + direction
        return int(self.axis.positions[self.row_of_slot(slot)]) if start <= slot < stop else None

    def nearest(self, lane: int, value: int) -> int | None:
        """The slot of a lane's event whose place is nearest to a value of the axis."""
        start, stop = self.table.lane(lane)
        rank = self.axis.rank_at_or_before(value) + 1
        after = self.table.slot(lane, rank)
        near = [
            slot
            for slot in (after - 1, after)
            if start <= slot < stop and int(self.table.ranks[slot]) >= self.axis.first
        ]
        return min(near, key=lambda slot: abs(self.value_of_slot(slot) - value), default=None)

    def value_of_slot(self, slot: int) -> int:
        """The axis' value of the event in a slot."""
        return int(self.axis.values[self.table.ranks[slot]])

    def lane_counts(self, span: Span) -> Int64s:
        """How many events each lane has in a span."""
        low, high = self.axis.ranks_within(span)
        if high - low == len(self):
            return np.diff(self.table.starts)
        rows = slice(low, high) if self.axis.rows is None else self.axis.rows[low:high]
        return np.bincount(self.codes[rows], minlength=len(self.names)).astype(np.int64)


class Planner:
    """Takes plans off an index. GUI thread only; remembers the categories of the streams it has seen."""

    def __init__(self, index: TimelineIndex) -> None:
        self._index = index
        self._categories = Categories()

    def plan(self, ledger: Ledger, axis: AxisKind, grouping: Grouping) -> Plan:
        """What the scene of this moment is made of."""
        index, lane_of_code = self._index, None
        names = index.type_names if grouping is Grouping.TYPE else index.stream_names
        if grouping is Grouping.CATEGORY:
            lane_of_code = self._categories.extend(index.stream_names)
            names = self._categories.names
        columns = index.positions, index.times, index.types, index.streams
        return Plan(index, *columns, index.monotone, ledger, axis, grouping, tuple(names), lane_of_code)


def build(plan: Plan) -> Scene:
    """Arrange the events. O(n): some 50 ms for a million."""
    if plan.axis is AxisKind.TIME:
        axis = time_axis(plan.positions, plan.times, plan.monotone)
    else:
        axis = position_axis(plan.positions)
    codes = plan.types if plan.grouping is Grouping.TYPE else plan.streams
    if plan.lane_of_code is not None:
        codes = plan.lane_of_code[codes]
    inks: Bytes = (plan.types % _COLORS).astype(np.uint8)
    inks[plan.index.ignored_mask(plan.ledger, 0, len(plan))] = IGNORED
    table = build_table(codes, inks, axis, len(plan.names))
    return Scene(axis, plan.grouping, plan.names, codes, plan.types, table, _hatches(plan, axis))


def _hatches(plan: Plan, axis: Axis) -> tuple[Hatch, ...]:
    """The ignored stretches with events in them, oldest operation first."""
    rollbacks = {operation.number for operation in plan.ledger.rollbacks}
    found = []
    for span in plan.ledger.spans:
        low, high = np.searchsorted(plan.positions, (span.after, span.upto), side="right").tolist()
        rows = np.arange(low, high)
        if span.stream is not None:
            code = plan.index.stream_code(span.stream)
            rows = rows[plan.streams[low:high] == code] if code is not None else rows[:0]
        ranks = rows if axis.ranks is None else axis.ranks[rows]
        ranks = ranks[ranks >= axis.first]
        if len(ranks):
            first, last = int(ranks.min()), int(ranks.max())
            solid = span.stream is not None or last - first + 1 == len(ranks)
            rollback = span.operation in rollbacks
            found.append(Hatch(span.operation, span.stream, first, last, len(rows), rollback, solid))
    return tuple(found)
