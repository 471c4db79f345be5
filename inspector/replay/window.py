"""The states around the cursor: those of one stream after each event of a stretch, so that a step folds little."""

from bisect import bisect_right
from dataclasses import dataclass, field

from inspector.events.event import Event
from inspector.replay.fold import Folded, FoldError

_LIVE_FACTOR = 6
"""Bytes of a live value for each byte of its JSON, nothing shared: what successive states share makes it fewer."""
_OVERHEAD_BYTES = 600


@dataclass(slots=True)
class Window:
    """States of one stream, ascending, with no event of the stream left out between the first and `upto`.

    events: those that made the states, none for the first. since: how many events were folded since a checkpoint.
    error: what ends the stream's fold; nothing after it changes the state. size: bytes, estimated upwards.
    """

    states: list[Folded]
    upto: int
    since: int = 0
    events: list[Event] = field(default_factory=list)
    error: FoldError | None = None
    size: int = _OVERHEAD_BYTES

    @property
    def last(self) -> Folded:
        """The state furthest on."""
        return self.states[-1]

    @property
    def reach(self) -> int:
        """The last position that its answers depend on."""
        return self.error.position if self.error else max(self.upto, self.last.position)

    def covers(self, position: int) -> bool:
        """Whether the state at a position is here."""
        return self.states[0].position <= position and (position <= self.upto or self.error is not None)

    def at(self, position: int) -> tuple[Folded, FoldError | None]:
        """The state at a position that is covered."""
        found = max(0, bisect_right(self.states, position, key=_position) - 1)
        return self.states[found], self.error if self.error and self.error.position <= position else None

    def event(self, position: int) -> Event | None:
        """The event at a position, if it made one of the states after the first."""
        found = bisect_right(self.events, position, key=_event_position) - 1
        event = self.events[found] if found >= 0 else None
        return event if event is not None and event.position == position else None

    def density(self) -> float:
        """How many positions lie between two events of the stream, about."""
        return max(1.0, (self.last.position - self.states[0].position) / max(1, len(self.events)))

    def restart(self, folded: Folded) -> None:
        """Be about a later state alone."""
        self.states, self.events = [folded], []

    def weigh(self, encoded_bytes: int, most_bytes: int) -> None:
        """Take the size of the last state's JSON for that of each, and leave out the others if that is too much."""
        each = encoded_bytes * _LIVE_FACTOR + _OVERHEAD_BYTES
        if each * len(self.states) > most_bytes:
            keep = max(1, most_bytes // each)
            self.states, self.events = self.states[-keep:], self.events[len(self.events) - keep + 1 :]
        self.size = each * len(self.states)


def _position(folded: Folded) -> int:
    return folded.position


def _event_position(event: Event) -> int:
    return event.position
