"""A fold that runs in a process of the user's code, and outlives its crashes."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from inspector.domain.process import DomainProcess, ProcessEnded
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.replay.fold import Batch, Folded, FoldError

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

    def run(
        self, stream: str, start: Folded, events: Sequence[Event], *, cancel: Cancel = NEVER
    ) -> tuple[Folded, FoldError | None]:
        """The fold of the next events of a stream; on an error the last good state with it."""
        return self.run_many([(stream, start, events)], cancel=cancel)[0]

    def run_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[tuple[Folded, FoldError | None]]:
        """The same for several streams in one journey to the process."""
        left = [(stream, start, list(events)) for stream, start, events in batches]
        answers: list[tuple[Folded, FoldError | None]] = []
        for _ in range(_ENDS):
            try:
                return answers + self._some(left, cancel)
            except ProcessEnded as ended:
                if ended.place is None:
                    raise
                number, position = ended.place
                stream, start, events = left[number]
                before = [event for event in events if event.position < position]
                *whole, (folded, _) = self._some([*left[:number], (stream, start, before)], cancel)
                answers += [*whole, (folded, FoldError(position, events[len(before)].type, ended.reason))]
                left = left[number + 1 :]
        return answers + self._some(left, cancel)

    def _some(self, batches: Sequence[Batch], cancel: Cancel) -> list[tuple[Folded, FoldError | None]]:
        return self._fold(batches, cancel) if batches else []
