"""A fold whose reducers run in the process of a user's domain."""

from collections.abc import Sequence

from inspector.domain import wire
from inspector.domain.process import DomainProcess
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.json_value import decode
from inspector.replay.fold import Batch, Folded, FoldError


class DomainFold:
    """Folds with a domain's reducers; exact, since the user named them.

    Raises `DomainError` where the process crashes or does not answer; what a reducer raises is a `FoldError`.
    """

    exact = True

    def __init__(self, name: str, process: DomainProcess) -> None:
        self.name = name
        self._process = process

    def initial(self, stream: str) -> Folded:
        """S(0) of a stream, as the domain declares it."""
        wired = self._process.call("initial", stream)
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
        return [
            (wire.to_folded(wired, decode(wired[0])), None if error is None else FoldError(*error))
            for wired, error in self._process.call("fold", sent, cancel=cancel)
        ]
