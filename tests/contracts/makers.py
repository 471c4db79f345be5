"""Makers of the contract's store, in each format: six events of three streams, as the producer would have written them.

`MAKERS[name](path)` writes the store and opens it. A producer that has no ids or no causation of its own keeps them
where its applications do.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel

from inspector.events.event import NewEvent
from inspector.events.log import EventLog
from inspector.store.formats.schemas import emmett, eventsource_py, google_adk, langgraph
from inspector.store.registry import create_log, open_log

SECOND_NS = 10**9
TIMES_S = (1000, 2000, 2000, 1500, 5000, 4000)
"""Equal ones, and one that goes backwards."""


def six() -> list[NewEvent]:
    """order-1 (positions 1, 2, 5), order-2 (3, 6), Größe (4)."""
    payloads: list[Any] = [{"n": 1}, {"n": [1, {"deep": None}]}, "text", {"name": "Ærøskøbing"}, {"n": 2**70}, 1.5]
    streams = ("order-1", "order-1", "order-2", "Größe", "order-1", "order-2")
    types = ("Placed", "Paid_in%full", "Placed", "Renamed", "Shipped", "Paid_in%full")
    return [
        NewEvent(
            stream,
            type,
            payload,
            {"correlation_id": "corr-1"} if number < 3 else {"causation_id": "id-1"},
            time * SECOND_NS,
            id=f"id-{number}",
        )
        for number, (stream, type, payload, time) in enumerate(
            zip(streams, types, payloads, TIMES_S, strict=True), start=1
        )
    ]


def _native(path: Path) -> EventLog:
    with_writer = create_log(path)
    with_writer.append(six(), actor="maker")
    with_writer.close()
    return open_log(path)


def _native_writable(path: Path) -> EventLog:
    log = create_log(path)
    log.append(six(), actor="maker")
    log.poll()  # its own write is growth too, until it was looked at
    return log


def foreign(
    path: Path, tables: Sequence[type[SQLModel]], insert: str, rows: Sequence[Sequence[Any]], more: str = ""
) -> EventLog:
    """Make a producer's tables, write rows with the driver alone, and open them. more: SQL before the rows."""
    with closing(sqlite3.connect(path)) as sqlite:
        for table in tables:
            sqlite.execute(created(table))
        sqlite.executescript(more)
        sqlite.executemany(insert, rows)
        sqlite.commit()
    return open_log(path)


def created(table: type[SQLModel]) -> str:
    """The statement that makes a table."""
    return str(CreateTable(table.metadata.tables[str(table.__tablename__)]).compile(dialect=sqlite_dialect.dialect()))


def iso(new: NewEvent) -> str:
    """Its time in ISO 8601 with the zone, to the microsecond."""
    assert new.time_ns is not None
    return datetime.fromtimestamp(new.time_ns // SECOND_NS, UTC).isoformat(timespec="microseconds")


def versioned(base: int) -> list[tuple[NewEvent, int]]:
    """The six with their versions, counted from `base`."""
    counts: dict[str, int] = {}
    found = []
    for new in six():
        counts[new.stream] = counts.get(new.stream, base - 1) + 1
        found.append((new, counts[new.stream]))
    return found


def _emmett(path: Path) -> EventLog:
    insert = """INSERT INTO emt_messages(stream_id, stream_position, message_data, message_metadata,
        message_schema_version, message_type, message_id, created) VALUES (?, ?, ?, ?, '0', ?, ?, ?)"""
    named = {"correlation_id": "correlationId", "causation_id": "causationId"}
    rows = []
    for new, version in versioned(1):
        metadata = {named[key]: value for key, value in new.metadata.items()}
        texts = json.dumps(new.payload), json.dumps(metadata)
        rows.append((new.stream, version, *texts, new.type, new.id, iso(new)[:19].replace("T", " ")))
    return foreign(path, (emmett.Message, emmett.Stream), insert, rows)


def _eventsource_py(path: Path) -> EventLog:
    insert = """INSERT INTO events(event_id, aggregate_id, aggregate_type, event_type, version, timestamp, payload)
        VALUES (?, ?, 'Order', ?, ?, ?, ?)"""
    rows = []
    for new, version in versioned(1):
        # Its payloads are objects; the contract's others stand where its fields would.
        fields = new.payload if isinstance(new.payload, dict) else {"payload": new.payload}
        envelope = {"event_id": new.id, "event_type": new.type, **new.metadata}
        rows.append((new.id, new.stream, new.type, version, iso(new), json.dumps({**envelope, **fields})))
    return foreign(path, (eventsource_py.Event, eventsource_py.Outbox), insert, rows)


def _langgraph(path: Path) -> EventLog:
    insert = """INSERT INTO checkpoints(thread_id, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)
        VALUES (?, ?, ?, ?, ?, ?)"""
    rows = []
    for new in six():
        # A state is an object of channels.
        values = new.payload if isinstance(new.payload, dict) else {"payload": new.payload}
        checkpoint = {"v": 4, "ts": iso(new), "id": new.id, "channel_values": values}
        try:
            written = "msgpack", msgspec.msgpack.encode(checkpoint)
        except OverflowError:  # msgpack has no integers of that size
            written = "json", json.dumps(checkpoint).encode()
        metadata = json.dumps({"source": new.type, **new.metadata}).encode()
        rows.append((new.stream, new.id, new.metadata.get("causation_id"), *written, metadata))
    return foreign(path, (langgraph.Checkpoint, langgraph.Write), insert, rows)


def _google_adk(path: Path) -> EventLog:
    insert = "INSERT INTO events VALUES (?, '', '', ?, ?, ?, ?)"
    rows = []
    for new in six():
        fields = new.payload if isinstance(new.payload, dict) else {"payload": new.payload}
        envelope = {"id": new.id, "author": new.type, "custom_metadata": dict(new.metadata)}
        data = json.dumps({**envelope, **fields})
        invocation = new.metadata.get("correlation_id", "")
        rows.append((new.id, new.stream, invocation, iso(new)[:26].replace("T", " "), data))
    return foreign(path, (google_adk.Event, google_adk.Session, google_adk.AppState), insert, rows)


MAKERS: dict[str, Callable[[Path], EventLog]] = {
    "native": _native,
    "native writable": _native_writable,
    "emmett": _emmett,
    "eventsource-py": _eventsource_py,
    "langgraph": _langgraph,
    "google-adk": _google_adk,
}
