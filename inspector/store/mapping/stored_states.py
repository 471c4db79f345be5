"""The table of states that a mapping says the producer stored."""

from typing import TypeVar

from inspector.events.snapshot import Snapshot
from inspector.store.cipher import AesGcm
from inspector.store.decoding import to_int
from inspector.store.foreign import SnapshotTable, Values
from inspector.store.mapping.catalogue import Relation
from inspector.store.mapping.cells import Cells, places
from inspector.store.mapping.chain import Decoder, decoder
from inspector.store.mapping.mapping import Payload, Place, Snapshots, Version

P = TypeVar("P", bound=Place)


class StoredStates:
    """Reads one row at a time as the state of a stream."""

    def __init__(self, snapshots: Snapshots, separator: str, relation: Relation) -> None:
        self._stream, self._separator = places(snapshots.stream), separator
        self._version = _as(Version, snapshots.version)
        self._state = _as(Payload, snapshots.state)
        narrow = [place.column for place in (*self._stream, self._version)]
        columns = tuple(dict.fromkeys((*narrow, self._state.column)))
        self._columns = {("", name): (at, 0) for at, name in enumerate(columns)}
        # Where a state tells its own stream or version, it is always read.
        heavy = "" if self._state.column in narrow else self._state.column
        key = (relation.rowid,) if relation.rowid else relation.primary_key
        self.table = SnapshotTable(relation.name, columns, heavy, key)

    def decoder(self, cipher: AesGcm | None) -> Decoder:
        """What decodes the states."""
        return decoder(self._state.steps, cipher)

    def snapshot(self, row: Values, decode: Decoder) -> Snapshot | None:
        """The state in a row, None if it has no version."""
        cells = Cells(row, self._columns, {("", self._state.column): decode})
        version = to_int(cells.value(self._version))
        if version is None:
            return None
        return Snapshot(cells.name(self._stream, self._separator), version, cells.content(self._state))


def named(snapshots: Snapshots) -> list[Place]:
    """The places in the table of states."""
    return [*places(snapshots.stream), _as(Version, snapshots.version), _as(Payload, snapshots.state)]


def _as(kind: type[P], where: str | P) -> P:
    return kind(column=where) if isinstance(where, str) else where
