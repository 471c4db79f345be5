"""Whose state a window looks at: a stream, the whole store, or a projection; and asking for that state."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.events.arrays import np
from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, InspectorError
from inspector.replay.appearances import Appearances
from inspector.workspace.frame import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from inspector.events.operation import Ledger
    from inspector.replay.index import Int32s, Int64s, TimelineIndex
    from inspector.ui.jobs import Job
    from inspector.ui.session import Session
    from inspector.workspace.frame import Frame


class StateScope(QObject):
    """The scope of one session. GUI thread only; the folding happens in the lanes of its jobs.

    stream: follows the cursor unless `pinned`; None while pinned is the whole store.
    projection: looked at in place of streams, if any; its `key` follows the cursor, unless `every_key` is looked at.
    """

    changed = Signal()
    started = Signal()
    ready = Signal(object)
    """Step: the answer for the cursor as it is now"""
    failed = Signal(object)

    def __init__(self, session: Session, stream: str | None) -> None:
        super().__init__(session)
        self._session = session
        self.stream = stream
        self.pinned = stream is not None
        self.projection: str | None = None
        self.key: str | None = None
        self.every_key = False
        self.answer: Step | None = None
        """The last one, for who comes later."""
        self.names: Sequence[str] = ()
        """The streams, or the projection's keys, up to the cursor, while all of them are looked at."""
        self._appeared: tuple[tuple[int, int], Appearances] | None = None
        """Of an index and a ledger, by revision and number. Used in the read lane only."""

    def resume(self, other: StateScope, gone: str | None) -> None:
        """Look at what was looked at before rows moved, but for a stream that is gone; the session asks for it."""
        if other.stream is None or other.stream != gone:
            self.stream, self.pinned = other.stream, other.pinned
        self.projection, self.every_key = other.projection, other.every_key

    @property
    def is_whole(self) -> bool:
        """Whether the states of all streams, or of all keys, are looked at."""
        return self.every_key if self.projection is not None else self.pinned and self.stream is None

    def pin(self, stream: str | None) -> None:
        """Show this stream, or the whole store (None), wherever the cursor goes; `unpin` follows it again."""
        self._set(stream, pinned=True)

    def unpin(self) -> None:
        """Let the scope follow the cursor's stream."""
        self._set(self._session.stream_at(self._session.cursor) or self.stream, pinned=False)

    def project(self, projection: str, *, every_key: bool = False) -> None:
        """Show a projection: the key of the cursor's event, or every key."""
        if (projection, every_key) != (self.projection, self.every_key):
            if self.pinned and self.stream is None:
                self.pinned = False
            self.projection, self.every_key, self.key = projection, every_key, None
            self.changed.emit()
            self.request()

    def follow(self) -> None:
        """The cursor has moved."""
        stream = self._session.stream_at(self._session.cursor)
        if not self.pinned and stream is not None and stream != self.stream:
            self.stream = stream
            self.changed.emit()

    def forget_projection(self) -> None:
        """Other reducers are in use: stay with the projection only if they declare one of that name."""
        if self.projection is not None and self.projection not in self._session.workspace.projections:
            self.projection, self.key = None, None
            self.changed.emit()

    def request(self) -> None:
        """Ask for the state at the cursor; a newer question supersedes."""
        session = self._session
        if not session.last:
            return
        at, number, projection = session.cursor, session.ledger.last_number, self.projection
        stream = self.stream if self.pinned and self.stream is not None else session.stream_at(at)
        fallback, key, every = self.stream, self.key, self.every_key
        self.started.emit()

        index = self._indexed() if self.is_whole and projection is None else None

        def read(cancel: Cancel) -> tuple[Step, Sequence[str]]:
            if session.workspace.ledger.last_number < number:
                session.workspace.refresh()
            if index is not None:
                nothing = session.workspace.frame(at=0, cancel=cancel)
                return Step(replace(nothing, position=at), None, {}, (), None), self._names(at, *index)
            if projection is None:
                return self._read(at, stream, fallback, cancel), ()
            keys = session.workspace.keys(projection, at, cancel=cancel) if every else ()
            return session.workspace.project_step(projection, key, at, cancel=cancel), keys

        session.jobs.read.submit(read, self._show, self.failed.emit, label="Reading the state")

    def request_each(self, names: Sequence[str], at: int, done: Callable[[str, Frame], None]) -> Job:
        """Ask for the states of some streams, or of keys of the projection that is looked at: each as soon as it is
        there. Whoever asks anew supersedes the job.
        """

        def read(job: Job) -> None:
            for name in names:
                job.check()
                job.deliver(partial(done, name, self._frame(projection, name, at, job)))

        projection = self.projection
        return self._session.jobs.states.submit(read, lambda _none: None, self.failed.emit, label="Reading states")

    def request_one(
        self, name: str, at: int, done: Callable[[Frame], None], failed: Callable[[InspectorError], None] | None = None
    ) -> Job:
        """Ask for the state of one stream, or of one key of the projection that is looked at; in order."""
        projection = self.projection

        def read(cancel: Cancel) -> Frame:
            return self._frame(projection, name, at, cancel)

        return self._session.jobs.states.submit(read, done, failed or self.failed.emit, label=f"Reading {name}")

    def _frame(self, projection: str | None, name: str, at: int, cancel: Cancel) -> Frame:
        workspace = self._session.workspace
        if projection is None:
            return workspace.frame(name, at, cancel=cancel)
        return workspace.project(projection, name, at, cancel=cancel)

    def _indexed(self) -> tuple[TimelineIndex, Int64s, Int32s, Ledger, int]:
        """The index as it is now, for another thread: what it hands out stays as it is."""
        index = self._session.index
        return index, index.positions, index.streams, self._session.ledger, index.revision

    def _names(
        self, at: int, index: TimelineIndex, positions: Int64s, streams: Int32s, ledger: Ledger, revision: int
    ) -> Sequence[str]:
        """The streams that have an effective event at or before a position."""
        known = (revision, ledger.last_number)
        if self._appeared is None or self._appeared[0] != known:
            ignored = index.ignored_mask(ledger, 0, len(positions)) if ledger.spans else None
            self._appeared = known, Appearances(streams, ignored, index.stream_names)
        return self._appeared[1].upto(int(np.searchsorted(positions, at, side="right")))

    def _read(self, at: int, stream: str | None, fallback: str | None, cancel: Cancel) -> Step:
        workspace = self._session.workspace
        if stream is None:
            with closing(workspace.reader()) as log:
                found = log.page([at]) or list(log.page([1]))
            stream = found[0].stream if found and (found[0].position == at or fallback is None) else fallback
        if stream is None:
            raise Cancelled
        return workspace.step(stream, at, cancel=cancel)

    def _show(self, answer: tuple[Step, Sequence[str]]) -> None:
        step, self.names = answer
        self.answer = step
        if self.projection is not None:
            self.key = step.frame.key
        elif not self.pinned and step.frame.stream != self.stream:
            self.stream = step.frame.stream
            self.changed.emit()
        self.ready.emit(step)

    def _set(self, stream: str | None, *, pinned: bool) -> None:
        if (stream, pinned, None) != (self.stream, self.pinned, self.projection):
            self.stream, self.pinned, self.projection, self.key = stream, pinned, None, None
            self.changed.emit()
            self.request()
