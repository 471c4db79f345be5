"""The timeline's index: streamed in when a store opens, and extended as the store grows."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.events.errors import InspectorError
from inspector.events.log import EventLog, Growth, IndexColumns, KeptColumns
from inspector.events.names import Names
from inspector.events.operation import Operation
from inspector.replay.index import TimelineIndex
from inspector.ui.jobs import Job, Lane

if TYPE_CHECKING:
    from inspector.workspace.workspace import Workspace

_THROTTLE_MS = 30
"""Views hear of growth at once, then at most this often: each of them repaints then."""
_BREATH = 1
"""How many times as long as the views were busy they are left alone then: the user's hands come first."""
_OPENING_MS = 200
"""How often while a store is read for the first time: what is read comes fast then, and its end is told at once."""
_MOST_ROOM = 1 << 26
"""Rows that are made room for beforehand; positions with gaps may end anywhere."""


@dataclass(frozen=True, slots=True)
class _Look:
    growth: Growth
    operations: tuple[Operation, ...]


class Feed(QObject):
    """Owns the index and the connection that fills it. GUI thread only; the reading is done in the index lane.

    Every event enters the index once and in order: the lane is first in, first out, and each read goes on from the last
    position that was read.
    """

    grown = Signal()
    looked = Signal(object)
    """Growth: what a look has found"""
    waitingChanged = Signal()
    operationsRead = Signal(object)
    lost = Signal(object)
    """Growth.GONE or Growth.REWRITTEN: the file is not the one that was opened any more."""
    failed = Signal(object)
    spoilt = Signal()
    """What was kept of the store, and is shown, is not as it was written; it is gone by now, so begin again."""

    def __init__(self, workspace: Workspace, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.index = TimelineIndex()
        self.complete = False
        self.waiting = 0
        """How many events are known to be there that were not taken over."""
        self._workspace = workspace
        self._lane = lane
        self._log: EventLog | None = None
        self._read_upto = 0
        self._counted_upto = 0
        self._looking = 0
        self._more = False
        self._throttle = QTimer(self, singleShot=True, interval=_OPENING_MS)
        self._throttle.timeout.connect(self._tell_growth)

    def start(self, last: int) -> None:
        """Read the whole store, whose last position is known to be `last` (for the progress)."""
        self._lane.submit(lambda job: self._open(job, last), self._started, self._fail, label="Indexing")

    def look(self, after_operation: int, always: bool = False) -> None:
        """See whether the store has grown and take over what is new; `always`: without asking whether it has."""
        if self._looking and not always:
            return
        self._looking += 1
        self._lane.submit(lambda job: self._look(job, after_operation, always), self._looked, self._fail)

    def count(self) -> None:
        """See whether the store has grown, and only count what is new."""
        if not self._looking:
            self._looking += 1
            self._lane.submit(self._count, self._counted, self._fail)

    def close(self) -> None:
        """Release the read connection; after the lane has ended."""
        self._throttle.stop()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _reader(self) -> EventLog:
        if self._log is None:
            self._log = self._workspace.reader()
            self._log.poll()
        return self._log

    def _open(self, job: Job, last: int) -> bool:
        """Read everything, beginning with what is kept; whether that is sound."""
        kept = self._reader().kept_columns(self.index.names)
        if kept is not None:
            self._read_upto = int(kept.columns.positions[-1])
            job.deliver(partial(self._adopt, kept))
            if not kept.is_sound(job):
                return False
        self._extend(job, last)
        return True

    def _keep(self, job: Job) -> None:
        log, names = self._reader(), Names()
        if log.keep_columns(self.index.columns(), self.index.order, cancel=job):
            kept = log.kept_columns(names)
            if kept is not None and kept.is_sound(job):
                job.deliver(partial(self._map, kept.columns))

    def _map(self, columns: IndexColumns) -> None:
        """Hold what is kept now in place of a copy of it: it counts as memory only where it is looked at."""
        if self.index.replace(columns):
            self.grown.emit()

    def _extend(self, job: Job, last: int) -> None:
        self._make_room(job)
        for columns in self._reader().columns(self._read_upto, names=self.index.names, cancel=job):
            if len(columns.positions):
                self._read_upto = int(columns.positions[-1])
                job.deliver(partial(self._take, columns))
                job.report(self._read_upto, last)

    def _make_room(self, job: Job) -> None:
        """Have the index's rows copied here, where it holds up nothing, if those to come do not fit beside them."""
        coming = min(self._reader().last_position() - self._read_upto, _MOST_ROOM)
        rows = len(self.index) + coming
        if coming > 0 and rows > self.index.room:
            job.deliver(self.index.roomier(rows + rows // 8))

    def _look(self, job: Job, after_operation: int, always: bool) -> _Look:
        log = self._reader()
        growth = log.poll()
        if growth in (Growth.GONE, Growth.REWRITTEN) or (growth is Growth.UNCHANGED and not always):
            return _Look(growth, ())
        operations = log.operations(after_operation)
        self._extend(job, 0)
        return _Look(growth, operations)

    def _count(self, job: Job) -> tuple[Growth, int]:
        log = self._reader()
        growth, found = log.poll(), 0
        if growth is Growth.GROWN:
            for columns in log.columns(max(self._read_upto, self._counted_upto), cancel=job):
                found += len(columns.positions)
                self._counted_upto = int(columns.positions[-1])
        return growth, found

    def _adopt(self, kept: KeptColumns) -> None:
        self.index.adopt(kept)
        self.grown.emit()

    def _take(self, columns: IndexColumns) -> None:
        self.index.extend(columns)
        self._more = True
        if not self._throttle.isActive():
            self._throttle.start()
            if self.complete:
                self._tell_growth()

    def _tell_growth(self) -> None:
        if self._more:
            self._more = False
            self._throttle.start(_THROTTLE_MS if self.complete else _OPENING_MS)
            began = time.monotonic()
            self.grown.emit()
            # What was to be painted has been painted before the loop comes to a timer.
            QTimer.singleShot(0, self, lambda: self._breathe(time.monotonic() - began))

    def _breathe(self, busy_s: float) -> None:
        pause = round(busy_s * 1000 * _BREATH)
        if self._throttle.isActive() and pause > self._throttle.interval():
            self._throttle.start(pause)

    def _started(self, sound: bool) -> None:
        if not sound:
            self.spoilt.emit()
            return
        self.complete = True
        self._more = False
        self._throttle.stop()
        self._throttle.setInterval(_THROTTLE_MS)
        self.grown.emit()
        self._lane.submit(self._keep, lambda _nothing: None)

    def _looked(self, look: _Look) -> None:
        self._looking -= 1
        if look.operations:
            self.operationsRead.emit(look.operations)
        if look.growth not in (Growth.GONE, Growth.REWRITTEN):
            self._wait_for(0)
        self._tell_look(look.growth)

    def _counted(self, found: tuple[Growth, int]) -> None:
        self._looking -= 1
        growth, count = found
        self._wait_for(self.waiting + count)
        self._tell_look(growth)

    def _wait_for(self, count: int) -> None:
        if count != self.waiting:
            self.waiting = count
            self.waitingChanged.emit()

    def _tell_look(self, growth: Growth) -> None:
        self.looked.emit(growth)
        if growth in (Growth.GONE, Growth.REWRITTEN):
            self.lost.emit(growth)

    def _fail(self, error: InspectorError) -> None:
        self._looking = max(0, self._looking - 1)
        self.looked.emit(Growth.UNCHANGED)
        self.failed.emit(error)
