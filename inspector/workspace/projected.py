"""The states of one projection: a frame for each of its keys, or for all, and what each event did."""

from dataclasses import replace

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import NotFound
from inspector.events.log import EventLog
from inspector.events.operation import Ledger
from inspector.replay.fold import FoldError
from inspector.replay.grouping import ByKey
from inspector.replay.projection import Projection
from inspector.workspace.frame import Frame, Step
from inspector.workspace.states import States


class Projected(States):
    """As `States`, with the projection's keys where those have streams."""

    def __init__(self, log: EventLog, projection: Projection, ledger: Ledger) -> None:
        self._keys = ByKey(log, projection)
        self._name = projection.name
        super().__init__(log, projection.fold, ledger, self._keys)

    def keys(self, position: int, *, cancel: Cancel = NEVER) -> tuple[str, ...]:
        """The keys of the events at or before a position, in the order of their first ones."""
        return self._keys.upto(position, cancel=cancel)

    def key_at(self, position: int, fallback: str | None, *, cancel: Cancel) -> str | None:
        """A key of the event at a position: the fallback if that is one, or if it has none.

        Without a fallback the key of the last event before it that has one; None if there is none.
        """
        found = self._keys.at(position, cancel=cancel)
        if fallback is not None and (not found or fallback in found):
            return fallback
        return found[0] if found else self._keys.last(position, cancel=cancel)

    def look(self, key: str | None, position: int, *, cancel: Cancel) -> Step:
        """The frame of a key at a position, or of what `key_at` finds there, and what the event did to it.

        Without any key up to there, the frame has none and its state is empty.
        """
        found = self.key_at(position, key, cancel=cancel)
        if found is None:
            return Step(replace(self.whole(0, cancel=cancel), position=position), None, {}, (), None)
        return self.step(found, position, cancel=cancel)

    def frame(self, stream: str, position: int, *, cancel: Cancel) -> Frame:
        """The state of a key after a position. Raises `NotFound` if no event has that key."""
        if not self._keys.knows(stream, cancel=cancel):
            raise NotFound(f"No event has the key {stream!r} in the projection {self._name}.")
        folded, error = self.history.at(stream, position, around=True, cancel=cancel)
        return Frame(
            position=position,
            stream=None,
            version=None,
            last_version=None,
            reducer=self.fold.name,
            exact=self.fold.exact,
            state=folded.state,
            after=folded.position,
            trace=folded.trace,
            event_s=self.history.event_s,
            error=self._first(error, position),
            projection=self._name,
            key=stream,
        )

    def _frame_of_step(self, stream: str, position: int, *, cancel: Cancel) -> Frame:
        return self.frame(stream, position, cancel=cancel)

    def whole(self, position: int, *, cancel: Cancel) -> Frame:
        """The states of all keys of events at or before a position, in one pass over those events."""
        frame = super().whole(position, cancel=cancel)
        return replace(frame, projection=self._name, error=self._first(frame.error, position))

    def _first(self, error: FoldError | None, position: int) -> FoldError | None:
        """What stopped the fold: that, or that a key could not be told, whichever came first."""
        there = [one for one in (error, self._keys.trouble(self._ledger, position)) if one is not None]
        return min(there, key=lambda one: one.position, default=None)
