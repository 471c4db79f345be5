"""What the timeline looks at: scene, visible span, order of the lanes; and the ways to move it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from inspector.replay.index import TimelineIndex
from inspector.ui.timeline.axis import Axis, AxisKind, has_usable_times
from inspector.ui.timeline.lanes import Grouping, LaneOrder, arrange, ordered, pinned_first
from inspector.ui.timeline.scene import Plan, Planner, Scene, build
from inspector.ui.timeline.timescale import Span

if TYPE_CHECKING:
    from inspector.ui.jobs import Lane
    from inspector.ui.session import Session

AT_ONCE = 50_000
"""So many events are arranged on the GUI thread, well within a frame; more in a lane of their own."""
_LANES_AT_ONCE = 5000
"""So many lanes are put in order on the GUI thread."""
_SETTLE_MS = 250
"""Lanes are put in a new order only when zooming and panning have come to rest."""
_OPENING_EVENTS = 240
"""How many effective events before the cursor a store opens on; one with no more is shown whole."""
_OPENING_ROWS = 20_000
"""How far back they are looked for."""


class Viewport(QObject):
    """Shared by overview, ruler and lanes. GUI thread only; lives as long as its pane."""

    changed = Signal()
    """Scene, span, axis or grouping is another one."""
    arranged = Signal()
    """The lanes or their order are others."""
    lanesChosen = Signal()
    """Lanes were pinned, or put in another order by choice."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.axis_kind = AxisKind.TIME
        self.grouping = Grouping.STREAM
        self.collapse = False
        """Whether long idle stretches of time are."""
        self.thin = False
        """Whether lanes are so thin that ten times as many are in view."""
        self.lane_order = LaneOrder.ACTIVITY
        self.pins: tuple[str, ...] = ()
        """The names of the lanes that stay at the top."""
        self.linked: tuple[int, ...] = ()
        self.rows_shown = 8
        self._planner = Planner(session.index)
        self._chosen = False
        self._moved = False
        self._building = False
        self._stale = False
        self._sorted = False
        self._lane: Lane | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._settled)
        self._opened = False
        self.scene: Scene = build(Planner(TimelineIndex()).plan(session.ledger, self.axis_kind, self.grouping))
        self.span: Span = self.scene.axis.whole()
        self.order: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.row_of_lane: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self._arranged_for: Span | None = None
        session.indexGrown.connect(self.rebuild)
        session.ledgerChanged.connect(self.rebuild)
        session.cursorChanged.connect(self.show_position)
        self.rebuild()

    # The scene

    @property
    def times_usable(self) -> bool:
        """Whether the time axis can be chosen."""
        return has_usable_times(self.session.index)

    def rebuild(self) -> None:
        """Arrange the events anew: at once where that is quick, otherwise off the GUI thread."""
        plan, before = self._plan(), self.scene
        if self._building:
            self._stale = True
        elif plan.work(before) <= AT_ONCE:
            self._take(build(plan, before))
        else:
            self._build_apart(plan, before)

    def _build_apart(self, plan: Plan, before: Scene | None) -> None:
        self._building = True
        self._timeline_lane().submit(lambda _job: build(plan, before), self._built, label="Arranging the timeline")

    def set_axis(self, kind: AxisKind) -> None:
        """Show times or positions along the axis; the events in view stay in view."""
        if kind is self.axis_kind or (kind is AxisKind.TIME and not self.times_usable):
            return
        self._chosen = True
        self.axis_kind = kind
        self.rebuild()

    def set_grouping(self, grouping: Grouping) -> None:
        """Make lanes of something else."""
        if grouping is not self.grouping:
            self.grouping = grouping
            self.rebuild()

    def set_collapse(self, collapse: bool) -> None:
        """Draw long idle stretches of time short, or as long as they are; the events in view stay in view."""
        if collapse is not self.collapse:
            self.collapse = collapse
            self.rebuild()

    def set_thin(self, thin: bool) -> None:
        """Draw lanes thin, or as high as their marks."""
        if thin is not self.thin:
            self.thin = thin
            self.lanesChosen.emit()
            self.changed.emit()

    def set_thread(self, positions: Sequence[int]) -> None:
        """Draw a thread between the selected event and these: its cause, and what it caused."""
        self.linked = tuple(positions)
        self.changed.emit()

    def _plan(self) -> Plan:
        if not self._chosen:
            self.axis_kind = AxisKind.TIME if self.times_usable else AxisKind.POSITION
        return self._planner.plan(self.session.ledger, self.axis_kind, self.grouping, collapse=self.collapse)

    def _built(self, scene: Scene) -> None:
        self._building = False
        self._take(scene)
        if self._stale:
            self._stale = False
            self.rebuild()
        elif self.session.indexed and not self._sorted:
            # What came in parts while the store was read is sorted as one, which is faster to draw.
            self._sorted = True
            if len(scene.table.parts) > 1:
                self._build_apart(self._plan(), None)

    def _take(self, scene: Scene) -> None:
        before, self.scene = self.scene, scene
        whole = scene.axis.whole()
        grown = self._opened and (before.axis.kind, before.grouping) == (scene.axis.kind, scene.grouping)
        if not self._opened and self.session.indexed and len(scene):
            self._opened = True
            if not self._moved:
                self.span = self._opening_span()
        elif not self._moved and not self._opened:
            self.span = whole
        elif before.axis.kind is not scene.axis.kind:
            self.span = self._same_events(before)
        elif self.span == before.axis.whole():
            self.span = whole
        elif before.axis.gaps is not scene.axis.gaps:
            self.span = self._same_times(before.axis)
        self.span = self.span.within(whole)
        if grown:
            self._add_lanes()
        else:
            # Whatever was in order before are other lanes; a new order may take longer than a frame.
            if len(scene.names) > _LANES_AT_ONCE:
                self._set_order(np.arange(len(scene.names), dtype=np.int32))
            self._rearrange()
        self.changed.emit()

    def _opening_span(self) -> Span:
        """The last effective events up to the cursor with all between them, and some of what follows."""
        axis = self.scene.axis
        if len(axis) - axis.first <= _OPENING_EVENTS:
            return axis.whole()
        row = max(0, axis.row_at_or_before(self.session.cursor))
        start = max(0, row + 1 - _OPENING_ROWS)
        effective = start + np.flatnonzero(~self.session.index.ignored_mask(self.session.ledger, start, row + 1))
        earliest = int(effective[-_OPENING_EVENTS:][0]) if len(effective) else start
        latest = min(row + _OPENING_EVENTS // 3, len(axis) - 1)
        values = axis.values_of(np.clip([axis.rank(earliest), axis.rank(latest)], axis.first, None))
        return axis.around(int(values.min()), int(values.max()))

    def _same_events(self, before: Scene) -> Span:
        """The span of the new axis that holds the events that were in view."""
        axis = self.scene.axis
        if self.span == before.axis.whole():
            return axis.whole()
        low, high = before.axis.ranks_within(self.span)
        ranks = axis.ranks_of(before.axis.rows_of(np.arange(low, high)))
        ranks = ranks[ranks >= axis.first]
        if not len(ranks):
            value = axis.value_of(self.session.cursor)
            return axis.whole() if value is None else axis.around(value, value)
        return axis.around(axis.value(int(ranks.min())), axis.value(int(ranks.max())))

    def _same_times(self, before: Axis) -> Span:
        """The span between the same times, where other stretches are collapsed than before."""
        axis = self.scene.axis
        start, end = (axis.value_at(before.time(value)) for value in (self.span.start, self.span.end))
        return Span(start, max(end - start, axis.shortest))

    def hatches_in_view(self) -> bool:
        """Whether any ignored stretch reaches into the visible span."""
        axis, span = self.scene.axis, self.span
        for hatch in self.scene.hatches:
            goes_on = hatch.last + 1 >= len(axis)
            if axis.value(hatch.first) < span.end and (goes_on or axis.value(hatch.last) >= span.start):
                return True
        return False

    # The order of the lanes

    def set_rows_shown(self, rows: int) -> None:
        """How many lanes fit on the screen."""
        if rows != self.rows_shown:
            self.rows_shown = rows
            self._settle.start()

    def _settled(self) -> None:
        if self.lane_order is LaneOrder.ACTIVITY:
            self._rearrange()

    def set_lane_order(self, order: LaneOrder) -> None:
        """Put the lanes in another order."""
        if order is not self.lane_order:
            self.lane_order = order
            self.lanesChosen.emit()
            self._rearrange()

    def toggle_pin(self, lane: int) -> None:
        """Keep a lane at the top, below those that are there, or let it go again."""
        name = self.scene.names[lane]
        others = tuple(pin for pin in self.pins if pin != name)
        self.set_pins((*self.pins, name) if others == self.pins else others)

    def set_pins(self, names: Sequence[str]) -> None:
        """Keep these lanes at the top, and no others."""
        self.pins = tuple(names)
        self.lanesChosen.emit()
        self._rearrange()

    @property
    def pinned(self) -> int:
        """How many of the lanes that there are stay at the top."""
        return len(self._pinned_lanes())

    def _pinned_lanes(self) -> list[int]:
        if not self.pins:
            return []
        wanted = set(self.pins)
        lanes = {name: lane for lane, name in enumerate(self.scene.names) if name in wanted}
        return [lanes[name] for name in self.pins if name in lanes]

    def _rearrange(self) -> None:
        scene = self.scene
        self._settle.stop()
        self._arranged_for = self.span
        own, span, kind, shown = scene.lane_of(self.session.cursor), self.span, self.lane_order, self.rows_shown

        def found() -> npt.NDArray[np.int32]:
            if kind is LaneOrder.ACTIVITY:
                return arrange(scene.lane_counts(span), shown, own)
            return ordered(scene.table, scene.names, kind)

        if len(scene.names) <= _LANES_AT_ONCE:
            self._take_order(scene, kind, found())
        else:
            self._timeline_lane().submit(lambda _job: found(), partial(self._take_order, scene, kind), label="Lanes")

    def _take_order(self, scene: Scene, kind: LaneOrder, order: npt.NDArray[np.int32]) -> None:
        """Put the lanes in an order that was found for a scene, unless another one was chosen meanwhile."""
        if kind is self.lane_order and scene.grouping is self.scene.grouping:
            self._set_order(pinned_first(order, self._pinned_lanes()))
            self._add_lanes()
            self.arranged.emit()

    def _timeline_lane(self) -> Lane:
        if self._lane is None:
            self._lane = self.session.jobs.add_lane("timeline")
        return self._lane

    def _add_lanes(self) -> None:
        """Lanes that came since are put below; those that are on the screen stay where they are."""
        known, now = len(self.order), len(self.scene.names)
        if now > known:
            self._set_order(np.concatenate((self.order, np.arange(known, now, dtype=np.int32))))

    def _set_order(self, order: npt.NDArray[np.int32]) -> None:
        self.order = order
        self.row_of_lane = np.empty_like(order)
        self.row_of_lane[order] = np.arange(len(order), dtype=np.int32)

    # Moving

    def look_at(self, span: Span) -> None:
        """Show a span, or the nearest one inside the store's whole."""
        self._moved = True
        span = span.within(self.scene.axis.whole())
        if span == self.span:
            return
        self.span = span
        # Panning keeps the lanes where they are until half of what they were arranged for has gone.
        arranged = self._arranged_for
        if arranged is None or arranged.length != span.length or not arranged.contains(span.center):
            self._settle.start()
        self.changed.emit()

    def zoom(self, factor: float, anchor: int | Fraction) -> None:
        """Show a span `factor` times as long; the value `anchor` stays where it is."""
        axis = self.scene.axis
        self.look_at(self.span.zoomed(anchor, factor, axis.shortest, axis.whole().length))

    def pan(self, screens: float) -> None:
        """Move by so many times what is in view."""
        numerator, denominator = screens.as_integer_ratio()
        self.look_at(self.span.moved(self.span.length * numerator // denominator))

    def fit_all(self) -> None:
        """Show the whole store."""
        self.look_at(self.scene.axis.whole())

    def focus_cursor(self) -> None:
        """Centre the selected event; when it is centred already, zoom to its surroundings."""
        value = self.scene.axis.value_of(self.session.cursor)
        if value is None:
            return
        centred = self.span.moved(value - self.span.center).within(self.scene.axis.whole())
        if centred != self.span:
            self.look_at(centred)
        else:
            self.look_at(self._surroundings(value))

    def scrub(self, value: int) -> None:
        """Move the cursor to the last event at or before a value of the axis, or before all events."""
        axis = self.scene.axis
        rank = axis.rank_at_or_before(value)
        self.session.set_cursor(int(axis.positions[axis.row(rank)]) if rank >= 0 else 0)

    def show_position(self, position: int) -> None:
        """Pan as little as it takes to have a position in view, with a little air."""
        value = self.scene.axis.value_of(position)
        if value is None or self.span.contains(value):
            return
        air = self.span.length // 6
        start = value - air if value < self.span.start else value + air - self.span.length
        if abs(start - self.span.start) > self.span.length:
            start = value - self.span.length // 2
        moved = self._moved
        self.look_at(Span(start, self.span.length))
        self._moved = moved

    def _surroundings(self, value: int) -> Span:
        """A span around a value that holds some forty events of its lane, or all of them."""
        scene, axis = self.scene, self.scene.axis
        lane = scene.lane_of(self.session.cursor)
        if lane is None:
            return axis.around(value, value)
        start, stop = scene.table.slot(lane, axis.first), scene.table.lane(lane)[1]
        row = axis.row_at_or_before(self.session.cursor)
        slot = scene.table.slot(lane, axis.rank(row))
        if not start <= slot < stop:
            return axis.around(value, value)
        low, high = max(start, slot - 20), min(stop, slot + 21) - 1
        reach = max(value - scene.value_of_slot(low), scene.value_of_slot(high) - value)
        return axis.around(value - reach, value + reach)
