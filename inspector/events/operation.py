"""Operations and what they leave effective.

An operation is one append made through us or one rollback; undo and redo are rows of their own that name it. Which
events are effective is never stored: it follows from the operations in force. A rollback ignores what lies between its
target and the last position written when it was made, never what comes later; overlapping rollbacks are a union.
"""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import takewhile


class Kind(StrEnum):
    """What a row of the operation log records."""

    APPEND = "append"
    ROLLBACK = "rollback"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the operation log.

    number: its place in the log, from 1; never reused.
    after, upto: the positions it touches are those in (after, upto]: the events an append wrote, or the span a rollback
    ignores, whose `after` is the target and `upto` the last position written when it was made.
    stream: the scope of a rollback, None for the whole store.
    subject: the number of the operation that an undo or redo is about.
    label: what the user called it, for example the command's name.
    """

    number: int
    kind: Kind
    time_ns: int
    actor: str
    reason: str
    label: str
    stream: str | None
    after: int
    upto: int
    subject: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Positions in (after, upto], of one stream or of all, that an operation makes ignored."""

    after: int
    upto: int
    stream: str | None
    operation: int


class Ledger:
    """The operation log read as a whole: what is in force, what undo and redo would take, what is ignored.

    Immutable; `extended` when the log has grown.
    """

    def __init__(self, operations: Iterable[Operation] = (), *, physical: bool = False) -> None:
        """physical: whether rollbacks move events away, so that none that is there is ignored."""
        self._physical = physical
        # The rows are the first so many of a list that ledgers of the same log share and that only grows.
        self._rows: list[Operation] = []
        self._count = 0
        self._rollbacks: tuple[Operation, ...] = ()
        self._undone: frozenset[int] = frozenset()
        self._redo: tuple[int, ...] = ()
        self._add(tuple(operations))

    def extended(self, operations: Iterable[Operation]) -> "Ledger":
        """The ledger of a log that has grown by these rows, at a cost that depends on them, not on the log."""
        added = tuple(operations)
        ledger = Ledger(physical=self._physical)
        ledger._rows, ledger._count, ledger._rollbacks = self._rows, self._count, self._rollbacks
        ledger._undone, ledger._redo = self._undone, self._redo
        ledger._add(added)
        if all(row.kind is Kind.APPEND and row.number not in self._undone for row in added):
            # What is ignored is as it was.
            ledger.__dict__.update({name: self.__dict__[name] for name in _DERIVED if name in self.__dict__})
        return ledger

    def _add(self, operations: tuple[Operation, ...]) -> None:
        undone, redo = set(self._undone), list(self._redo)
        for operation in operations:
            if operation.kind is Kind.UNDO and operation.subject is not None:
                undone.add(operation.subject)
                redo.append(operation.subject)
            elif operation.kind is Kind.REDO and operation.subject is not None:
                undone.discard(operation.subject)
                if operation.subject in redo[-1:]:
                    redo.pop()
                else:
                    redo = [number for number in redo if number != operation.subject]
            else:
                redo.clear()
        with _growing:
            if len(self._rows) > self._count:  # another ledger has gone on from here
                self._rows = self._rows[: self._count]
            self._rows += operations
            self._count = len(self._rows)
        self._rollbacks += tuple(row for row in operations if row.kind is Kind.ROLLBACK)
        self._undone = frozenset(undone)
        self._redo = tuple(redo)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The rows, oldest first."""
        return tuple(self._rows[: self._count])

    @property
    def last_number(self) -> int:
        """The number of the newest row, 0 when there is none."""
        return self._rows[self._count - 1].number if self._count else 0

    def operation(self, number: int) -> Operation | None:
        """The row with that number."""
        at = bisect_left(self._rows, number, hi=self._count, key=_number)
        return self._rows[at] if at < self._count and self._rows[at].number == number else None

    def in_force(self, operation: Operation) -> bool:
        """Whether an append or rollback stands, that is, has not been undone (or was redone since)."""
        return operation.kind in (Kind.APPEND, Kind.ROLLBACK) and operation.number not in self._undone

    @cached_property
    def rollbacks(self) -> tuple[Operation, ...]:
        """The rollbacks in force, oldest first."""
        return tuple(filter(self.in_force, self._rollbacks))

    def next_undo(self, since: int = 0) -> Operation | None:
        """The newest operation in force whose number is above `since`: what undo takes."""
        newer = takewhile(lambda row: row.number > since, self._newest_first())
        return next(filter(self.in_force, newer), None)

    def next_redo(self, since: int = 0) -> Operation | None:
        """The newest undone operation that no newer operation has cleared: what redo takes.

        since: only if it was undone by a row numbered above this.
        """
        if not self._redo:
            return None
        subject = self._redo[-1]
        undo = next(row for row in self._newest_first() if row.kind is Kind.UNDO and row.subject == subject)
        return self.operation(subject) if undo.number > since else None

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The ignored spans: one for each rollback in force and each undone append, in the log's order."""
        if self._physical:
            return ()
        undone = filter(None, map(self.operation, self._undone))
        rows = [*self.rollbacks, *(row for row in undone if row.kind is Kind.APPEND)]
        return tuple(Span(row.after, row.upto, row.stream, row.number) for row in sorted(rows, key=_number))

    def ignores(self, position: int, stream: str) -> bool:
        """Whether the event at `position` of `stream` is ignored; otherwise it is effective."""
        return _covers(self._merged(None), position) or _covers(self._merged(stream), position)

    def span_of(self, position: int, stream: str) -> Span | None:
        """The newest span that ignores an event, or None if it is effective."""
        return next(
            (
                span
                for span in reversed(self.spans)
                if span.after < position <= span.upto and span.stream in (None, stream)
            ),
            None,
        )

    def ignored_ranges(self, stream: str | None) -> tuple[tuple[int, int], ...]:
        """Disjoint ascending (after, upto] ranges that spans of exactly that scope cover (None: the whole store)."""
        after, upto = self._merged(stream)
        return tuple(zip(after, upto, strict=True))

    @cached_property
    def _ranges(self) -> dict[str | None, tuple[list[int], list[int]]]:
        scopes: dict[str | None, list[Span]] = {}
        for span in self.spans:
            scopes.setdefault(span.stream, []).append(span)
        return {scope: _union(spans) for scope, spans in scopes.items()}

    def _newest_first(self) -> Iterator[Operation]:
        return (self._rows[at] for at in range(self._count - 1, -1, -1))

    def _merged(self, scope: str | None) -> tuple[list[int], list[int]]:
        return self._ranges.get(scope, ([], []))


_growing = threading.Lock()
_DERIVED = ("rollbacks", "spans", "_ranges")
"""What a ledger works out once, from its rollbacks and from what is undone."""


def _number(row: Operation) -> int:
    return row.number


def _union(spans: Iterable[Span]) -> tuple[list[int], list[int]]:
    after: list[int] = []
    upto: list[int] = []
    for span in sorted(spans, key=lambda span: span.after):
        if span.upto <= span.after:
            continue
        if after and span.after <= upto[-1]:
            upto[-1] = max(upto[-1], span.upto)
        else:
            after.append(span.after)
            upto.append(span.upto)
    return after, upto


def _covers(ranges: tuple[list[int], list[int]], position: int) -> bool:
    after, upto = ranges
    at = bisect_right(after, position - 1) - 1
    return at >= 0 and position <= upto[at]
