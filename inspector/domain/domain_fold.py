"""A fold whose reducers run in the process of a user's domain."""

from collections.abc import Sequence
from typing import Any

from inspector.domain import wire
from inspector.domain.process import DomainProcess
from inspector.domain.remote_fold import RemoteFold
from inspector.events.cancel import Cancel
from inspector.events.json_value import decode
from inspector.replay.fold import Batch, Folded, FoldError, Steps


class DomainFold(RemoteFold):
    """Folds with a domain's reducers."""

    def __init__(self, name: str, process: DomainProcess, projection: str | None = None) -> None:
        """projection: folds with the reducers of that one, whose streams are keys."""
        super().__init__(name, process)
        self._projection = projection

    def initial(self, stream: str) -> Folded:
        """S(0) of a stream, as the domain declares it."""
        return _folded(self._process.call("initial", self._projection, stream))

    def _fold(self, batches: Sequence[Batch], cancel: Cancel) -> list[tuple[Folded, FoldError | None]]:
        answers = self._process.call("fold", self._projection, _sent(batches), cancel=cancel)
        return [(_folded(wired), _error(error)) for wired, error in answers]

    def _steps(self, batches: Sequence[Batch], cancel: Cancel) -> list[Steps]:
        answers = self._process.call("steps", self._projection, _sent(batches), cancel=cancel)
        return [([_folded(wired) for wired in states], _error(error)) for states, error in answers]


def _sent(batches: Sequence[Batch]) -> list[Any]:
    return [
        (stream, None if start is None else wire.from_folded(start), [wire.from_event(event) for event in events])
        for stream, start, events in batches
    ]


def _folded(wired: list[Any]) -> Folded:
    return wire.to_folded(wired, decode(wired[0]))


def _error(wired: list[Any] | None) -> FoldError | None:
    return None if wired is None else FoldError(*wired)
