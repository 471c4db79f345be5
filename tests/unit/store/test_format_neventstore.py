"""NEventStore: a row is a commit of several events, however it is serialised, in the schemas of its versions."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.padding import PKCS7
from format_files import assert_takes_any_row, events, write

from inspector.events.event import Undecodable
from inspector.events.log import Growth
from inspector.store.formats.neventstore import NEventStore
from inspector.store.reading import Reading
from inspector.store.registry import open_log

SCHEMA = """
    CREATE TABLE Commits (
        BucketId varchar(40) NOT NULL, StreamId char(40) NOT NULL, StreamIdOriginal text NOT NULL,
        StreamRevision int NOT NULL CHECK (StreamRevision > 0), Items int NOT NULL CHECK (Items > 0),
        CommitId guid NOT NULL CHECK (CommitId != 0), CommitSequence int NOT NULL CHECK (CommitSequence > 0),
        CommitStamp datetime NOT NULL, CheckpointNumber INTEGER PRIMARY KEY AUTOINCREMENT, Headers blob NULL,
        Payload blob NOT NULL);
    CREATE TABLE Snapshots (BucketId varchar(40) NOT NULL, StreamId char(40) NOT NULL, StreamRevision int NOT NULL,
        Payload blob NOT NULL, CONSTRAINT PK_Snapshots PRIMARY KEY (BucketId, StreamId, StreamRevision));"""
AT = "2026-01-05 08:29:08.6446261"
AT_NS = 1_767_601_748_644_626_100
GUID = "98428d08-83ea-5971-b71a-61c1cc7fab6d"


def message(type: str, headers: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    return {"Headers": headers or {}, "Body": {"$type": f"Shop.Events.{type}, Shop", **fields}}


def row(
    checkpoint: int,
    revision: int,
    payload: object,
    *,
    stream: str = "todo-0",
    bucket: str = "default",
    headers: object = None,
    stamp: object = AT,
    items: int = 1,
    commit: object = GUID,
) -> tuple[object, ...]:
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return (bucket, "SHA1", stream, revision, items, commit, checkpoint, stamp, checkpoint, headers, data)


def test_a_commit_of_several_events_is_several_events(path: Path) -> None:
    rows = [
        row(
            1,
            2,
            [message("A", n=1), message("B", {"causation_id": "x"}, n=2)],
            items=2,
            headers=b'{"User":"zo\xc3\xab"}',
        ),
        row(4, 3, [message("C", n=3)], commit="id-2"),
        row(5, 1, [message("A")], stream="other", bucket="tenant"),
    ]
    write(path, SCHEMA, ("Commits", rows))
    found = events(path, format="neventstore")
    assert [(e.position, e.id, e.stream, e.version, e.type, e.payload) for e in found] == [
        (1, f"{GUID}/1", "todo-0", 1, "A", {"n": 1}),
        (2, f"{GUID}/2", "todo-0", 2, "B", {"n": 2}),
        (3, "id-2", "todo-0", 3, "C", {"n": 3}),
        (4, GUID, "tenant/other", 1, "A", {}),
    ]
    assert {e.time_ns for e in found} == {AT_NS}
    assert found[0].metadata == {
        "commit_id": GUID,
        "commit_sequence": 1,
        "User": "zoë",
        "class": "Shop.Events.A, Shop",
    }
    assert (found[1].metadata["causation_id"], found[1].metadata["User"]) == ("x", "zoë")


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: b"\xef\xbb\xbf" + data])
@pytest.mark.parametrize("typed", [False, True])
def test_however_newtonsoft_wrote_it(pack: Any, typed: bool, path: Path) -> None:
    messages: Any = [message("A", n=1), {"Headers": {}, "Body": {"$type": "L`1[[X]], m", "$values": [1]}}]
    if typed:
        messages[0] = {"$type": "NEventStore.EventMessage, NEventStore", **messages[0]}
        messages = {"$type": "System.Collections.Generic.List`1[[NEventStore.EventMessage]]", "$values": messages}
    write(path, SCHEMA, ("Commits", [row(1, 2, pack(json.dumps(messages).encode()), items=2)]))
    assert [(e.type, e.payload) for e in events(path)] == [("A", {"n": 1}), ("(no type)", [1])]


def test_what_cannot_be_decoded_stands_for_each_of_its_events(path: Path) -> None:
    rows = [row(1, 3, b"\x50\x00\x00\x00\x02bson", items=3), row(2, 4, [message("A")]), row(3, 5, b"", items=2**40)]
    write(path, SCHEMA, ("Commits", rows))
    found = events(path)
    assert [(e.version, e.type) for e in found] == [
        (1, "(unreadable)"),
        (2, "(unreadable)"),
        (3, "(unreadable)"),
        (4, "A"),
        (5, "(unreadable)"),
    ]
    assert isinstance(found[0].payload, Undecodable)
    assert "whole commit" in found[0].payload.reason


def sealed(plain: bytes, key: bytes) -> bytes:
    """As NEventStore's RijndaelSerializer writes it: the vector, then AES-CBC with PKCS 7."""
    vector, padder = bytes(range(16)), PKCS7(128).padder()
    encryptor = Cipher(AES(key), modes.CBC(vector)).encryptor()
    return vector + encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_what_an_application_encrypted_is_read_with_its_key(packed: Callable[[bytes], bytes], path: Path) -> None:
    key = b"sixteen letters!"
    payload = sealed(packed(json.dumps([message("A", n=1), message("B", n=2)]).encode()), key)
    headers = sealed(packed(b'{"User":"zoe"}'), key)
    write(path, SCHEMA, ("Commits", [row(1, 2, payload, headers=headers, items=2), row(2, 3, [message("C", n=3)])]))
    for wrong in (None, b"another key, too"):
        log = open_log(path, Reading(key=wrong))
        locked = list(log.read())
        log.close()
        assert [event.type for event in locked] == ["(unreadable)", "(unreadable)", "C"]
        assert isinstance(locked[0].payload, Undecodable)
        assert locked[0].payload.raw == payload
        lacks = "it needs its key" if wrong is None else "the key does not decrypt it; if there is another"
        assert f"if it is encrypted, {lacks}: give it with" in locked[0].payload.reason
    log = open_log(path, Reading(key=key))
    found = list(log.read())
    log.close()
    assert [(event.type, event.payload) for event in found] == [("A", {"n": 1}), ("B", {"n": 2}), ("C", {"n": 3})]
    assert [event.metadata.get("User") for event in found] == ["zoe", "zoe", None]


def test_bson_is_named(path: Path) -> None:
    write(path, SCHEMA, ("Commits", [row(1, 1, b"\x16\x00\x00\x00\x02hello\x00\x06\x00\x00\x00world\x00\x00")]))
    [event] = events(path)
    assert isinstance(event.payload, Undecodable)
    assert event.payload.reason.startswith("This looks like BSON.")


def test_drivers_store_guids_and_times_in_their_own_ways(path: Path) -> None:
    ticks = 639_031_988_263_339_840
    write(path, SCHEMA, ("Commits", [row(1, 1, [message("A")], commit=UUID(GUID).bytes_le, stamp=ticks)]))
    [event] = events(path)
    assert (event.id, event.time_ns) == (GUID, (ticks - 621_355_968_000_000_000) * 100)


def test_before_version_5_there_were_no_buckets(path: Path) -> None:
    schema = """
        CREATE TABLE Commits (StreamId guid NOT NULL CHECK (StreamId != 0), StreamRevision int NOT NULL,
            Items int NOT NULL, CommitId guid NOT NULL, CommitSequence int NOT NULL, CommitStamp datetime NOT NULL,
            Dispatched bit NOT NULL DEFAULT (0), Headers blob NULL, Payload blob NOT NULL,
            CONSTRAINT PK_Commits PRIMARY KEY (StreamId, CommitSequence));"""
    data = json.dumps([message("A"), message("B")])
    rows = [(UUID(GUID).bytes_le, 2, 2, "c-1", 1, AT, 0, None, data), ("s", 1, 1, "c-2", 1, AT, 0, None, "[]")]
    write(path, schema, ("Commits", rows))
    assert [(e.id, e.stream, e.version) for e in events(path)] == [("c-1/1", GUID, 1), ("c-1/2", GUID, 2)]


def test_a_commit_of_later_is_seen(path: Path) -> None:
    write(path, SCHEMA, ("Commits", [row(1, 2, [message("A"), message("B")])]))
    log = open_log(path)
    try:
        assert log.last_position() == 2
        write(path, "", ("Commits", [row(2, 4, [message("C"), message("D")])]))
        assert log.poll() is Growth.GROWN
        assert [(e.position, e.type) for e in log.read(2)] == [(3, "C"), (4, "D")]
        assert log.raw(4, 1) == (b"[", len(json.dumps([message("C"), message("D")])))
    finally:
        log.close()


def test_odd_rows_are_shown_and_the_rest_goes_on() -> None:
    usual = (b"default", b"SHA1", b"s", 2, 2, b"c", 1, AT.encode(), b"{}", b'[{"Headers":{},"Body":{}}]')
    assert_takes_any_row(NEventStore(), usual)
