"""A what-if as an event log that wraps another: history, timeline and diff work on it unchanged."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace as altered

from inspector.analysis.overlay import Overlay
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event, NewEvent
from inspector.events.json_value import encode
from inspector.events.log import NO_TIME, Capability, EventLog, Growth, IndexColumns, TextFilter
from inspector.events.names import Names, pattern
from inspector.events.operation import Kind, Operation
from inspector.events.snapshot import Snapshot

WHAT_IF = "what-if"
"""The label of the rows of the operation log that stand for skipped events, and the beginning of inserted ones' ids."""


class OverlayLog:
    """The history of a log as an overlay alters it; it owns the log. One thread at a time.

    Inserted events take positions and versions of their own, and what follows moves on. A skipped event stays where it
    is and is ignored, as by a rollback of it alone. Snapshots from the first altered event of their stream on say what
    really happened, so there are none.
    """

    capabilities = Capability.READ

    def __init__(self, log: EventLog, overlay: Overlay) -> None:
        self.overlay = overlay
        self.facts = replace(log.facts, physical=False, own_code=False)
        self._log = log
        self._places = overlay.places
        self._inserted: list[Event] = []
        self._versions: dict[str, list[int]] = {}
        """Of each stream, the versions of its inserted events; and their places."""
        self._streams: dict[str, list[int]] = {}
        for place, (after, new) in zip(self._places, overlay.inserted, strict=True):
            before = self._streams.setdefault(new.stream, [])
            version = (log.last_version(new.stream, after) or 0) + len(before) + 1
            before.append(place)
            self._versions.setdefault(new.stream, []).append(version)
            self._inserted.append(_event(place, version, new))

    def close(self) -> None:
        """Release the file."""
        self._log.close()

    def reader(self) -> "OverlayLog":
        """A further log of the same altered history."""
        return OverlayLog(self._log.reader(), self.overlay)

    def poll(self) -> Growth:
        """What became of the store: events that were appended to it come at the end of the altered history too."""
        return self._log.poll()

    def last_position(self) -> int:
        """The last position in the altered history."""
        last = self.overlay.there(self._log.last_position())
        return max(last, self._places[-1]) if self._places else last

    def read(
        self, after: int = 0, upto: int | None = None, *, stream: str | None = None, cancel: Cancel = NEVER
    ) -> Iterator[Event]:
        """The events in (after, upto] of the altered history, ascending; skipped ones included."""
        upto = self.last_position() if upto is None else upto
        first, stop = bisect_right(self._places, after), bisect_right(self._places, upto)
        for event in self._inserted[first:stop]:
            if stream in (None, event.stream):
                yield from self._between(after, event.position - 1, stream, cancel)
                yield event
                after = event.position
        yield from self._between(after, upto, stream, cancel)

    def page(self, positions: Sequence[int]) -> list[Event]:
        """The events at these positions, in this order."""
        found = {event.position: event for event in self._told(positions)}
        wanted = [self.overlay.here(place) for place in positions if self.overlay.inserted_at(place) is None]
        found.update((event.position, event) for event in map(self._altered, self._log.page(wanted)))
        return [found[place] for place in positions if place in found]

    def columns(self, after: int = 0, *, names: Names | None = None, cancel: Cancel = NEVER) -> Iterator[IndexColumns]:
        """The narrow columns of all events above `after`, in chunks, ascending."""
        names = Names() if names is None else names
        left = self._inserted[bisect_right(self._places, after) :]
        for columns in self._log.columns(self.overlay.here(after), names=names, cancel=cancel):
            moved = self._moved(columns.positions)
            within = [event for event in left if event.position < int(moved[-1])]
            left = left[len(within) :]
            yield _with(replace(columns, positions=moved), within)
        if left:
            yield _columns(left, names)

    def kept_columns(self, names: Names) -> None:  # noqa: ARG002
        """Nothing is kept of what is not."""
        return

    def keep_columns(self, *_kept: object, cancel: Cancel = NEVER) -> bool:  # noqa: ARG002
        """Nothing, as above."""
        return False

    def probe(self, count: int) -> Sequence[int | None]:  # noqa: ARG002
        """Nothing, as above."""
        return ()

    def search(
        self, where: TextFilter, *, among: npt.NDArray[np.int64] | None = None, cancel: Cancel = NEVER
    ) -> Iterator[npt.NDArray[np.int64]]:
        """The ascending positions of the events that match, of all or of some, as one chunk."""
        altered_places = np.array(sorted(self.overlay.edited), np.int64)
        edited = [self._altered(event) for event in self._log.page(sorted(self.overlay.edited))]
        mine = [event.position for event in (*edited, *self._inserted) if _matches(event, where)]
        written = None if among is None else self._written(among)
        found = self._log.search(where, among=written, cancel=cancel)
        chunks = [self._moved(np.setdiff1d(one, altered_places)) for one in found]
        matching = np.unique(np.concatenate([np.array(mine, np.int64), *chunks]))
        yield matching if among is None else np.intersect1d(matching, among, assume_unique=True)

    def _written(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where the written events at some positions are without the overlay."""
        there = [at for at in positions.tolist() if self.overlay.inserted_at(at) is None]
        return np.unique(np.fromiter(map(self.overlay.here, there), np.int64, len(there)))

    def find_id(self, text: str) -> list[int]:
        """The positions of the event with that id, or of those that carry it."""
        mine = [event.position for event in self._inserted if event.id == text]
        return sorted([*map(self.overlay.there, self._log.find_id(text)), *mine])

    def position_of(self, id: str) -> int | None:
        """The position of the event with that id."""
        mine = next((event.position for event in self._inserted if event.id == id), None)
        found = self._log.position_of(id) if mine is None else None
        return mine if found is None else self.overlay.there(found)

    def effects(self, id: str, limit: int) -> list[int]:
        """The positions of the events that name that id as their cause."""
        mine = [event.position for event in self._inserted if event.metadata.get("causation_id") == id]
        return sorted([*map(self.overlay.there, self._log.effects(id, limit)), *mine])[:limit]

    def raw(self, position: int, limit: int) -> tuple[bytes, int] | None:
        """The first bytes of a payload and its length; of an altered one as it would be stored."""
        here = self.overlay.here(position)
        if self.overlay.inserted_at(position) is None and here not in self.overlay.edited:
            return self._log.raw(here, limit)
        (event,) = self.page([position])
        body = encode(event.payload)
        return body[:limit], len(body)

    def last_version(self, stream: str, upto: int | None = None) -> int | None:
        """The last version of a stream (at or before a position)."""
        known = self._log.last_version(stream, None if upto is None else self.overlay.here(upto))
        places = self._streams.get(stream, [])
        count = len(places) if upto is None else bisect_right(places, upto)
        return known if not count else (known or 0) + count

    def at_version(self, stream: str, version: int) -> int | None:
        """The position of that version of a stream."""
        versions = self._versions.get(stream, [])
        if version in versions:
            return self._streams[stream][versions.index(version)]
        found = self._log.at_version(stream, version - bisect_right(versions, version))
        return None if found is None else self.overlay.there(found)

    def at_time(self, time_ns: int) -> tuple[int, ...]:
        """The target candidates of a time. An inserted event without one has that of what it comes after."""
        found = [self.overlay.there(position) for position in self._log.at_time(time_ns)]
        for event in self._inserted:
            if event.position == found[0] + 1 and (event.time_ns is None or event.time_ns <= time_ns):
                found[0] = event.position
        return tuple(dict.fromkeys(found))

    def operations(self, after: int = 0) -> tuple[Operation, ...]:
        """The rows of the operation log, at their places in the altered history, then one for each skipped event."""
        known = [
            replace(row, after=self.overlay.there(row.after), upto=self.overlay.there(row.upto))
            for row in ([] if self._log.facts.physical else self._log.operations())
        ]
        last = known[-1].number if known else 0
        skipped = self._log.page(sorted(self.overlay.skipped))
        rows = [self._skip(number, event) for number, event in enumerate(skipped, last + 1)]
        return tuple(row for row in (*known, *rows) if row.number > after)

    def snapshot_versions(self) -> Mapping[str, Sequence[int]]:
        """The versions with a stored state, before the first altered event of each stream."""
        first = self._first_altered()
        known = self._log.snapshot_versions()
        return {
            stream: [version for version in versions if version < first.get(stream, version + 1)]
            for stream, versions in known.items()
        }

    def snapshot(self, stream: str, version: int) -> Snapshot | None:
        """The state that the producer stored of a stream at a version, unless that was altered."""
        return self._log.snapshot(stream, version) if version in self.snapshot_versions().get(stream, ()) else None

    def snapshots(self, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], Snapshot]:
        """The same for several streams and versions at once."""
        known = self.snapshot_versions()
        return self._log.snapshots([place for place in places if place[1] in known.get(place[0], ())])

    # Behind the scenes

    def _between(self, after: int, upto: int, stream: str | None, cancel: Cancel) -> Iterator[Event]:
        """The store's own events in (after, upto] of the altered history, between which none is inserted."""
        start, stop = self.overlay.here(after), self.overlay.here(upto)
        if start < stop:
            yield from map(self._altered, self._log.read(start, stop, stream=stream, cancel=cancel))

    def _altered(self, event: Event) -> Event:
        """An event of the store as it is in the altered history."""
        place = self.overlay.there(event.position)
        version = event.version + bisect_right(self._streams.get(event.stream, []), place)
        if event.position in self.overlay.edited:
            return altered(event, position=place, version=version, payload=self.overlay.edited[event.position])
        return altered(event, position=place, version=version)

    def _told(self, positions: Sequence[int]) -> Iterator[Event]:
        for place in positions:
            number = self.overlay.inserted_at(place)
            if number is not None:
                yield self._inserted[number]

    def _moved(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        afters = np.array([after for after, _ in self.overlay.inserted], np.int64)
        return positions + np.searchsorted(afters, positions, side="left")

    def _skip(self, number: int, event: Event) -> Operation:
        place = self.overlay.there(event.position)
        return Operation(number, Kind.ROLLBACK, 0, "", "", f"{WHAT_IF}: skipped", event.stream, place - 1, place)

    def _first_altered(self) -> dict[str, int]:
        first = {stream: versions[0] for stream, versions in self._versions.items()}
        for event in self._log.page(sorted(self.overlay.skipped | self.overlay.edited.keys())):
            version = event.version
            first[event.stream] = min(version, first.get(event.stream, version))
        return first


def _event(place: int, version: int, new: NewEvent) -> Event:
    id = new.id or f"{WHAT_IF}-{place}"
    return Event(place, id, new.stream, version, new.type, new.time_ns, new.payload, dict(new.metadata))


def _matches(event: Event, where: TextFilter) -> bool:
    texts = (encode(event.payload).decode(), event.type, event.stream)
    return (
        pattern(where.stream).fullmatch(event.stream) is not None
        and pattern(where.type).fullmatch(event.type) is not None
        and any(where.text.lower() in text.lower() for text in texts)
    )


def _columns(events: Sequence[Event], names: Names) -> IndexColumns:
    return IndexColumns(
        np.array([event.position for event in events], np.int64),
        np.array([NO_TIME if event.time_ns is None else event.time_ns for event in events], np.int64),
        names.types.codes([event.type for event in events]),
        names.streams.codes([event.stream for event in events]),
        names,
    )


def _with(columns: IndexColumns, events: Sequence[Event]) -> IndexColumns:
    """A chunk with the inserted events that lie within it, or before it."""
    if not events:
        return columns
    more = _columns(events, columns.names)
    at = np.searchsorted(columns.positions, more.positions)
    return IndexColumns(
        np.insert(columns.positions, at, more.positions),
        np.insert(columns.times, at, more.times),
        np.insert(columns.types, at, more.types),
        np.insert(columns.streams, at, more.streams),
        columns.names,
    )
