"""A fold whose reducers run in the process of a user's domain."""

from collections.abc import Sequence

from inspector.domain import wire
from inspector.domain.process import DomainProcess
from inspector.domain.remote_fold import RemoteFold
from inspector.events.cancel import Cancel
from inspector.events.json_value import decode
from inspector.replay.fold import Batch, Folded, FoldError


class DomainFold(RemoteFold):
    """Folds with a domain's reducers."""

    def __init__(self, name: str, process: DomainProcess, projection: str | None = None) -> None:
        """projection: folds with the reducers of that one, whose streams are keys."""
        super().__init__(name, process)
        self._projection = projection

    def initial(self, stream: str) -> Folded:
        """S(0) of a stream, as the domain declares it."""
        wired = self._process.call("initial", self._projection, stream)
        return wire.to_folded(wired, decode(wired[0]))

    def _fold(self, batches: Sequence[Batch], cancel: Cancel) -> list[tuple[Folded, FoldError | None]]:
        sent = [
            (stream, None if start is None else wire.from_folded(start), [wire.from_event(event) for event in events])
            for stream, start, events in batches
        ]
        return [
            (wire.to_folded(wired, decode(wired[0])), None if error is None else FoldError(*error))
            for wired, error in self._process.call("fold", self._projection, sent, cancel=cancel)
        ]
