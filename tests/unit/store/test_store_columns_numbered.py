"""Types that SQLite numbers, ranges that helpers read: the same as plain SQL, whatever comes when."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from inspector.events.cancel import NEVER
from inspector.events.errors import StoreError
from inspector.events.log import NO_TIME, IndexColumns
from inspector.events.names import Names
from inspector.replay.index import TimelineIndex
from inspector.store import child, columns, columns_apart, sqlite_log
from inspector.store.reader import Reader
from inspector.store.registry import create_log, open_log

Row = tuple[int, int | None, str, str]
TYPES = ["A", "a", "it's", 'say "so"', "tab\t", "straße", "", "%s ?", "-1", *(f"T{number}" for number in range(9))]


def write(path: Path, rows: list[Row]) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA synchronous = OFF")
        first = raw.execute("SELECT count(*) FROM events").fetchone()[0]
        raw.executemany(
            "INSERT INTO events VALUES (?1, hex(randomblob(8)), ?4, ?5, ?3, ?2, '{}', '{}')",
            [(*row, first + number) for number, row in enumerate(rows)],
        )


@pytest.fixture
def empty(path: Path) -> Path:
    create_log(path).close()
    return path


def plain(chunks: list[IndexColumns]) -> list[Row]:
    return [
        (at, None if time == NO_TIME else time, chunk.names.types.names[type], chunk.names.streams.names[stream])
        for chunk in chunks
        for at, time, type, stream in zip(
            chunk.positions.tolist(), chunk.times.tolist(), chunk.types, chunk.streams, strict=True
        )
    ]


@given(
    some.lists(some.tuples(some.integers(1, 2), some.none() | some.integers(), some.sampled_from(TYPES)), max_size=60)
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_types_that_come_late_and_many_types_are_numbered_as_they_appear(
    empty: Path, monkeypatch: pytest.MonkeyPatch, told: list[tuple[int, int | None, str]]
) -> None:
    monkeypatch.setattr(columns, "CHUNK_ROWS", 4)
    with closing(sqlite3.connect(empty)) as raw, raw:
        (last,) = raw.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()
    rows, position = list[Row](), last
    for gap, time, type in told:
        position += gap
        rows.append((position, None if time is None else time % 2**62, type, f"s-{len(rows) % 5}"))
    write(empty, rows)
    names = Names()
    with closing(Reader(empty)) as reader:
        found = plain(list(columns.read_columns(reader, last, position, names, NEVER)))
    assert found == rows
    assert list(names.types.names) == list(dict.fromkeys(row[2] for row in rows))


@pytest.mark.parametrize(
    ("column", "value"),
    [("time_ns", "1.5"), ("time_ns", "'soon'"), ("time_ns", "x'00'"), ("type", "x'00'"), ("stream", "x'00'")],
)
def test_a_value_of_another_kind_is_said_to_be_damage(path: Path, column: str, value: str) -> None:
    create_log(path).close()
    write(path, [(at, at, "A", "s") for at in range(1, 9)])
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA writable_schema = ON")
        raw.execute("UPDATE sqlite_master SET sql = replace(sql, 'STRICT', '') WHERE name = 'events'")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO events SELECT 9, 'id', 's', 99, 'A', 9, '{}', '{}'")
        raw.execute("DROP TRIGGER events_refuse_update")
        raw.execute(f"UPDATE events SET {column} = {value} WHERE position = 9")
    with closing(Reader(path)) as reader, pytest.raises(StoreError):
        list(columns.read_columns(reader, 0, 9, Names(), NEVER))


def test_helpers_that_are_killed_midway_cost_nothing(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [(at, at, f"T{at % 3}", f"s-{at % 7}") for at in range(1, 400_001, 8)]
    write(empty, rows)
    monkeypatch.setattr(sqlite_log, "APART_EVENTS", 10)
    real, started = child.start, list[subprocess.Popen[bytes]]()

    def start(*words: str) -> subprocess.Popen[bytes]:
        started.append(real(*words))
        return started[-1]

    monkeypatch.setattr(columns_apart.child, "start", start)
    found = []
    with closing(open_log(empty)) as log:
        for chunk in log.columns():
            found += plain([chunk])
            for process in started:
                process.kill()
    assert len(started) == columns_apart._HELPERS
    assert found == rows


def test_a_store_that_grows_while_it_is_read_has_an_end(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "CHUNK_ROWS", 4)
    write(empty, [(at, at, "A", "s") for at in range(1, 21)])
    with closing(open_log(empty)) as log:
        index, last = TimelineIndex(), 20
        for chunk in log.columns(names=index.names):
            write(empty, [(at, at, "A", "s") for at in range(last + 1, last + 11)])
            last += 10
            index.extend(chunk)
        assert index.positions.tolist() == list(range(1, 21))
        index.read(log, 20, cancel=NEVER)
        assert index.positions.tolist() == list(range(1, last + 1))
