"""The states that a producer stored itself, found by stream and version."""

from collections.abc import Iterator, Mapping, Sequence

from inspector.events.snapshot import Snapshot
from inspector.store.failures import Damaged
from inspector.store.foreign import Format, SnapshotTable, Snapshotting, Values
from inspector.store.keyed_rows import Key, bound, key_of, marks, selected
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted

_SCAN_ROWS = 4096
_PAGE_ROWS = 256


class Snapshots:
    """Knows of each snapshot its version and the key of its row; a state is read when it is asked for.

    One thread at a time uses it. Without a table there are none.
    """

    def __init__(self, reader: Reader, format: Format, table: SnapshotTable | None) -> None:
        self._reader = reader
        self._format = format if isinstance(format, Snapshotting) else None
        self._table = table
        self._read_at: tuple[int, int] | None = None
        self._pages: dict[int, list[tuple[Key, str, int]]] = {}
        """What was found in some rows, by the hash of them all."""
        self._keys: dict[str, dict[int, Key]] = {}
        self._versions: Mapping[str, Sequence[int]] = {}

    def versions(self) -> Mapping[str, Sequence[int]]:
        """The versions of each stream, ascending, as they are in the file now; read again only if that has changed."""
        if self._table is None:
            return {}
        now = self._reader.version()
        if now != self._read_at:
            self._read()
            self._read_at = now
        return self._versions

    def all_at(self, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Snapshot]:
        """The snapshots of streams at versions, as far as there are any."""
        if self._read_at is None:
            self.versions()
        keys = [self._keys[stream][version] for stream, version in places if version in self._keys.get(stream, {})]
        if not keys or self._table is None:
            return {}
        named, count, found = ", ".join(map(quoted, self._table.key)), len(self._table.key), []
        for start in range(0, len(keys), _PAGE_ROWS):
            some = keys[start : start + _PAGE_ROWS]
            tuples = ", ".join(f"({marks(key)})" for key in some)
            statement = f"{self._select(())} WHERE ({named}) IN (VALUES {tuples})"
            rows = self._reader.rows(statement, [value for key in some for value in bound(key)])
            found += [self._snapshot(row[2 * count :]) for row in rows]
        # Some producers keep one row a stream and write the next version over it.
        wanted = set(places)
        return {
            (one.stream, one.version): one for one in found if one is not None and (one.stream, one.version) in wanted
        }

    def _read(self) -> None:
        keys: dict[str, dict[int, Key]] = {}
        pages: dict[int, list[tuple[Key, str, int]]] = {}
        for rows in self._scan():
            # What others write to the file is mostly something else, and decoding takes most of the time.
            page = hash(repr(rows))
            pages[page] = self._pages[page] if page in self._pages else self._places(rows)
            for key, stream, version in pages[page]:
                keys.setdefault(stream, {})[version] = key
        self._pages = pages
        self._keys = keys
        self._versions = {stream: sorted(versions) for stream, versions in keys.items()}

    def _places(self, rows: Sequence[Values]) -> list[tuple[Key, str, int]]:
        assert self._table is not None
        count = len(self._table.key)
        found = [(key_of(row, count), self._snapshot(row[2 * count :])) for row in rows]
        return [(key, snapshot.stream, snapshot.version) for key, snapshot in found if snapshot is not None]

    def _snapshot(self, row: Values) -> Snapshot | None:
        assert self._format is not None
        return self._format.snapshot(row)

    def _select(self, without: Sequence[str]) -> str:
        assert self._table is not None
        columns = selected(self._table.key, self._table.columns, self._table.expressions, without)
        return f"SELECT {', '.join(columns)} FROM {quoted(self._table.name)}"  # noqa: S608  every name is quoted

    def _scan(self) -> Iterator[list[Values]]:
        table = self._table
        if table is None:
            return
        count, named = len(table.key), ", ".join(map(quoted, table.key))
        after: Key | None = None
        met: set[Key] = set()
        while True:
            wanted = [f"({table.where})"] if table.where else []
            wanted += [f"({named}) > ({marks(after)})"] if after is not None else []
            where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
            statement = f"{self._select((table.state,))}{where} ORDER BY {named} LIMIT {_SCAN_ROWS}"
            rows = self._reader.rows(statement, bound(after or ()))
            yield rows
            if len(rows) < _SCAN_ROWS:
                return
            after = key_of(rows[-1], count)
            # A damaged tree can lead back to rows before these, and then for ever.
            if after in met:
                raise Damaged(self._reader.path, f"the rows of {table.name} are not in the order of their keys")
            met.add(after)
