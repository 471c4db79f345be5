"""A native store's own schema keeps what was written, whoever writes: plain SQL cannot change or delete a row."""

import sqlite3
from pathlib import Path

import pytest
from store_files import make_store, raw_sql, read_everything

import inspector
from inspector.events.errors import StoreError

INTO_EVENTS = "INTO events VALUES ({}, '{}', '{}', {}, 'T', 1, '1', '{{}}')"
INTO_OPERATIONS = "INTO operations VALUES ({}, 'append', 1, 'x', '', '', NULL, 0, 99, NULL)"

OVER_POSITION = INTO_EVENTS.format(3, "new", "new", 1)
OVER_ID = INTO_EVENTS.format(9, "id-3", "new", 1)
OVER_VERSION = INTO_EVENTS.format(9, "new", "counter", 3)
OVER_NUMBER = INTO_OPERATIONS.format(1)

REFUSED = [
    *("UPDATE events SET payload = 'x'", "UPDATE events SET payload = payload WHERE position = 3"),
    *(
        "UPDATE events SET position = 99 WHERE position = 5",
        "UPDATE OR REPLACE events SET rowid = 1 WHERE position = 5",
    ),
    *("UPDATE OR IGNORE events SET id = 'id-1' WHERE position = 2", "UPDATE events SET metadata = '{\"x\":1}'"),
    *("DELETE FROM events", "DELETE FROM events WHERE position = 5", "DELETE FROM events WHERE stream = 'counter'"),
    *("UPDATE operations SET reason = 'x'", "UPDATE OR REPLACE operations SET number = 9", "DELETE FROM operations"),
    *(
        f"{verb} {row}"
        for verb in ("INSERT", "INSERT OR REPLACE", "REPLACE", "INSERT OR FAIL", "INSERT OR ROLLBACK")
        for row in (OVER_POSITION, OVER_ID, OVER_VERSION, OVER_NUMBER)
    ),
    *(
        f"INSERT {row} ON CONFLICT {on} DO UPDATE SET {change}"
        for row, on, change in (
            (OVER_POSITION, "(position)", "payload = 'x'"),
            (OVER_ID, "(id)", "payload = excluded.payload"),
            (OVER_VERSION, "(stream, version)", "payload = 'x'"),
            (OVER_VERSION, "", "payload = 'x'"),
            (OVER_NUMBER, "(number)", "reason = 'x'"),
        )
    ),
    *(f"INSERT {INTO_EVENTS.format(position, 'new', 'new', 1)}" for position in (5, 1, 0, -1, "NULL", -(2**63))),
    *(f"INSERT {INTO_OPERATIONS.format(number)}" for number in (0, -7, "NULL")),
    "INSERT INTO events (id, stream, version, type, payload, metadata) VALUES ('new', 'new', 1, 'T', '1', '{}')",
    "INSERT INTO events (rowid, id, stream, version, type, payload, metadata) VALUES (2, 'n', 'n', 1, 'T', '1', '{}')",
    "INSERT INTO events SELECT * FROM events",
    "REPLACE INTO events SELECT position, id, stream, version, 'other', time_ns, payload, metadata FROM events",
    *(f"INSERT {INTO_EVENTS.format(value, 'new', 'new', 1)}" for value in ("'six'", 9.5)),
    "INSERT INTO events VALUES (9, 'new', 'new', 1, 'T', 1, x'00', '{}')",
    "INSERT INTO events VALUES (9, NULL, 'new', 1, 'T', 1, '1', '{}')",
]


def rows(sqlite: sqlite3.Connection) -> list[object]:
    return [sqlite.execute(f"SELECT * FROM {table}").fetchall() for table in ("events", "operations")]


@pytest.mark.parametrize("recursive", ["OFF", "ON"])
@pytest.mark.parametrize("statement", REFUSED)
def test_what_is_written_stays(statement: str, recursive: str, full: Path) -> None:
    with raw_sql(full) as sqlite:
        sqlite.execute(f"PRAGMA recursive_triggers={recursive}")
        before = rows(sqlite)
        with pytest.raises(sqlite3.Error):
            sqlite.execute(statement)
        assert rows(sqlite) == before


@pytest.mark.parametrize("row", [OVER_POSITION, OVER_ID, OVER_VERSION, OVER_NUMBER])
def test_what_is_ignored_changes_nothing_either(row: str, full: Path) -> None:
    with raw_sql(full) as sqlite:
        before = rows(sqlite)
        for statement in (f"INSERT OR IGNORE {row}", f"INSERT {row} ON CONFLICT DO NOTHING"):
            with pytest.raises(sqlite3.Error):
                sqlite.execute(statement)
        assert rows(sqlite) == before


def test_other_programs_may_append(full: Path) -> None:
    with raw_sql(full) as sqlite:
        sqlite.execute(f"INSERT {INTO_EVENTS.format(100, 'new', 'new', 7)}")
    with inspector.open(full, writable=True) as store:
        assert [event.position for event in store.events()] == [1, 2, 3, 4, 5, 100]
        assert store.append("new", "T", 1).position == 101


@pytest.mark.parametrize(
    "loosening",
    [
        "DROP TRIGGER events_refuse_delete",
        "DROP TRIGGER operations_refuse_insert_over",
        "CREATE TRIGGER more AFTER INSERT ON events BEGIN DELETE FROM operations; END",
        "CREATE TRIGGER more AFTER INSERT ON operations BEGIN SELECT 1; END",
    ],
)
def test_a_store_whose_triggers_are_not_ours_stays_read_only(loosening: str, full: Path) -> None:
    with raw_sql(full) as sqlite:
        sqlite.execute(loosening)
    read_everything(full)
    with pytest.raises(StoreError, match="stays read-only"):
        inspector.open(full, writable=True)


def test_triggers_that_change_while_a_store_is_open_end_its_writing(full: Path) -> None:
    with inspector.open(full, writable=True) as store:
        store.append("s", "T", 1)
        with raw_sql(full) as sqlite:
            sqlite.execute("DROP TRIGGER events_refuse_update")
        with pytest.raises(StoreError, match="stays read-only"):
            store.append("s", "T", 2)
        assert store.last_position() == 6


@pytest.fixture
def full(path: Path) -> Path:
    return make_store(path)
