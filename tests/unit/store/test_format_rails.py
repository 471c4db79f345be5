"""Rails Event Store: one event however many links, the schemas of its versions, YAML that stays text."""

from pathlib import Path

from format_files import ODD, assert_takes_any_row, events, write

from inspector.events.event import Undecodable
from inspector.events.log import Growth
from inspector.store.formats.rails import Rails
from inspector.store.registry import open_log

EVENTS = """
    CREATE TABLE "event_store_events" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        "event_id" varchar(36) NOT NULL, "event_type" varchar NOT NULL, "metadata" blob, "data" blob NOT NULL,
        "created_at" datetime(6) NOT NULL, "valid_at" datetime(6));
    CREATE UNIQUE INDEX "index_event_store_events_on_event_id" ON "event_store_events" ("event_id");"""
LINKS = """
    CREATE TABLE "event_store_events_in_streams" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        "stream" varchar NOT NULL, "position" integer DEFAULT NULL, "event_id" varchar(36) NOT NULL,
        "created_at" datetime(6) NOT NULL);
    CREATE UNIQUE INDEX "by_stream" ON "event_store_events_in_streams" ("stream", "event_id");"""
SCHEMA = EVENTS + LINKS
AT = "2026-01-05 10:06:34.963984"
AT_NS = 1_767_607_594_963_984_000
YAML = "---\n:title: Größe\n:of: !ruby/object:Money\n  cents: 5\n"


def row(number: int, data: object = "{}", metadata: object = "{}", valid: str | None = None) -> tuple[object, ...]:
    return (number, f"id-{number}", "Orders::Placed", metadata, data, AT, valid)


def test_a_linked_event_is_one_event_of_its_primary_stream(path: Path) -> None:
    links = [
        (1, "$by_type", None, "id-1", AT),
        (2, "Order$1", 0, "id-1", AT),
        (3, "first", None, "id-2", AT),
        (4, "$by_type", None, "id-2", AT),
        (5, "Order$1", 1, "id-4", AT),
    ]
    write(
        path,
        SCHEMA,
        ("event_store_events", [row(1), row(2), row(3), row(4)]),
        ("event_store_events_in_streams", links),
    )
    found = events(path, format="rails event store")
    assert [(e.position, e.id, e.stream, e.version) for e in found] == [
        (1, "id-1", "Order$1", 0),
        (2, "id-2", "first", 1),
        (3, "id-3", "all", 1),
        (4, "id-4", "Order$1", 1),
    ]
    assert [e.metadata.get("linked_streams") for e in found] == [["$by_type"], ["$by_type"], None, None]
    assert [e.type for e in found] == ["Orders::Placed"] * 4


def test_times_are_utc_and_the_ids_of_causes_are_known(path: Path) -> None:
    metadata = '{"correlation_id": "c", "causation_id": "id-0", "remote_ip": "::1"}'
    write(path, SCHEMA, ("event_store_events", [row(1, '{"n": 1}', metadata, "2025-01-01 00:00:00.000000")]))
    [event] = events(path)
    assert (event.time_ns, event.payload) == (AT_NS, {"n": 1})
    assert event.metadata["valid_at"] == "2025-01-01 00:00:00.000000"
    assert (event.metadata["correlation_id"], event.metadata["causation_id"]) == ("c", "id-0")


def test_yaml_is_text_and_makes_no_objects(path: Path) -> None:
    metadata = "---\n:correlation_id: 0b-1\n:causation_id: 'id-0'\n:nested:\n  correlation_id: not-this\n"
    write(path, SCHEMA, ("event_store_events", [row(1, YAML.encode(), metadata)]))
    [event] = events(path)
    assert event.payload == {"yaml": YAML}
    assert event.metadata == {"yaml": metadata, "correlation_id": "0b-1", "causation_id": "id-0"}


def test_a_link_of_later_is_seen_and_the_event_stays_where_it_is(path: Path) -> None:
    write(path, SCHEMA, ("event_store_events", [row(1)]), ("event_store_events_in_streams", [(1, "a", 0, "id-1", AT)]))
    log = open_log(path)
    try:
        assert [e.metadata for e in log.read()] == [{}]
        write(path, "", ("event_store_events_in_streams", [(2, "b", None, "id-1", AT), (3, "c", 0, "id-2", AT)]))
        write(path, "", ("event_store_events", [row(2)]))
        assert log.poll() is Growth.GROWN
        assert [(e.stream, e.metadata.get("linked_streams")) for e in log.read()] == [("a", ["b"]), ("c", None)]
    finally:
        log.close()


def test_before_2_0_the_id_is_the_event_s_own(path: Path) -> None:
    schema = (
        LINKS
        + """CREATE TABLE "event_store_events" ("id" varchar(36) NOT NULL PRIMARY KEY, "event_type" varchar NOT NULL,
        "metadata" text, "data" text NOT NULL, "created_at" datetime NOT NULL);"""
    )
    rows = [(id, "Placed", None, "{}", "2020-01-05 10:06:34") for id in ("id-b", "id-a")]
    write(
        path, schema, ("event_store_events", rows), ("event_store_events_in_streams", [(1, "Order$1", 0, "id-a", AT)])
    )
    assert [(e.position, e.id, e.stream) for e in events(path)] == [(1, "id-b", "all"), (2, "id-a", "Order$1")]


def test_at_first_the_stream_stood_in_the_row(path: Path) -> None:
    schema = """CREATE TABLE "event_store_events" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        "stream" varchar NOT NULL, "event_type" varchar NOT NULL, "event_id" varchar NOT NULL, "metadata" text,
        "data" text NOT NULL, "created_at" datetime NOT NULL);"""
    write(path, schema, ("event_store_events", [(1, "Order$1", "Placed", "id-1", None, '{"n":1}', AT)]))
    assert [(e.id, e.stream, e.version, e.payload) for e in events(path)] == [("id-1", "Order$1", 1, {"n": 1})]


def test_odd_rows_are_shown_and_the_rest_goes_on(path: Path) -> None:
    usual = (b"id", b"T", b"{}", b"{}", b"2026-01-01", None, None, ((b"s", 0),))
    assert_takes_any_row(Rails(), usual)
    for stream in ODD:
        for position in ODD:
            assert Rails().drafts((*usual[:-1], ((stream, position), (position, stream))))
    write(path, SCHEMA, ("event_store_events", [row(1, b"\x80\x04K\x06."), row(2, b"---\n\xff"), row(3)]))
    pickled, bad, last = events(path)
    assert isinstance(pickled.payload, Undecodable)
    assert "pickle" in pickled.payload.reason
    assert isinstance(bad.payload, Undecodable)
    assert last.payload == {}


def test_links_are_found_without_an_index_of_theirs_among_many(path: Path) -> None:
    count = 3000
    rows = [row(number) for number in range(1, count + 1)]
    links = [(n, f"s-{n % 7}", None, f"id-{count + 1 - n}", AT) for n in range(1, count + 1)]
    write(path, SCHEMA, ("event_store_events", rows), ("event_store_events_in_streams", links))
    assert [e.stream for e in events(path)] == [f"s-{(count + 1 - n) % 7}" for n in range(1, count + 1)]
