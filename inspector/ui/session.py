"""One open store in a window: the cursor, what is shown of the store, and what it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, InspectorError
from inspector.events.event import Event
from inspector.events.log import TextFilter
from inspector.events.operation import Ledger, Operation
from inspector.ui.feed import Feed
from inspector.ui.folding import Folding
from inspector.ui.following import Following
from inspector.ui.jobs import Job, Jobs
from inspector.ui.lookup import Lookup
from inspector.ui.opening import Moved, Opened
from inspector.ui.outlook import Outlook
from inspector.ui.pages import PageCache
from inspector.ui.search import Search
from inspector.ui.state_scope import StateScope

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from inspector.replay.index import TimelineIndex
    from inspector.workspace.changes import Changes


class Session(QObject):
    """What the panes of one window share. GUI thread only; reading and writing happen in the lanes of `jobs`.

    Lives as long as its window; `close` ends the lanes and releases the file. Positions in signals are objects: they do
    not fit Qt's 32-bit int.
    """

    cursorChanged = Signal(object)
    headChanged = Signal(object)
    rowsRead = Signal()
    """The events around the cursor are here, and the rest begins."""
    indexGrown = Signal()
    ledgerChanged = Signal()
    changed = Signal(object)
    """Changes: what a write through this window did"""
    scopeChanged = Signal()
    filterChanged = Signal()
    stepStarted = Signal()
    stepReady = Signal(object)
    """Step: the answer for the cursor as it is now"""
    pagesReady = Signal()
    liveChanged = Signal(bool)
    waitingChanged = Signal()
    writableChanged = Signal(bool)
    foldChanged = Signal()
    failed = Signal(str)
    moved = Signal(object)
    """Moved: what a write through this window did where it moved rows, so that nothing that is shown holds"""
    lost = Signal(object)
    """Growth.GONE or Growth.REWRITTEN"""
    spoilt = Signal()
    """What is shown is not true: open the store again"""

    def __init__(
        self,
        opened: Opened,
        jobs: Jobs,
        parent: QObject | None = None,
        *,
        stream: str | None = None,
        since: int | None = None,
    ) -> None:
        """stream: pins the scope; it follows the cursor if None. `start` begins to read, when somebody listens.

        since: the last operation when the window opened, if that is earlier.
        """
        super().__init__(parent)
        workspace = opened.workspace
        self.workspace = workspace
        self.jobs = jobs
        self.ledger: Ledger = workspace.ledger
        self.since = self.ledger.last_number if since is None else since
        """The last operation when the window opened: undo reaches only what came later."""
        self.last = opened.last
        self.head = opened.head
        self.cursor = opened.head if opened.at is None else opened.at
        self.live = False
        self._lost: object | None = None
        """What became of the file while we were writing it."""
        self.state_scope = StateScope(self, stream)
        self.state_scope.changed.connect(self.scopeChanged)
        self.state_scope.started.connect(self.stepStarted)
        self.state_scope.ready.connect(self.stepReady)
        self.state_scope.failed.connect(self.fail)
        self._search = Search(workspace, jobs.search, lambda: self.index if self.indexed else None, self)
        self._search.changed.connect(self.filterChanged)
        self._search.failed.connect(self.fail)
        self._pages = PageCache(workspace, jobs.pages, self)
        self._pages.ready.connect(self.pagesReady)
        self._feed = Feed(workspace, jobs.index, self)
        self._feed.grown.connect(self._grown)
        self._feed.operationsRead.connect(self._add_operations)
        self._feed.lost.connect(self._lose)
        self._feed.waitingChanged.connect(self.waitingChanged)
        self._feed.spoilt.connect(self.spoilt)
        self._feed.failed.connect(self.fail)
        self.outlook = Outlook(workspace, self)
        self.lookup = Lookup(workspace, jobs, self)
        self.lookup.failed.connect(self.fail)
        self.folding = Folding(workspace, jobs, self)
        self.folding.changed.connect(self._fold_changed)
        self.folding.failed.connect(self.fail)
        self.stepReady.connect(lambda _step: self.folding.suggest())
        self._following = Following(workspace.path, self)
        self._following.wanted.connect(self._look)
        self._feed.looked.connect(self._following.looked)

    def start(self) -> None:
        """Read the first rows and an estimate of the density; then the state at the cursor and the index of all."""
        self.want(range(max(1, self.cursor - 40), self.cursor + 1))
        self.outlook.look(self.jobs.index, self.last)
        # Both are read in a moment if nothing else is loaded or read meanwhile.
        self.jobs.pages.when_idle(lambda: self.jobs.index.when_idle(self._go_on))

    def _go_on(self) -> None:
        self.rowsRead.emit()
        self._feed.start(self.last)
        self.state_scope.request()

    def close(self, *, keep_workspace: bool = False) -> None:
        """End the lanes, finish waiting writes, and release the file unless somebody goes on with it."""
        self._following.stop()
        self._search.stop()
        self.jobs.shut_down()
        self._feed.close()
        self._pages.close()
        self._search.close()
        self.lookup.close()
        if not keep_workspace:
            self.workspace.close()

    # What is there

    @property
    def index(self) -> TimelineIndex:
        """The narrow columns of all events; grows while a store opens (`indexGrown`)."""
        return self._feed.index

    @property
    def indexed(self) -> bool:
        """Whether the index has caught up with the store."""
        return self._feed.complete

    def event_at(self, position: int) -> Event | None:
        """The event at a position, None if it is not here yet: `want` it and wait for `pagesReady`.

        Not `event`: that name is Qt's, which calls it with every timer and queued signal.
        """
        return self._pages.event_at(position)

    def want(self, positions: Sequence[int]) -> None:
        """Fetch the events at these positions that are not here yet; `pagesReady` says that some have come."""
        self._pages.want(positions, self.last)

    def stream_at(self, position: int) -> str | None:
        """The stream of the event at a position, None if there is none or it is not known yet."""
        row = self.index.row_at_or_before(position)
        if row >= 0 and int(self.index.positions[row]) == position:
            return self.index.stream_names[int(self.index.streams[row])]
        event = self.event_at(position)
        return None if event is None else event.stream

    def is_ignored(self, position: int) -> bool:
        """Whether the event at a position is covered by a rollback in force or an undone append."""
        stream = self.stream_at(position)
        return stream is not None and self.ledger.ignores(position, stream)

    # The cursor

    def set_cursor(self, position: int) -> None:
        """Look at a position; 0 is before the first event. A position in a gap means the event before it."""
        position = max(0, min(position, self.last))
        if self._feed.complete and position:
            row = self.index.row_at_or_before(position)
            position = int(self.index.positions[row]) if row >= 0 else 0
        if position == self.cursor:
            return
        self.cursor = position
        self.want((position,))
        self.cursorChanged.emit(position)
        self.state_scope.follow()
        self.state_scope.request()

    def step(self, direction: int, *, stream: str | None = None) -> None:
        """Move to the next (1) or previous (-1) written event, of one stream or of all."""
        if self._feed.complete or stream is not None:
            position = self.index.neighbour(self.cursor, direction, stream=stream)
        else:
            position = max(1, self.cursor + direction)
        if position is not None:
            self.set_cursor(position)

    def first(self) -> None:
        """Move to the first event."""
        self.set_cursor(int(self.index.positions[0]) if len(self.index.positions) else 1)

    def to_head(self) -> None:
        """Move to the last effective event."""
        self.set_cursor(self.head)

    def step_match(self, direction: int) -> None:
        """Move to the next (1) or previous (-1) event that matches the filter."""
        position = self._search.neighbour(self.cursor, direction)
        if position is not None:
            self.set_cursor(position)

    # The scope of the state panel

    @property
    def scope(self) -> str | None:
        """The stream that is looked at; None for the whole store."""
        return self.state_scope.stream

    @property
    def pinned(self) -> bool:
        """Whether the scope stays where it is when the cursor moves."""
        return self.state_scope.pinned

    def set_scope(self, stream: str | None) -> None:
        """Show this stream, or the whole store (None), wherever the cursor goes."""
        self.state_scope.pin(stream)

    # The filter

    @property
    def filter(self) -> TextFilter:
        """What is looked for; empty for no filter."""
        return self._search.where

    @property
    def filtered(self) -> npt.NDArray[np.int64] | None:
        """The ascending positions that match, so far while `searching`; None: no filter, or none looked at yet.

        While the filter stays the same, more come at the end and none goes.
        """
        return self._search.found

    @property
    def searching(self) -> bool:
        """Whether matches are being looked for."""
        return self._search.running

    @property
    def search_stopped(self) -> bool:
        """Whether the user ended the search before all matches were found."""
        return self._search.stopped

    def set_filter(self, where: TextFilter) -> None:
        """Look for the events that match; `filterChanged` says that `filtered` is there."""
        self._search.look_for(where)

    # Growth

    @property
    def waiting(self) -> int:
        """How many events have come since the store is not live any more."""
        return self._feed.waiting

    def set_live(self, live: bool) -> None:
        """Take over what others append, the cursor with it if it is at the head; or only count it."""
        if live != self.live:
            self.live = live
            if live:
                self._following.start()
                self._look()
            self.liveChanged.emit(live)

    def _look(self) -> None:
        if self.live:
            self._feed.look(self.ledger.last_number, always=self.waiting > 0)
        else:
            self._feed.count()

    def _grown(self) -> None:
        known = self.last
        self._update_head()
        self.indexGrown.emit()
        if self.last > known:
            self._search.grown()

    def _add_operations(self, operations: tuple[Operation, ...]) -> None:
        new = tuple(row for row in operations if row.number > self.ledger.last_number)
        if new:
            self._take_ledger(self.ledger.extended(new))

    def _take_ledger(self, ledger: Ledger) -> None:
        before = self.ledger.spans
        self.ledger = ledger
        self.ledgerChanged.emit()
        moved = self._update_head()
        if not moved and before != ledger.spans:
            self.state_scope.request()

    def _update_head(self) -> bool:
        """Recompute the head, and go with it if the cursor was there; whether the cursor moved."""
        positions = self.index.positions
        if len(positions):
            self.last = max(self.last, int(positions[-1]))
        if not self._feed.complete:
            return False
        head = self.index.last_effective(self.ledger)
        if head == self.head:
            return False
        follows = self.cursor == self.head
        self.head = head
        self.headChanged.emit(head)
        if follows:
            self.set_cursor(head)
        return follows

    def _lose(self, growth: object) -> None:
        if self.workspace.facts.physical and not self.jobs.write.is_idle():
            self._lost = growth  # our own write moves rows, and `moved` will say so, unless it fails
        else:
            self._let_go(growth)

    def _let_go(self, growth: object) -> None:
        self._following.stop()
        self.set_live(False)
        self.lost.emit(growth)

    # Writing

    def write(
        self,
        work: Callable[[Job], Changes],
        done: Callable[[Changes], None] | None = None,
        failed: Callable[[InspectorError], None] | None = None,
        *,
        label: str = "Writing",
    ) -> Job:
        """Write in the write lane, tell every view, then call `done`; without `failed` the window says why."""
        workspace, looked_at = self.workspace, self.scope

        def written(job: Job) -> Changes | Moved:
            changes = work(job)
            return Moved.of(changes, workspace, looked_at) if workspace.facts.physical else changes

        def finished(result: Changes | Moved) -> None:
            if isinstance(result, Moved):
                self.moved.emit(result)
                changes = result.changes
            else:
                self._take_ledger(workspace.ledger)
                self._feed.look(self.ledger.last_number, always=True)
                changes = result
            self.changed.emit(changes)
            if done is not None:
                done(changes)

        def given_up(error: InspectorError) -> None:
            (failed or self.fail)(error)
            if self._lost is not None:
                self._let_go(self._lost)

        return self.jobs.write.submit(written, finished, given_up, label=label)

    def set_writable(self, writable: bool, done: Callable[[], object] | None = None) -> None:
        """Switch writing on or off for this file; `done` is called when that has worked."""

        def switch(_cancel: Cancel) -> None:
            if writable:
                self.workspace.make_writable()
            else:
                self.workspace.make_read_only()

        def switched(_none: None) -> None:
            self.writableChanged.emit(writable)
            if done is not None:
                done()

        self.jobs.write.submit(switch, switched, self._writable_failed)

    def _fold_changed(self) -> None:
        self.state_scope.forget_projection()
        self.foldChanged.emit()
        self.state_scope.request()

    def _writable_failed(self, error: InspectorError) -> None:
        self.writableChanged.emit(self.workspace.writable)
        self.fail(error)

    def fail(self, error: InspectorError) -> None:
        """Have the window say why something that was asked for was not done."""
        if not isinstance(error, Cancelled):
            self.failed.emit(str(error))
