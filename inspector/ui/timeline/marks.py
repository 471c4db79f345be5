"""What lanes show of their events at one scale: single events as dots, near ones as counted pills, many as density."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.ui.timeline.axis import Axis
from inspector.ui.timeline.lanes import IGNORED, INKS, LaneTable
from inspector.ui.timeline.timescale import Scale, Span

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]

BAR_PX = 4
"""One density bar with its gap."""
WIDE_PX = 72
"""Where events run together over more than this, a lane is drawn as density."""
_GOOD_PART = 0.25
_DIGIT_PX = 7
_PILL_AIR_PX = 12
_EACH = 256
"""Up to so many events of a lane in view are looked at one by one; more are first taken together by column."""
_COLUMN_PX = 8
"""No wider than what runs together anyway, so that columns change no mark."""
_MARGIN_PX = 2 * WIDE_PX
"""Events this far outside are looked at too, so that marks do not change as they are panned in."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The marks of some lanes, lane by lane and left to right; each stands for the slots `first` up to before `stop`.

    lane: which of the lanes that were asked for, counted from 0. x0, x1: the pixels of the first and the last event.
    wide: whether it is drawn as density.
    """

    lane: Int64s
    first: Int64s
    stop: Int64s
    x0: Floats
    x1: Floats
    wide: Bools

    @property
    def counts(self) -> Int64s:
        """How many events each stands for."""
        return self.stop - self.first

    def of(self, some: Int64s) -> "Marks":
        """Some of them."""
        x0, x1, wide = self.x0[some], self.x1[some], self.wide[some]
        return Marks(self.lane[some], self.first[some], self.stop[some], x0, x1, wide)

    def widths(self, near: int) -> Floats:
        """How wide each is drawn: a pill holds its count, whatever the extent of its events."""
        extent, counts = self.x1 - self.x0 + near, self.counts
        digits = np.floor(np.log10(counts)) + 1
        pill = ~self.wide & (counts > 1)
        return np.where(pill, np.maximum(extent, digits * _DIGIT_PX + _PILL_AIR_PX), extent)


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Exact counts of density bars: bar `i` starts at pixel `x + i * BAR_PX`.

    lanes: which of the lanes that were asked for have density. counts: by such lane, bar and
    ink, the ignored events last.
    """

    x: float
    lanes: list[int]
    counts: Int64s


class MarkMaker:
    """Finds the marks of lanes at one scale, all lanes at once: the cost is that of what is in view."""

    def __init__(self, axis: Axis, table: LaneTable, ignored: LaneTable, scale: Scale, near: int) -> None:
        """table: all events, ignored: those of them that are. near: events closer than so many pixels run together."""
        self._axis = axis
        self._table = table
        self._ignored = ignored
        self._scale = scale
        self._near = near
        margin = scale.span.length * _MARGIN_PX // scale.width + 1
        self._wider = Span(scale.span.start - margin, scale.span.length + 2 * margin)
        self._ranks = np.array(axis.ranks_within(self._wider), np.int32)
        self._views: dict[int, tuple[int, int]] = {}

    def marks(self, lanes: Sequence[int], cuts: Sequence[Int32s]) -> Marks:
        """The marks of lanes. No dot or pill holds events from both sides of a cut.

        cuts: for each lane, the ascending ranks at which what is left and right of them stands differently.
        """
        firsts, stops, lane_of, cut_slots = [], [], [], []
        for number, (lane, lane_cuts) in enumerate(zip(lanes, cuts, strict=True)):
            low, high = self._in_view(lane)
            if low == high:
                continue
            slots = np.clip(self._table.slots(lane, lane_cuts), low, high)
            first, stop = self._points(lane, low, high, slots)
            firsts.append(first)
            stops.append(stop)
            lane_of.append(np.full(len(first), number, np.int64))
            cut_slots.append(slots)
        if not firsts:
            nothing, nowhere = np.empty(0, np.int64), np.empty(0, np.float64)
            return Marks(nothing, nothing, nothing, nowhere, nowhere, np.empty(0, np.bool_))
        # Slots ascend neither from lane to lane, which come in any order, nor need they: within a lane they do.
        first, stop = np.concatenate(firsts), np.concatenate(stops)
        x0 = self._scale.xs(self._axis.values_of(self._table.ranks_of(first)))
        x1 = self._scale.xs(self._axis.values_of(self._table.ranks_of(stop - 1)))
        points = Marks(np.concatenate(lane_of), first, stop, x0, x1, np.zeros(len(first), np.bool_))
        return _joined(points, np.isin(first[1:], np.concatenate(cut_slots)), self._near)

    def bars(self, lanes: Sequence[int], marks: Marks) -> Bars | None:
        """The density of the wide marks among `marks`, which are those of `lanes`; None if there are none."""
        dense = np.flatnonzero(np.bincount(marks.lane[marks.wide])).tolist()  # np.unique loads np.ma first, 13 ms
        if not dense:
            return None
        edges, x = self._bar_edges
        shape = len(dense), len(edges)
        bounds, ignored = np.empty(shape, np.int64), np.zeros(shape, np.int64)
        counted = np.zeros((len(dense), len(edges) - 1), np.bool_)
        for number, lane in enumerate(dense):
            bounds[number] = np.clip(self._table.slots(lanes[lane], edges), *self._in_view(lanes[lane]))
            if len(self._ignored):
                ignored[number] = self._ignored.slots(lanes[lane], edges)
            own = slice(*np.searchsorted(marks.lane, (lane, lane + 1)).tolist())
            # A bar is narrower than the gap between two marks, so its first event tells which mark it belongs to.
            mark = np.searchsorted(marks.first[own], bounds[number, :-1], side="right") - 1
            counted[number] = marks.wide[own][mark]
        counts = np.zeros((*counted.shape, INKS + 1), np.int64)
        counts[..., :INKS] = _between(self._table, bounds)
        if len(self._ignored):
            _strike(counts, _between(self._ignored, ignored))
        counts[~counted] = 0
        return Bars(x, dense, counts)

    def totals(self, lanes: Sequence[int]) -> tuple[Int64s, Int64s, float]:
        """How many events each lane has in each bar, and how many of them are ignored; the first bar's pixel."""
        edges, x = self._bar_edges
        counts = self._table.counts_between(np.array(lanes, np.int64), edges)
        ignored = np.zeros_like(counts)
        if len(self._ignored):
            ignored = self._ignored.counts_between(np.array(lanes, np.int64), edges)
        return counts, ignored, x

    def inks(self, lanes: Sequence[int], marks: Marks) -> Int64s:
        """How many events of each ink marks have, which are of `lanes`: a row of `INKS` and the ignored ones a mark."""
        before = self._table.counts_before(np.concatenate((marks.first, marks.stop)))
        counts = np.zeros((len(marks.first), INKS + 1), np.int64)
        counts[:, :INKS] = before[len(marks.first) :] - before[: len(marks.first)]
        if len(self._ignored):
            slots = np.empty((len(marks.first), 2), np.int64)
            ends = self._table.ranks_of(marks.first), self._table.ranks_of(marks.stop - 1) + 1
            for number in np.flatnonzero(np.bincount(marks.lane)).tolist():
                own = np.flatnonzero(marks.lane == number)
                for side in (0, 1):
                    slots[own, side] = self._ignored.slots(lanes[number], ends[side][own])
            _strike(counts, _between(self._ignored, slots)[:, 0])
        return counts

    def _in_view(self, lane: int) -> tuple[int, int]:
        found = self._views.get(lane)
        if found is None:
            low, high = self._table.slots(lane, self._ranks).tolist()
            found = self._views[lane] = low, high
        return found

    def _points(self, lane: int, low: int, high: int, cut_slots: Int64s) -> tuple[Int64s, Int64s]:
        """Slots from–to of single events, or of columns where there are many."""
        if high - low <= _EACH:
            first = np.arange(low, high, dtype=np.int64)
            return first, first + 1
        columns = np.clip(self._table.slots(lane, self._columns), low, high)
        bounds = np.sort(np.concatenate(([low, high], columns, cut_slots)))
        filled = bounds[1:] > bounds[:-1]
        return bounds[:-1][filled], bounds[1:][filled]

    @cached_property
    def _columns(self) -> Int32s:
        edges, _ = Scale(self._wider, self._scale.width + 2 * _MARGIN_PX).bins(_COLUMN_PX)
        return self._axis.ranks_before(edges).astype(np.int32)

    @cached_property
    def _bar_edges(self) -> tuple[Int32s, float]:
        edges, x = self._scale.bins(BAR_PX)
        return self._axis.ranks_before(edges).astype(np.int32), x


def _between(table: LaneTable, bounds: Int64s) -> Int64s:
    """How many events of each ink lie between each two neighbours in rows of ascending slots of one lane a row."""
    return np.diff(table.counts_before(bounds.reshape(-1)).reshape(*bounds.shape, INKS), axis=1)


def _strike(counts: Int64s, ignored: Int64s) -> None:
    """Count ignored events as such, no longer by their ink."""
    counts[..., :INKS] -= ignored
    counts[..., IGNORED] += ignored.sum(axis=-1)


def _joined(points: Marks, cut: Bools, near: int) -> Marks:
    """Join neighbours that are near; then, where no density comes of it, keep cuts apart and join what overlaps."""
    apart = (points.x0[1:] - points.x1[:-1] >= near) | (points.lane[1:] != points.lane[:-1])
    begins, ends = _groups(apart)
    wide_group = _dense(
        points.lane[begins], points.stop[ends] - points.first[begins], points.x1[ends] - points.x0[begins]
    )
    wide = np.repeat(wide_group, ends - begins + 1)
    fixed = (points.lane[1:] != points.lane[:-1]) | (cut & ~wide[1:])
    breaks = apart | fixed
    while True:
        begins, ends = _groups(breaks)
        marks = Marks(
            points.lane[begins],
            points.first[begins],
            points.stop[ends],
            points.x0[begins],
            points.x1[ends],
            wide[begins],
        )
        overlap = _overlaps(marks, near) & ~fixed[ends[:-1]]
        if not overlap.any():
            return marks
        breaks[ends[:-1][overlap]] = False


def _dense(lane: Int64s, counts: Int64s, extent: Floats) -> Bools:
    """Which groups are drawn as density: the long ones, and all of a lane of which they have a good part.

    A lane that is half density and half pills would be hard to read.
    """
    long = extent > WIDE_PX
    many = counts > 1
    in_long = np.bincount(lane, weights=counts * long)
    much = in_long > _GOOD_PART * np.bincount(lane, weights=counts * many)
    dense: Bools = long | (many & much[lane])
    return dense


def _groups(breaks: Bools) -> tuple[Int64s, Int64s]:
    """The first and the last index of each stretch without a break; `breaks[i]` stands between i and i + 1."""
    at = np.flatnonzero(breaks)
    return np.concatenate(([0], at + 1)), np.concatenate((at, [len(breaks)]))


def _overlaps(marks: Marks, near: int) -> Bools:
    """Between each two neighbours that are no density, whether they would be drawn over each other."""
    half = (marks.widths(near) - (marks.counts == 1)) / 2
    center = (marks.x0 + marks.x1) / 2
    over: Bools = (center[:-1] + half[:-1] > center[1:] - half[1:]) & ~marks.wide[:-1] & ~marks.wide[1:]
    return over
