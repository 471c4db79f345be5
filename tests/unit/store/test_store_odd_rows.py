"""Rows that other programs wrote: what cannot be decoded is shown as that at its place, and the rest goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from store_files import STREAM, make_store, raw_sql, read_everything, sentence

import inspector
from inspector.events.errors import StoreError
from inspector.events.event import Undecodable
from inspector.events.log import TextFilter
from inspector.store import sqlite_log
from inspector.store.reader import Reader
from inspector.store.registry import open_log

INSERT = "INSERT INTO events VALUES (6, 'id-6', 'counter', 6, 'Counted', 6, CAST(? AS TEXT), CAST(? AS TEXT))"
AFTER = (
    "INSERT INTO events VALUES (7, 'id-7', 'counter', 7, 'Counted', 7, '{\"n\": 7}', '{\"causation_id\": \"id-6\"}')"
)

UNDECODABLE = [
    (b"", "truncated"),
    (b"no json", "JSON"),
    (b"{'n': 6}", "JSON"),
    (b'{"n": 6,}', "JSON"),
    (b'{"n": 6} {"n": 7}', "trailing"),
    (b"NaN", "JSON"),
    (b"[Infinity]", "JSON"),
    (b"-", "number"),
    (b'{"n": 01}', "number"),
    (b"\xff\xfe", "JSON"),
    (b'"\xc3\x28"', "UTF-8"),
    (b'"\xed\xa0\x80"', "UTF-8"),
    (b'"\\ud800"', ""),
    (b'{"n": "\x00"}', "JSON"),
    (b'{"n": 6}\x00', "JSON"),
    (b"\x80\x04K\x06.", "JSON"),
    (b"[" * 100_000 + b"]" * 100_000, "nested"),
    (b'{"n":' * 100_000 + b"6" + b"}" * 100_000, "nested"),
    (b"[" * 202 + b"]" * 202, "nested"),
    (b"[" * 100_000, ""),
]


@pytest.fixture
def odd(path: Path) -> Path:
    """A store of five events, to which the tests add."""
    return make_store(path)


def put(path: Path, payload: bytes, metadata: bytes = b"{}") -> None:
    with raw_sql(path) as sqlite:
        sqlite.execute(INSERT, (payload, metadata))
        sqlite.execute(AFTER)


@pytest.mark.parametrize(("payload", "metadata"), [(b'"%s"', b"{}"), (b"1", b'{"x":"%s"}')])
def test_a_page_ends_early_where_payloads_or_metadata_are_large(
    payload: bytes, metadata: bytes, odd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = b"x" * 10_000
    put(odd, payload.replace(b"%s", large), metadata.replace(b"%s", large))
    monkeypatch.setattr(sqlite_log, "_PAGE_BYTES", 9_000)
    log = open_log(odd)
    pages: list[int] = []
    run = Reader.run

    def counted(self: Reader, work: Any, *more: Any) -> Any:
        found = run(self, work, *more)
        if isinstance(found, tuple):
            pages.append(len(found[0]))
        return found

    monkeypatch.setattr(Reader, "run", counted)
    with closing(log):
        assert [event.position for event in log.read()] == [1, 2, 3, 4, 5, 6, 7]
    assert pages == [6, 1]


@pytest.mark.parametrize(("payload", "reason"), UNDECODABLE, ids=[str(n) for n in range(len(UNDECODABLE))])
def test_a_payload_that_is_no_json_stands_at_its_place(payload: bytes, reason: str, odd: Path) -> None:
    put(odd, payload)
    log = open_log(odd)
    events = list(log.read())
    assert [event.position for event in events] == [1, 2, 3, 4, 5, 6, 7]
    shown = events[5].payload
    assert isinstance(shown, Undecodable)
    assert shown.raw == payload
    assert reason.lower() in shown.reason.lower()
    assert shown.reason.endswith(".")
    assert events[6].payload == {"n": 7}
    assert log.raw(6, 10**9) == (payload, len(payload))
    assert log.raw(6, 3) == (payload[:3], len(payload))
    assert log.page([7, 6]) == [events[6], events[5]]
    log.close()
    with inspector.open(odd) as store:
        frame = store.frame(STREAM, 6)
        assert (frame.state, store.frame(STREAM, 5).state) == ({"n": 5}, {"n": 5})
        assert frame.error is not None
    read_everything(odd)


@pytest.mark.parametrize(
    "payload", [b"[" * 200 + b"]" * 200, b'"\\ud83d\\ude00"', b" {\n} ", b"1e400", b"-0.0", b"9" * 400]
)
def test_what_is_json_after_all_is_decoded(payload: bytes, odd: Path) -> None:
    put(odd, payload)
    log = open_log(odd)
    (event,) = log.page([6])
    assert not isinstance(event.payload, Undecodable)
    log.close()


@pytest.mark.parametrize("metadata", [b"", b"x", b"[1]", b"null", b'"text"', b"\xff", b"NaN", b"[" * 100_000])
def test_metadata_that_is_no_object_hides_no_event(metadata: bytes, odd: Path) -> None:
    put(odd, b'{"n": 6}', metadata)
    log = open_log(odd)
    (event,) = log.page([6])
    assert event.payload == {"n": 6}
    assert event.metadata
    assert log.effects("id-6", 10) == [7]
    log.close()
    read_everything(odd)


@pytest.mark.parametrize("name", [b"", b"\x00", b"a\x00b", b"\xff", b"\xed\xa0\x80", b"line\nbreak", b"x" * 100_000])
def test_odd_names_hide_no_event(name: bytes, odd: Path) -> None:
    rows = [
        ("6, ?1, ?1, 1, ?1, 6, '1', '{}'", name.decode("utf-8", "ignore")),
        ("7, CAST(?1 || x'31' AS TEXT), CAST(?1 AS TEXT), 9, CAST(?1 AS TEXT), 7, '1', '{}'", name),
    ]
    with raw_sql(odd) as sqlite:
        for row, value in rows:
            sqlite.execute(f"INSERT INTO events VALUES ({row})", (value,))
    log = open_log(odd)
    assert [event.position for event in log.read()] == [1, 2, 3, 4, 5, 6, 7]
    assert [int(position) for chunk in log.columns() for position in chunk.positions] == [1, 2, 3, 4, 5, 6, 7]
    log.close()
    read_everything(odd)


@pytest.mark.parametrize("time_ns", [None, 0, -(2**63) + 1, -(2**63), 2**63 - 1])
def test_any_time_is_shown(time_ns: int | None, odd: Path) -> None:
    with raw_sql(odd) as sqlite:
        sqlite.execute("INSERT INTO events VALUES (6, 'x', 'y', 1, 'T', ?, '1', '{}')", (time_ns,))
    log = open_log(odd)
    assert log.page([6])[0].time_ns == time_ns
    log.close()
    with inspector.open(odd) as store:
        store.info()


@pytest.mark.parametrize("position", [2**31, 2**53 + 1, 2**63 - 1])
def test_positions_may_be_as_large_as_they_can(position: int, odd: Path) -> None:
    with raw_sql(odd) as sqlite:
        sqlite.execute("INSERT INTO events VALUES (?, 'x', 'y', 1, 'T', 1, '1', '{}')", (position,))
    read_everything(odd)
    with inspector.open(odd, writable=True) as store:
        assert [event.position for event in store.events()][-1] == position
        if position < 2**63 - 1:
            assert store.append("y", "T", 1).position == position + 1
        else:
            with pytest.raises(inspector.InspectorError, match="no positions left"):
                store.append("y", "T", 1)


def change_operation(path: Path, change: str) -> None:
    with raw_sql(path) as sqlite:
        sqlite.execute("DROP TRIGGER operations_refuse_update")
        sqlite.execute(f"UPDATE operations SET {change}")


@pytest.mark.parametrize("change", ["kind = 'merge'", "kind = CAST(x'ff' AS TEXT)"])
def test_an_operation_that_nobody_knows_is_damage(change: str, odd: Path) -> None:
    change_operation(odd, change)
    with pytest.raises(StoreError, match=r"damaged.*the row of operation 1") as error:
        read_everything(odd)
    sentence(error.value)


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'undo', subject = 77",
        "kind = 'redo', subject = 1",
        "kind = 'redo', subject = 77",
        "kind = 'rollback', after = 900, upto = -3",
        "kind = 'undo', subject = NULL",
        "stream = 'nobody', after = -9223372036854775808, upto = 9223372036854775807",
    ],
)
def test_an_operation_log_that_makes_no_sense_is_no_crash(change: str, odd: Path) -> None:
    change_operation(odd, change)
    read_everything(odd)
    with inspector.open(odd) as store:
        assert len(list(store.events(all=True))) == 5


def test_a_table_that_is_not_strict_may_hold_anything(path: Path) -> None:
    columns = "position INTEGER PRIMARY KEY, id, stream, version, type, time_ns, payload, metadata"
    values: list[Any] = [None, 5, 5.5, b"\xff", "text"]
    with raw_sql(make_store(path, 0)) as sqlite:
        _recreate_loosely(sqlite, columns)
    for column in ("id", "stream", "version", "type", "time_ns", "payload", "metadata"):
        for value in values:
            with raw_sql(path) as sqlite:
                sqlite.execute("DELETE FROM events")
                sqlite.execute("INSERT INTO events VALUES (1, 'id-1', 's', 1, 'T', 1, '1', '{}')")
                sqlite.execute(f"UPDATE events SET {column} = ?", (value,))
            try:
                read_everything(path)
            except StoreError as error:
                sentence(error)


def _recreate_loosely(sqlite: sqlite3.Connection, columns: str) -> None:
    for (trigger,) in sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        sqlite.execute(f"DROP TRIGGER {trigger}")
    sqlite.execute("DROP TABLE events")
    sqlite.execute(f"CREATE TABLE events ({columns})")


def test_a_search_is_no_pattern_language(odd: Path) -> None:
    with raw_sql(odd) as sqlite:
        sqlite.execute("INSERT INTO events VALUES (6, 'x', '100%_\\[a]', 1, 'T', 1, '\"50%\"', '{}')")
    log = open_log(odd)
    found = {
        text: [int(position) for chunk in log.search(TextFilter(text=text)) for position in chunk]
        for text in ("50%", "%", "_", "\\", "[a]", "5_", "0%_\\[")
    }
    assert found == {text: [] if text == "5_" else [6] for text in found}
    log.close()
