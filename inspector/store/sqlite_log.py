"""Reading an event log from an SQLite file: pages by key, narrow columns, searches, growth."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from inspector.events.arrays import np
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import InvalidData
from inspector.events.event import Event
from inspector.events.json_value import encode
from inspector.events.log import NO_TIME, Capability, Growth, IndexColumns, StoreFacts, TextFilter
from inspector.events.names import Names
from inspector.events.snapshot import Snapshot
from inspector.store.cause import IS_CAUSE
from inspector.store.columns import INT64_MAX, read_columns
from inspector.store.columns_apart import APART_EVENTS, read_apart
from inspector.store.reader import Reader, Row
from inspector.store.rows import to_event, to_text
from inspector.store.search import TextSearch, compile_search
from inspector.store.tail import Mark, Tail

if TYPE_CHECKING:
    import numpy.typing as npt

_PAGE_ROWS = 512
_PAGE_BYTES = 4 << 20
"""Of payloads and metadata, after which a page ends early, so that memory is bounded by more than their number."""
_SEARCH_ROWS = 16_384
_SPARSE = 16
"""Events are looked up one by one where fewer than one in so many is wanted; a scan reads a row in a tenth of that."""
_SCATTER = 619
"""Prime to 1000."""
_EVENT = "position, id, stream, version, type, time_ns, payload, metadata"
_PAYLOAD = 6


class SqliteLog:
    """A log whose events lie in a table or view `events` with a native store's columns.

    One thread at a time uses it. Between two pages of a read nothing is held on the file. It owns its reader.
    """

    capabilities = Capability.READ | Capability.TAIL

    def __init__(self, reader: Reader, facts: StoreFacts) -> None:
        self.facts = facts
        self._reader = reader
        self._tail = Tail(reader, self._mark, self._id_at)

    @property
    def path(self) -> Path:
        """The file."""
        return self._reader.path

    def close(self) -> None:
        """Release the file."""
        self._reader.close()

    def last_position(self) -> int:
        """The last written position; 0 when there is none."""
        return int(self._reader.value("SELECT coalesce(max(position), 0) FROM events"))

    def read(
        self, after: int = 0, upto: int | None = None, *, stream: str | None = None, cancel: Cancel = NEVER
    ) -> Iterator[Event]:
        """The written events in (after, upto], ascending, of one stream or of all."""
        scope, values = ("", ()) if stream is None else (" AND stream = ?", (_bound(stream),))
        statement = (
            f"SELECT {_EVENT} FROM events WHERE position > ? AND position <= ?{scope} "  # noqa: S608
            f"ORDER BY position LIMIT {_PAGE_ROWS}"
        )
        last = self.last_position() if upto is None else _int64(upto)
        after, whole = _int64(after), False
        while not whole:
            page = _page(statement, (after, last, *values))
            rows, whole = self._reader.run(page, cancel)
            for row in rows:
                yield to_event(self.path, row)
            after = rows[-1][0] if rows else last

    def page(self, positions: Sequence[int]) -> list[Event]:
        """The events at these positions, in this order; positions that hold none are left out."""
        statement = f"SELECT {_EVENT} FROM events WHERE position IN (SELECT value FROM json_each(?))"  # noqa: S608
        found: dict[int, Event] = {}
        for start in range(0, len(positions), _PAGE_ROWS):
            wanted = [int(position) for position in positions[start : start + _PAGE_ROWS]]
            rows = self._reader.rows(statement, (msgspec.json.encode(wanted).decode(),))
            found.update((row[0], to_event(self.path, row)) for row in rows)
        return [found[int(position)] for position in positions if int(position) in found]

    def columns(self, after: int = 0, *, names: Names | None = None, cancel: Cancel = NEVER) -> Iterator[IndexColumns]:
        """The narrow columns of all events above `after` that are there when it is asked, in chunks, ascending."""
        names, after, upto = Names() if names is None else names, _int64(after), self.last_position()
        if upto - after > APART_EVENTS and not self._reader.is_private():
            for columns in read_apart(self.path, self._reader.inode, after, upto, names, cancel):
                yield columns
                after = int(columns.positions[-1])
        yield from read_columns(self._reader, after, upto, names, cancel)

    def probe(self, count: int) -> Sequence[int | None]:
        """The times of the events at positions spread evenly up to the last one."""
        # In each part of the positions at another place, so that holes which come at equal distances are seen as such.
        statement = f"""
            WITH RECURSIVE
              whole(step) AS (SELECT max(1.0, coalesce(max(position), 0) * 1.0 / ?1) FROM events),
              probe(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM probe WHERE number < ?1 - 1)
            SELECT time_ns FROM probe, whole
            JOIN events ON position = 1 + CAST((number + number * {_SCATTER} % 1000 / 1000.0) * step AS INTEGER)
            ORDER BY number"""  # noqa: S608
        return [row[0] for row in self._reader.rows(statement, (count,))]

    def search(
        self, where: TextFilter, *, among: npt.NDArray[np.int64] | None = None, cancel: Cancel = NEVER
    ) -> Iterator[npt.NDArray[np.int64]]:
        """Chunks of the ascending positions of the written events that match, of all or of some.

        Raises `InvalidData` for a filter that is too long to search for.
        """
        search = compile_search(where)
        if among is None:
            found = self._scan(search, 0, INT64_MAX, cancel)
        elif not len(among):
            return
        elif int(among[-1]) - int(among[0]) < _SPARSE * len(among):
            chunks = self._scan(search, int(among[0]) - 1, int(among[-1]), cancel)
            found = ([at for at in chunk if at in some] for some in [set(among.tolist())] for chunk in chunks)
        else:
            found = self._pick(search, among, cancel)
        for positions in found:
            sure = positions if search.matches is None else self._verified(search, positions, cancel)
            if sure:
                yield np.array(sure, np.int64)

    def _pick(self, search: TextSearch, among: npt.NDArray[np.int64], cancel: Cancel) -> Iterator[list[int]]:
        """Which of some positions match, each looked up by itself."""
        statement = f"""SELECT position FROM events WHERE position IN (SELECT value FROM json_each(?))
                        AND {search.condition} ORDER BY position"""  # noqa: S608
        for start in range(0, len(among), _PAGE_ROWS):
            some = msgspec.json.encode(among[start : start + _PAGE_ROWS].tolist()).decode()
            yield [row[0] for row in self._reader.rows(statement, (some, *search.values), cancel)]

    def _scan(self, search: TextSearch, after: int, upto: int, cancel: Cancel) -> Iterator[list[int]]:
        """Which positions in (after, upto] match, all events there read one after the other."""
        statement = f"""
            SELECT max(position), json_group_array(position) FILTER (WHERE {search.condition})
            FROM (SELECT position, stream, type, payload FROM events WHERE position > ? AND position <= ?
                  ORDER BY position LIMIT {_SEARCH_ROWS})"""  # noqa: S608
        while True:
            # The condition stands before the inner selection, and so do its values.
            ((last, found),) = self._reader.rows(statement, (*search.values, after, upto), cancel)
            if last is None:
                return
            yield msgspec.json.decode(found)
            after = last

    def find_id(self, text: str) -> list[int]:
        """The positions of the event with that id, and of those that carry it as causation or correlation id."""
        statement = """
            SELECT position FROM events WHERE id = ?1
            UNION SELECT position FROM events
            WHERE (instr(metadata, ?2) OR instr(metadata, '\\')) AND CASE WHEN json_valid(metadata) THEN
              ?1 IN (json_extract(metadata, '$.causation_id'), json_extract(metadata, '$.correlation_id')) END
            ORDER BY position"""
        try:
            literal = encode(text).decode()
        except InvalidData:  # text that cannot be stored is not there
            return []
        return [row[0] for row in self._reader.rows(statement, (text, literal))]

    def position_of(self, id: str) -> int | None:
        """The position of the event with that id."""
        rows = self._reader.rows("SELECT position FROM events WHERE id = ?", (_bound(id),))
        return rows[0][0] if rows else None

    def effects(self, id: str, limit: int) -> list[int]:
        """The ascending positions, at most `limit`, of the events that the event with that id caused."""
        statement = f"SELECT position FROM events WHERE {IS_CAUSE} ORDER BY position LIMIT ?2"  # noqa: S608
        return [row[0] for row in self._reader.rows(statement, (_bound(id), max(0, _int64(limit))))]

    def raw(self, position: int, limit: int) -> tuple[bytes, int] | None:
        """The first bytes of a payload exactly as stored, and its whole length."""
        return self._reader.run(partial(_raw, _int64(position), max(0, limit)))

    def last_version(self, stream: str, upto: int | None = None) -> int | None:
        """The last written version of a stream (at or before a position), None when it has no events."""
        rows = self._reader.rows(
            "SELECT version FROM events WHERE stream = ? AND position <= ? ORDER BY position DESC LIMIT 1",
            (_bound(stream), INT64_MAX if upto is None else _int64(upto)),
        )
        return int(rows[0][0]) if rows else None

    def at_version(self, stream: str, version: int) -> int | None:
        """The position of that version of a stream."""
        rows = self._reader.rows(
            "SELECT position FROM events WHERE stream = ? AND version = ?", (_bound(stream), _int64(version))
        )
        return rows[0][0] if rows else None

    def at_time(self, time_ns: int) -> tuple[int, ...]:
        """The last position whose event is at or before a time, and, where times go backwards, the other candidate."""
        ((last, later),) = self._reader.rows(
            """SELECT (SELECT position FROM events WHERE time_ns <= ?1 ORDER BY position DESC LIMIT 1),
                      (SELECT position FROM events WHERE time_ns > ?1 ORDER BY position LIMIT 1)""",
            (_int64(time_ns),),
        )
        last = last or 0
        if later is None or later > last:
            return (last,)
        before = self._reader.value("SELECT coalesce(max(position), 0) FROM events WHERE position < ?", (later,))
        return (last, before)

    def snapshot_versions(self) -> Mapping[str, Sequence[int]]:
        """None: there are no states in a native store."""
        return {}

    def snapshot(self, stream: str, version: int) -> Snapshot | None:  # noqa: ARG002
        """None, as above."""
        return None

    def snapshots(self, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], Snapshot]:  # noqa: ARG002
        """None, as above."""
        return {}

    def poll(self) -> Growth:
        """What became of the store since the last poll, or since it was opened."""
        return self._tail.poll()

    def _mark(self) -> Mark:
        rows = self._reader.rows("SELECT position, id FROM events ORDER BY position DESC LIMIT 1")
        position, id = rows[0] if rows else (0, None)
        return Mark(position, id, self._last_operation())

    def _last_operation(self) -> int:
        return 0

    def _id_at(self, position: int) -> bytes | None:
        rows = self._reader.rows("SELECT id FROM events WHERE position = ?", (position,))
        return rows[0][0] if rows else None

    def _verified(self, search: TextSearch, positions: list[int], cancel: Cancel) -> list[int]:
        assert search.matches is not None
        found = []
        for start in range(0, len(positions), _PAGE_ROWS):
            some = msgspec.json.encode(positions[start : start + _PAGE_ROWS]).decode()
            rows = self._reader.rows(
                """SELECT position, stream, type, payload FROM events
                   WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position""",
                (some,),
                cancel,
            )
            found += [position for position, *texts in rows if search.matches(*map(to_text, texts))]
        return found


def _page(statement: str, values: tuple[object, ...]) -> Callable[[sqlite3.Connection], tuple[list[Row], bool]]:
    """A page of rows, and whether it is the last one."""

    def work(sqlite: sqlite3.Connection) -> tuple[list[Row], bool]:
        rows: list[Row] = []
        size = 0
        cursor = sqlite.execute(statement, values)
        for row in cursor:
            rows.append(row)
            payload, metadata = row[_PAYLOAD:]
            if type(payload) is type(metadata) is bytes:
                size += len(payload) + len(metadata)
            if size > _PAGE_BYTES:
                cursor.close()
                return rows, False
        return rows, len(rows) < _PAGE_ROWS

    return work


def _raw(position: int, limit: int, sqlite: sqlite3.Connection) -> tuple[bytes, int] | None:
    if sqlite.execute("SELECT 1 FROM events WHERE position = ?", (position,)).fetchone() is None:
        return None
    # Of 50 MB this reads a page in 0.2 ms, where `substr` has SQLite load all of it in 120 ms.
    with sqlite.blobopen("events", "payload", position, readonly=True) as payload:
        return payload.read(min(limit, len(payload))), len(payload)


def _bound(name: str) -> str | bytes:
    """A name as SQLite takes it; half a surrogate pair cannot be stored, so it becomes what equals no text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return b""
    return name


def _int64(number: int) -> int:
    return max(NO_TIME, min(INT64_MAX, int(number)))
