"""cqrs-es for Rust: tagged payloads, times where the application keeps them, tables without rowids."""

from pathlib import Path

import pytest
from format_files import assert_takes_any_row, events, write

from inspector.events.event import Undecodable
from inspector.store.formats.cqrs_es import CqrsEs

SCHEMA = """
    CREATE TABLE events ( aggregate_type text NOT NULL, aggregate_id text NOT NULL,
        sequence integer CHECK (sequence >= 0) NOT NULL, event_type text NOT NULL, event_version text NOT NULL,
        payload text NOT NULL, metadata text NOT NULL, PRIMARY KEY (aggregate_type, aggregate_id, sequence)) {options};
    CREATE TABLE snapshots ( aggregate_type text NOT NULL, aggregate_id text NOT NULL, last_sequence integer NOT NULL,
        current_snapshot integer NOT NULL, payload text NOT NULL,
        PRIMARY KEY (aggregate_type, aggregate_id, last_sequence)) STRICT;"""
PLAIN = SCHEMA.format(options="STRICT")
AT = "2026-01-05T10:06:34.963984+00:00"
AT_NS = 1_767_607_594_963_984_000


def row(id: str, sequence: int, payload: str, metadata: str = "{}", type: str = "Placed") -> tuple[object, ...]:
    return ("Todo", id, sequence, type, "1.0", payload, metadata)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ('{"Placed":{"n":1}}', {"n": 1}),
        ('{"Placed":[1,2]}', [1, 2]),
        ('"Closed"', {}),
        ('"some text"', "some text"),
        ('{"n":{"a":1}}', {"n": {"a": 1}}),
        ('{"type":"Placed","n":1}', {"type": "Placed", "n": 1}),
        ("{}", {}),
        ("1.50", 1.5),
    ],
)
def test_a_variant_is_shown_as_what_it_holds(stored: str, shown: object, path: Path) -> None:
    write(path, PLAIN, ("events", [row("a", 1, stored)]))
    [event] = events(path, format="cqrs-es")
    assert event.payload == shown


def test_streams_are_of_type_and_id_and_times_of_the_application(path: Path) -> None:
    rows = [
        row("b", 1, '{"A":{}}', f'{{"timestamp":"{AT}","causationId":"x"}}'),
        row("a", 1, '{"A":{}}', '{"time":"later","occurred_at":"2026-01-05T10:06:34Z"}'),
        row("b", 2, '{"B":{}}'),
    ]
    write(path, PLAIN, ("events", rows))
    assert [(e.position, e.id, e.stream, e.version, e.time_ns) for e in events(path)] == [
        (1, "Todo-b@1", "Todo-b", 1, AT_NS),
        (2, "Todo-a@1", "Todo-a", 1, AT_NS - 963_984_000),
        (3, "Todo-b@2", "Todo-b", 2, None),
    ]
    first = events(path)[0]
    assert first.metadata["causation_id"] == "x"
    assert (first.metadata["aggregate_type"], first.metadata["event_version"]) == ("Todo", "1.0")


def test_without_rowids_time_orders_the_events(path: Path) -> None:
    rows = [row(id, 1, "{}", f'{{"time":"2026-01-0{day}T00:00:00Z"}}') for id, day in (("a", 3), ("b", 1), ("c", 2))]
    write(path, SCHEMA.format(options="WITHOUT ROWID"), ("events", rows))
    assert [(e.position, e.stream) for e in events(path)] == [(1, "Todo-b"), (2, "Todo-c"), (3, "Todo-a")]


def test_odd_rows_are_shown_and_the_rest_goes_on(path: Path) -> None:
    assert_takes_any_row(CqrsEs(), (b"T", b"a", 1, b"E", b"1", b"{}", b"{}"))
    write(path, PLAIN, ("events", [row("a", 1, "{", "no"), row("a", 2, "{}")]))
    bad, good = events(path)
    assert isinstance(bad.payload, Undecodable)
    assert bad.metadata["undecodable"] == "no"
    assert good.payload == {}
