"""Stores that no format knows open with the right events, by a guess or by a mapping that comes along."""

import sqlite3
from pathlib import Path

import pytest
from seen_stores import GUESSED, SEEN, Seen

import inspector
from inspector.events import times


def made(path: Path, seen: Seen) -> Path:
    with sqlite3.connect(path) as sqlite:
        sqlite.executescript(seen.schema)
        for table, rows in seen.rows.items():
            name = table if "(" in table else f'"{table}"'
            sqlite.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    sqlite.close()
    return path


@pytest.mark.parametrize("name", SEEN)
def test_its_events_are_all_there_in_their_order(tmp_path: Path, name: str) -> None:
    seen = SEEN[name]
    with inspector.open(made(tmp_path / "store.db", seen)) as workspace:
        events = list(workspace.events())
        facts = workspace.facts
    told = [(event.stream, event.version, event.type, event.time_ns) for event in events]
    wanted = [(*rest, None if time is None else times.parse(time)) for *rest, time in seen.events]
    assert told == wanted
    assert facts.format == seen.format
    assert any("guess" in note for note in facts.notes) == (seen.format == GUESSED)
    assert all(not hasattr(event.payload, "raw") for event in events)


@pytest.mark.parametrize(
    ("name", "stream", "states"),
    [
        ("sqlalchemy-continuum", "1", [{"name": "a"}, {"name": "b"}, None]),
        ("django-simple-history", "7", [{"question": "why?"}, {"question": "why not?"}]),
        (
            "home assistant",
            "light.kitchen",
            [{"state": value, "shared_attrs": {"brightness": 5}} for value in ("on", "off")],
        ),
    ],
)
def test_rows_that_are_states_give_exact_ones(
    tmp_path: Path, name: str, stream: str, states: list[dict[str, object] | None]
) -> None:
    with inspector.open(made(tmp_path / "store.db", SEEN[name])) as workspace:
        frames = [workspace.frame(stream, event.position) for event in workspace.events(stream)]
        last = list(workspace.events(stream))[-1]
    assert [frame.state for frame in frames] == states
    assert all(frame.exact for frame in frames)
    assert ("deleted" in last.metadata) == (states[-1] is None)
