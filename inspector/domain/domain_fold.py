"""A fold whose reducers run in the process of a user's domain."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from inspector.domain import wire
from inspector.domain.process import DomainProcess, ProcessEnded
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.json_value import decode
from inspector.replay.fold import Batch, Folded, FoldError

_Sent: TypeAlias = tuple[str, Any, list[Any]]
"""A batch as it travels."""

_ENDS = 3
"""How many times a process may end in one call: each costs a start, and perhaps the time limit."""


class DomainFold:
    """Folds with a domain's reducers; exact, since the user named them.

    What a reducer raises is a `FoldError`, and so is the event at which the process crashes or exceeds its time. Raises
    `DomainError` where that goes on and on, or has nothing to do with an event.
    """

    exact = True

    def __init__(self, name: str, process: DomainProcess, projection: str | None = None) -> None:
        """projection: folds with the reducers of that one, whose streams are keys."""
        self.name = name
        self._process = process
        self._projection = projection

    def initial(self, stream: str) -> Folded:
        """S(0) of a stream, as the domain declares it."""
        wired = self._process.call("initial", self._projection, stream)
        return wire.to_folded(wired, decode(wired[0]))

    def run(
        self, stream: str, start: Folded, events: Sequence[Event], *, cancel: Cancel = NEVER
    ) -> tuple[Folded, FoldError | None]:
        """The fold of the next events of a stream; on an error the last good state with it."""
        return self.run_many([(stream, start, events)], cancel=cancel)[0]

    def run_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[tuple[Folded, FoldError | None]]:
        """The same for several streams in one journey to the process."""
        sent = [
            (stream, None if start is None else wire.from_folded(start), [wire.from_event(event) for event in events])
            for stream, start, events in batches
        ]
        answers: list[tuple[Folded, FoldError | None]] = []
        for _ in range(_ENDS):
            try:
                return answers + self._fold(sent, cancel)
            except ProcessEnded as ended:
                if ended.place is None:
                    raise
                number, position = ended.place
                *before, (folded, _) = self._fold(_upto(sent, number, position), cancel)
                answers += [*before, (folded, FoldError(position, _type(sent[number], position), ended.reason))]
                sent = sent[number + 1 :]
        return answers + self._fold(sent, cancel)

    def _fold(self, sent: list[_Sent], cancel: Cancel) -> list[tuple[Folded, FoldError | None]]:
        return [
            (wire.to_folded(wired, decode(wired[0])), None if error is None else FoldError(*error))
            for wired, error in (self._process.call("fold", self._projection, sent, cancel=cancel) if sent else ())
        ]


def _upto(sent: list[_Sent], number: int, position: int) -> list[_Sent]:
    """The batches up to that number, the last of them only with the events before a position."""
    stream, start, events = sent[number]
    return [*sent[:number], (stream, start, [event for event in events if event[0] < position])]


def _type(batch: _Sent, position: int) -> str:
    return next(str(event[4]) for event in batch[2] if event[0] == position)
