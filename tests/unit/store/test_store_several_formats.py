"""One file, several producers: every table of events is offered, the best guess is open."""

import json
from pathlib import Path

import pytest
from format_files import events, write

from inspector.events.errors import StoreError
from inspector.store.reading import Reading
from inspector.store.registry import open_log

SCHEMA = """
    CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
        PRIMARY KEY (originator_id, originator_version));
    CREATE TABLE checkpoints (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '',
        checkpoint_id TEXT NOT NULL, parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB, metadata BLOB,
        PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id));
    CREATE TABLE writes (thread_id TEXT, checkpoint_ns TEXT, checkpoint_id TEXT, task_id TEXT, idx INTEGER,
        channel TEXT, type TEXT, value BLOB);
    CREATE TABLE calendar (id INTEGER PRIMARY KEY, event TEXT);"""


@pytest.fixture
def shared(path: Path) -> Path:
    checkpoint = json.dumps({"ts": "2026-01-05T08:27:18Z", "channel_values": {"n": 1}})
    return write(
        path,
        SCHEMA,
        ("stored_events", [("a", 1, "bank:Paid", "{}"), ("a", 2, "bank:Paid", "{}")]),
        ("checkpoints", [("t", "", "1", None, "json", checkpoint, '{"source":"loop"}')]),
    )


def test_the_best_guess_is_open_and_the_others_are_named(shared: Path) -> None:
    assert len(events(shared, format="langgraph")) == 1
    log = open_log(shared)
    assert log.facts.tables == ("checkpoints", "stored_events")
    assert log.facts.notes[0].endswith("there are others: stored_events.")
    log.close()


def test_each_is_read_in_its_own_format(shared: Path) -> None:
    assert len(events(shared, "checkpoints", format="langgraph")) == 1
    assert [event.type for event in events(shared, "stored_events", format="eventsourcing")] == ["Paid", "Paid"]


def test_a_table_that_is_none_of_events_is_refused(shared: Path) -> None:
    with pytest.raises(StoreError, match=r"no table 'calendar' of events; it has checkpoints, stored_events\.$"):
        open_log(shared, Reading("calendar"))
