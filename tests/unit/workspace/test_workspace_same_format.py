"""Truncated copies in a store's own format."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import inspector
from inspector.events.errors import NotFound, StoreError

SCHEMA = """CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
    PRIMARY KEY (originator_id, originator_version))"""
SNAPSHOTS = SCHEMA.replace("stored_events", "stored_snapshots")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two streams in turn, a1 b1 a2 b2 …, with a snapshot of a3."""
    path = tmp_path / "bank.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("PRAGMA journal_mode=WAL")
        sqlite.execute(SCHEMA)
        sqlite.execute(SNAPSHOTS)
        rows = [(name, version, b'{"n": %d}' % version) for version in range(1, 6) for name in "ab"]
        sqlite.executemany("INSERT INTO stored_events VALUES (?, ?, 'bank:Account.Paid', ?)", rows)
        state = b'{"topic": "bank:Account", "state": {}}'
        sqlite.execute("INSERT INTO stored_snapshots VALUES ('a', 3, 'x:Snapshot', ?)", (state,))
        sqlite.commit()
    return path


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as sqlite:
        return int(sqlite.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_copy_ends_where_it_is_told_and_is_in_step(path: Path) -> None:
    copy = path.with_name("copy.sqlite")
    with inspector.open(path) as store:
        copied = store.export_same_format(copy, 4)
        assert copied.events == 4
        assert "follower" in copied.notes[0]
        with pytest.raises(StoreError, match="exists already"):
            store.export_same_format(copy)
        with pytest.raises(NotFound):
            store.export_same_format(path.with_name("other.sqlite"), 11)
    assert count(copy, "stored_snapshots") == 0
    assert {file.name for file in path.parent.iterdir()} == {path.name, copy.name}
    with inspector.open(copy) as store:
        assert store.facts.format == "eventsourcing"
        assert [(event.stream, event.version) for event in store.events()] == [("a", 1), ("b", 1), ("a", 2), ("b", 2)]


def test_the_copy_of_a_rolled_back_store_has_no_tables_of_ours(path: Path) -> None:
    copy = path.with_name("copy.sqlite")
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=4, stream="a", reason="x")
        assert store.export_same_format(copy).notes == ()
    with closing(sqlite3.connect(copy)) as sqlite:
        names = {name for (name,) in sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names == {"stored_events", "stored_snapshots"}
    with inspector.open(copy) as store:
        assert (store.info().events, store.log()) == (7, ())


def test_a_native_store_is_its_own_format(tmp_path: Path) -> None:
    with inspector.create(tmp_path / "a.sqlite") as store:
        store.append("s", "T", 1)
        store.append("s", "T", 2)
        assert store.export_same_format(tmp_path / "b.sqlite", 1).events == 1
    with inspector.open(tmp_path / "b.sqlite") as store:
        assert store.facts.format == "native"
