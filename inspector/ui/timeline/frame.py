"""One state of the lanes widget: what is where in pixels. Painting and hit tests ask the same frame."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.ui.timeline.lanes import Grouping
from inspector.ui.timeline.marks import Bars, MarkMaker, Marks
from inspector.ui.timeline.scene import Hatch, Scene
from inspector.ui.timeline.timescale import Scale, Span

Int32s: TypeAlias = npt.NDArray[np.int32]
Int64s: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

_HATCH_AIR_PX = 9


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes in device-independent pixels. names: the width of the column of names; tabs: the height of the foot."""

    width: int
    height: int
    names: int
    row: int
    tabs: int

    @property
    def dot(self) -> int:
        """A dot's size."""
        return 11 if self.row >= 26 else 9

    @property
    def pill(self) -> int:
        """A pill's height."""
        return 14 if self.row >= 26 else 12

    @property
    def thin(self) -> bool:
        """Whether lanes are too thin for anything but density in shades."""
        return self.row < 10

    @property
    def near(self) -> int:
        """Events closer than this run together."""
        return self.dot + 1

    @property
    def lanes_width(self) -> int:
        """How wide the lanes are right of the names."""
        return max(1, self.width - self.names)

    @property
    def lanes_height(self) -> int:
        """How high the lanes are above the foot."""
        return max(0, self.height - self.tabs)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a lane: the slots `first` up to before `stop`, and whether it is drawn as density."""

    lane: int
    first: int
    stop: int
    wide: bool

    @property
    def count(self) -> int:
        """How many events it stands for."""
        return self.stop - self.first


class Frame:
    """What is where, for one scene, span, size, scroll offset and cursor. Pixels count from the widget's corner."""

    def __init__(
        self, scene: Scene, span: Span, order: Int32s, layout: Layout, scroll: int, cursor: int, pinned: int = 0
    ) -> None:
        """pinned: so many rows stay at the top; the others scroll by whole rows then, so that none is cut."""
        self.scene = scene
        self.layout = layout
        self.scale = Scale(span, layout.lanes_width)
        self.cursor = cursor
        self._order = order
        self.pinned = pinned
        self._scroll = -(-scroll // layout.row) * layout.row if pinned else scroll
        self._maker = MarkMaker(scene.axis, scene.table, scene.ignored, self.scale, layout.near)
        first = self._scroll // layout.row
        stop = min(len(order), -(-(self._scroll + layout.lanes_height) // layout.row))
        self.rows = (*range(min(pinned, stop)), *range(first + pinned, stop))
        self.lanes = [int(order[row]) for row in self.rows]

    # Places

    def top(self, row: int) -> int:
        """The upper pixel of a row of lanes."""
        return row * self.layout.row - (self._scroll if row >= self.pinned else 0)

    def middle(self, row: int) -> float:
        """The pixel that the marks of a row are centred on."""
        return self.top(row) + self.layout.row / 2

    def x(self, value: int) -> float:
        """The pixel of a value of the axis."""
        return self.layout.names + self.scale.x(value)

    def value(self, x: float) -> int:
        """The value of the axis under a pixel."""
        return self.scale.value(x - self.layout.names)

    def exactly(self, x: float) -> Fraction:
        """What is under a pixel, also between two values."""
        return self.scale.exactly(x - self.layout.names)

    def row_at(self, y: float) -> int | None:
        """The row of lanes under a pixel."""
        if not 0 <= y < self.layout.lanes_height:
            return None
        row = int(y) // self.layout.row
        if row >= self.pinned:
            row = int(y + self._scroll) // self.layout.row
        return row if row < len(self._order) else None

    def lane_at(self, y: float) -> int | None:
        """The lane under a pixel."""
        row = self.row_at(y)
        return None if row is None else int(self._order[row])

    @cached_property
    def cursor_x(self) -> float | None:
        """The pixel of the playhead; None if the axis has no event."""
        value = self.scene.axis.value_of(self.cursor)
        if value is None:
            return None
        before_all = self.scene.axis.row_at_or_before(self.cursor) < 0
        return self.x(value) - (self.layout.dot if before_all else 0)

    def place(self, position: int) -> tuple[int, float, float] | None:
        """The type code and the pixels of the event at a position; None if its lane or place is not shown."""
        row = self.scene.row_of(position)
        if row is None or self.scene.axis.rank(row) < self.scene.axis.first:
            return None
        lane = self.scene.lane_of_row(row)
        if lane not in self.lanes:
            return None
        x = self.x(self.scene.axis.value(self.scene.axis.rank(row)))
        return int(self.scene.types[row]), x, self.middle(self.rows[self.lanes.index(lane)])

    # Marks

    @cached_property
    def marks(self) -> Marks:
        """The marks of the lanes in view, whose `lane` counts from the first row in view."""
        return self._maker.marks(self.lanes, [self._cuts(lane) for lane in self.lanes])

    def inks(self, marks: Marks) -> npt.NDArray[np.int64]:
        """How many events of each ink some of the marks have, the ignored ones last."""
        return self._maker.inks(self.lanes, marks)

    @cached_property
    def bars(self) -> Bars | None:
        """The density of the lanes in view."""
        return self._maker.bars(self.lanes, self.marks)

    @cached_property
    def totals(self) -> tuple[Int64s, Int64s, float]:
        """How many events the lanes in view have in each bar, how many are ignored, and the first bar's pixel."""
        return self._maker.totals(self.lanes)

    @cached_property
    def future(self) -> Bools:
        """Which marks, density apart, hold only events after the cursor."""
        marks = self.marks
        if self.scene.axis.rows is None:
            return (self.scene.table.ranks_of(marks.first) >= self._first_after) & ~marks.wide
        positions = self.scene.axis.positions
        after = np.zeros(len(marks.first), np.bool_)
        for number in np.flatnonzero(~marks.wide).tolist():
            rows = self.scene.rows_of_slots(int(marks.first[number]), int(marks.stop[number]))
            after[number] = int(positions[rows].min()) > self.cursor
        return after

    @cached_property
    def edges(self) -> tuple[Floats, Floats]:
        """The left and the right pixel of every mark."""
        marks = self.marks
        widths = marks.widths(self.layout.near)
        left = (marks.x0 + marks.x1 - widths) / 2 + self.layout.names
        if self.cursor_x is not None and self.scene.axis.rows is None:
            # Pills are wider than their events; none may stick out over the playhead.
            pill = (marks.counts > 1) & ~marks.wide
            clear = np.where(self.future, np.maximum(left, self.cursor_x), np.minimum(left, self.cursor_x - widths))
            left = np.where(pill, clear, left)
        return left, left + widths

    def mark_at(self, x: float, y: float) -> Mark | None:
        """The mark under a pixel; of several, the nearest."""
        row = self.row_at(y)
        if row is None or x < self.layout.names:
            return None
        left, right = self.edges
        number = self.rows.index(row)
        hits = np.flatnonzero((self.marks.lane == number) & (left - 2 <= x) & (x <= right + 2))
        if not len(hits):
            return None
        at = int(hits[np.argmin(np.abs((left + right)[hits] / 2 - x))])
        marks = self.marks
        return Mark(self.lanes[number], int(marks.first[at]), int(marks.stop[at]), bool(marks.wide[at]))

    @cached_property
    def _first_after(self) -> int:
        return self.scene.axis.row_at_or_before(self.cursor) + 1

    def _cuts(self, lane: int) -> Int32s:
        """The ranks at which the standing of a lane's events changes; none where times go backwards."""
        if self.scene.axis.rows is not None:
            return np.empty(0, np.int32)
        edges = {self._first_after}
        for hatch in self.scene.hatches:
            if hatch.stream is None or self.is_hatched(hatch, lane):
                edges |= {hatch.first, hatch.last + 1}
        return np.array(sorted(edges), np.int32)

    # Ignored stretches

    def is_hatched(self, hatch: Hatch, lane: int) -> bool:
        """Whether an ignored stretch of one stream covers this lane, and that alone."""
        return self.scene.grouping is Grouping.STREAM and self.scene.names[lane] == hatch.stream

    def extent(self, hatch: Hatch) -> tuple[float, float]:
        """The left and right pixel of an ignored stretch; it goes on to the edge where nothing follows."""
        axis = self.scene.axis
        left = self.x(axis.value(hatch.first)) - _HATCH_AIR_PX
        if hatch.first > axis.first:
            left = max(left, (self.x(axis.value(hatch.first - 1)) + left + _HATCH_AIR_PX) / 2)
        if hatch.last + 1 >= len(axis):
            return left, float(max(self.layout.width, left))
        last = self.x(axis.value(hatch.last))
        return left, min(last + _HATCH_AIR_PX, (last + self.x(axis.value(hatch.last + 1))) / 2)
