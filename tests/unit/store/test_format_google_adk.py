"""google-adk's sessions: its three writers, times with and without a zone, pickles that stay closed, odd rows."""

import json
import pickle
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from format_files import assert_takes_any_row, events, write

import inspector
from inspector.store.formats.google_adk import GoogleAdk
from inspector.store.registry import open_log

BESIDE = """
    CREATE TABLE sessions (app_name TEXT, user_id TEXT, id TEXT, state TEXT, create_time, update_time);
    CREATE TABLE app_states (app_name TEXT PRIMARY KEY, state TEXT, update_time);
    CREATE TABLE user_states (app_name TEXT, user_id TEXT, state TEXT, update_time);"""
DATABASE = (
    BESIDE
    + """
    CREATE TABLE events (id VARCHAR(128) NOT NULL, app_name VARCHAR(128) NOT NULL, user_id VARCHAR(128) NOT NULL,
        session_id VARCHAR(128) NOT NULL, invocation_id VARCHAR(256) NOT NULL, timestamp DATETIME NOT NULL,
        event_data TEXT, PRIMARY KEY (id, app_name, user_id, session_id));"""
)
SQLITE = DATABASE.replace("timestamp DATETIME", "timestamp REAL")
OLD = (
    BESIDE
    + """
    CREATE TABLE events (id VARCHAR(128) NOT NULL, app_name VARCHAR(128) NOT NULL, user_id VARCHAR(128) NOT NULL,
        session_id VARCHAR(128) NOT NULL, invocation_id VARCHAR(256) NOT NULL, author VARCHAR(256) NOT NULL,
        actions BLOB NOT NULL, long_running_tool_ids_json TEXT, branch VARCHAR(256), timestamp DATETIME NOT NULL,
        content TEXT, grounding_metadata TEXT, custom_metadata TEXT, usage_metadata TEXT, citation_metadata TEXT,
        partial BOOLEAN, turn_complete BOOLEAN, error_code VARCHAR(256), error_message VARCHAR(1024),
        interrupted BOOLEAN, PRIMARY KEY (id, app_name, user_id, session_id));"""
)
SECONDS = 1_767_689_219.040482
NS = 1_767_689_219_040_482_000
NAIVE = "2026-01-06 08:46:59.040482"


def data(delta: dict[str, Any] | None = None, **more: Any) -> str:
    content = {"parts": [{"text": "Wo?"}], "role": "user"}
    told = {"author": "user", "invocation_id": "inv-0", "actions": {"state_delta": delta or {}}, "id": "e"}
    return json.dumps({"content": content, **told, **more})


def row(id: str, event: str, at: object = NAIVE) -> tuple[Any, ...]:
    return (id, "shop", "zoë", "s/0", "inv-0", at, event)


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_new_york")
@pytest.mark.parametrize(("schema", "at"), [(DATABASE, NAIVE), (SQLITE, SECONDS)])
def test_an_event_is_its_row(schema: str, at: object, path: Path) -> None:
    custom = {"custom_metadata": {"causation_id": "d"}, "branch": "a.b"}
    write(path, schema, ("events", [row("e", data({"n": 1}, **custom), at)]))
    (event,) = events(path, format="google-adk")
    assert (event.id, event.stream, event.version, event.type) == ("e", "shop/zoë/s/0", 1, "user.text")
    assert event.time_ns == NS
    assert event.payload == {
        "content": {"parts": [{"text": "Wo?"}], "role": "user"},
        "actions": {"state_delta": {"n": 1}},
    }
    assert event.metadata == {
        "causation_id": "d",
        "author": "user",
        "branch": "a.b",
        "invocation_id": "inv-0",
        "correlation_id": "inv-0",
        "app_name": "shop",
        "user_id": "zoë",
    }


def test_the_events_own_time_needs_no_zone(path: Path) -> None:
    write(path, DATABASE, ("events", [row("e", data(timestamp=SECONDS), "2026-01-06 03:46:59")]))
    assert events(path)[0].time_ns == NS


@pytest.mark.parametrize(
    ("told", "type"),
    [
        ({"content": {"parts": [{"text": "x"}, {"function_call": {"name": "f"}}]}}, "user.function_call"),
        ({"content": {"parts": [{"function_response": {}, "text": None}]}}, "user.function_response"),
        ({"content": None, "actions": {"state_delta": {"n": 1}}}, "user.state_delta"),
        ({"content": {"parts": None}}, "user"),
        ({"content": 3, "author": 3, "actions": []}, "event"),
    ],
)
def test_a_type_is_who_did_what(told: dict[str, Any], type: str, path: Path) -> None:
    write(path, DATABASE, ("events", [row("e", data(**told))]))
    assert events(path)[0].type == type


def test_a_state_is_what_the_deltas_set_and_stays_a_guess(path: Path) -> None:
    deltas: list[dict[str, Any]] = [{"cart": {"a": 1}, "app:n": 1}, {"cart": {"b": 2}, "temp:x": 1}, {"app:n": None}]
    write(path, DATABASE, ("events", [row(str(n), data(delta)) for n, delta in enumerate(deltas)]))
    with inspector.open(path) as workspace:
        frame = workspace.frame("shop/zoë/s/0")
        assert frame.state == {"cart": {"b": 2}, "app:n": None}
        assert not frame.exact
        assert "created with is in no event" in workspace.facts.notes[-1]


def test_whose_a_session_is_is_in_its_row_and_not_in_custom_metadata(path: Path) -> None:
    custom = {"app_name": "other", "user_id": "other"}
    other = ("f", "shop", "zoë", "s/1", "inv-0", NAIVE, data({"n": 1}))
    write(path, DATABASE, ("events", [row("e", data({"user:n": 1}, custom_metadata=custom)), other]))
    with inspector.open(path) as workspace:
        assert workspace.state("shop/zoë/s/1") == {"user:n": 1, "n": 1}


class Trap:
    """What a pickle of it would do when it is loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("loaded",))


@pytest.mark.usefixtures("in_new_york")
def test_version_0_has_columns_and_pickles_that_are_never_loaded(path: Path) -> None:
    pickled = pickle.dumps(Trap())
    content = json.dumps({"parts": [{"text": "Wo?"}]})
    values = ("e", "shop", "u", "s", "inv", "model", pickled, '["t"]', None, "2026-01-06 03:46:59.040482", content)
    more = (None, '{"causation_id":"d"}', None, None, 0, 1, None, None, None)
    write(path, OLD, ("events", [(*values, *more)]))
    (event,) = events(path, format="google-adk")
    assert (event.type, event.time_ns, event.metadata["causation_id"]) == ("model.text", NS, "d")
    assert event.payload == {
        "content": {"parts": [{"text": "Wo?"}]},
        "long_running_tool_ids": ["t"],
        "partial": False,
        "turn_complete": True,
        "actions": {
            "undecodable": "This looks like a Python pickle, which is never loaded.",
            "hex": pickled.hex(),
        },
    }
    log = open_log(path)
    assert log.raw(1, 4) == (pickled[:4], len(pickled))
    assert "read as local" in log.facts.notes[0]
    log.close()


def test_odd_rows() -> None:
    keys = [b"e", b"a", b"u", b"s", b"i", NAIVE.encode()]
    assert_takes_any_row(GoogleAdk(), [*keys, data({"n": 1}).encode()])
    assert_takes_any_row(GoogleAdk(), [*keys, b"content", b"{}", b"partial", 0, b"actions", b"\x80\x04K\x06."])
