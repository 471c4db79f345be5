"""The rows of a table of links, found by the events they belong to, whatever indexes the file has or lacks."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from inspector.store.foreign import Link, Values
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted

_SCAN_ROWS = 65536
_FETCH_ROWS = 500


class Links:
    """Knows of each link 16 bytes: the hash of what it names, and its rowid. One thread at a time uses it."""

    def __init__(self, reader: Reader, link: Link) -> None:
        self._reader = reader
        self._hashes: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._rowids: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._last: int | None = None
        table, on = quoted(link.table), quoted(link.on)
        columns = ", ".join(map(quoted, link.columns))
        self._scan = f"SELECT rowid, {on} FROM {table}"  # noqa: S608  every name is quoted
        self._fetch = f"SELECT rowid, {on}, {columns} FROM {table} WHERE rowid IN"  # noqa: S608  as above

    def of(self, ids: Sequence[Any]) -> list[tuple[Values, ...]]:
        """The links that name each of some events, in the order of their rows."""
        self._refresh()
        wanted = [_name(id) for id in ids]
        hashes = np.fromiter(map(hash, wanted), np.int64, len(wanted))
        starts = np.searchsorted(self._hashes, hashes, side="left").tolist()
        stops = np.searchsorted(self._hashes, hashes, side="right").tolist()
        rowids = [self._rowids[start:stop].tolist() for start, stop in zip(starts, stops, strict=True)]
        rows = self._rows([rowid for some in rowids for rowid in some])
        return [
            tuple(rows[rowid][1] for rowid in some if rowid in rows and rows[rowid][0] == name)
            for some, name in zip(rowids, wanted, strict=True)
        ]

    def _refresh(self) -> None:
        found = list(self._added())
        if not found:
            return
        rowids = np.concatenate((self._rowids, *(chunk[0] for chunk in found)))
        hashes = np.concatenate((self._hashes, *(chunk[1] for chunk in found)))
        order = np.argsort(hashes, kind="stable")  # stable, so that an event's links stay in their order
        self._rowids, self._hashes = rowids[order], hashes[order]

    def _added(self) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        while True:
            where, values = ("", ()) if self._last is None else (" WHERE rowid > ?", (self._last,))
            rows = self._reader.rows(f"{self._scan}{where} ORDER BY rowid LIMIT {_SCAN_ROWS}", values)
            if rows:
                self._last = rows[-1][0]
                hashes = np.fromiter((hash(_name(id)) for _, id in rows), np.int64, len(rows))
                yield np.fromiter((rowid for rowid, _ in rows), np.int64, len(rows)), hashes
            if len(rows) < _SCAN_ROWS:
                return

    def _rows(self, rowids: Sequence[int]) -> dict[int, tuple[bytes, Values]]:
        found: dict[int, tuple[bytes, Values]] = {}
        for start in range(0, len(rowids), _FETCH_ROWS):
            some = rowids[start : start + _FETCH_ROWS]
            marks = ", ".join("?" * len(some))
            for rowid, id, *values in self._reader.rows(f"{self._fetch} ({marks})", some):
                found[rowid] = (_name(id), tuple(values))
        return found


def _name(id: Any) -> bytes:
    """What an event is named by, whether a number or a text."""
    return id if isinstance(id, bytes) else str(id).encode()
