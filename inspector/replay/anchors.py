"""Snapshots as anchors: a fold that takes the producer's own state wherever the producer stored one."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property

from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.log import EventLog
from inspector.events.snapshot import Snapshot
from inspector.replay.fold import Batch, Fold, Folded, FoldError, LocalFold, Steps
from inspector.replay.reducers import Reducer
from inspector.replay.trace import started


class Anchors:
    """The snapshots of a log as they were when first asked for, or last caught up with. One thread at a time, that of
    the log."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    @cached_property
    def versions(self) -> Mapping[str, Sequence[int]]:
        """By stream, ascending."""
        return self._log.snapshot_versions()

    def are_current(self) -> bool:
        """Whether the producer has stored no other ones since."""
        return "versions" not in self.__dict__ or self._log.snapshot_versions() == self.versions

    def catch_up(self) -> bool:
        """Take over the snapshots as they are now. Returns whether any stream starts from another one than before."""
        old, new = self.versions, self._log.snapshot_versions()
        changed = [stream for stream in {**old, **new} if old.get(stream) != new.get(stream)]
        starts = list(map(self._gone, changed))
        self.versions = new
        return starts != list(map(self._gone, changed))

    def last(self, stream: str, version: int) -> int | None:
        """The last version of a stream, at or before this one, that a snapshot is of."""
        versions = self.versions.get(stream, ())
        at = bisect_right(versions, version)
        return versions[at - 1] if at else None

    def at(self, stream: str, version: int) -> Snapshot | None:
        """The snapshot of a stream at a version, None where there is none."""
        return self._log.snapshot(stream, version) if self.last(stream, version) == version else None

    def among(self, events: Iterable[Event]) -> Mapping[tuple[str, int], Snapshot]:
        """The snapshots of some events, read together."""
        places = [(event.stream, event.version) for event in events if event.stream in self.versions]
        return self._log.snapshots([place for place in places if self.last(*place) == place[1]])

    def of(self, stream: str, version: int) -> int | None:
        """The version of the snapshot that an anchored state at a version goes on from: the last that is readable."""
        found = self.last(stream, version)
        while found is not None:
            snapshot = self.at(stream, found)
            if snapshot is not None and not isinstance(snapshot.state, Undecodable):
                return found
            found = self.last(stream, found - 1)
        return None

    def before(self, stream: str) -> Snapshot | None:
        """The last snapshot that is older than the first event left of its stream; None for streams that are whole."""
        version = self._gone(stream)
        return None if version is None else self._log.snapshot(stream, version)

    def _gone(self, stream: str) -> int | None:
        """The version of that snapshot."""
        if stream not in self.versions or any(self._log.at_version(stream, base) for base in (1, 0)):
            return None
        first = next(iter(self._log.read(stream=stream)), None)
        return None if first is None else self.last(stream, first.version - 1)


class Anchored:
    """A reducer that starts anew from each snapshot: the state after its version is what the producer stored.

    Defined event by event, so that it is a plain left fold like any other. S(0) of a stream whose first events are gone
    is the last snapshot of them. A snapshot that cannot be decoded changes nothing.
    """

    def __init__(self, reducer: Reducer, anchors: Anchors) -> None:
        self.name = reducer.name
        self._reducer = reducer
        self._anchors = anchors
        self.met: Mapping[tuple[str, int], Snapshot] = {}
        """Those of the events that are folded next, where somebody has read them together."""

    def initial(self, stream: str) -> JsonValue:
        """The reducer's own, or what the events that are gone added up to."""
        gone = self._anchors.before(stream)
        if gone is not None and not isinstance(gone.state, Undecodable):
            return gone.state
        return self._reducer.initial(stream)

    def apply(self, state: JsonValue, event: Event) -> JsonValue:
        """The snapshot of the event's version, or what the reducer makes of the event."""
        place = (event.stream, event.version)
        snapshot = self.met[place] if place in self.met else self._anchors.at(*place)
        if snapshot is not None and not isinstance(snapshot.state, Undecodable):
            return snapshot.state
        return self._reducer.apply(state, event)


class AnchoredFold(LocalFold):
    """A guess that goes on from each snapshot. alone: the guess without them."""

    def __init__(self, reducer: Reducer, anchors: Anchors) -> None:
        self._anchored = Anchored(reducer, anchors)
        super().__init__(self._anchored, exact=False)
        self.alone = LocalFold(reducer, exact=False)
        self._anchors = anchors

    def run(
        self, stream: str, start: Folded, events: Sequence[Event], *, cancel: Cancel = NEVER
    ) -> tuple[Folded, FoldError | None]:
        if stream not in self._anchors.versions:
            return self.alone.run(stream, start, events, cancel=cancel)
        return super().run(stream, start, events, cancel=cancel)

    def run_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[tuple[Folded, FoldError | None]]:
        if not self._anchors.versions:
            return self.alone.run_many(batches, cancel=cancel)
        with self._met(batches) as read:
            return super().run_many(read, cancel=cancel)

    def steps_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[Steps]:
        with self._met(batches) as read:
            return super().steps_many(read, cancel=cancel)

    @contextmanager
    def _met(self, batches: Sequence[Batch]) -> Iterator[Sequence[Batch]]:
        """The batches, with the snapshots of their events at hand."""
        read = [(stream, start, list(events)) for stream, start, events in batches]
        # One by one, 20,000 of them took 20 s.
        self._anchored.met = self._anchors.among(event for _, _, events in read for event in events)
        try:
            yield read
        finally:
            self._anchored.met = {}


class StartedFold:
    """A fold that the user chose. A stream whose first events are gone starts from the last snapshot of them."""

    def __init__(self, chosen: Fold, anchors: Anchors) -> None:
        self.name, self.exact = chosen.name, chosen.exact
        self.chosen = chosen
        self._anchors = anchors

    def initial(self, stream: str) -> Folded:
        """What the events that are gone added up to, or the fold's own."""
        return self._gone(stream) or self.chosen.initial(stream)

    def run(
        self, stream: str, start: Folded, events: Sequence[Event], *, cancel: Cancel = NEVER
    ) -> tuple[Folded, FoldError | None]:
        return self.chosen.run(stream, start, events, cancel=cancel)

    def run_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[tuple[Folded, FoldError | None]]:
        return self.chosen.run_many(self._begun(batches), cancel=cancel)

    def steps_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[Steps]:
        return self.chosen.steps_many(self._begun(batches), cancel=cancel)

    def _begun(self, batches: Sequence[Batch]) -> Sequence[Batch]:
        return [(name, self._gone(name) if start is None else start, events) for name, start, events in batches]

    def _gone(self, stream: str) -> Folded | None:
        gone = self._anchors.before(stream)
        if gone is None or isinstance(gone.state, Undecodable):
            return None
        return Folded(gone.state, started(gone.state), 0, 0)
