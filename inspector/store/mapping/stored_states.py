"""The table of states that a mapping says the producer stored."""

from datetime import tzinfo
from typing import TypeVar

from inspector.events.snapshot import Snapshot
from inspector.store.cipher import AesGcm
from inspector.store.decoding import to_int
from inspector.store.foreign import SnapshotTable, Values
from inspector.store.mapping.catalogue import Relation
from inspector.store.mapping.cells import Cells, places
from inspector.store.mapping.chain import Decoder, decoder
from inspector.store.mapping.mapping import Payload, Place, Snapshots, Time, Version
from inspector.store.mapping.moment import reader_of

P = TypeVar("P", bound=Place)


class StoredStates:
    """Reads one row at a time as the state of a stream."""

    def __init__(self, snapshots: Snapshots, separator: str, relation: Relation) -> None:
        self._stream, self._separator = places(snapshots.stream), separator
        self._version = _as(Version, snapshots.version)
        self._state = _as(Payload, snapshots.state)
        self._time = None if snapshots.time is None else _as(Time, snapshots.time)
        self._read_time = None if self._time is None else reader_of(self._time)
        narrow = [place.column for place in (*self._stream, self._version, *([self._time] if self._time else []))]
        columns = tuple(dict.fromkeys((*narrow, self._state.column)))
        self._columns = {("", name): (at, 0) for at, name in enumerate(columns)}
        # Where a state tells its own stream or version, it is always read.
        heavy = "" if self._state.column in narrow else self._state.column
        key = (relation.rowid,) if relation.rowid else relation.primary_key
        self.table = SnapshotTable(relation.name, columns, heavy, key)

    def decoder(self, cipher: AesGcm | None) -> Decoder:
        """What decodes the states."""
        return decoder(self._state.steps, cipher)

    def snapshot(self, row: Values, zone: tzinfo | None, decode: Decoder) -> Snapshot | None:
        """The state in a row, None if it has no version."""
        cells = Cells(row, self._columns, {("", self._state.column): decode})
        version = to_int(cells.value(self._version))
        if version is None:
            return None
        time_ns = None
        if self._time is not None and self._read_time is not None:
            time_ns = self._read_time(cells.value(self._time), zone)
        return Snapshot(cells.name(self._stream, self._separator), version, cells.content(self._state), time_ns)


def named(snapshots: Snapshots) -> list[Place]:
    """The places in the table of states."""
    time = [] if snapshots.time is None else [_as(Time, snapshots.time)]
    return [*places(snapshots.stream), _as(Version, snapshots.version), _as(Payload, snapshots.state), *time]


def _as(kind: type[P], where: str | P) -> P:
    return kind(column=where) if isinstance(where, str) else where
