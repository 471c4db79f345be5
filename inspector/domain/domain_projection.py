"""A projection whose key and reducers run in the process of a user's domain."""

from collections.abc import Sequence

from inspector.domain import wire
from inspector.domain.domain_fold import DomainFold
from inspector.domain.process import DomainProcess, ProcessEnded
from inspector.events.cancel import Cancel
from inspector.events.event import Event
from inspector.replay.fold import FoldError


class DomainProjection:
    """One of a domain's projections; what its key raises, or the process crashes on, is a `FoldError`."""

    def __init__(self, domain: str, name: str, types: Sequence[str], process: DomainProcess) -> None:
        self.name = name
        self.types = frozenset(types)
        self.fold = DomainFold(domain, process, name)
        self._process = process

    def keys(self, events: Sequence[Event], *, cancel: Cancel) -> tuple[list[tuple[str, ...]], FoldError | None]:
        """What the key function says of each event."""
        try:
            return self._ask(events, cancel)
        except ProcessEnded as ended:
            if ended.place is None:
                raise
            position = ended.place[1]
            before = [event for event in events if event.position < position]
            failing = events[len(before)]
            keys, error = self._ask(before, cancel)
            return keys, error or FoldError(position, failing.type, ended.reason)

    def _ask(self, events: Sequence[Event], cancel: Cancel) -> tuple[list[tuple[str, ...]], FoldError | None]:
        if not events:
            return [], None
        keys, error = self._process.call("keys", self.name, [wire.from_event(event) for event in events], cancel=cancel)
        return [tuple(some) for some in keys], None if error is None else FoldError(*error)
