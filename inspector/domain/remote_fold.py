"""A fold that runs in a process of the user's code, and outlives its crashes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from inspector.domain.process import DomainProcess, ProcessEnded
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.replay.fold import Batch, Folded, FoldError, Steps

T = TypeVar("T")

_ENDS = 3
"""How many times a process may end in one call: each costs a start, and perhaps the time limit."""


class RemoteFold(ABC):
    """Folds with the user's code; exact, since the user named it.

    What the code raises is a `FoldError`, and so is the event at which the process crashes or exceeds its time. Raises
    `DomainError` where that goes on and on, or has nothing to do with an event.
    """

    exact = True

    def __init__(self, name: str, process: DomainProcess) -> None:
        self.name = name
        self._process = process

    @abstractmethod
    def initial(self, stream: str) -> Folded:
        """S(0) of a stream."""

    @abstractmethod
    def _fold(self, batches: Sequence[Batch], cancel: Cancel) -> list[tuple[Folded, FoldError | None]]:
        """One journey to the process, which notes in its place the number of the batch and the event's position."""

    @abstractmethod
    def _steps(self, batches: Sequence[Batch], cancel: Cancel) -> list[Steps]:
        """As `_fold`, with the state after each event."""

    def run(
        self, stream: str, start: Folded, events: Sequence[Event], *, cancel: Cancel = NEVER
    ) -> tuple[Folded, FoldError | None]:
        """The fold of the next events of a stream; on an error the last good state with it."""
        return self.run_many([(stream, start, events)], cancel=cancel)[0]

    def run_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[tuple[Folded, FoldError | None]]:
        """The same for several streams in one journey to the process."""
        return _outlived(self._fold, batches, cancel)

    def steps_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[Steps]:
        """The states after each event of several streams, in one journey to the process."""
        return _outlived(self._steps, batches, cancel)


Answer: TypeAlias = tuple[T, FoldError | None]
Journey: TypeAlias = Callable[[Sequence[Batch], Cancel], list[Answer[T]]]


def _outlived(journey: Journey[T], batches: Sequence[Batch], cancel: Cancel) -> list[Answer[T]]:
    """The answers of a journey; where the process ends at an event, that one could not be folded, and the rest is
    asked of a new one."""
    left = [(stream, start, list(events)) for stream, start, events in batches]
    answers: list[Answer[T]] = []
    for _ in range(_ENDS):
        try:
            return answers + _some(journey, left, cancel)
        except ProcessEnded as ended:
            if ended.place is None:
                raise
            number, position = ended.place
            stream, start, events = left[number]
            before = [event for event in events if event.position < position]
            *whole, (folded, _) = _some(journey, [*left[:number], (stream, start, before)], cancel)
            answers += [*whole, (folded, FoldError(position, events[len(before)].type, ended.reason))]
            left = left[number + 1 :]
    return answers + _some(journey, left, cancel)


def _some(journey: Journey[T], batches: Sequence[Batch], cancel: Cancel) -> list[Answer[T]]:
    return journey(batches, cancel) if batches else []
