# ruff: noqa: E501, ISC004  the rows of tables read better whole
"""The guess: yes to tables of events of whatever shape, no to what only sounds like one, and never an error."""

import json
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import inspector
from inspector.events.errors import InspectorError
from inspector.events.event import Event

S = 1_709_287_200
BODY = json.dumps({"amount": 5})

EVENTS: dict[str, tuple[str, list[tuple[Any, ...]], list[tuple[str, int, str, int | None]]]] = {
    "names as they often are": (
        "CREATE TABLE events(id text PRIMARY KEY NOT NULL, createdAt text, name text NOT NULL, stream text NOT NULL, "
        "version integer NOT NULL, payload text NOT NULL)",
        [("x", "2024-03-01T10:00:00Z", "OPENED", "s-1", 1, BODY), ("y", "2024-03-01T10:00:00Z", "SHUT", "s-1", 2, BODY)],
        [("s-1", 1, "OPENED", S), ("s-1", 2, "SHUT", S)],
    ),
    "a position of its own and binary payloads": (
        "CREATE TABLE Event(aggregateId BLOB NOT NULL, sequenceNumber BIGINT NOT NULL, transactionId BLOB NOT NULL, "
        "eventType TEXT NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (aggregateId, sequenceNumber)) WITHOUT ROWID",
        [(uuid.UUID(int=7).bytes, number, b"t" * 16, "Deposited", b"\x08\x96\x01" * 9) for number in (1, 2)],
        [(str(uuid.UUID(int=7)), number, "Deposited", None) for number in (1, 2)],
    ),
    "message db": (
        "CREATE TABLE messages(id TEXT NOT NULL, stream_name TEXT NOT NULL, type TEXT NOT NULL, position INTEGER NOT NULL, "
        "global_position INTEGER PRIMARY KEY AUTOINCREMENT, data TEXT, metadata TEXT, time INTEGER NOT NULL)",
        [("a", "account-1", "Opened", 0, 1, BODY, None, S * 1000), ("b", "account-1", "Paid", 1, 2, BODY, "{}", S * 1000)],
        [("account-1", 0, "Opened", S), ("account-1", 1, "Paid", S)],
    ),
    "no version and no type but in the payload": (
        "CREATE TABLE event_log(seq INTEGER PRIMARY KEY, session_id TEXT, ts REAL, body TEXT)",
        [(number, f"s{number % 2}", S + 0.5, json.dumps({"type": "clicked", "n": number})) for number in range(1, 5)],
        [(f"s{number % 2}", (number + 1) // 2, "clicked", S + 0.5) for number in range(1, 5)],
    ),
    "everything in one document": (
        "CREATE TABLE journal(id INTEGER PRIMARY KEY, json TEXT)",
        [
            (number, json.dumps({"eventType": "T", "aggregateId": "a", "occurredAt": "2024-03-01T10:00:00Z"}))
            for number in (1, 2, 3)
        ],
        [("a", number, "T", S) for number in (1, 2, 3)],
    ),
    "the only key is the type": (
        "CREATE TABLE domain_events(aggregate_id TEXT, aggregate_type TEXT, version INT, event TEXT, created INT)",
        [("1", "Cart", 1, json.dumps({"Opened": {}}), S), ("1", "Cart", 2, json.dumps({"Added": {"n": 1}}), S)],
        [("Cart-1", 1, "Opened", S), ("Cart-1", 2, "Added", S)],
    ),
    "names that say nothing, but streams that are counted": (
        "CREATE TABLE t1(a INTEGER PRIMARY KEY, b TEXT, c INT, d TEXT, e TEXT, f INT)",
        [(at, f"x{at % 2}", at // 2, "Paid", BODY, S * 1000) for at in range(10)],
        [(f"x{at % 2}", at // 2, "Paid", S) for at in range(10)],
    ),
    "names that say little, and a pair that is counted": (
        "CREATE TABLE changes(n INTEGER PRIMARY KEY, what TEXT, which INT, nth INT, kind TEXT, data TEXT)",
        [(at, ["cart", "user"][at % 2], at % 3, at // 6, "Paid", BODY) for at in range(18)],
        [(f"{['cart', 'user'][at % 2]}-{at % 3}", at // 6, "Paid", None) for at in range(18)],
    ),
    "times in ids, classes as types": (
        "CREATE TABLE stored(id TEXT PRIMARY KEY, aggregate_uuid TEXT, aggregate_version INT, event_class TEXT, data TEXT)",
        [("018df9ce-3600-7000-8000-000000000000", "a", 1, "App\\Events\\Opened", BODY)],
        [("a", 1, "Opened", 1_709_293_057.536)],
    ),
}  # fmt: skip

NO_EVENTS = {
    "the lines of invoices, which are counted too": (
        "CREATE TABLE lines(id INTEGER PRIMARY KEY, invoice INT, line INT, product TEXT, added_at TEXT)",
        [(at, at // 3, at % 3 + 1, "Lamp", "2024-03-01 10:00:00") for at in range(30)],
    ),
    "documents that are not counted on without a gap": (
        "CREATE TABLE t1(a INTEGER PRIMARY KEY, b TEXT, c INT, d TEXT, e TEXT)",
        [(at, f"x{at % 2}", at // 2 * 2, "Paid", BODY) for at in range(10)],
    ),
    "a calendar": (
        "CREATE TABLE events(id INTEGER PRIMARY KEY, calendar_id INT, title TEXT, type TEXT, start_at TEXT, end_at TEXT, "
        "location TEXT, metadata TEXT, created_at TEXT)",
        [(1, 1, "Lunch", "meeting", "2024-03-01", "2024-03-01", "here", "{}", "2024-03-01"),
         (2, 1, "Dinner", "meeting", "2024-03-01", "2024-03-01", "there", "{}", "2024-03-01")],
    ),
    "orders": (
        "CREATE TABLE orders(id INTEGER PRIMARY KEY, type TEXT, status TEXT, data TEXT, created_at TEXT, updated_at TEXT)",
        [(1, "web", "paid", BODY, "2024-03-01", "2024-03-02"), (2, "web", "new", BODY, "2024-03-01", "2024-03-02")],
    ),
    "users": (
        "CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, email TEXT, settings TEXT, created_at TEXT)",
        [(1, "bob", "b@x", "{}", "2024-03-01"), (2, "eve", "e@x", "{}", "2024-03-01")],
    ),
    "web sessions": (
        "CREATE TABLE sessions(session_id TEXT PRIMARY KEY, data TEXT, created_at TEXT)",
        [("a", BODY, "2024-03-01"), ("b", BODY, "2024-03-01")],
    ),
    "concerts": (
        "CREATE TABLE event(id INTEGER PRIMARY KEY, name TEXT, date TEXT, venue TEXT)",
        [(1, "Rock", "2024-03-01", "hall"), (2, "Jazz", "2024-03-02", "hall")],
    ),
    "articles with a version": (
        "CREATE TABLE pages(id INTEGER PRIMARY KEY, title TEXT, body TEXT, version INT)",
        [(1, "a", "text", 3), (2, "b", "text", 1)],
    ),
    "migrations": (
        "CREATE TABLE schema_migrations(version INTEGER PRIMARY KEY, name TEXT, applied_at TEXT)",
        [(1, "init", "2024-03-01"), (2, "more", "2024-03-01")],
    ),
}  # fmt: skip


def made(path: Path, schema: str, rows: list[tuple[Any, ...]]) -> Path:
    with sqlite3.connect(path) as sqlite:
        sqlite.execute(schema)
        table = schema.split("(", maxsplit=1)[0].removeprefix("CREATE TABLE ")
        sqlite.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    sqlite.close()
    return path


def told(event: Event) -> tuple[str, int, str, float | None]:
    return event.stream, event.version, event.type, None if event.time_ns is None else event.time_ns / 10**9


@pytest.mark.parametrize("name", EVENTS)
def test_tables_of_events_are_guessed_and_said_to_be(tmp_path: Path, name: str) -> None:
    schema, rows, wanted = EVENTS[name]
    with inspector.open(made(tmp_path / "x.db", schema, rows)) as workspace:
        assert [told(event) for event in workspace.events()] == wanted
        assert workspace.facts.format == "≈ guessed"
        assert "This is a guess" in workspace.facts.notes[0]


@pytest.mark.parametrize("name", NO_EVENTS)
def test_what_is_no_table_of_events_is_refused(tmp_path: Path, name: str) -> None:
    path = made(tmp_path / "x.db", *NO_EVENTS[name])
    with pytest.raises(InspectorError, match="no event store that this program knows"):
        inspector.open(path)


def test_the_best_of_several_is_opened_and_the_others_are_offered(tmp_path: Path) -> None:
    schema, rows, _ = EVENTS["names as they often are"]
    path = made(tmp_path / "x.db", schema, rows)
    made(path, *EVENTS["everything in one document"][:2])
    made(path, *NO_EVENTS["users"])
    with inspector.open(path) as workspace:
        assert workspace.facts.tables == ("events", "journal")
    with inspector.open(path, reading=inspector.Reading(table="journal")) as workspace:
        assert workspace.info().types == {"T": 3}
    with pytest.raises(InspectorError, match="'users' that looks like events"):
        inspector.open(path, reading=inspector.Reading(table="users"))


values = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=9)
    | st.binary(max_size=20)
)
names = st.sampled_from(
    ("event", "payload", "type", "stream", "version", "time", "id", "metadata", "ordering")
) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6)


@given(st.data())
def test_a_guess_never_fails_whatever_the_schema_and_the_rows(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    columns = data.draw(st.lists(names, min_size=1, max_size=8, unique_by=str.casefold))
    rows = data.draw(st.lists(st.tuples(*[values] * len(columns)), max_size=6))
    table = data.draw(names.filter(lambda name: not name.casefold().startswith("sqlite_")))
    path = tmp_path_factory.mktemp("guess") / "x.db"
    with sqlite3.connect(path) as sqlite:
        quoted = ['"' + name.replace('"', '""') + '"' for name in (table, *columns)]
        try:
            sqlite.execute(f"CREATE TABLE {quoted[0]}({', '.join(quoted[1:])})")
        except sqlite3.OperationalError:
            return  # names that differ for Python and not for SQLite
        sqlite.executemany(f"INSERT INTO {quoted[0]} VALUES ({', '.join('?' * len(columns))})", rows)
    sqlite.close()
    try:
        workspace = inspector.open(path)
    except InspectorError:
        return
    with workspace:
        assert len(list(workspace.events())) == len(rows)
