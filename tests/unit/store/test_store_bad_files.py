"""Files that are no store, or no longer one: each says so in one sentence, and none is touched."""

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_files import folder_state, make_store, raw_sql, read_everything, sentence, without_wal

import inspector
from inspector.events.errors import InspectorError, StoreError
from inspector.events.log import Growth
from inspector.store import engine
from inspector.store.signature import TABLES


def missing(path: Path) -> str:
    return "There is no file"


def directory(path: Path) -> str:
    path.mkdir()
    return "is a folder"


def device(path: Path) -> str:
    path.symlink_to("/dev/zero")
    return "no ordinary file"


def pipe(path: Path) -> str:
    os.mkfifo(path)
    return "no ordinary file"


def link_to_nothing(path: Path) -> str:
    path.symlink_to(path.parent / "gone")
    return "There is no file"


def link_to_itself(path: Path) -> str:
    path.symlink_to(path)
    return ""


def empty(path: Path) -> str:
    path.touch()
    return "is empty"


def one_byte(path: Path) -> str:
    path.write_bytes(b"S")
    return "cut short after 1 bytes"


def random_bytes(path: Path) -> str:
    path.write_bytes(random.Random(1).randbytes(50_000))
    return "no SQLite database"


def text(path: Path) -> str:
    path.write_text("SQLite is a fine thing\n" * 1000)
    return "no SQLite database"


def only_a_header(path: Path) -> str:
    path.write_bytes(make_store(path.with_name("whole")).read_bytes()[:100])
    return ""


def header_and_noise(path: Path) -> str:
    whole = make_store(path.with_name("whole")).read_bytes()
    path.write_bytes(whole[:100] + random.Random(2).randbytes(len(whole) - 100))
    return ""


def newer(path: Path) -> str:
    make_store(path)
    with raw_sql(path) as sqlite:
        sqlite.execute("PRAGMA user_version=2")
    return "newer version"


def without_events(path: Path) -> str:
    with raw_sql(path) as sqlite:
        sqlite.execute("CREATE TABLE cakes (name)")
    return "no event store that this program knows; it has the tables cakes"


def without_tables(path: Path) -> str:
    with raw_sql(path) as sqlite:
        sqlite.execute("PRAGMA user_version=9")
    return "no tables at all"


def marked_only(path: Path) -> str:
    with raw_sql(path) as sqlite:
        sqlite.execute("CREATE TABLE cakes (name)")
        sqlite.execute("PRAGMA application_id=1163152457")
    return "has no table events of one"


def disguised(path: Path) -> str:
    """A table that is a view, whose selection might be anything."""
    with raw_sql(path) as sqlite:
        sqlite.execute(
            "CREATE VIEW events AS SELECT 1 position, 2 id, 3 stream, 4 version, 5 type, 6 time_ns, 7 payload"
        )
        sqlite.execute("PRAGMA application_id=1163152457")
    return "has no table events of one"


def without_key(path: Path) -> str:
    """Rows that may lie in any order, and several at one position."""
    with raw_sql(path) as sqlite:
        for table, columns in TABLES.items():
            sqlite.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        sqlite.executemany(
            "INSERT INTO events VALUES (?, ?, 's', 1, 'T', 5, '{}', '{}')", [(1, "a"), (9, "b"), (3, "c")]
        )
        sqlite.execute("PRAGMA application_id=1163152457")
    return "position is not the key of its events"


BAD = [missing, directory, device, pipe, link_to_nothing, link_to_itself, empty, one_byte, random_bytes, text]
BAD += [only_a_header, header_and_noise, newer, without_events, without_tables, marked_only, disguised, without_key]


@pytest.mark.parametrize("writable", [False, True])
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_refused_in_one_sentence_and_left_alone(
    bad: Callable[[Path], str], writable: bool, path: Path
) -> None:
    says = bad(path)
    before = folder_state(path.parent)
    with pytest.raises(StoreError) as error:
        inspector.open(path, writable=writable)
    assert says in sentence(error.value)
    assert path.name in sentence(error.value)
    assert folder_state(path.parent) == before


@pytest.mark.parametrize("tail", [99, 101, 512, 4095, 4096, 4097, 8192, 10_000, 20_000, 30_000, 40_000])
@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_file_that_was_cut_short_is_damaged(tail: int, journal: str, path: Path) -> None:
    make_store(path, 200)
    if journal == "delete":
        without_wal(path)
    path.write_bytes(path.read_bytes()[:tail])
    before = folder_state(path.parent)
    with pytest.raises(StoreError) as error:
        read_everything(path)
    sentence(error.value)
    assert folder_state(path.parent) == before


@pytest.mark.parametrize("seed", range(40))
def test_rotten_pages_are_reported_or_harmless(seed: int, path: Path, sound_once: bytes) -> None:
    chance = random.Random(seed)
    rotten = bytearray(sound_once)
    for _ in range(chance.choice([1, 3, 30, 300])):
        rotten[chance.randrange(16, len(rotten))] = chance.randrange(256)
    path.write_bytes(rotten)
    before = folder_state(path.parent)
    try:
        read_everything(path)
    except StoreError as error:
        sentence(error)
    assert folder_state(path.parent) == before
    try:
        with inspector.open(path, writable=True) as store:
            store.append("more", "T", 1)
    except InspectorError as error:
        sentence(error)


@pytest.fixture(scope="module")
def sound_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make_store(tmp_path_factory.mktemp("sound") / "sound.sqlite", 300).read_bytes()


@pytest.fixture
def locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """The store, locked by another connection that never lets go."""
    monkeypatch.setattr(engine, "BUSY_S", 0.05)
    without_wal(make_store(path))
    with raw_sql(path) as sqlite:
        sqlite.execute("BEGIN EXCLUSIVE")
        yield sqlite


@pytest.mark.parametrize("writable", [False, True])
def test_a_locked_store_says_so_and_opens_when_it_is_free(
    writable: bool, path: Path, locked: sqlite3.Connection
) -> None:
    before = folder_state(path.parent)
    with pytest.raises(StoreError, match="locked by another process; try again") as error:
        inspector.open(path, writable=writable)
    sentence(error.value)
    assert folder_state(path.parent) == before
    locked.execute("COMMIT")
    with inspector.open(path, writable=writable) as store:
        assert store.last_position() == 5


def test_a_store_that_is_locked_while_it_is_open_goes_on_afterwards(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_S", 0.05)
    without_wal(make_store(path))
    with inspector.open(path) as store, raw_sql(path) as sqlite:
        sqlite.execute("BEGIN EXCLUSIVE")
        assert store.refresh() is Growth.UNCHANGED
        with pytest.raises(StoreError, match="locked"):
            store.last_position()
        sqlite.execute("COMMIT")
        assert store.last_position() == 5


@pytest.mark.parametrize("who", ["file", "folder"])
def test_what_may_not_be_read_is_said_so(who: str, path: Path) -> None:
    make_store(path)
    barred = path if who == "file" else path.parent
    barred.chmod(0)
    try:
        if os.access(path, os.R_OK):
            pytest.skip("permissions do not bind this user")
        with pytest.raises(StoreError, match="permission") as error:
            inspector.open(path)
        sentence(error.value)
    finally:
        barred.chmod(0o755)


@pytest.mark.parametrize("who", ["file", "folder"])
def test_what_may_not_be_written_opens_for_reading_alone(who: str, path: Path) -> None:
    make_store(path)
    barred = path if who == "file" else path.parent
    barred.chmod(0o555)
    try:
        if os.access(barred, os.W_OK):
            pytest.skip("permissions do not bind this user")
        read_everything(path)
        with pytest.raises(StoreError, match="may not be written by you") as error:
            inspector.open(path, writable=True)
        sentence(error.value)
    finally:
        barred.chmod(0o755)
