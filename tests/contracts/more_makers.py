"""Makers of the contract's store, continued: Rails, Laravel, Rust, .NET, eventsourcing.

`told(name)` is what a format can tell of the six: one whose events have no ids of their own names them by stream and
version, and so do its applications where they name a cause.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from makers import foreign, iso, six, versioned

from inspector.events.event import NewEvent
from inspector.events.log import EventLog
from inspector.store.formats.schemas import act, akka_net, cqrs_es, eventsourcing, neventstore, rails, spatie, verbs

_RAILS_LINK = """
    CREATE TRIGGER link AFTER INSERT ON "event_store_events" BEGIN
        INSERT INTO "event_store_events_in_streams"(stream, event_id, created_at)
        VALUES (new.valid_at, new.event_id, new.created_at); END;"""
_VERBS_LINK = """
    CREATE TRIGGER link AFTER INSERT ON "verb_events" BEGIN
        INSERT INTO "verb_state_events"(event_id, state_type, state_id)
        SELECT new.id, new.updated_at ->> 0, new.updated_at ->> 1; END;"""
"""The links come with the events, as what these hold in a column that the format does not read."""


def named_by_version(new: NewEvent, version: int) -> NewEvent:
    """The event as it is where ids are made of stream and version."""
    return replace(new, id=f"{new.stream}@{version}", metadata=_renamed(new.metadata, "order-1@1"))


def _numbered(new: NewEvent, _version: int) -> NewEvent:
    assert new.id is not None
    return replace(new, id=new.id.removeprefix("id-"), metadata=_renamed(new.metadata, "1"))


def _renamed(metadata: Mapping[str, Any], cause: str) -> dict[str, Any]:
    return {key: cause if key == "causation_id" else value for key, value in metadata.items()}


def naive(new: NewEvent) -> str:
    """Its time as databases write it, without a zone."""
    return iso(new)[:26].replace("T", " ")


def _rails(path: Path) -> EventLog:
    insert = """INSERT INTO event_store_events(event_id, event_type, metadata, data, created_at, valid_at)
        VALUES (?, ?, ?, ?, ?, ?)"""
    rows = [
        (new.id, new.type, json.dumps(dict(new.metadata)), json.dumps(new.payload), naive(new), new.stream)
        for new in six()
    ]
    return foreign(path, (rails.Event, rails.EventInStream), insert, rows, _RAILS_LINK)


def _spatie(path: Path) -> EventLog:
    insert = """INSERT INTO stored_events(aggregate_uuid, aggregate_version, event_class, event_properties, meta_data,
        created_at) VALUES (?, ?, ?, ?, ?, ?)"""
    rows = []
    for plain, version in versioned(1):
        new = _numbered(plain, version)
        texts = json.dumps(new.payload), json.dumps(dict(new.metadata))
        rows.append((new.stream, version, f"App\\StorableEvents\\{new.type}", *texts, naive(new)[:19]))
    return foreign(path, (spatie.StoredEvent,), insert, rows)


def _verbs(path: Path) -> EventLog:
    # Ids may be ULIDs, so they may be any text.
    insert = "INSERT INTO verb_events(id, type, data, metadata, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
    rows = []
    for new in six():
        kind, _, id = new.stream.rpartition("-")
        texts = json.dumps(new.payload), json.dumps(dict(new.metadata))
        state = json.dumps([f"App\\States\\{kind}" if kind else "", id])
        rows.append((new.id, f"App\\Events\\{new.type}", *texts, naive(new)[:19], state))
    return foreign(path, (verbs.VerbEvent, verbs.VerbStateEvent), insert, rows, _VERBS_LINK)


def _cqrs_es(path: Path) -> EventLog:
    insert = "INSERT INTO events VALUES (?, ?, ?, ?, '1.0', ?, ?)"
    rows = []
    for plain, version in versioned(1):
        new = named_by_version(plain, version)
        kind, _, id = new.stream.rpartition("-")
        texts = json.dumps({"Event": new.payload}), json.dumps({**new.metadata, "time": iso(new)})
        rows.append((kind, id, version, new.type, *texts))
    return foreign(path, (cqrs_es.Event,), insert, rows)


def _neventstore(path: Path) -> EventLog:
    insert = """INSERT INTO Commits(BucketId, StreamId, StreamIdOriginal, StreamRevision, Items, CommitId,
        CommitSequence, CommitStamp, Headers, Payload) VALUES ('default', 'sha1', ?, ?, 1, ?, ?, ?, ?, ?)"""
    rows = []
    for new, version in versioned(1):
        message = [{"Headers": {}, "Body": _dot_net(new)}]
        texts = json.dumps(dict(new.metadata)).encode(), json.dumps(message).encode()
        rows.append((new.stream, version, new.id, version, naive(new), *texts))
    return foreign(path, (neventstore.Commit,), insert, rows)


def _act(path: Path) -> EventLog:
    insert = "INSERT INTO events(stream, version, name, data, meta, created) VALUES (?, ?, ?, ?, ?, ?)"
    rows = []
    for plain, version in versioned(0):
        new = _numbered(plain, version)
        meta: dict[str, Any] = {}
        if "correlation_id" in new.metadata:
            meta["correlation"] = new.metadata["correlation_id"]
        if "causation_id" in new.metadata:
            meta["causation"] = {"event": {"id": int(new.metadata["causation_id"])}}
        stamp = iso(new)[:23] + "Z"
        rows.append((new.stream, version, new.type, json.dumps(new.payload), json.dumps(meta), stamp))
    return foreign(path, (act.Event, act.Stream), insert, rows)


def _akka_net(path: Path) -> EventLog:
    insert = """INSERT INTO event_journal(persistence_id, sequence_nr, is_deleted, timestamp, payload, serializer_id)
        VALUES (?, ?, 0, ?, ?, 1)"""
    rows = []
    for plain, version in versioned(1):
        new = _carrying(plain, version)
        assert new.time_ns is not None
        ticks = new.time_ns // 100 + 621_355_968_000_000_000
        rows.append((new.stream, version, ticks, json.dumps(_dot_net(new)).encode()))
    return foreign(path, (akka_net.EventJournal,), insert, rows)


def _eventsourcing(path: Path) -> EventLog:
    insert = "INSERT INTO stored_events VALUES (?, ?, ?, ?)"
    rows = []
    for plain, version in versioned(1):
        new = _stamped(plain, version)
        assert isinstance(new.payload, dict)
        stamp = {"_type_": "datetime_iso", "_data_": new.payload["timestamp"]}
        state = json.dumps({**new.payload, "timestamp": stamp}).encode()
        rows.append((new.stream, version, f"shop:{new.type}", state))
    return foreign(path, (eventsourcing.StoredEvent,), insert, rows)


def _dot_net(new: NewEvent) -> dict[str, Any]:
    fields = new.payload if isinstance(new.payload, dict) else {"payload": new.payload}
    return {"$type": f"Shop.Events.{new.type}, Shop", **fields}


def _carrying(new: NewEvent, version: int) -> NewEvent:
    """Without metadata of its own the application keeps the ids of causes among the event's fields."""
    named = named_by_version(new, version)
    fields = new.payload if isinstance(new.payload, dict) else {"payload": new.payload}
    return replace(named, payload={**fields, **named.metadata})


def _stamped(new: NewEvent, version: int) -> NewEvent:
    """The time is one of the event's fields too."""
    carrying = _carrying(new, version)
    assert isinstance(carrying.payload, dict)
    return replace(carrying, payload={"timestamp": iso(new), **carrying.payload})


def _guessed(path: Path) -> EventLog:
    """Nobody's table, which a guess reads."""
    table = "CREATE TABLE event_log(id TEXT, stream TEXT, version INT, type TEXT, at TEXT, data TEXT, metadata TEXT)"
    rows = [
        (new.id, new.stream, version, new.type, iso(new), json.dumps(new.payload), json.dumps(dict(new.metadata)))
        for new, version in versioned(1)
    ]
    return foreign(path, (), "INSERT INTO event_log VALUES (?, ?, ?, ?, ?, ?, ?)", rows, table)


MORE_MAKERS: dict[str, Callable[[Path], EventLog]] = {
    "rails event store": _rails,
    "spatie": _spatie,
    "verbs": _verbs,
    "cqrs-es": _cqrs_es,
    "neventstore": _neventstore,
    "act": _act,
    "akka.net": _akka_net,
    "eventsourcing": _eventsourcing,
    "≈ guessed": _guessed,
}
_TOLD: dict[str, Callable[[NewEvent, int], NewEvent]] = {
    "spatie": _numbered,
    "act": _numbered,
    "cqrs-es": named_by_version,
    "akka.net": _carrying,
    "eventsourcing": _stamped,
}


BASES = {"act": 0}
"""What the versions of a stream begin with, where that is not 1."""


def told(name: str) -> list[NewEvent]:
    """The six as a format tells them."""
    change = _TOLD.get(name, lambda new, _version: new)
    return [change(new, version) for new, version in versioned(1)]
