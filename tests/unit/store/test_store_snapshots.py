"""The states that producers store themselves are read, by stream and version, from their own tables."""

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from format_files import write

from inspector.events.event import Undecodable
from inspector.store.formats.eventsource_py import EventsourcePy
from inspector.store.registry import open_log

STATE = {"owner": "Zoë", "balance": "720.04"}
TEXT = json.dumps(STATE)
CASES: dict[str, tuple[str, list[tuple[str, list[Any]]], str, Any]] = {
    "eventsourcing": (
        """CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
             PRIMARY KEY (originator_id, originator_version));
           CREATE TABLE stored_snapshots (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
             PRIMARY KEY (originator_id, originator_version)) WITHOUT ROWID;
           CREATE TABLE other_snapshots (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
             PRIMARY KEY (originator_id, originator_version)) WITHOUT ROWID""",
        [
            ("stored_events", [["a" * 32, 3, "bank:Account.Opened", b"{}"]]),
            ("other_snapshots", [["a" * 32, 9, "eventsourcing.domain:Snapshot", b"{}"]]),
            (
                "stored_snapshots",
                [
                    [
                        "a" * 32, 3, "eventsourcing.domain:Snapshot",
                        zlib.compress(json.dumps({"timestamp": 1, "topic": "bank:Account", "state": STATE}).encode()),
                    ]
                ],
            ),
        ],
        "a" * 32,
        {"_id": "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", "_version": 3, **STATE},
    ),
    "act": (
        """CREATE TABLE events (id INTEGER PRIMARY KEY, stream TEXT, version INTEGER, name TEXT, data TEXT, meta TEXT,
             created TEXT);
           CREATE TABLE streams (leased_by TEXT)""",
        [
            (
                "events",
                [
                    [number, "a", number, name, TEXT, "{}", "2026-01-01T00:00:00.000Z"]
                    for number, name in enumerate(("Opened", "Paid", "Paid", "__snapshot__", "Paid"))
                ],
            )
        ],
        "a",
        STATE,
    ),
    "eventsource-py": (
        """CREATE TABLE events (global_position INTEGER PRIMARY KEY, event_id, aggregate_id, aggregate_type, event_type,
             tenant_id, actor_id, version, timestamp, payload);
           CREATE TABLE event_outbox (id);
           CREATE TABLE snapshots (id INTEGER PRIMARY KEY, aggregate_id, aggregate_type, version, schema_version, state,
             created_at)""",
        [
            ("events", [[1, "i", "a", "Account", "Opened", None, None, 3, "2026-01-01", "{}"]]),
            ("snapshots", [[7, "a", "Account", 3, 1, TEXT, "2026-01-01"], [8, "a", "Account", None, 1, TEXT, None]]),
        ],
        "a",
        STATE,
    ),
    "spatie": (
        """CREATE TABLE stored_events (id INTEGER PRIMARY KEY, aggregate_uuid, aggregate_version, event_version,
             event_class, event_properties, meta_data, created_at);
           CREATE TABLE snapshots (id INTEGER PRIMARY KEY, aggregate_uuid, aggregate_version, state, created_at)""",
        [
            ("stored_events", [[1, "a", 3, 1, "App\\Opened", "{}", "[]", "2026-01-01 00:00:00"]]),
            ("snapshots", [[1, "a", 3, TEXT, "2026-01-01 00:00:00"]]),
        ],
        "a",
        STATE,
    ),
    "cqrs-es": (
        """CREATE TABLE events (aggregate_type TEXT, aggregate_id TEXT, sequence INTEGER, event_type TEXT,
             event_version TEXT, payload TEXT, metadata TEXT, PRIMARY KEY (aggregate_type, aggregate_id, sequence));
           CREATE TABLE snapshots (aggregate_type TEXT, aggregate_id TEXT, last_sequence INTEGER,
             current_snapshot INTEGER, payload TEXT, PRIMARY KEY (aggregate_type, aggregate_id, last_sequence))""",
        [
            ("events", [["Account", "a", 3, "Opened", "1", "{}", "{}"]]),
            ("snapshots", [["Account", "a", 3, 1, TEXT]]),
        ],
        "Account-a",
        STATE,
    ),
    "neventstore": (
        """CREATE TABLE Commits (BucketId, StreamId, StreamIdOriginal, StreamRevision, Items, CommitId, CommitSequence,
             CommitStamp, CheckpointNumber INTEGER PRIMARY KEY, Dispatched, Headers, Payload);
           CREATE TABLE Snapshots (BucketId, StreamId, StreamRevision, Payload)""",
        [
            (
                "Commits",
                [
                    ["default", "hash", "account-a", 3, 1, "c", 1, "2026-01-01", 1, 0, "{}", '[{"Body": {"n": 1}}]'],
                    ["other", "hash", "account-b", 3, 1, "d", 1, "2026-01-01", 2, 0, "{}", '[{"Body": {"n": 1}}]'],
                ],
            ),
            ("Snapshots", [["default", "hash", 3, json.dumps({"$type": "Bank.Account, Bank", **STATE})]]),
        ],
        "account-a",
        STATE,
    ),
    "akka.net": (
        """CREATE TABLE event_journal (ordering INTEGER PRIMARY KEY, persistence_id, sequence_nr, is_deleted, manifest,
             timestamp, payload, tags, serializer_id);
           CREATE TABLE snapshot (persistence_id, sequence_nr, created_at, manifest, payload, serializer_id)""",
        [
            ("event_journal", [[1, "a", 3, 0, "Opened", 638_000_000_000_000_000, b"{}", None, 1]]),
            ("snapshot", [["a", 3, 638_000_000_000_000_000, "", TEXT.encode(), 1]]),
        ],
        "a",
        STATE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("format", CASES)
def test_a_format_reads_the_states_that_its_producer_stored(format: str, tmp_path: Path) -> None:
    schema, tables, stream, state = CASES[format]
    log = open_log(write(tmp_path / "store.sqlite", schema, *tables))
    try:
        assert log.facts.format == format
        assert log.snapshot_versions() == {stream: [3]}
        snapshot = log.snapshot(stream, 3)
        assert snapshot is not None
        assert (snapshot.stream, snapshot.version, snapshot.state) == (stream, 3, state)
        assert snapshot.inside is (format == "act")
        assert (log.snapshot(stream, 2), log.snapshot("nobody", 3)) == (None, None)
        assert log.snapshots([(stream, 2), (stream, 3), ("nobody", 3)]) == {(stream, 3): snapshot}
        assert log.snapshots([]) == {}
        assert stream in {event.stream for event in log.read()}
    finally:
        log.close()


class Row(NamedTuple):
    """An account's snapshot."""

    id: int
    stream: Any
    version: Any
    state: Any


def test_rows_that_no_producer_writes_are_passed_over_or_shown_as_they_are(tmp_path: Path) -> None:
    schema, tables, _, _ = CASES["eventsource-py"]
    odd = [Row(1, None, 1, TEXT), Row(2, "a", "no", TEXT), Row(3, "a", 4, b"\xff\xfe"), Row(4, "b", 2**62, "[]")]
    rows = [[row.id, row.stream, "Account", row.version, 1, row.state, None] for row in odd]
    log = open_log(write(tmp_path / "store.sqlite", schema, tables[0], ("snapshots", rows)))
    try:
        assert log.snapshot_versions() == {"": [1], "a": [4], "b": [2**62]}
        snapshot = log.snapshot("a", 4)
        assert snapshot is not None
        assert isinstance(snapshot.state, Undecodable)
    finally:
        log.close()


def test_more_snapshots_than_one_page_and_one_that_was_written_over(tmp_path: Path) -> None:
    schema, tables, _, _ = CASES["eventsource-py"]
    rows = [[number, "a", "Account", number, 1, f'{{"n": {number}}}', None] for number in range(1, 9000)]
    path = write(tmp_path / "store.sqlite", schema, tables[0], ("snapshots", rows))
    log = open_log(path)
    try:
        assert log.snapshot_versions() == {"a": list(range(1, 9000))}
        with closing(sqlite3.connect(path)) as sqlite:
            sqlite.execute("UPDATE snapshots SET version = 9500 WHERE id = 5000")
            sqlite.commit()
        assert log.snapshot("a", 5000) is None
        assert log.snapshot_versions()["a"][-1] == 9500
    finally:
        log.close()


def test_after_a_write_only_rows_that_are_others_are_decoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema, tables, _, _ = CASES["eventsource-py"]
    rows = [[number, "a", "Account", number, 1, "{}", None] for number in range(1, 5001)]
    path = write(tmp_path / "store.sqlite", schema, tables[0], ("snapshots", rows))
    decoded: list[object] = []
    snapshot = EventsourcePy.snapshot
    monkeypatch.setattr(EventsourcePy, "snapshot", lambda *of: decoded.append(of) or snapshot(*of))
    log = open_log(path)
    try:
        assert log.snapshot_versions() == {"a": list(range(1, 5001))}
        for statement, count, last in (
            ("INSERT INTO event_outbox VALUES (1)", 0, 5000),
            ("INSERT INTO snapshots VALUES (5001, 'a', 'Account', 5001, 1, '{}', NULL)", 905, 5001),
            ("UPDATE snapshots SET version = 9000 WHERE id = 7", 4096, 9000),
            ("DELETE FROM snapshots WHERE id = 7", 5000, 5001),
        ):
            decoded.clear()
            with closing(sqlite3.connect(path)) as sqlite:
                sqlite.execute(statement)
                sqlite.commit()
            assert log.snapshot_versions()["a"][-1] == last
            assert len(decoded) == count
    finally:
        log.close()


def test_a_format_without_a_table_of_snapshots_has_none(tmp_path: Path) -> None:
    schema, tables, _, _ = CASES["spatie"]
    log = open_log(write(tmp_path / "store.sqlite", schema.partition(";")[0], tables[0]))
    try:
        assert log.snapshot_versions() == {}
        assert log.snapshot("a", 3) is None
    finally:
        log.close()
