"""opencode's events: the time in an id, whatever round of its 36 bits; rows that are odd."""

from pathlib import Path

import pytest
from format_files import assert_takes_any_row, events, write

import inspector
from inspector.events.event import Undecodable
from inspector.store.formats.opencode import OpenCode

SCHEMA = """
    CREATE TABLE `event_sequence` (`aggregate_id` text PRIMARY KEY, `seq` integer NOT NULL, `owner_id` text);
    CREATE TABLE `event` (`id` text PRIMARY KEY, `aggregate_id` text NOT NULL, `seq` integer NOT NULL,
        `type` text NOT NULL, `data` text NOT NULL);"""
MS = 1_000_000


def id_at(time_ms: int, counter: int = 1) -> str:
    return f"evt_{(time_ms % 2**36) << 12 | counter:012x}T6akxtdfKyMRmQ"


def test_an_event_is_its_row(path: Path) -> None:
    row = ("evt_206a77b85001T6akxtdfKyMRmQ", "ses_1", 0, "session.created.1", '{"sessionID":"ses_1"}')
    write(path, SCHEMA, ("event", [row]))
    (event,) = events(path, format="opencode")
    assert (event.id, event.stream, event.version, event.type) == (row[0], "ses_1", 0, "session.created.1")
    assert event.time_ns == 1_795_407_969_157 * MS
    assert event.payload == {"sessionID": "ses_1"}


@pytest.mark.parametrize("time_ms", [1_767_225_600_000, 1_786_706_395_135, 1_786_706_395_136, 1_835_000_000_000])
def test_times_from_2026_on_are_whole_again(time_ms: int, path: Path) -> None:
    write(path, SCHEMA, ("event", [(id_at(time_ms), "s", 0, "t.1", "{}")]))
    assert events(path)[0].time_ns == time_ms * MS


def test_the_order_outlives_the_end_of_a_round(path: Path) -> None:
    ids = [id_at(1_786_706_395_135), id_at(1_786_706_395_136)]
    assert ids != sorted(ids)
    write(path, SCHEMA, ("event", [(id, "s", number, "t.1", "{}") for number, id in enumerate(ids)]))
    assert [event.id for event in events(path)] == ids


def test_ids_without_a_time_and_data_that_is_none(path: Path) -> None:
    write(path, SCHEMA, ("event", [("7", "s", 0, "t.1", "{"), ("evt_zz", "s", 1, "t.1", b"\xff")]))
    found = events(path)
    assert [event.time_ns for event in found] == [None, None]
    assert all(isinstance(event.payload, Undecodable) for event in found)


def test_states_are_the_sessions(path: Path) -> None:
    rows = [
        ("1", "s", 0, "session.created.1", '{"sessionID":"s","info":{"id":"s","title":"A"}}'),
        ("2", "s", 1, "session.updated.1", '{"sessionID":"s","info":{"title":"B"}}'),
        ("3", "s", 2, "unheard.of.1", "{}"),
    ]
    write(path, SCHEMA, ("event", rows))
    with inspector.open(path) as workspace:
        assert workspace.fold.exact
        assert workspace.state("s", at=2) == {"session": {"id": "s", "title": "B"}, "messages": []}
        error = workspace.frame("s").error
        assert error is not None
        assert error.position == 3


def test_odd_rows() -> None:
    assert_takes_any_row(OpenCode(), [b"evt_206a77b85001T6akxtdfKyMRmQ", b"s", 0, b"t.1", b"{}"])
