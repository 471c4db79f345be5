"""One open store: reading, states, commands, rollback, undo; what the command line and the window both drive."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

from inspector.events import times
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import Refused
from inspector.events.event import Event, NewEvent
from inspector.events.json_value import JsonValue
from inspector.events.log import Copied, EventLog, Growth, Imported, StoreFacts
from inspector.events.operation import Ledger, Operation
from inspector.replay.fold import Fold
from inspector.store.reading import PLAIN, Reading
from inspector.workspace import changes
from inspector.workspace.actor import current_actor
from inspector.workspace.changes import Changes
from inspector.workspace.commands import Decider, Decision
from inspector.workspace.folds import Folds
from inspector.workspace.frame import Frame, Step
from inspector.workspace.importing import Report, import_into, silent
from inspector.workspace.info import StoreInfo, summarise
from inspector.workspace.inquiry import Inquiry
from inspector.workspace.matching import select
from inspector.workspace.moments import Moment, candidates
from inspector.workspace.open_store import OpenStore
from inspector.workspace.plan import Planner, ReversalPlan, RollbackPlan, redoable, settled, undoable
from inspector.workspace.states import States

if TYPE_CHECKING:
    from inspector.domain.loaded import LoadedDomain
    from inspector.domain.producer.loaded_producer import LoadedProducer
    from inspector.store.intake.source import Source
    from inspector.workspace.folds import Named

Place: TypeAlias = str | os.PathLike[str]


class Workspace:
    """One open store.

    Calls are serialised by a lock, so that the window's lanes may share it, and long ones can be cancelled. Positions
    are always the store's, also where a stream is named. Every method raises an `InspectorError` with one sentence for
    the user when the file, the input or a user's domain is at fault; what is written is written whole or not at all.
    """

    def __init__(self, path: Path, log: EventLog, reading: Reading = PLAIN) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._store = OpenStore(path, log, reading)
        self._folds = Folds(self._store, self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file and end the domain's process."""
        with self._lock:
            self._store.close()
            self._folds.close()

    # The store itself

    @property
    def facts(self) -> StoreFacts:
        """What the format says of the file."""
        return self._store.facts

    @property
    def writable(self) -> bool:
        """Whether writing is switched on."""
        return self._store.writable

    @property
    def ledger(self) -> Ledger:
        """The operation log as last read; immutable."""
        return self._store.ledger

    def make_writable(self) -> None:
        """Switch writing on for this file."""
        self._reopen(writable=True)

    def make_read_only(self) -> None:
        """Switch writing off again."""
        self._reopen(writable=False)

    def reader(self) -> EventLog:
        """A further, independent read connection for another thread; the caller closes it."""
        return self._store.reader()

    def refresh(self) -> Growth:
        """Look what became of the file since the last look, and take it over."""
        with self._lock:
            growth = self._store.log.poll()
            if growth is Growth.REWRITTEN:
                self._reopen(writable=self.writable)
            elif growth is Growth.GROWN:
                self._reload()
            return growth

    def last_position(self) -> int:
        """The last written position, ignored events counted; 0 in an empty store."""
        with self._lock:
            return self._store.last

    def head(self) -> int:
        """The last effective position; 0 if there is none."""
        with self._lock:
            return self._store.head

    def info(self, cancel: Cancel = NEVER) -> StoreInfo:
        """Format, counts, head, time span, types and the rollbacks in force."""
        with self._lock:
            return summarise(self._store, cancel=cancel)

    def log(self) -> tuple[Operation, ...]:
        """The rows of the operation log, oldest first."""
        return self.ledger.operations

    def export(self, path: Place, upto: Moment | None = None, cancel: Cancel = NEVER, report: Report = silent) -> int:
        """Write the effective events (up to a moment) as a new native store, ids and positions kept; how many."""
        from inspector.store.export import write_store  # noqa: PLC0415  reading must not import the ORM (0.5 s)

        with self._lock:
            stop = self._stop(upto)
        return write_store(Path(path), self.events(upto=stop, cancel=cancel), stop, report, cancel)

    def export_same_format(self, path: Place, upto: Moment | None = None, cancel: Cancel = NEVER) -> Copied:
        """Write a copy in the store's own format, cut after a moment; of a native store what `export` writes."""
        physical = self._store.physical
        if physical is None:
            return Copied(self.export(path, upto, cancel))
        with self._lock:
            return physical.write_truncated(Path(path), self._stop(upto), cancel)

    # Events and states

    def events(
        self,
        stream: str | None = None,
        type: str | None = None,
        after: int = 0,
        upto: int | None = None,
        limit: int | None = None,
        all: bool = False,
        cancel: Cancel = NEVER,
    ) -> Iterator[Event]:
        """The effective events in (after, upto], ascending; with `all` the ignored ones too.

        stream, type: names, in which `*` stands for any text. limit: at most so many.
        """
        ledger = self.ledger
        selected = select(self.reader, stream, type, after, upto, cancel=cancel)
        return islice((event for event in selected if all or not ledger.ignores(event.position, event.stream)), limit)

    def resolve(self, moment: Moment) -> tuple[int, ...]:
        """The positions that a moment may mean: one, or two where the store's times go backwards around it."""
        with self._lock:
            return candidates(self._store.log, moment)

    def state(self, stream: str | None = None, at: Moment | None = None) -> JsonValue:
        """The state of a stream, or `{stream: state}` of the whole store, after a moment; the head if none is given.

        The value is the caller's to change. A reducer that fails gives the last good state; `frame` says where and why.
        """
        return deepcopy(self.frame(stream, at).state)

    def frame(self, stream: str | None = None, at: Moment | None = None, cancel: Cancel = NEVER) -> Frame:
        """The state of a stream or of the whole store after a moment, with version, reducer, exactness and error.

        Raises `NotFound` for a stream without events and for a position past the last written one.
        """
        with self._lock:
            return self._frame(self._folds.states, stream, at, cancel)

    def project(
        self, projection: str, key: str | None = None, at: Moment | None = None, cancel: Cancel = NEVER
    ) -> Frame:
        """The state of a projection's key after a moment, or `{key: state}` of all its keys.

        Raises `NotFound` for a projection that the domain or rules in use do not declare, and for a key without events.
        """
        with self._lock:
            return self._frame(self._folds.projected(projection), key, at, cancel)

    def step(self, stream: str, at: int, cancel: Cancel = NEVER) -> Step:
        """The frame of a stream at a position, and what the event there did to it."""
        with self._lock:
            return self._folds.states.step(stream, at, cancel=cancel)

    def project_step(self, projection: str, key: str | None, at: int, cancel: Cancel = NEVER) -> Step:
        """The frame of a key at a position, and what the event there did to it.

        key: the one that is looked at; where the event there has others, its first one is taken instead. Without any
        key up to there, the frame has none and its state is empty.
        """
        with self._lock:
            return self._folds.projected(projection).look(key, at, cancel=cancel)

    def keys(self, projection: str, at: int, cancel: Cancel = NEVER) -> tuple[str, ...]:
        """The keys of a projection's events at or before a position, in the order of their first ones."""
        with self._lock:
            return self._folds.projected(projection).keys(at, cancel=cancel)

    @property
    def inquiry(self) -> Inquiry:
        """Questions to its history: who set a value, when a condition held."""
        return Inquiry(self._store, self._folds, self._lock)

    # What folds

    @property
    def projections(self) -> tuple[str, ...]:
        """The names of the projections that the domain or rules in use declare."""
        return tuple(self._folds.projections)

    @property
    def fold(self) -> Fold:
        """What folds events into states: a built-in reducer or a domain's."""
        return self._folds.fold

    @property
    def domain(self) -> LoadedDomain | None:
        """The user's domain, if one is loaded."""
        return self._folds.domain

    def use_reducer(self, name: str) -> None:
        """Fold with a built-in reducer from now on; named by the user, so no guess."""
        self._folds.use_reducer(name)

    @property
    def producer(self) -> LoadedProducer | None:
        """The producer's own code, if that is what folds."""
        return self._folds.producer

    def use_domain(self, source: Named, cancel: Cancel = NEVER) -> LoadedDomain | None:
        """Fold with what the user names: a Python file or module, in a process of its own, or fold rules in TOML.

        Or, as a `ProducerSource`, with the aggregates of the application that wrote the store, in its interpreter. The
        domain; what has no commands gives None.
        """
        return self._folds.use_domain(source, cancel=cancel)

    def use_saved_rules(self) -> None:
        """Fold with the rules that the user keeps for stores of this schema, if there are any for its events."""
        self._folds.use_saved_rules()

    def drop_domain(self) -> None:
        """Go back to the reducer that suits the store's format; mostly a guess."""
        self._folds.use_default()

    # Writing

    def append(
        self,
        stream: str,
        type: str,
        payload: JsonValue,
        metadata: Mapping[str, JsonValue] | None = None,
        time: datetime | str | int | None = None,
        expected_version: int | None = None,
    ) -> Event:
        """Append one event and return it as written.

        time: a datetime (naive ones are local), its text, or nanoseconds since 1970 UTC; now if not given.
        expected_version: the stream's last written version as the caller knows it, 0 for a new stream. Raises
        `Conflict` naming what was found instead; nothing is written then.
        """
        new = NewEvent(stream, type, payload, metadata or {}, times.given(time), expected_version)
        return self.append_all([new])[0]

    def append_all(self, events: Iterable[NewEvent]) -> tuple[Event, ...]:
        """Append several events in one transaction, as one operation."""
        with self._lock:
            written = self._store.writer().append(tuple(events), actor=current_actor())
            self._reload()
            return written.events

    def import_events(self, source: Source, report: Report = silent, cancel: Cancel = NEVER) -> Imported:
        """Append the events of a file as one operation, all of them or none; readers go on meanwhile."""
        imported = import_into(self._store, source, report, cancel)
        with self._lock:
            self._reload()
        return imported

    def decide(
        self, command: str, params: Mapping[str, JsonValue], stream: str | None = None, cancel: Cancel = NEVER
    ) -> Decision:
        """What a command of the domain would append to the current state; nothing is written.

        Raises `Refused` with the command's reason, `InvalidData` for parameters that it does not take.
        """
        with self._lock:
            domain = self.domain
            if domain is None:
                raise Refused("No domain is loaded, so there are no commands; name one with --domain FILE.py.")
            return Decider.of(self._store, self._folds).decide(domain, command, params, stream, cancel=cancel)

    def preview(self, events: Iterable[NewEvent], label: str = "", cancel: Cancel = NEVER) -> Decision:
        """What appending these events would do to the states of their streams; nothing is written."""
        with self._lock:
            return Decider.of(self._store, self._folds).preview(tuple(events), label, None, cancel=cancel)

    def execute(self, decision: Decision) -> Changes:
        """Append what was decided, unless the store has moved since: then `Conflict`, and nothing is written."""
        with self._lock:
            if not decision.events:
                raise Refused(f"{decision.label} has nothing to append.")
            writer = self._store.writer()
            written = writer.append(decision.events, actor=current_actor(), label=decision.label, basis=decision.basis)
            self._reload()
            return changes.of_append(written)

    def run(self, command: str, /, *, stream: str | None = None, **params: JsonValue) -> Changes:
        """Decide and execute a command of the domain on the current state."""
        return self.execute(self.decide(command, params, stream))

    def plan_roll_back(self, to: Moment, stream: str | None = None, cancel: Cancel = NEVER) -> RollbackPlan:
        """What a rollback to a moment would do, of one stream or of the whole store; nothing is written."""
        with self._lock:
            return Planner.of(self._store, self._folds).roll_back(self.resolve(to), stream, cancel=cancel)

    def roll_back(
        self,
        to: Moment | None = None,
        stream: str | None = None,
        reason: str = "",
        *,
        plan: RollbackPlan | None = None,
    ) -> Changes:
        """Record that the events after a moment, or those of a confirmed `plan`, are ignored; no event is touched.

        Raises `Refused` if the moment may mean two positions, `Conflict` if the store has moved since the plan.
        """
        with self._lock:
            target, stream, basis = settled(plan, to, stream, self._store)
            writer = self._store.writer()
            row = writer.roll_back(target, stream=stream, actor=current_actor(), reason=reason, basis=basis)
            self._reload(moved=self.facts.physical)
            return changes.of_rollback(row)

    def plan_undo(self, operation: int | None = None, since: int = 0, cancel: Cancel = NEVER) -> ReversalPlan:
        """What undoing an operation, or the newest in force numbered above `since`, would do."""
        with self._lock:
            return Planner.of(self._store, self._folds).undo(undoable(self.ledger, operation, since), cancel=cancel)

    def undo(self, operation: int | None = None, *, since: int = 0, plan: ReversalPlan | None = None) -> Changes:
        """Undo an operation, the newest in force or what a `plan` says. Raises `Refused` if there is none."""
        with self._lock:
            subject = plan.subject if plan is not None else undoable(self.ledger, operation, since)
            return self._reverse(self._store.writer().undo, subject, plan)

    def plan_redo(self, since: int = 0, cancel: Cancel = NEVER) -> ReversalPlan:
        """What redoing the newest undone operation would do."""
        with self._lock:
            return Planner.of(self._store, self._folds).redo(redoable(self.ledger, since), cancel=cancel)

    def redo(self, *, since: int = 0, plan: ReversalPlan | None = None) -> Changes:
        """Redo the newest undone operation, with the span it had. Raises `Refused` if there is none."""
        with self._lock:
            subject = plan.subject if plan is not None else redoable(self.ledger, since)
            return self._reverse(self._store.writer().redo, subject, plan)

    # Behind the scenes

    def _frame(self, states: States, name: str | None, at: Moment | None, cancel: Cancel) -> Frame:
        position = self.head() if at is None else self.resolve(at)[0]
        return states.whole(position, cancel=cancel) if name is None else states.frame(name, position, cancel=cancel)

    def _stop(self, upto: Moment | None) -> int:
        return self.last_position() if upto is None else self.resolve(upto)[0]

    def _reverse(self, write: Callable[..., Operation], subject: Operation, plan: ReversalPlan | None) -> Changes:
        row = write(subject.number, actor=current_actor(), basis=(plan or self._store).basis)
        self._reload(moved=self.facts.physical)
        return changes.of_reversal(row, subject)

    def _reload(self, *, moved: bool = False) -> None:
        if moved:
            return self._reopen(writable=True)
        self._store.catch_up()
        return self._folds.rebase()

    def _reopen(self, *, writable: bool) -> None:
        with self._lock:
            self._store.reopen(writable=writable)
            self._folds.renew()
