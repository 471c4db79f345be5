"""A store that another producer wrote, as a log: read-only."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import BRANCH, Event, Undecodable
from inspector.events.json_value import JsonValue, encode
from inspector.events.log import (
    NO_TIME,
    Capability,
    Growth,
    IndexColumns,
    KeptColumns,
    StoreFacts,
    TextFilter,
)
from inspector.events.names import Names, matching
from inspector.events.operation import Operation
from inspector.events.snapshot import Snapshot
from inspector.store.columns import CHUNK_ROWS
from inspector.store.drafts import Drafts, source_of
from inspector.store.foreign import Defaulting, Draft, Format, SnapshotTable, Table, Typed
from inspector.store.keyed_rows import bound, marks
from inspector.store.own_tables import last_operation, read_operations
from inspector.store.reader import Reader
from inspector.store.relations import LINKS, Relations
from inspector.store.scan import Scan
from inspector.store.schema_facts import quoted
from inspector.store.snapshots import Snapshots
from inspector.store.spine import Spine
from inspector.store.spine_rows import Rows
from inspector.store.tail import Mark, Tail

_PAGE_ROWS = 512


class ForeignLog:
    """Events of one table of another producer's. One thread at a time uses it; it owns its reader.

    What it knows of all events is a spine of some 40 bytes each; payloads are read when they are asked for.
    """

    capabilities = Capability.READ | Capability.TAIL

    def __init__(
        self,
        reader: Reader,
        facts: StoreFacts,
        format: Format,
        table: Table,
        stored: SnapshotTable | None = None,
        spine: Spine | None = None,
    ) -> None:
        """stored: where the producer stores states of its own. spine: of another log of the same table."""
        self.facts = facts
        self._reader = reader
        self._format = format
        self._table = table
        self._drafts = Drafts(reader, format, table)
        self._stored = stored
        self._snapshots = Snapshots(reader, format, stored)
        self._own_keys = len(table.key) == 1 and not (table.by_time or table.many or table.counted)
        self._spine = Spine(own_keys=self._own_keys, by_time=table.by_time, base=table.base) if spine is None else spine
        self._scan = Scan(reader, format, table, self._drafts, own_keys=self._own_keys)
        if spine is None:
            self._spine.refresh(self._scan)
        self._tail = Tail(reader, self._look, self._id_at, physical=True)

    @property
    def path(self) -> Path:
        """The file."""
        return self._reader.path

    def close(self) -> None:
        """Release the file."""
        self._reader.close()

    def reader(self) -> "ForeignLog":
        """A further log of the same table, for another thread: with a connection of its own and the same spine."""
        return ForeignLog(Reader(self.path), self.facts, self._format, self._table, self._stored, self._spine)

    def as_stored(self) -> "ForeignLog":
        """A further log of the same events, as their producer's own code wants them; for a format that is `Typed`."""
        assert isinstance(self._format, Typed)
        format = self._format.as_stored()
        return ForeignLog(Reader(self.path), self.facts, format, self._table, self._stored, self._spine)

    def last_position(self) -> int:
        """The last position; 0 when there is none."""
        self._reader.value("SELECT 1")  # whether the file is still there
        positions = self._spine.rows.positions
        return int(positions[-1]) if len(positions) else 0

    def read(
        self, after: int = 0, upto: int | None = None, *, stream: str | None = None, cancel: Cancel = NEVER
    ) -> Iterator[Event]:
        """The events in (after, upto], ascending, of one stream or of all."""
        rows = self._spine.rows
        wanted = _between(rows, after, upto)
        if stream is not None:
            wanted = wanted[rows.streams[wanted] == self._code(stream)]
        for start in range(0, len(wanted), _PAGE_ROWS):
            cancel.check()
            yield from self._events(rows, wanted[start : start + _PAGE_ROWS].tolist())

    def page(self, positions: Sequence[int]) -> list[Event]:
        """The events at these positions, in this order; positions that hold none are left out."""
        rows = self._spine.rows
        known = {row for position in positions if (row := rows.row_of(int(position))) is not None}
        found = {event.position: event for event in self._events(rows, sorted(known))}
        return [found[int(position)] for position in positions if int(position) in found]

    def columns(self, after: int = 0, *, names: Names | None = None, cancel: Cancel = NEVER) -> Iterator[IndexColumns]:
        """The narrow columns of all events above `after`, in chunks, ascending."""
        # The rows first: the names may grow meanwhile, and hold all that the rows need.
        rows, theirs, names = self._spine.rows, self._spine.names, Names() if names is None else names
        types = names.types.codes(list(theirs.types.names))
        streams = names.streams.codes(list(theirs.streams.names))
        wanted = _between(rows, after, None)
        for start in range(0, len(wanted), CHUNK_ROWS):
            cancel.check()
            some = wanted[start : start + CHUNK_ROWS]
            codes = types[rows.types[some]], streams[rows.streams[some]]
            yield IndexColumns(rows.positions[some], rows.times[some], *codes, names)

    def kept_columns(self, names: Names) -> KeptColumns | None:  # noqa: ARG002
        """None: they are a part of the spine."""
        return None

    def keep_columns(self, *_kept: object, cancel: Cancel = NEVER) -> bool:  # noqa: ARG002
        """Nothing, as above."""
        return False

    def search(
        self, where: TextFilter, *, among: npt.NDArray[np.int64] | None = None, cancel: Cancel = NEVER
    ) -> Iterator[npt.NDArray[np.int64]]:
        """Chunks of the ascending positions of the events that match, of all or of some."""
        rows, names, wanted = self._spine.rows, self._spine.names, where.text.casefold()
        types = matching(where.type, list(names.types.names))
        streams = matching(where.stream, list(names.streams.names))
        if among is None:
            left = np.flatnonzero(types[rows.types] & streams[rows.streams])
        else:
            left = np.flatnonzero(np.isin(rows.positions, among, assume_unique=True))
            left = left[types[rows.types[left]] & streams[rows.streams[left]]]
        for start in range(0, len(left), _PAGE_ROWS):
            cancel.check()
            some = left[start : start + _PAGE_ROWS]
            if wanted:
                events = self._events(rows, some.tolist())
                some = some[np.fromiter((_holds(event, wanted) for event in events), np.bool_, len(some))]
            if len(some):
                yield rows.positions[some]

    def probe(self, count: int) -> Sequence[int | None]:  # noqa: ARG002
        """Nothing: only a reading of everything numbers its events."""
        return ()

    def find_id(self, text: str) -> list[int]:
        """The positions of the event with that id, and of those that carry it as causation or correlation id."""
        positions, found = self._related().naming(text), list[int]()
        for start in range(0, len(positions), _PAGE_ROWS):
            found += [
                event.position
                for event in self.page(positions[start : start + _PAGE_ROWS])
                if text in (event.id, *map(event.metadata.get, LINKS))
            ]
        return found

    def position_of(self, id: str) -> int | None:
        """The position of the event with that id."""
        events = self.page(self._related().with_id(id))
        return next((event.position for event in events if event.id == id), None)

    def effects(self, id: str, limit: int) -> list[int]:
        """The ascending positions, at most `limit`, of the events whose causation id that is."""
        events = self.page(self._related().caused_by(id)[:limit])
        return [event.position for event in events if event.metadata.get("causation_id") == id]

    def raw(self, position: int, limit: int) -> tuple[bytes, int] | None:
        """The first bytes of the payload's column as stored, and how many there are; None where there is no event."""
        rows = self._spine.rows
        row = rows.row_of(position)
        if row is None:
            return None
        table, key = self._table, rows.key(row)
        if not table.payload:  # it is made of several places, so what they make stands for it
            made = encode(self._events(rows, [row])[0].payload)
            return made[:limit], len(made)
        blob = f"CAST(coalesce({quoted(table.payload)}, '') AS BLOB)"
        statement = (
            f"SELECT substr({blob}, 1, ?), length({blob}) FROM {source_of(table)} "  # noqa: S608  names are quoted
            f"WHERE ({', '.join(map(quoted, table.key))}) IN (VALUES ({marks(key)}))"
        )
        found = self._reader.rows(statement, (limit, *bound(key)))
        return found[0] if found else None

    def last_version(self, stream: str, upto: int | None = None) -> int | None:
        """The last version of a stream (at or before a position), None when it has no events."""
        rows = self._spine.rows
        some = _between(rows, None, upto)
        of_stream = some[rows.streams[some] == self._code(stream)]
        return int(rows.versions[of_stream[-1]]) if len(of_stream) else None

    def at_version(self, stream: str, version: int) -> int | None:
        """The position of that version of a stream."""
        rows = self._spine.rows
        found = np.flatnonzero((rows.streams == self._code(stream)) & (rows.versions == version))
        return int(rows.positions[found[0]]) if len(found) else None

    def at_time(self, time_ns: int) -> tuple[int, ...]:
        """The last position whose event is at or before a time, and, where times go backwards, the other candidate."""
        rows = self._spine.rows
        known = rows.times != NO_TIME
        before, later = np.flatnonzero(known & (rows.times <= time_ns)), np.flatnonzero(rows.times > time_ns)
        last = int(rows.positions[before[-1]]) if len(before) else 0
        if not len(later) or int(rows.positions[later[0]]) > last:
            return (last,)
        row = int(later[0])
        return (last, int(rows.positions[row - 1]) if row else 0)

    def operations(self, after: int = 0) -> tuple[Operation, ...]:
        """Our rollbacks, undos and redos in this file, above that number."""
        return read_operations(self._reader, after)

    def snapshot_versions(self) -> Mapping[str, Sequence[int]]:
        """The versions of each stream at which the producer stored its state, ascending."""
        return self._snapshots.versions()

    def snapshot(self, stream: str, version: int) -> Snapshot | None:
        """The state that the producer stored of a stream at a version."""
        return self._snapshots.all_at([(stream, version)]).get((stream, version))

    def snapshots(self, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], Snapshot]:
        """The same for several streams and versions at once."""
        return self._snapshots.all_at(places)

    def likely(self, stream: str) -> Mapping[str, JsonValue]:
        """What the states of a stream are likely to begin with, by key, where their rows lack it; for some formats."""
        if not isinstance(self._format, Defaulting):
            return {}
        rows = self._spine.rows
        found = np.flatnonzero(rows.streams == self._code(stream))
        if not len(found):
            return {}
        key = rows.key(int(found[0]))
        where = f"({', '.join(map(quoted, self._table.key))}) IN (VALUES ({marks(key)}))"
        return self._format.likely(self._reader.rows, where, bound(key))

    def poll(self) -> Growth:
        """What became of the store since the last poll, or since it was opened."""
        growth = self._tail.poll()
        return Growth.REWRITTEN if self._spine.turned and growth is not Growth.GONE else growth

    # Rows of the spine and of the file

    def _related(self) -> Relations:
        self._spine.relations.refresh(self.last_position(), self.read)
        return self._spine.relations

    def _code(self, stream: str) -> int:
        """The code of a stream, -1, which no row has, if there is none of that name."""
        code = self._spine.names.streams.code(stream)
        return -1 if code is None else code

    def _events(self, rows: Rows, wanted: Sequence[int]) -> list[Event]:
        drafts = self._drafts.of([rows.entry(row) for row in wanted])
        # As it was when the spine was made: a row that changed, or an index that lies, must not move an event.
        streams = self._spine.names.streams.names
        return [
            Event(
                int(rows.positions[row]),
                draft.id,
                streams[rows.streams[row]],
                int(rows.versions[row]),
                draft.type,
                draft.time_ns,
                draft.payload,
                _on_branch(draft, rows.branch(row), int(rows.positions[row])),
            )
            for row, draft in zip(wanted, drafts, strict=True)
        ]

    def _look(self) -> Mark:
        self._spine.refresh(self._scan)
        last = self.last_position()
        return Mark(last, self._id_at(last), last_operation(self._reader))

    def _id_at(self, position: int) -> bytes | None:
        events = self.page([position])
        return events[0].id.encode("utf-8", "replace") if events else None


def _on_branch(draft: Draft, branch: int, position: int) -> Mapping[str, JsonValue]:
    """Its metadata, and which branch of its stream it is on."""
    if not branch:
        return draft.metadata
    fork: dict[str, JsonValue] = {"forked_from": draft.parent} if branch == position else {}
    return {BRANCH: branch, **fork, **draft.metadata}


def _between(rows: Rows, after: int | None, upto: int | None) -> npt.NDArray[np.intp]:
    """The rows of the positions in (after, upto]."""
    positions = rows.positions
    start = 0 if after is None else int(np.searchsorted(positions, _int64(after), side="right"))
    stop = len(positions) if upto is None else int(np.searchsorted(positions, _int64(upto), side="right"))
    return np.arange(start, max(start, stop))


def _holds(event: Event, wanted: str) -> bool:
    payload = event.payload
    words = payload.raw.decode("utf-8", "replace") if isinstance(payload, Undecodable) else encode(payload).decode()
    return any(wanted in place.casefold() for place in (words, event.type, event.stream))


def _int64(number: int) -> int:
    return max(NO_TIME, min(2**63 - 1, int(number)))
