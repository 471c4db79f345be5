"""What moving events away, or putting them back, does to the states of a store whose rollbacks are physical."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import TypeAlias

from inspector.events.cancel import Cancel
from inspector.events.log import EventLog, PhysicalLog, Removal
from inspector.events.operation import Kind, Ledger, Operation, Span
from inspector.replay.fold import Fold
from inspector.workspace import effect
from inspector.workspace.effect import Effect

Folding: TypeAlias = Callable[[EventLog], AbstractContextManager[tuple[EventLog, Fold]]]
"""From a log, to that whose events are folded, and the fold."""


@dataclass(frozen=True, slots=True)
class Physical:
    """The log of such a store, and how its events, or those of a copy of it, are folded."""

    log: PhysicalLog
    folding: Folding

    def of_taking(self, removal: Removal, after: int, *, cancel: Cancel) -> Effect:
        """The effect of taking the events after a position out of the streams of a removal.

        As if they were ignored: the fold goes without them either way.
        """
        last = self.log.last_position()
        return self._effect(self.log, Ledger(), _ignoring(removal.streams, after, last), after, cancel)

    def of_putting_back(self, subject: Operation, *, cancel: Cancel) -> Effect:
        """The effect of an undo, seen in a copy in which it is done. Raises `Conflict` if it cannot be."""
        with closing(self.log.as_before(subject, cancel)) as before:
            streams = before.removal(subject.after, subject.stream).streams
            taken = _ignoring(streams, subject.after, before.last_position())
            return self._effect(before, taken, Ledger(), subject.after, cancel)

    def _effect(self, log: EventLog, now: Ledger, then: Ledger, after: int, cancel: Cancel) -> Effect:
        last = log.last_position()
        with self.folding(log) as (events, fold):
            return effect.of_ledgers(
                events, fold, now, then, Span(after, last, None, 0), exact_head=last, cancel=cancel
            )


def _ignoring(streams: Iterable[str], after: int, upto: int) -> Ledger:
    return Ledger(
        Operation(number, Kind.ROLLBACK, 0, "", "", "", stream, after, upto)
        for number, stream in enumerate(streams, start=1)
    )
