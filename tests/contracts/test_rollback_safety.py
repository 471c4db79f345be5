"""A physical rollback loses nothing: whatever the rows hold, whatever triggers do, whenever the process is killed."""

import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import MAKERS
from physical_rows import files, producer_tables

import inspector
from inspector.events.errors import InspectorError, Refused, StoreError

_EMMETT = """
    CREATE TABLE emt_messages(
        stream_id TEXT NOT NULL, stream_position BIGINT NOT NULL, partition TEXT NOT NULL DEFAULT 'global',
        message_kind CHAR(1) NOT NULL DEFAULT 'E', message_data JSONB, message_metadata JSONB,
        message_schema_version TEXT, message_type TEXT NOT NULL, message_id TEXT,
        is_archived BOOLEAN NOT NULL DEFAULT FALSE, global_position INTEGER PRIMARY KEY, created DATETIME,
        UNIQUE (stream_id, stream_position, partition, is_archived));
    CREATE TABLE emt_streams(stream_id TEXT NOT NULL, stream_position BIGINT NOT NULL, partition TEXT NOT NULL,
        is_archived BOOLEAN NOT NULL, PRIMARY KEY (stream_id, partition, is_archived));
    CREATE TABLE emt_processors(processor_id TEXT PRIMARY KEY, last_processed_checkpoint TEXT NOT NULL);
"""
VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.binary(max_size=8),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(["1", "1.0", "-0.0", "1e3", "0x10", " 7", "{}", "9" * 30, "a\0b"]),
)


@settings(max_examples=20)
@given(
    streams=st.lists(st.sampled_from("abc"), min_size=1, max_size=12),
    values=st.lists(VALUES, min_size=12, max_size=12),
    target=st.integers(0, 12),
    checkpoint=st.integers(0, 12),
    whole=st.booleans(),
)
def test_a_rollback_and_its_undo_are_nothing(
    streams: list[str], values: list[Any], target: int, checkpoint: int, whole: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        with closing(sqlite3.connect(path)) as sqlite:
            sqlite.executescript(_EMMETT)
            counts: dict[str, int] = {}
            for stream, value in zip(streams, values, strict=False):
                counts[stream] = counts.get(stream, 0) + 1
                sqlite.execute(
                    """INSERT INTO emt_messages(stream_id, stream_position, message_data, message_metadata, message_id,
                       message_type, created) VALUES (?, ?, ?, ?, ?, 'T', ?)""",
                    (stream, counts[stream], value, value, value, value),
                )
            sqlite.executemany("INSERT INTO emt_streams VALUES (?, ?, '[object Object]', 0)", counts.items())
            sqlite.execute("INSERT INTO emt_processors VALUES ('p', printf('%019d', ?))", (checkpoint,))
            sqlite.commit()
        before = producer_tables(path)
        with inspector.open(path, writable=True) as store:
            scope = None if whole else streams[0]
            if not any(scope in (None, stream) for stream in streams[target:]):
                with pytest.raises(Refused, match=r"Nothing of .* lies after"):
                    store.roll_back(to=min(target, len(streams)), stream=scope, reason="x")
                return
            store.roll_back(to=target, stream=scope, reason="x")
            left = producer_tables(path)
            with closing(sqlite3.connect(path)) as sqlite:
                ends = "SELECT stream_id, max(stream_position) FROM emt_messages GROUP BY 1 ORDER BY 1"
                kept = sqlite.execute("SELECT stream_id, stream_position FROM emt_streams ORDER BY 1").fetchall()
                assert kept == sqlite.execute(ends).fetchall()
                last = sqlite.execute("SELECT coalesce(max(global_position), 0) FROM emt_messages").fetchone()[0]
                read = sqlite.execute("SELECT last_processed_checkpoint FROM emt_processors").fetchone()[0]
            assert read == f"{min(checkpoint, last):019d}"
            store.undo()
            assert producer_tables(path) == before
            store.redo()
            assert producer_tables(path) == left
            store.undo()
        assert producer_tables(path) == before


_KILLED = """
import os, signal, sys
import inspector
from inspector.store.mover import Mover
def dying(work):
    def then_die(*given):
        work(*given)
        os.kill(os.getpid(), signal.SIGKILL)
    return then_die
setattr(Mover, sys.argv[2], dying(getattr(Mover, sys.argv[2])))
with inspector.open(sys.argv[1], writable=True) as store:
    store.roll_back(to=3, reason="x") if sys.argv[2] == "away" else store.undo()
"""


@pytest.mark.parametrize("moment", ["away", "back"])
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_process_that_is_killed_half_way_has_changed_nothing(tmp_path: Path, moment: str, mode: str) -> None:
    path = tmp_path / "store.sqlite"
    MAKERS["eventsource-py"](path).close()
    with closing(sqlite3.connect(path)) as sqlite:
        assert sqlite.execute(f"PRAGMA journal_mode={mode}").fetchone() == (mode,)
    if moment == "back":
        with inspector.open(path, writable=True) as store:
            store.roll_back(to=3, reason="x")
    before = producer_tables(path)
    done = subprocess.run([sys.executable, "-c", _KILLED, str(path), moment], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert producer_tables(path) == before
    with inspector.open(path, writable=True) as store:
        assert len(store.log()) == (0 if moment == "away" else 1)
        if moment == "away":
            store.roll_back(to=3, reason="x")
        store.undo()
        assert store.info().events == 6
    with closing(sqlite3.connect(path)) as sqlite:
        assert sqlite.execute("PRAGMA journal_mode").fetchone() == (mode,)
    assert not {name for name in files(tmp_path) if name.endswith(("-wal", "-shm", "-journal"))}


@pytest.mark.parametrize(
    "trigger",
    [
        "BEFORE DELETE ON events BEGIN SELECT RAISE(IGNORE); END",
        "AFTER DELETE ON events BEGIN UPDATE events SET actor_id = 'evil'; END",
        "BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'never'); END",
    ],
)
def test_a_trigger_that_interferes_is_noticed_and_nothing_is_written(tmp_path: Path, trigger: str) -> None:
    path = tmp_path / "store.sqlite"
    MAKERS["eventsource-py"](path).close()
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(f"CREATE TRIGGER evil {trigger}")
    before = producer_tables(path)
    with (
        inspector.open(path, writable=True) as store,
        pytest.raises((Refused, StoreError), match=r"trigger on events of store|never"),
    ):
        store.roll_back(to=3, reason="x")
    assert producer_tables(path) == before
    assert files(tmp_path) == {"store.sqlite"}


def _change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as sqlite:
        for statement in statements:
            sqlite.execute(statement)
        sqlite.commit()


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (["UPDATE events SET payload = '{}' WHERE global_position = 1"], "rows of events .* hold other values"),
        (["UPDATE events SET global_position = 90 WHERE global_position = 2"], "rows of events .* hold other values"),
        (["DROP TABLE inspector_rows_1_0"], "own record of"),
        (["DELETE FROM inspector_rows_1_0 WHERE global_position = 6"], "own record of"),
        (["UPDATE inspector_steps SET kept = 3"], "own record of"),
        (["CREATE TRIGGER t AFTER INSERT ON events BEGIN UPDATE events SET payload = 'x'; END"], "A trigger on events"),
    ],
)
def test_an_undo_is_refused_if_anything_of_it_has_changed(tmp_path: Path, statements: list[str], reason: str) -> None:
    path = tmp_path / "store.sqlite"
    MAKERS["eventsource-py"](path).close()
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=3, reason="x")
    _change(path, *statements)
    before = producer_tables(path)
    for known in (True, False):
        beside = "kept beside it as store.before-1.sqlite" if known else "is no longer beside it"
        with inspector.open(path, writable=True) as store, pytest.raises(InspectorError, match=reason) as refused:
            store.undo()
        assert beside in str(refused.value)
        path.with_name("store.before-1.sqlite").unlink(missing_ok=True)
    assert producer_tables(path) == before


def test_the_later_of_two_rollbacks_is_to_be_undone_first(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    MAKERS["eventsource-py"](path).close()
    before = producer_tables(path)
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=4, reason="x")
        store.roll_back(to=2, reason="x")
        with pytest.raises(Refused, match="undo operation 2 first"):
            store.undo(1)
        store.undo(2)
        store.undo(1)
    assert producer_tables(path) == before


@pytest.mark.parametrize(
    "trigger",
    ["UPDATE events SET actor_id = 'evil' WHERE version = 1; END", "SELECT RAISE(ABORT, 'never'); END"],
)
def test_a_rollback_that_could_not_be_undone_is_refused(tmp_path: Path, trigger: str) -> None:
    path = tmp_path / "store.sqlite"
    MAKERS["eventsource-py"](path).close()
    _change(path, f"CREATE TRIGGER audit AFTER INSERT ON events BEGIN {trigger}")
    before = producer_tables(path)
    with (
        inspector.open(path, writable=True) as store,
        pytest.raises(Refused, match=r"could not be undone: A trigger on events of store\.sqlite"),
    ):
        store.roll_back(to=3, reason="x")
    assert producer_tables(path) == before
    assert files(tmp_path) == {"store.sqlite"}


@pytest.mark.parametrize(
    "damage", ["number = 'abc'", "number = NULL", "kind = 'boom'", "actor = NULL", "time_ns = x'00'", "upto = 1.5"]
)
def test_events_are_read_though_our_own_record_is_damaged(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "store.sqlite"
    MAKERS["eventsource-py"](path).close()
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=3, reason="x")
    _change(path, f"UPDATE inspector_operations SET {damage}")
    with inspector.open(path) as store:
        assert [event.position for event in store.events()] == [1, 2, 3]
        assert store.log() == ()
        assert "this program's own record in the file, is damaged" in store.info().notes[-1]
    with pytest.raises(StoreError, match="nothing is rolled back or undone; restore a backup"):
        inspector.open(path, writable=True)


def test_a_truncated_copy_has_the_triggers_of_the_store_but_is_not_hindered_by_them(tmp_path: Path) -> None:
    path, copy = tmp_path / "store.sqlite", tmp_path / "copy.sqlite"
    MAKERS["eventsource-py"](path).close()
    _change(
        path,
        "CREATE TRIGGER b BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'never'); END",
        """CREATE TRIGGER "a ""b" AFTER DELETE ON events BEGIN UPDATE events SET payload = ''; END""",
    )
    with inspector.open(path) as store:
        store.export_same_format(copy, 3)
    triggers = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        assert new.execute(triggers).fetchall() == old.execute(triggers).fetchall()
        kept = "SELECT * FROM events WHERE global_position <= 3 ORDER BY 1"
        assert new.execute("SELECT * FROM events ORDER BY 1").fetchall() == old.execute(kept).fetchall()


def test_a_rollback_takes_no_row_that_a_foreign_key_names(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    MAKERS["eventsource-py"](path).close()
    _change(
        path,
        "CREATE TABLE mine(event INTEGER REFERENCES events, odd TEXT)",
        "CREATE TABLE odd(payload TEXT REFERENCES events(payload))",
        "INSERT INTO mine VALUES (2, ''), (99, '')",
    )
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=3, reason="x")
        store.undo()
        left = producer_tables(path)
        with pytest.raises(Refused, match="Rows of mine name, by a foreign key, rows of events"):
            store.roll_back(to=1, reason="x")
    assert producer_tables(path) == left
