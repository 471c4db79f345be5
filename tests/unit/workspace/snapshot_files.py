"""Files of accounts in eventsource-py's tables, with the states that their producer stored."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

SCHEMA = """
CREATE TABLE events (global_position INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT, aggregate_id TEXT,
  aggregate_type TEXT, event_type TEXT, tenant_id TEXT, actor_id TEXT, version INTEGER, timestamp TEXT, payload TEXT);
CREATE TABLE event_outbox (id INTEGER PRIMARY KEY);
CREATE TABLE snapshots (id INTEGER PRIMARY KEY AUTOINCREMENT, aggregate_id TEXT, aggregate_type TEXT, version INTEGER,
  schema_version INTEGER, state TEXT, created_at TEXT);
"""


class Stored(NamedTuple):
    """An event by stream, version, type and payload."""

    stream: str
    version: int
    type: str
    payload: Any


def write_accounts(path: Path, events: Iterable[Stored], snapshots: Iterable[tuple[str, int, Any]] = ()) -> Path:
    """A file of these events in this order, and of these states by stream and version; a text is stored as it is."""
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.executescript(SCHEMA)
        for number, event in enumerate(events, start=1):
            sqlite.execute(
                "INSERT INTO events VALUES (?, ?, ?, 'Account', ?, NULL, NULL, ?, ?, ?)",
                (number, f"id-{number}", event.stream, event.type, event.version,
                 f"2026-01-01T00:00:{number % 60:02d}+00:00", json.dumps(event.payload)),
            )  # fmt: skip
        for stream, version, state in snapshots:
            add_snapshot(sqlite, stream, version, state)
        sqlite.commit()
    return path


def add_snapshot(sqlite: sqlite3.Connection, stream: str, version: int, state: Any) -> None:
    """What the producer does every so many versions."""
    text = state if isinstance(state, str) else json.dumps(state)
    sqlite.execute(
        """INSERT INTO snapshots (aggregate_id, aggregate_type, version, schema_version, state, created_at)
           VALUES (?, 'Account', ?, 1, ?, '2026-01-01T00:00:00+00:00')""",
        (stream, version, text),
    )
