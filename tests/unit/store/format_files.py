"""Files of other producers, written with the driver alone, and rows as no producer writes them."""

import itertools
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from inspector.events.event import Event
from inspector.store.foreign import Format
from inspector.store.reading import Reading
from inspector.store.registry import open_log

ODD: tuple[Any, ...] = (
    None, 0, -1, 2**63 - 1, -(2**63), 1.5, 1e300, float("inf"), float("-inf"), b"", b" ", b"\xff\xfe", b"\xed\xa0\x80",
    b"{}", b"[]", b"[[]]", b"null", b"1", b'"\\ud800"', b"{", b"[" * 300, b'{"a":' * 300 + b"1" + b"}" * 300,
    b"\x1f\x8b\x08\x00", b"\x78\x9c\x03\x00", b"\x80\x04K\x06.", b"---\n- \xff", b"--- !ruby/object:X\n",
    b"\xef\xbb\xbf", b"9999-12-31T23:59:59", b"0000-00-00 00:00:00", b"0" * 16, b"\x00" * 40, b"9" * 30,
    b", [[", b"\\", b'{"time":1}',
    b'{"$values":{}}', b'[{"Body":null}]', b'[{"Headers":[]}]', b'{"$type":5}',
    b'{"timestamp":{"_type_":0,"_data_":0}}',
)  # fmt: skip


def write(path: Path, schema: str, *tables: tuple[str, Sequence[Sequence[Any]]]) -> Path:
    """A file of tables, each with its rows in the order of its columns."""
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.executescript(schema)
        for table, rows in tables:
            for row in rows:
                sqlite.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        sqlite.commit()
    return path


def events(path: Path, table: str | None = None, *, format: str = "") -> list[Event]:
    """All events of a file; the narrow columns must say the same of them."""
    log = open_log(path, Reading(table))
    try:
        assert format in ("", log.facts.format)
        found = list(log.read())
        assert [event.position for event in log.page([event.position for event in found])] == [
            event.position for event in found
        ]
        rows = [
            (position, chunk.names.types.names[type], chunk.names.streams.names[stream])
            for chunk in log.columns()
            for position, type, stream in zip(
                chunk.positions.tolist(), chunk.types.tolist(), chunk.streams.tolist(), strict=True
            )
        ]
        assert rows == [(event.position, event.type, event.stream) for event in found]
        return found
    finally:
        log.close()


def assert_takes_any_row(format: Format, usual: Sequence[Any]) -> None:
    """Whatever stands in one or two of its columns, a row gives drafts that have a type and a stream of text."""
    for first, second in itertools.combinations_with_replacement(range(len(usual)), 2):
        if isinstance(usual[first], tuple) or isinstance(usual[second], tuple):
            continue
        for one, other in itertools.product(ODD, ODD):
            row = list(usual)
            row[first], row[second] = one, other
            for draft in format.drafts(tuple(row)):
                assert isinstance(draft.type, str)
                assert isinstance(draft.stream, str)
                assert draft.version is None or -(2**63) <= draft.version < 2**63
                assert draft.time_ns is None or -(2**63) < draft.time_ns < 2**63
