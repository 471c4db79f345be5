"""Rollback, undo and redo, planned before they are written.

A plan holds what the user was shown and the basis it rests on: the last written position and the last operation. The
store compares both inside the writing transaction, so that nobody confirms one thing and gets another.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from inspector.events.cancel import Cancel
from inspector.events.errors import InvalidData, NotFound, Refused
from inspector.events.event import Event
from inspector.events.log import Basis, EventLog
from inspector.events.operation import Kind, Ledger, Operation, Span
from inspector.replay.fold import Fold
from inspector.workspace import effect
from inspector.workspace.effect import Effect
from inspector.workspace.folds import Folds
from inspector.workspace.holders import other_holders
from inspector.workspace.moments import Moment, only
from inspector.workspace.open_store import OpenStore
from inspector.workspace.physical import Physical

SIDE_EFFECTS = "What the events caused outside the store (mails, payments, other systems) is not undone."


@dataclass(frozen=True, slots=True)
class RollbackPlan:
    """A rollback as it would be recorded: it ignores the events in (target, upto], of `stream` or of all.

    candidates: the positions that a time given as target may mean; two where times go backwards around it, and then the
    user picks. outside: events of other streams that were caused by events in the span. holders: a sentence about other
    processes that hold the file open.
    """

    target: int
    upto: int
    stream: str | None
    basis: Basis
    effect: Effect
    candidates: tuple[int, ...]
    outside: tuple[Event, ...]
    holders: str
    warning: str = SIDE_EFFECTS
    notes: tuple[str, ...] = ()
    """What a store of another producer makes different: sentences."""


@dataclass(frozen=True, slots=True)
class ReversalPlan:
    """An undo or redo (`kind`) of the operation `subject` as it would be recorded."""

    kind: Kind
    subject: Operation
    basis: Basis
    effect: Effect


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans on one log as it is now; lives for one plan."""

    log: EventLog
    fold: Fold
    ledger: Ledger
    last: int
    path: Path
    physical: Physical | None = None
    """Where rollbacks move events away."""

    @classmethod
    def of(cls, store: OpenStore, folds: Folds) -> Self:
        """For a store as it is now."""
        physical = None if store.physical is None else Physical(store.physical, folds.beside)
        return cls(folds.states.log, folds.fold, store.ledger, store.last, store.path, physical)

    @property
    def basis(self) -> Basis:
        """What a write that rests on this plan must find unchanged."""
        return Basis(self.last, self.ledger.last_number)

    def roll_back(self, candidates: tuple[int, ...], stream: str | None, *, cancel: Cancel) -> RollbackPlan:
        """Plan a rollback to the first of the candidate positions. Raises `NotFound` for a stream without events."""
        if stream is not None and self.log.last_version(stream) is None:
            raise NotFound(f"The store has no stream {stream!r}.")
        target = candidates[0]
        notes: tuple[str, ...] = ()
        streams: tuple[str, ...] = () if stream is None else (stream,)
        if self.physical is not None:
            removal = self.physical.log.removal(target, stream)
            streams, notes = removal.streams, removal.notes
            found = self.physical.of_taking(removal, target, cancel=cancel)
        else:
            row = self._row(Kind.ROLLBACK, stream=stream, after=target)
            found = self._effect(row, Span(target, self.last, stream, row.number), cancel)
        outside: tuple[Event, ...] = ()
        if stream is not None:
            outside = effect.caused_outside(self.log, streams, target, self.last, cancel=cancel)
        holders = other_holders(self.path)
        return RollbackPlan(target, self.last, stream, self.basis, found, candidates, outside, holders, notes=notes)

    def undo(self, subject: Operation, *, cancel: Cancel) -> ReversalPlan:
        """Plan an undo of an operation in force."""
        return self._reverse(Kind.UNDO, subject, cancel)

    def redo(self, subject: Operation, *, cancel: Cancel) -> ReversalPlan:
        """Plan a redo of an undone operation."""
        return self._reverse(Kind.REDO, subject, cancel)

    def _reverse(self, kind: Kind, subject: Operation, cancel: Cancel) -> ReversalPlan:
        if self.physical is not None and kind is Kind.UNDO:
            found = self.physical.of_putting_back(subject, cancel=cancel)
        elif self.physical is not None:
            removal = self.physical.log.removal(subject.after, subject.stream)
            found = self.physical.of_taking(removal, subject.after, cancel=cancel)
        else:
            row = self._row(kind, stream=subject.stream, after=subject.after, upto=subject.upto, subject=subject.number)
            span = Span(subject.after, subject.upto, subject.stream, subject.number)
            found = self._effect(row, span, cancel)
        return ReversalPlan(kind, subject, self.basis, found)

    def _row(
        self, kind: Kind, *, stream: str | None, after: int, upto: int | None = None, subject: int | None = None
    ) -> Operation:
        number = self.ledger.last_number + 1
        return Operation(number, kind, 0, "", "", "", stream, after, self.last if upto is None else upto, subject)

    def _effect(self, row: Operation, span: Span, cancel: Cancel) -> Effect:
        then = self.ledger.extended((row,))
        return effect.of_ledgers(self.log, self.fold, self.ledger, then, span, exact_head=self.last, cancel=cancel)


def undoable(ledger: Ledger, number: int | None, since: int) -> Operation:
    """The operation that an undo takes: `number`, or the newest in force that is above `since`.

    Raises `NotFound` if there is no such row, `Refused` if it cannot be undone or nothing is left.
    """
    subject = ledger.next_undo(since) if number is None else ledger.operation(number)
    if subject is None and number is None:
        raise Refused("Nothing is left to undo.")
    if subject is None:
        raise NotFound(f"The store has no operation {number}; the log lists those it has.")
    if subject.kind not in (Kind.APPEND, Kind.ROLLBACK):
        raise Refused(
            f"Operation {number} is itself of the kind {subject.kind}; only appends and rollbacks are undone."
        )
    if not ledger.in_force(subject):
        raise Refused(f"Operation {subject.number} is undone already.")
    return subject


def redoable(ledger: Ledger, since: int) -> Operation:
    """The operation that a redo takes. Raises `Refused` if nothing is left."""
    subject = ledger.next_redo(since)
    if subject is None:
        raise Refused("Nothing is left to redo.")
    return subject


def settled(
    plan: RollbackPlan | None, to: Moment | None, stream: str | None, store: OpenStore
) -> tuple[int, str | None, Basis]:
    """Target, stream and basis of a rollback: those of a confirmed plan, or the moment as the store is now."""
    if plan is not None:
        return plan.target, plan.stream, plan.basis
    if to is None:
        raise InvalidData("A rollback needs a target: a position or a time.")
    return only(store.log, to), stream, store.basis
