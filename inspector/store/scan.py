"""Reading the narrow columns of a foreign table some rows at a time: by column where its format says how, or by row."""

import sqlite3
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from inspector.events.cancel import Cancel
from inspector.events.names import Names
from inspector.store.drafts import Drafts, source_of
from inspector.store.failures import Damaged
from inspector.store.foreign import Format, Table
from inspector.store.keyed_rows import Key, bound, key_of, marks, selected
from inspector.store.narrow import Bulk
from inspector.store.narrow_columns import INTEGERS, NarrowColumns, decoded
from inspector.store.reader import Reader, Row
from inspector.store.schema_facts import quoted
from inspector.store.spine_rows import UNTOLD, Chunk, Keys
from inspector.store.time_columns import Cells, each

_BULK_ROWS = 8192
_ROWS = 1024
"""Where each row is looked at by Python code, which takes turns with a window's."""
_WHOLE_ROWS = 256
"""Where payloads must be read for the narrow columns."""
_LEAST = -(2**63)


class Scan:
    """Reads one table from key to key. One thread at a time uses it."""

    def __init__(self, reader: Reader, format: Format, table: Table, drafts: Drafts, *, own_keys: bool) -> None:
        """own_keys: whether keys are positions, and so must be integers."""
        self._reader = reader
        self._table = table
        self._drafts = drafts
        self._own_keys = own_keys
        self._met: dict[Key, Key | None] = {}
        """The keys that some rows ended with, and those that these rows came after."""
        narrow = format.narrow(table) if isinstance(format, Bulk) else None
        self._columns = None if narrow is None else NarrowColumns(narrow)
        self._needed = () if narrow is None else narrow.columns
        self._limits = [
            _WHOLE_ROWS if table.payload in columns else _ROWS
            for columns in (self._needed, set(table.columns) - table.heavy)
        ]
        """Of rows that are read by themselves, and of rows that the format looks at."""
        self._as_json = len(table.key) == 1
        """Whether columns come as JSON, which SQLite writes with the interpreter's lock released."""

    def __call__(self, after: Key | None, names: Names, cancel: Cancel) -> Chunk:
        """The events of the rows after a key, or of the first rows.

        Raises `Damaged` where the rows are not in the order of their keys.
        """
        if after is None:
            self._met.clear()
        if self._columns is not None:
            chunk = self._by_column(self._columns, after, names, cancel)
            if chunk is not None:
                return chunk
            self._columns = None
        return self._by_row(after, names, cancel)

    def _by_column(self, columns: NarrowColumns, after: Key | None, names: Names, cancel: Cancel) -> Chunk | None:
        """None where the rows can only be read one by one."""
        read = self._read_json(after, cancel) if self._as_json else None
        if read is None:
            self._as_json = False
            read = self._read_cells(after, cancel)
        keys, cells, whole = read
        last = self._last(after, keys)
        return columns.chunk(keys, cells, names, last, whole=whole)

    def _read_json(self, after: Key | None, cancel: Cancel) -> tuple[Keys, list[Cells], bool] | None:
        """Keys, columns, and whether no rows follow; None where JSON cannot hold them exactly."""
        key, source = quoted(self._table.key[0]), source_of(self._table)
        first = (_LEAST if after is None else after[0],)
        # To find the end first takes half the time of a subquery with a limit.
        rows = f"FROM {source} WHERE {key} {'>=' if after is None else '>'} ?"
        end = f"SELECT {key} {rows} ORDER BY {key} LIMIT 1 OFFSET {_BULK_ROWS - 1}"
        arrays = ", ".join(
            f"json_group_array({self._table.expressions.get(name, quoted(name))})" for name in self._needed
        )
        chunk = f"SELECT json_group_array({key}), {arrays} {rows}"

        def read(sqlite: sqlite3.Connection) -> tuple[Row, bool] | None:
            last = sqlite.execute(end, first).fetchone()
            upto = "" if last is None else f" AND {key} <= ?"
            try:
                return sqlite.execute(chunk + upto, (*first, *(last or ()))).fetchone(), last is None
            except (sqlite3.OperationalError, sqlite3.DataError) as error:
                if "JSON" in str(error) or getattr(error, "sqlite_errorname", "") == "SQLITE_TOOBIG":
                    return None
                raise

        found = self._reader.run(read, cancel)
        if found is None:
            return None
        (keys, *arrays_read), whole = found
        numbers = decoded(keys, INTEGERS)
        cells = [decoded(array) for array in arrays_read]
        if numbers is None or any(some is None for some in cells):
            return None
        ascending = np.array(numbers, np.int64)
        # SQLite takes the rows in the order of their keys, if not by an index that it likes better.
        if (np.diff(ascending) <= 0).any():
            return None
        return ascending, [some for some in cells if some is not None], whole

    def _read_cells(self, after: Key | None, cancel: Cancel) -> tuple[Keys, list[Cells], bool]:
        """The same, row by row; texts are bytes."""
        table, key, limit = self._table, ", ".join(map(quoted, self._table.key)), self._limits[0]
        columns = ", ".join(selected(table.key, self._needed, table.expressions))
        where = f" WHERE ({key}) > ({marks(after)})" if after is not None else ""
        statement = f"SELECT {columns} FROM {source_of(table)}{where} ORDER BY {key} LIMIT {limit}"  # noqa: S608
        rows = self._reader.rows(statement, bound(after or ()), cancel)
        read: list[Cells] = list(zip(*rows, strict=True)) if rows else [()] * (2 * len(table.key) + len(self._needed))
        return _keys(table, rows), read[2 * len(table.key) :], len(rows) < limit

    def _by_row(self, after: Key | None, names: Names, cancel: Cancel) -> Chunk:
        limit = self._limits[1]
        keys, found = self._drafts.after(after, limit, heavy=False, cancel=cancel)
        last = self._last(after, keys)
        events = [(key, at, draft) for key, drafts in zip(keys, found, strict=True) for at, draft in enumerate(drafts)]
        places = np.fromiter((at for _, at, _ in events), np.int32, len(events))
        drafts = [draft for _, _, draft in events]
        return Chunk(
            _numbered([key for key, _, _ in events]),
            each(draft.time_ns for draft in drafts),
            names.types.codes([draft.type for draft in drafts]),
            names.streams.codes([draft.stream for draft in drafts]),
            np.array([UNTOLD if draft.version is None else draft.version for draft in drafts], np.int64),
            last,
            len(keys) < limit,
            places if places.any() else None,
            [draft.rank for draft in drafts] if any(draft.rank for draft in drafts) else None,
            [None if draft.parent is None else (draft.id, draft.parent) for draft in drafts]
            if any(draft.parent is not None for draft in drafts)
            else None,
        )

    def _last(self, after: Key | None, keys: Keys) -> Key | None:
        """The last key of some rows, if they are in order: a damaged tree can lead back, and then for ever."""
        if not len(keys):
            return None
        if isinstance(keys, np.ndarray):
            falls = bool((np.diff(keys) <= 0).any()) or (after is not None and _is_below(int(keys[0]), after))
            last: Key = (int(keys[-1]),)
        else:
            last = keys[-1]
            falls = self._met.setdefault(last, after) != after or (len(last) == 1 and _is_falling(after, keys))
            if self._own_keys and not all(isinstance(value, int) for key in keys for value in key):
                raise Damaged(self._reader.path, f"the keys of the rows of {self._table.name} are not all numbers")
        if falls:
            raise Damaged(self._reader.path, f"the rows of {self._table.name} are not in the order of their keys")
        return last


def _keys(table: Table, rows: Sequence[Row]) -> Keys:
    return _numbered([key_of(row, len(table.key)) for row in rows])


def _numbered(keys: list[Key]) -> Keys:
    """Keys as an array where each is one integer."""
    numbers = [key[0] for key in keys if len(key) == 1 and type(key[0]) is int]
    return np.array(numbers, np.int64) if len(numbers) == len(keys) else keys


def _is_below(first: int, after: Key) -> bool:
    return isinstance(after[0], int) and first <= after[0]


def _is_falling(after: Key | None, keys: Sequence[Key]) -> bool:
    """Whether numbers, each the one value of a key, ever do not grow."""
    numbers = [value for key in (after or (), *keys) for value in key if isinstance(value, int)]
    return any(one >= next for one, next in pairwise(numbers))
