"""eventsourcing for Python: every recorder's tables, ids as bytes and texts, snapshots told from events."""

import json
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from format_files import assert_takes_any_row, events, write

from inspector.events.errors import StoreError
from inspector.events.event import Undecodable
from inspector.store.formats.eventsourcing import Eventsourcing
from inspector.store.registry import open_log

TABLE = """
    CREATE TABLE {name} (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
        PRIMARY KEY (originator_id, originator_version)) {options};"""
PLAIN = TABLE.format(name="stored_events", options="")
TIME = {"_type_": "datetime_iso", "_data_": "2026-01-05T08:00:00.002091+00:00"}
AT_NS = 1_767_600_000_002_091_000
HEX = "61626364656667686162636465666768"
"""Bytes that are text as well."""


def state(**fields: Any) -> bytes:
    return json.dumps({"timestamp": TIME, **fields}).encode()


def row(id: object, version: int, data: bytes = b"{}", topic: str = "shop:Account.Opened") -> tuple[object, ...]:
    return (id, version, topic, data)


SNAPSHOT = state(topic="shop:Account", state={"owner": "Zoë"})


def test_an_event_has_its_class_its_time_and_what_its_wrappers_hold(path: Path) -> None:
    amount = {"_type_": "decimal_str", "_data_": "95.36"}
    data = state(amount=amount, causation_id="c", lines=[{"price": amount}])
    write(path, PLAIN, ("stored_events", [row("a", 1, data), row("b", 1, zlib.compress(data))]))
    first, second = events(path, format="eventsourcing")
    assert (first.id, first.stream, first.version, first.type, first.time_ns) == (
        "a@1",
        "a",
        1,
        "Account.Opened",
        AT_NS,
    )
    shown = {"timestamp": TIME["_data_"], "amount": "95.36", "causation_id": "c", "lines": [{"price": "95.36"}]}
    assert first.payload == second.payload == shown
    assert first.metadata == {"topic": "shop:Account.Opened", "causation_id": "c"}


def test_sqlalchemy_keeps_ids_as_bytes_and_numbers_its_rows(path: Path) -> None:
    schema = """
        CREATE TABLE bank_events (id INTEGER NOT NULL, originator_id BINARY(16) NOT NULL,
            originator_version INTEGER NOT NULL, topic TEXT NOT NULL, state BLOB NOT NULL, PRIMARY KEY (id));
        CREATE UNIQUE INDEX bank_aggregate_event_index ON bank_events (originator_id, originator_version);
        CREATE TABLE bank_snapshots (originator_id BINARY(16) NOT NULL, originator_version INTEGER NOT NULL,
            topic TEXT NOT NULL, state BLOB NOT NULL, PRIMARY KEY (originator_id, originator_version));"""
    binary = UUID(HEX).bytes
    rows = [(3, *row(binary, 1)), (8, *row("free text ids 16", 1)), (9, *row(binary, 2))]
    snapshot = row(binary, 2, SNAPSHOT, "eventsourcing.domain:Snapshot")
    write(path, schema, ("bank_events", rows), ("bank_snapshots", [snapshot]))
    assert [(e.position, e.stream, e.version) for e in events(path, format="eventsourcing")] == [
        (3, HEX, 1),
        (8, "free text ids 16", 1),
        (9, HEX, 2),
    ]


def test_django_keeps_several_applications_in_one_table(path: Path) -> None:
    schema = """
        CREATE TABLE "stored_events" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "application_name" varchar(32)
            NOT NULL, "originator_id" char(32) NOT NULL, "originator_version" bigint NOT NULL, "topic" text NOT NULL,
            "state" BLOB NOT NULL);
        CREATE TABLE "snapshots" ("uid" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "application_name" varchar(32)
            NOT NULL, "originator_id" char(32) NOT NULL, "originator_version" bigint NOT NULL, "topic" text NOT NULL,
            "state" BLOB NOT NULL);"""
    rows = [(number, app, *row(HEX, 1)) for number, app in ((1, "bank"), (2, "shop"))]
    write(path, schema, ("stored_events", rows), ("snapshots", [(1, "bank", *row(HEX, 1, SNAPSHOT))]))
    assert [(e.position, e.stream, e.version) for e in events(path, format="eventsourcing")] == [
        (1, f"bank/{HEX}", 1),
        (2, f"shop/{HEX}", 1),
    ]


@pytest.mark.parametrize(
    ("snapshots", "topic", "data"),
    [
        ("stored_snapshots", "eventsourcing.domain:Snapshot", SNAPSHOT),
        ("account_states", "eventsourcing.domain:Snapshot", SNAPSHOT),
        ("account_states", "shop:Account.Snapshot", b"\x8a\x8e\xcd3G encrypted " * 3),
        ("account_states", "shop:Memento", SNAPSHOT),
        ("account_states", "shop:Memento", zlib.compress(SNAPSHOT)),
        ("account_snapshots", "shop:Memento", b"\x8a\x8e\xcd3G encrypted " * 3),
    ],
)
def test_snapshots_are_no_events_whatever_their_table_is_called(
    snapshots: str, topic: str, data: bytes, path: Path
) -> None:
    schema = TABLE.format(name="my_events", options="WITHOUT ROWID") + TABLE.format(name=snapshots, options="")
    write(path, schema, ("my_events", [row("a", 1)]), (snapshots, [row("a", 1, data, topic)]))
    log = open_log(path)
    log.close()
    assert log.facts.notes == ()
    assert [e.type for e in events(path)] == ["Account.Opened"]


def test_events_are_events_even_if_their_table_is_named_for_snapshots(path: Path) -> None:
    schema = TABLE.format(name="snapshot_service_events", options="")
    write(path, schema, ("snapshot_service_events", [row("a", 1, state()), row("a", 2, SNAPSHOT, "s:SnapshotTaken")]))
    assert [e.type for e in events(path)] == ["Account.Opened", "SnapshotTaken"]


def test_a_file_of_snapshots_alone_is_no_event_store(path: Path) -> None:
    schema = TABLE.format(name="states", options="")
    write(path, schema, ("states", [row("a", 1, SNAPSHOT, "eventsourcing.domain:Snapshot")]))
    with pytest.raises(StoreError, match="no event store"):
        open_log(path)


def test_of_several_tables_the_first_that_has_events_is_shown(path: Path) -> None:
    names = ("stored_events", "account_events", "order_events")
    schema = "".join(TABLE.format(name=name, options="WITHOUT ROWID") for name in names)
    late, early = state(), state().replace(b"2026", b"2025")
    rows = [row("b", 1, late), row("c", 1, early), row("b", 2, late)]
    write(path, schema, ("order_events", [row("x", 1)]), ("account_events", rows))
    log = open_log(path)
    log.close()
    [note] = log.facts.notes
    assert "the table account_events" in note
    assert "order_events" in note
    assert [(e.position, e.id) for e in events(path)] == [(1, "c@1"), (2, "b@1"), (3, "b@2")]
    assert [e.stream for e in events(path, "order_events")] == ["x"]
    assert events(path, "stored_events") == []


def test_odd_rows_are_shown_and_the_rest_goes_on(path: Path) -> None:
    assert_takes_any_row(Eventsourcing(), (b"a", 1, b"m:T", b"{}", b"app"))
    write(path, PLAIN, ("stored_events", [row("a", 1, b"\x80\x04K\x06."), row("a", 2, state(n=1))]))
    first, second = events(path)
    assert isinstance(first.payload, Undecodable)
    assert "pickle" in first.payload.reason
    assert second.version == 2
