"""A projection whose key and reducers run in the process of a user's domain."""

from collections.abc import Sequence

from inspector.domain import wire
from inspector.domain.domain_fold import DomainFold
from inspector.domain.process import DomainProcess, ProcessEnded
from inspector.events.cancel import Cancel
from inspector.events.event import Event
from inspector.replay.fold import FoldError

_ENDS = 3
"""How many times the process may end: each costs a start, and perhaps the time limit."""
_NOT_ASKED = f"Its key was not asked for: the process ended at {_ENDS} events before it."


class DomainProjection:
    """One of a domain's projections; what its key raises, or the process crashes on, is a `FoldError`."""

    def __init__(self, domain: str, name: str, types: Sequence[str], process: DomainProcess) -> None:
        self.name = name
        self.types = frozenset(types)
        self.fold = DomainFold(domain, process, name)
        self._process = process
        self._ended = 0

    def keys(self, events: Sequence[Event], *, cancel: Cancel) -> tuple[list[tuple[str, ...]], list[FoldError]]:
        """What the key function says of each event; nothing any more once the process has ended too often."""
        found: list[tuple[str, ...]] = []
        errors: list[FoldError] = []
        left = list(events)
        while left and self._ended < _ENDS:
            try:
                some, wrong = self._ask(left, cancel)
                left = []
            except ProcessEnded as ended:
                if ended.place is None:
                    raise
                self._ended += 1
                before = [event for event in left if event.position < ended.place[1]]
                some, wrong = self._ask(before, cancel)
                failing, left = left[len(before)], left[len(before) + 1 :]
                some.append(())
                wrong.append(FoldError(failing.position, failing.type, ended.reason))
            found += some
            errors += wrong
        found += [()] * len(left)
        return found, errors + [FoldError(event.position, event.type, _NOT_ASKED) for event in left]

    def _ask(self, events: Sequence[Event], cancel: Cancel) -> tuple[list[tuple[str, ...]], list[FoldError]]:
        if not events:
            return [], []
        wired = [wire.from_event(event) for event in events]
        keys, errors = self._process.call("keys", self.name, wired, cancel=cancel)
        return [tuple(some) for some in keys], [FoldError(*error) for error in errors]
