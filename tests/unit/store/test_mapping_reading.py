"""Any table, read as events by a mapping: every way in which its parts may be stored."""

import base64
import json
import sqlite3
import uuid
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import inspector
from inspector.events.errors import InspectorError
from inspector.events.event import Undecodable
from inspector.events.log import EventLog
from inspector.events.snapshot import Snapshot
from inspector.store.mapping.mapping import Filter, Lookup, Mapping, Payload, Place, Snapshots, Time, Unit, Version
from inspector.store.reading import Reading
from inspector.store.registry import open_log
from inspector.workspace.mapper import Mapper

EVIL = "ev\"il'; DROP TABLE names; --<b>"
HOUR_NS = 3_600_000_000_000
FIRST_NS = 1_717_236_000_000_000_000  # 2024-06-01T10:00Z


def packed(number: int) -> bytes:
    body = {"Placed": {"n": number, "secret": 1, "meta": {"causationId": f"cause-{number}"}}}
    return base64.b64encode(zlib.compress(json.dumps(body).encode()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "some.db"
    with sqlite3.connect(path) as sqlite:
        quoted = EVIL.replace('"', '""')
        sqlite.executescript(
            f"""CREATE TABLE names(id INTEGER, name TEXT);
                INSERT INTO names VALUES (1, 'cart'), (2, 'order');
                CREATE TABLE "{quoted}"(pos INTEGER PRIMARY KEY, kind INT, key BLOB, v, at, body BLOB, type TEXT, del);
                CREATE VIEW seen AS SELECT "{quoted}".*, name FROM "{quoted}" JOIN names ON id = kind;
                CREATE TABLE keyed(k TEXT PRIMARY KEY, rank, n INT, "row id" TEXT) WITHOUT ROWID;
                CREATE TABLE commits(id INTEGER PRIMARY KEY, stream TEXT, last INT, items TEXT);"""
        )
        for number in range(6):
            values = (1 + number % 2, uuid.UUID(int=number // 2).bytes, number // 2, FIRST_NS // 10**6 + number)
            row = (None, *values, packed(number), f"Shop\\Events\\Placed{number % 2}", int(number == 3))
            sqlite.execute(f'INSERT INTO "{quoted}" VALUES (?, ?, ?, ?, ?, ?, ?, ?)', row)
            ranks = (None, 2, "b", 1.5, b"a", -1)
            sqlite.execute("INSERT INTO keyed VALUES (?, ?, ?, 'x')", (f"k{5 - number}", ranks[number], number))
        items = [{"t": "Added", "b": {"n": 1}}, {"t": "Removed", "b": {"n": 2}}]
        sqlite.execute("INSERT INTO commits VALUES (1, 's', 2, ?)", (json.dumps({"events": items}),))
        sqlite.execute("INSERT INTO commits VALUES (2, 's', 3, ?)", (json.dumps({"events": items[:1]}),))
        sqlite.execute("INSERT INTO commits VALUES (3, 's', 4, '{')")
    sqlite.close()
    return path


@pytest.fixture
def opened(path: Path) -> Iterator["Opened"]:
    opened = Opened(path)
    yield opened
    opened.close()


class Opened:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.logs: list[EventLog] = []

    def __call__(self, mapping: Mapping, key: bytes | None = None) -> EventLog:
        self.logs.append(open_log(self.path, Reading(key=key, mapping=mapping)))
        return self.logs[-1]

    def close(self) -> None:
        for log in self.logs:
            log.close()


BODY = Payload(column="body", steps=("base64", "zlib", "json"), path="/*", without=("secret", "meta"))


def test_a_table_with_lookup_filter_and_a_chain(opened: Opened) -> None:
    log = opened(
        Mapping(
            table=EVIL,
            stream=(Place(column="name", lookup="names"), Place(column="key", form="uuid")),
            type=Place(column="type", form="class"),
            version="v",
            time=Time(column="at", unit="ms"),
            payload=BODY,
            causation=Place(column="body", path="/*/meta/causationId"),
            filters=(Filter(column="del", is_="=", value=0),),
            lookups=(Lookup(table="names", on="id", its="kind"),),
        )
    )
    events = list(log.read())
    assert [event.payload for event in events] == [{"n": number} for number in (0, 1, 2, 4, 5)]
    assert [event.position for event in events] == [1, 2, 3, 4, 5]
    assert events[0].stream == "cart-00000000-0000-0000-0000-000000000000"
    assert [event.type for event in events[:2]] == ["Placed0", "Placed1"]
    assert [event.version for event in events] == [0, 0, 1, 2, 2]
    assert events[1].time_ns == FIRST_NS + 10**6
    assert events[4].metadata == {"causation_id": "cause-5"}
    assert log.page([4]) == [events[3]]
    assert log.raw(1, 100) == (packed(0), len(packed(0)))


def test_the_only_key_is_the_type_and_positions_are_the_rows_own(opened: Opened, path: Path) -> None:
    mapping = Mapping(
        table=EVIL,
        stream=Place(constant="all"),
        type=Place(column="body", key=True),
        version=Version(base=0),
        payload=BODY,
        id=("kind", "v"),
    )
    log = opened(mapping)
    events = list(log.read())
    assert {event.type for event in events} == {"Placed"}
    assert [(event.version, event.id) for event in events][:3] == [(0, "1-0"), (1, "2-0"), (2, "1-1")]
    with sqlite3.connect(path) as sqlite:
        sqlite.execute('DELETE FROM "{}" WHERE pos = 2'.format(EVIL.replace('"', '""')))
    sqlite.close()
    assert [event.position for event in opened(mapping).read()] == [1, 3, 4, 5, 6]


def test_a_view_is_counted_and_its_payload_made_of_what_is_left(opened: Opened) -> None:
    log = opened(Mapping(table="seen", stream="name", type="type", time="at", metadata=("key",), version="v"))
    events = list(log.read())
    assert [event.position for event in events] == [1, 2, 3, 4, 5, 6]
    assert isinstance(events[0].payload, dict)
    assert list(events[0].payload) == ["pos", "kind", "body", "del"]
    assert events[2].time_ns == FIRST_NS + 2 * 10**6
    assert log.raw(1, 5) is not None


def test_an_order_of_any_values_in_a_table_without_rowids(opened: Opened) -> None:
    log = opened(Mapping(table="keyed", stream="row id", type=Place(constant="t"), order=Place(column="rank")))
    assert [event.payload["n"] for event in log.read() if isinstance(event.payload, dict)] == [0, 5, 3, 1, 4, 2]


def test_a_row_of_several_events(opened: Opened) -> None:
    log = opened(
        Mapping(
            table="commits",
            stream="stream",
            type=Place(item="/t"),
            version=Version(column="last", of="last"),
            payload=Payload(column="items", item="/b"),
            id="id",
            each="/events",
        )
    )
    events = list(log.read())
    assert [(event.version, event.type, event.id) for event in events[:3]] == [
        (1, "Added", "1/1"), (2, "Removed", "1/2"), (3, "Added", "2/1"),
    ]  # fmt: skip
    assert [event.payload for event in events[:2]] == [{"n": 1}, {"n": 2}]
    assert isinstance(events[3].payload, Undecodable)


def test_an_encrypted_payload_needs_its_key(tmp_path: Path) -> None:
    path, key, nonce = tmp_path / "aes.db", bytes(range(32)), bytes(12)
    sealed = AESGCM(key).encrypt(nonce, zlib.compress(msgspec.msgpack.encode({"n": 1})), None)
    with sqlite3.connect(path) as sqlite:
        sqlite.execute("CREATE TABLE t(a, b)")
        sqlite.execute("INSERT INTO t VALUES ('s', ?)", (nonce + sealed[-16:] + sealed[:-16],))
    sqlite.close()
    opened = Opened(path)
    mapping = Mapping(table="t", stream="a", payload=Payload(column="b", steps=("aes", "zlib", "msgpack")))
    told = [opened(mapping, used).page([1])[0].payload for used in (None, bytes(32), key)]
    assert [(log.facts.format, log.facts.guess) for log in opened.logs] == [("mapped", "")] * 3
    opened.close()
    with Mapper(path) as mapper:
        assert [event.payload for event in mapper.preview(mapping, reading=Reading(key=key)).events] == [{"n": 1}]
        plain = Mapping(table="t", stream="a", payload=Payload(column="b", steps=("text",)))
        assert mapper.preview(plain, reading=Reading(key=b"no key of AES")).events
    assert told[2] == {"n": 1}
    assert [isinstance(payload, Undecodable) for payload in told] == [True, True, False]
    assert "--key-env" in str(told[0])


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (Mapping(table="nope"), "'nope', which the file does not have; it has"),
        (Mapping(table="keyed", stream="x"), "`stream` is in the column 'x', which 'keyed' does not have; it has k, "),
        (Mapping(table="keyed", type=Place(column="k", lookup="q")), "'q', which is not among its `lookups`"),
        (Mapping(table="commits", lookups=(Lookup(table="keyed", on="k", its="id"),)), "no rowid"),
        (Mapping(table="commits", payload=Payload(column="items", path="a")), "does not begin with /"),
        (Mapping(table="commits", type=Place(item="/t")), "no `each`"),
        (Mapping(table="commits", each="/x"), "no column of a `payload`"),
        (Mapping(table="commits", order="id"), "does not say where their `id` is"),
        (Mapping(table="commits", time=Time(column="id", zone="../etc")), "no time zone '../etc'"),
    ],
)
def test_what_a_file_has_not_is_named(opened: Opened, mapping: Mapping, words: str) -> None:
    with pytest.raises(InspectorError) as error:
        opened(mapping)
    assert words in str(error.value)


def test_a_mapping_is_opened_from_python_by_its_file(path: Path, tmp_path: Path) -> None:
    named = tmp_path / "m.toml"
    named.write_text('name = "shop"\ntable = "commits"\nstream = "stream"\ntime = "last"\n', encoding="utf-8")
    with inspector.open(path, mapping=named) as workspace:
        assert workspace.facts.format == "shop"
        assert workspace.info().events == 3
        assert not workspace.facts.exact


def test_only_our_own_tables_are_ours(tmp_path: Path) -> None:
    path = tmp_path / "i.db"
    with sqlite3.connect(path) as sqlite:
        sqlite.execute("CREATE TABLE inspector_events(s)")
        sqlite.execute("CREATE TABLE inspector_rows_1_1(s)")
        sqlite.execute("INSERT INTO inspector_events VALUES ('s')")
    sqlite.close()
    with Mapper(path) as mapper:
        assert [relation.name for relation in mapper.tables()] == ["inspector_events"]
        assert len(mapper.preview(Mapping(table="inspector_events", stream="s")).events) == 1


def test_a_key_where_nothing_is_encrypted_is_refused_as_the_store_is_read(path: Path) -> None:
    with pytest.raises(InspectorError, match="read by a mapping that takes nothing for encrypted; leave the key out"):
        open_log(path, Reading(key=bytes(16), mapping=Mapping(table="commits")))


def test_times_without_a_zone_are_in_the_mappings_or_the_users(tmp_path: Path) -> None:
    path = tmp_path / "z.db"
    with sqlite3.connect(path) as sqlite:
        sqlite.execute("CREATE TABLE t(s, naive, zoned, number, millis, huge)")
        row = ("s", "2024-06-01 10:00:00", "2024-06-01T10:00:00Z", 1717236000.0, 1717236000000.0, 4e11)
        sqlite.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", row)
    sqlite.close()

    def told(column: str, zone: str | None, own: str = "UTC", unit: Unit = "auto") -> tuple[int | None, str]:
        time = Time(column=column, zone=own, unit=unit)
        log = open_log(path, Reading(mapping=Mapping(table="t", time=time), zone=zone))
        try:
            return log.page([1])[0].time_ns, log.facts.zone
        finally:
            log.close()

    assert told("naive", None) == (FIRST_NS, "UTC")
    assert told("naive", None, "Europe/Berlin") == (FIRST_NS - 2 * HOUR_NS, "Europe/Berlin")
    assert told("naive", "Asia/Tokyo", "Europe/Berlin") == (FIRST_NS - 9 * HOUR_NS, "Asia/Tokyo")
    assert told("huge", None, unit="s") == (None, "")
    assert told("zoned", "Asia/Tokyo") == told("number", None) == told("millis", None) == (FIRST_NS, "")


def test_stored_states_are_found_by_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with sqlite3.connect(path) as sqlite:
        sqlite.execute("CREATE TABLE t(s, v, b)")
        sqlite.execute("CREATE TABLE kept(k BLOB, v INT, at INT, body TEXT)")
        sqlite.executemany("INSERT INTO t VALUES ('0a', ?, '{}')", [(1,), (2,)])
        sqlite.execute("INSERT INTO kept VALUES (?, 2, 1717236000, ?)", (b"\n", json.dumps({"state": {"n": 2}})))
        sqlite.execute("INSERT INTO kept VALUES (?, NULL, NULL, NULL)", (b"\n",))
    sqlite.close()
    kept = Snapshots(
        table="kept",
        stream=Place(column="k", form="hex"),
        version="v",
        state=Payload(column="body", path="/state"),
    )
    log = open_log(path, Reading(mapping=Mapping(table="t", stream="s", version="v", payload="b", snapshots=kept)))
    assert log.snapshot_versions() == {"0a": [2]}
    assert log.snapshot("0a", 2) == Snapshot("0a", 2, {"n": 2})
    log.close()
