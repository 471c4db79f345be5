"""Akka.NET: both plugins' journals, deleted rows, payloads of any serializer."""

from pathlib import Path

import pytest
from format_files import assert_takes_any_row, events, write

from inspector.events.event import Undecodable
from inspector.store.formats.akka_net import AkkaNet

JOURNAL = """
    CREATE TABLE {name} (ordering INTEGER PRIMARY KEY NOT NULL, persistence_id VARCHAR(255) NOT NULL,
        sequence_nr INTEGER(8) NOT NULL, is_deleted INTEGER(1) NOT NULL, manifest VARCHAR(255) NULL,
        timestamp INTEGER NOT NULL, payload BLOB NOT NULL, tags VARCHAR(2000) NULL, serializer_id INTEGER(4),
        UNIQUE (persistence_id, sequence_nr));
    CREATE TABLE journal_metadata (persistence_id VARCHAR(255) NOT NULL, sequence_nr INTEGER(8) NOT NULL,
        PRIMARY KEY (persistence_id, sequence_nr));
    CREATE TABLE snapshot (persistence_id VARCHAR(255) NOT NULL, sequence_nr INTEGER(8) NOT NULL,
        created_at INTEGER(8) NOT NULL, manifest VARCHAR(255) NOT NULL, payload BLOB NOT NULL, serializer_id INTEGER(4),
        PRIMARY KEY (persistence_id, sequence_nr));"""
SCHEMA = JOURNAL.format(name="event_journal")
TICKS = 639_031_988_263_339_840
AT_NS = 1_767_602_026_333_984_000
CLASS = "Shop.TodoCreated, Shop"


def row(
    ordering: int, number: int, payload: bytes, *, deleted: int = 0, manifest: str | None = CLASS, serializer: int = 1
) -> tuple[object, ...]:
    return (ordering, "todo-0", number, deleted, manifest, TICKS, payload, ";todo;büro;", serializer)


def test_a_deleted_row_is_an_event_that_says_so(path: Path) -> None:
    data = b'{"$type":"Shop.TodoCreated, Shop","n":{"$type":"Shop.N, Shop","v":1}}'
    write(path, SCHEMA, ("event_journal", [row(3, 1, data, deleted=1), row(7, 2, b'{"n":2}')]))
    first, second = events(path, format="akka.net")
    assert (first.position, first.id, first.stream, first.version) == (3, "todo-0@1", "todo-0", 1)
    assert (first.type, first.time_ns) == ("TodoCreated", AT_NS)
    assert first.payload == {"n": {"$type": "Shop.N, Shop", "v": 1}}
    assert first.metadata == {"manifest": CLASS, "is_deleted": True, "tags": ["todo", "büro"]}
    assert "is_deleted" not in second.metadata
    assert second.payload == {"n": 2}


def test_where_there_is_no_manifest_the_payload_names_the_class(path: Path) -> None:
    rows = [
        row(1, 1, b'{"$type":"Shop.A, Shop","CausationId":"x","CorrelationId":7}', manifest=""),
        row(2, 2, b"{}", manifest=None),
        row(3, 3, b"{}", manifest="todo-v1"),
    ]
    write(path, SCHEMA, ("event_journal", rows))
    found = events(path)
    assert [e.type for e in found] == ["A", "(no manifest)", "todo-v1"]
    assert (found[0].metadata["causation_id"], found[0].metadata["correlation_id"]) == ("x", "7")


def test_any_bytes_of_a_serializer_are_shown_as_that(path: Path) -> None:
    write(path, SCHEMA, ("event_journal", [row(1, 1, b"\x0a\x03abc", serializer=17), row(2, 2, b"{}")]))
    first, second = events(path)
    assert isinstance(first.payload, Undecodable)
    assert first.payload.reason.endswith("It was written by Akka's serializer 17.")
    assert (first.type, second.payload) == ("TodoCreated", {})


@pytest.mark.parametrize(
    ("created", "time_ns"), [(TICKS, AT_NS), (1_767_602_026_333, 1_767_602_026_333_000_000), (0, None)]
)
def test_the_newer_plugin_names_its_columns_otherwise_and_keeps_tags_apart(
    created: int, time_ns: int | None, path: Path
) -> None:
    schema = """
        CREATE TABLE journal (ordering INTEGER PRIMARY KEY AUTOINCREMENT, is_deleted INTEGER NOT NULL,
            persistence_id NVarChar(255) NOT NULL, sequence_number BigInt NOT NULL, created BigInt NOT NULL,
            tags NVarChar(100) NULL, message VarBinary NOT NULL, identifier Int NULL, manifest NVarChar(500) NULL,
            writer_uuid NVarChar(128) NULL);
        CREATE TABLE tags (ordering_id BigInt NOT NULL, tag NVarChar(64) NOT NULL, sequence_nr BigInt NOT NULL,
            persistence_id NVarChar(255) NOT NULL, PRIMARY KEY (ordering_id, tag));"""
    rows = [(1, 0, "a", 1, created, None, b'{"n":1}', 1, CLASS, "w-1")]
    write(path, schema, ("journal", rows), ("tags", [(1, "red", 1, "a"), (1, "blue", 1, "a"), (2, "x", 1, "b")]))
    [event] = events(path, format="akka.net")
    assert (event.stream, event.version, event.type, event.time_ns) == ("a", 1, "TodoCreated", time_ns)
    assert event.metadata == {"manifest": CLASS, "tags": ["red", "blue"], "writer_uuid": "w-1"}


def test_the_first_plugin_had_neither_ordering_nor_tags(path: Path) -> None:
    schema = """CREATE TABLE my_journal (persistence_id VARCHAR(255) NOT NULL, sequence_nr INTEGER(8) NOT NULL,
        is_deleted INTEGER(1) NOT NULL, manifest VARCHAR(255) NULL, timestamp INTEGER NOT NULL, payload BLOB NOT NULL,
        PRIMARY KEY (persistence_id, sequence_nr));"""
    write(path, schema, ("my_journal", [("b", 1, 0, CLASS, TICKS, b"{}"), ("a", 1, 0, CLASS, TICKS, b"[1]")]))
    assert [(e.position, e.stream, e.payload) for e in events(path)] == [(1, "b", {}), (2, "a", [1])]


def test_odd_rows_are_shown_and_the_rest_goes_on() -> None:
    assert_takes_any_row(AkkaNet(), (b"p", 1, 0, b"T", TICKS, b"{}", b";a;", 1, None))
    assert_takes_any_row(AkkaNet(), (b"p", 1, 0, None, TICKS, b"{}", None, 1, b"w", ((b"tag",),)))
