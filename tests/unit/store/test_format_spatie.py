"""Spatie's event sourcing for Laravel: events of no aggregate, the columns of its versions, PHP's ways with JSON."""

from pathlib import Path

import pytest
from format_files import assert_takes_any_row, events, write

from inspector.events.event import Undecodable
from inspector.store.formats.spatie import Spatie
from inspector.store.registry import open_log

SCHEMA = """
    CREATE TABLE "{table}" ("id" integer primary key autoincrement not null, "aggregate_uuid" varchar,
        "aggregate_version" integer, "event_version" integer not null default '1', "event_class" varchar not null,
        "event_properties" text not null, "meta_data" text not null, "created_at" datetime not null);
    CREATE UNIQUE INDEX "{table}_unique" on "{table}" ("aggregate_uuid", "aggregate_version");"""
STORED = SCHEMA.format(table="stored_events")
SNAPSHOTS = """CREATE TABLE "snapshots" ("id" integer primary key autoincrement not null,
    "aggregate_uuid" varchar not null, "aggregate_version" integer not null, "state" text not null,
    "created_at" datetime, "updated_at" datetime);"""
AT = "2026-01-05 10:28:35"
AT_NS = 1_767_608_915_000_000_000


def row(
    number: int, uuid: str | None, version: int | None, meta: str = "[]", data: object = "{}"
) -> tuple[object, ...]:
    return (number, uuid, version, 1, "App\\StorableEvents\\TodoCreated", data, meta, AT)


def test_events_of_no_aggregate_have_a_stream_of_their_own(path: Path) -> None:
    rows = [row(1, "a", 1), row(2, None, None), row(5, "a", 2), row(6, None, None)]
    write(path, STORED + SNAPSHOTS, ("stored_events", rows))
    found = events(path, format="spatie")
    assert [(e.position, e.id, e.stream, e.version) for e in found] == [
        (1, "1", "a", 1),
        (2, "2", "(no aggregate)", 1),
        (5, "5", "a", 2),
        (6, "6", "(no aggregate)", 2),
    ]
    assert {e.type for e in found} == {"TodoCreated"}
    assert found[0].metadata == {"event_class": "App\\StorableEvents\\TodoCreated"}


def test_the_time_with_a_zone_is_taken_where_there_is_one(path: Path) -> None:
    meta = '{"created-at":"2026-01-05T12:28:35.969864+01:00","user":7,"causation_id":"1"}'
    write(path, STORED, ("stored_events", [row(1, "a", 1), row(2, "a", 2, meta), row(3, "a", 3, '{"created-at":"?"}')]))
    found = events(path)
    assert [e.time_ns for e in found] == [AT_NS, AT_NS + 3_600_000_000_000 + 969_864_000, AT_NS]
    assert (found[1].metadata["user"], found[1].metadata["causation_id"]) == (7, "1")
    log = open_log(path)
    log.close()
    assert log.facts.notes == (
        "Times without a zone are read as UTC; File, Zone of Naive Times…, or --zone changes it.",
    )


@pytest.mark.parametrize("lost", [["aggregate_version"], ["aggregate_version", "event_version"]])
def test_earlier_versions_have_fewer_columns(lost: list[str], path: Path) -> None:
    schema = """CREATE TABLE "stored_events" ("id" integer primary key autoincrement not null, "aggregate_uuid" varchar,
        "event_class" varchar not null, "event_properties" text not null, "meta_data" text not null,
        "created_at" datetime not null);"""
    rows = [(n, "a", "Placed", '{"n":1}', "{}", AT) for n in (1, 2)]
    if "event_version" not in lost:
        schema = schema.replace('"event_class"', '"event_version" integer not null default 2, "event_class"')
        rows = [(n, "a", 2, "Placed", '{"n":1}', "{}", AT) for n in (1, 2)]
    write(path, schema, ("stored_events", rows))
    found = events(path, format="spatie")
    assert [(e.type, e.version, e.payload) for e in found] == [("Placed", 1, {"n": 1}), ("Placed", 2, {"n": 1})]
    assert found[0].metadata.get("event_version") == (None if "event_version" in lost else "2")


def test_a_table_of_another_name_is_one_too(path: Path) -> None:
    both = STORED + SCHEMA.format(table="order events")
    write(path, both, ("stored_events", [row(1, "a", 1)]), ('"order events"', [row(1, "b", 1), row(2, "b", 2)]))
    assert [e.stream for e in events(path)] == ["a"]
    assert [e.stream for e in events(path, "order events")] == ["b", "b"]


def test_odd_rows_are_shown_and_the_rest_goes_on(path: Path) -> None:
    assert_takes_any_row(Spatie(), (1, b"a", 1, 1, b"App\\T", b"{}", b"{}", AT.encode()))
    write(path, STORED, ("stored_events", [row(1, "a", 1, "{", "O:8:"), row(2, "a", 2)]))
    bad, good = events(path)
    assert isinstance(bad.payload, Undecodable)
    assert bad.metadata["undecodable"] == "{"
    assert good.payload == {}
