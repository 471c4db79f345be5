"""Reading an event log from an SQLite file: pages by key, narrow columns, searches, growth."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import InvalidData
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import JsonValue, decode
from inspector.events.log import NO_TIME, Capability, Growth, IndexColumns, StoreFacts, TextFilter
from inspector.store import engine
from inspector.store.engine import Access
from inspector.store.failures import explained

_PAGE_ROWS = 1000
_COLUMN_ROWS = 8192
"""Rows in a chunk of columns: a chunk takes some 6 ms, of which the interpreter is held for less than 2."""
_SEARCH_ROWS = 4096
_EVENT = "position, id, stream, version, type, time_ns, payload, metadata"

Row = tuple[Any, ...]


class SqliteLog:
    """A log whose events lie in a table or view `events` with a native store's columns.

    One thread at a time uses it; `release` may be called from any, and then the next use opens a new connection by the
    rules of that moment. Between two pages of a read nothing is held on the file.
    """

    capabilities = Capability.READ | Capability.TAIL

    def __init__(self, path: Path, facts: StoreFacts) -> None:
        self.path = path
        self.facts = facts
        self._lock = threading.Lock()
        self._connection: engine.Connection | None = None
        self._seen: _Seen | None = None

    def close(self) -> None:
        """Release the file."""
        self.release()

    def release(self) -> None:
        """Close the connection until the next use."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    # Reading

    def last_position(self) -> int:
        """The last written position; 0 when there is none."""
        return int(self._value("SELECT coalesce(max(position), 0) FROM events"))

    def read(
        self, after: int = 0, upto: int | None = None, *, stream: str | None = None, cancel: Cancel = NEVER
    ) -> Iterator[Event]:
        """The written events in (after, upto], ascending, of one stream or of all."""
        upto = self.last_position() if upto is None else upto
        where = "position > ? AND position <= ?" + (" AND stream = ?" if stream is not None else "")
        statement = f"SELECT {_EVENT} FROM events WHERE {where} ORDER BY position LIMIT {_PAGE_ROWS}"  # noqa: S608
        scope = () if stream is None else (stream,)
        while True:
            rows = self._rows(statement, (after, upto, *scope), cancel)
            yield from map(to_event, rows)
            if len(rows) < _PAGE_ROWS:
                return
            after = rows[-1][0]

    def page(self, positions: Sequence[int]) -> list[Event]:
        """The events at these positions, in this order; positions that hold none are left out."""
        found: dict[int, Event] = {}
        for start in range(0, len(positions), _PAGE_ROWS):
            some = [int(position) for position in positions[start : start + _PAGE_ROWS]]
            marks = ",".join("?" * len(some))
            rows = self._rows(f"SELECT {_EVENT} FROM events WHERE position IN ({marks})", some)  # noqa: S608
            found.update((row[0], to_event(row)) for row in rows)
        return [found[int(position)] for position in positions if int(position) in found]

    def columns(self, after: int = 0, *, cancel: Cancel = NEVER) -> Iterator[IndexColumns]:
        """The narrow columns of all events above `after`, in chunks, ascending."""
        # SQLite builds the arrays in C with the interpreter lock released: measured at 1M events, the event loop's
        # longest pause is a fifth of that with fetchmany, and the whole takes about as long.
        statement = f"""
            SELECT json_group_array(position), json_group_array(time_ns), json_group_array(type),
                   json_group_array(stream)
            FROM (SELECT position, time_ns, type, stream FROM events WHERE position > ?
                  ORDER BY position LIMIT {_COLUMN_ROWS})"""  # noqa: S608
        while True:
            ((positions, times, types, streams),) = self._rows(statement, (after,), cancel)
            chunk = np.array(msgspec.json.decode(positions, type=list[int]), np.int64)
            if not len(chunk):
                return
            (type_codes, type_names), (stream_codes, stream_names) = _codes(types), _codes(streams)
            yield IndexColumns(
                chunk,
                np.array([NO_TIME if time is None else time for time in msgspec.json.decode(times)], np.int64),
                type_codes,
                stream_codes,
                type_names,
                stream_names,
            )
            after = int(chunk[-1])

    def search(self, where: TextFilter, *, cancel: Cancel = NEVER) -> Iterator[npt.NDArray[np.int64]]:
        """Chunks of the ascending positions of the written events that match; ASCII letters match in either case."""
        conditions, values = ["position > ?"], []
        for column, pattern in (("stream", where.stream), ("type", where.type)):
            if pattern:
                conditions.append(f"{column} LIKE ? ESCAPE '\\'")
                values.append(_like(pattern))
        if where.text:
            conditions.append("(payload LIKE ? ESCAPE '\\' OR type LIKE ? ESCAPE '\\' OR stream LIKE ? ESCAPE '\\')")
            values += [f"%{_escaped(where.text)}%"] * 3
        statement = (
            f"SELECT position FROM events WHERE {' AND '.join(conditions)} ORDER BY position LIMIT {_SEARCH_ROWS}"  # noqa: S608
        )
        after = 0
        while rows := self._rows(statement, (after, *values), cancel):
            yield np.fromiter((row[0] for row in rows), np.int64, len(rows))
            after = rows[-1][0]

    def find_id(self, text: str) -> list[int]:
        """The positions of the event with that id, and of those that carry it as causation or correlation id."""
        statement = """
            SELECT position FROM events WHERE id = ?1
            UNION SELECT position FROM events
            WHERE instr(metadata, ?1) AND json_valid(metadata)
              AND ?1 IN (json_extract(metadata, '$.causation_id'), json_extract(metadata, '$.correlation_id'))
            ORDER BY position"""
        return [row[0] for row in self._rows(statement, (text,))]

    def last_version(self, stream: str, upto: int | None = None) -> int:
        """The last written version of a stream (at or before a position), 0 when it has no events."""
        bound, values = ("", (stream,)) if upto is None else (" AND position <= ?", (stream, upto))
        return int(self._value(f"SELECT coalesce(max(version), 0) FROM events WHERE stream = ?{bound}", values))  # noqa: S608

    def at_version(self, stream: str, version: int) -> int | None:
        """The position of that version of a stream."""
        rows = self._rows("SELECT position FROM events WHERE stream = ? AND version = ?", (stream, version))
        return rows[0][0] if rows else None

    def at_time(self, time_ns: int) -> tuple[int, ...]:
        """The last position whose event is at or before a time, and, where times go backwards, the other candidate."""
        last = self._value(
            "SELECT coalesce((SELECT position FROM events WHERE time_ns <= ? ORDER BY position DESC LIMIT 1), 0)",
            (time_ns,),
        )
        before_later = self._value(
            """SELECT coalesce((SELECT max(position) FROM events WHERE position <
                 (SELECT position FROM events WHERE time_ns > ? ORDER BY position LIMIT 1)), 0)""",
            (time_ns,),
        )
        later = self._rows("SELECT 1 FROM events WHERE time_ns > ? LIMIT 1", (time_ns,))
        return (last, before_later) if later and before_later < last else (last,)

    # Growth

    def poll(self) -> Growth:
        """What became of the store since the last poll (or since it was first read)."""
        before = self._seen
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return Growth.GONE
        if before is not None and (stat.st_dev, stat.st_ino) != before.inode:
            self.release()
            self._seen = None
            return Growth.REWRITTEN
        mark = self._mark(stat)
        if before is not None and mark == before.mark:
            return Growth.UNCHANGED
        if self._connection is not None and self._connection.access in (Access.IMMUTABLE, Access.PRIVATE):
            self.release()
            mark = self._mark(stat)
        last, tip = self._tip()
        self._seen = _Seen((stat.st_dev, stat.st_ino), mark, last, tip)
        if before is None:
            return Growth.UNCHANGED
        return Growth.GROWN if self._continues(before) else Growth.REWRITTEN

    def _mark(self, stat: Any) -> Row:
        """What changes when the store does. SQLite's own counter where it is followed, else the files' dates."""
        with self._lock:
            connection = self._connected()
            if connection.access in (Access.IMMUTABLE, Access.PRIVATE):
                wal = self.path.resolve().with_name(self.path.resolve().name + "-wal")
                pending = (wal.stat().st_size, wal.stat().st_mtime_ns) if wal.exists() else (0, 0)
                if connection.access is Access.IMMUTABLE and pending[0] == 0:
                    pending = (0, 0)
                return (stat.st_size, stat.st_mtime_ns, *pending)
            (version,) = connection.sqlite.execute("PRAGMA data_version").fetchone()
            return (id(connection), version)

    def _tip(self) -> tuple[int, Any]:
        rows = self._rows("SELECT position, id FROM events ORDER BY position DESC LIMIT 1")
        return rows[0] if rows else (0, None)

    def _continues(self, before: "_Seen") -> bool:
        """Whether the last event of then is still where it was."""
        if before.last == 0:
            return True
        return self._rows("SELECT id FROM events WHERE position = ?", (before.last,)) == [(before.tip,)]

    # Behind the scenes

    def _connected(self) -> engine.Connection:
        if self._connection is None:
            self._connection = engine.connect(self.path, self)
        return self._connection

    def _rows(self, statement: str, values: Iterable[Any] = (), cancel: Cancel = NEVER) -> list[Row]:
        cancel.check()
        with self._lock, explained(self.path, cancel):
            sqlite = self._connected().sqlite
            if cancel is NEVER:
                return sqlite.execute(statement, tuple(values)).fetchall()
            with cancel.unblocking(sqlite.interrupt):
                return sqlite.execute(statement, tuple(values)).fetchall()

    def _value(self, statement: str, values: Iterable[Any] = ()) -> Any:
        return self._rows(statement, values)[0][0]


class _Seen:
    """A store as `poll` last saw it."""

    def __init__(self, inode: tuple[int, int], mark: Row, last: int, tip: Any) -> None:
        self.inode = inode
        self.mark = mark
        self.last = last
        self.tip = tip


def to_event(row: Row) -> Event:
    """The event of a row of bytes and integers; what cannot be decoded stays as the bytes it is."""
    position, id, stream, version, type, time_ns, payload, metadata = row
    return Event(position, text(id), text(stream), version, text(type), time_ns, _payload(payload), _metadata(metadata))


def _payload(raw: bytes) -> "JsonValue | Undecodable":
    try:
        return decode(raw)
    except InvalidData as error:
        return Undecodable(raw, str(error))


def _metadata(raw: bytes) -> dict[str, JsonValue]:
    try:
        value = decode(raw)
    except InvalidData as error:
        return {"undecodable metadata": str(error)}
    return value if isinstance(value, dict) else {"metadata": value}


def text(raw: bytes) -> str:
    """A name as stored; what is no UTF-8 shows as the replacement character."""
    return raw.decode("utf-8", "replace")


def _codes(names: bytes) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
    texts: list[str] = msgspec.json.decode(names.decode("utf-8", "replace"), type=list[str])
    codes = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    return np.fromiter(map(codes.__getitem__, texts), np.int32, len(texts)), tuple(codes)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _like(pattern: str) -> str:
    return "%".join(map(_escaped, pattern.split("*")))
