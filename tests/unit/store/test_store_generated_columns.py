"""Columns that SQLite computes: somebody added them for an index, or a producer's table has them."""

from pathlib import Path

import pytest
from format_files import events, write
from store_files import make_store, raw_sql

import inspector

EVENTSOURCING = """
    CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state TEXT {more});
    INSERT INTO stored_events(originator_id, originator_version, topic, state) VALUES ('a', 1, 'shop:Paid', '{{}}');"""
EMMETT = """
    CREATE TABLE emt_messages(stream_id TEXT, stream_position BIGINT, message_kind CHAR(1) DEFAULT 'E',
        message_data JSONB, message_metadata JSONB, message_type TEXT AS (message_data ->> 'kind') {kind},
        message_id TEXT, is_archived BOOLEAN DEFAULT FALSE, global_position INTEGER PRIMARY KEY, created DATETIME);
    INSERT INTO emt_messages(stream_id, stream_position, message_data) VALUES ('a', 1, '{{"kind":"Paid"}}');"""


@pytest.mark.parametrize("kind", ["VIRTUAL", "STORED"])
def test_a_column_that_was_added_for_an_index_hides_no_store(kind: str, path: Path) -> None:
    more = f""", kind TEXT AS (state ->> '$.kind') {kind}, "evil "" name" AS (1)"""
    write(path, EVENTSOURCING.format(more=more))
    assert [event.type for event in events(path, format="eventsourcing")] == ["Paid"]


def test_a_column_that_is_stored_makes_it_another_table(path: Path) -> None:
    write(path, EVENTSOURCING.format(more=", kind TEXT"))
    with inspector.open(path) as store:
        assert store.facts.format == "≈ guessed"


@pytest.mark.parametrize("kind", ["VIRTUAL", "STORED"])
def test_a_format_may_have_computed_columns(kind: str, path: Path) -> None:
    write(path, EMMETT.format(kind=kind))
    assert [(event.type, event.stream) for event in events(path, format="emmett")] == [("Paid", "a")]


def test_an_index_on_json_hides_no_store(path: Path) -> None:
    index = "CREATE INDEX by_kind ON stored_events(json_extract(state, '$.kind')) WHERE json_valid(state);"
    write(path, EVENTSOURCING.format(more="") + index)
    assert len(events(path, format="eventsourcing")) == 1


def test_a_native_store_may_have_got_one(path: Path) -> None:
    make_store(path)
    with raw_sql(path) as sqlite:
        sqlite.execute("ALTER TABLE events ADD COLUMN kind TEXT AS (payload ->> '$.n') VIRTUAL")
    with inspector.open(path) as store:
        assert len(list(store.events())) == 5
