"""Looking never writes: not a byte, a date or a name in the file's folder changes, and everything written is seen."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest
from store_files import STREAM, OtherWriter, folder_state, make_store, without_wal

import inspector
from inspector.events.errors import StoreError
from inspector.events.log import Growth
from inspector.store import private_copy

Situation: TypeAlias = Callable[[Path, ExitStack], int]
"""Makes a store at a path, with whatever lies beside it, and says how many events it holds."""


def rollback_journal(path: Path, _running: ExitStack) -> int:
    without_wal(make_store(path))
    return 5


def persistent_journal(path: Path, _running: ExitStack) -> int:
    make_store(path)
    with OtherWriter(path, 6, 3, "journal_mode=DELETE", "journal_mode=PERSIST") as writer:
        writer.leave()
    assert path.with_name(f"{path.name}-journal").exists()
    return 8


def wal_clean(path: Path, _running: ExitStack) -> int:
    make_store(path)
    return 5


def wal_live(path: Path, running: ExitStack) -> int:
    make_store(path)
    running.enter_context(OtherWriter(path, 6, 300))
    assert path.with_name(f"{path.name}-wal").stat().st_size
    return 305


def wal_live_and_empty(path: Path, running: ExitStack) -> int:
    make_store(path)
    running.enter_context(OtherWriter(path, 6, 300, end="checkpoint"))
    assert not path.with_name(f"{path.name}-wal").stat().st_size
    return 305


def wal_live_unfinished(path: Path, running: ExitStack) -> int:
    make_store(path)
    running.enter_context(OtherWriter(path, 6, 300, "cache_size=1", end=""))
    return 5


def wal_of_a_killed_writer(path: Path, _running: ExitStack) -> int:
    make_store(path)
    with OtherWriter(path, 6, 300) as writer:
        writer.kill()
    return 305


def wal_without_shm(path: Path, running: ExitStack) -> int:
    wal_of_a_killed_writer(path, running)
    path.with_name(f"{path.name}-shm").unlink()
    return 305


def wal_cut_short(path: Path, running: ExitStack) -> int:
    wal_without_shm(path, running)
    wal = path.with_name(f"{path.name}-wal")
    wal.write_bytes(wal.read_bytes()[:-100])
    return 5


def wal_that_is_none(path: Path, running: ExitStack) -> int:
    wal_of_a_killed_writer(path, running)
    wal = path.with_name(f"{path.name}-wal")
    wal.write_bytes(bytes(32) + wal.read_bytes()[32:])
    return 5


def hot_journal(path: Path, _running: ExitStack) -> int:
    make_store(path, 300)
    with OtherWriter(path, 301, 3000, "journal_mode=DELETE", "cache_size=5", end="") as writer:
        writer.kill()
    assert path.with_name(f"{path.name}-journal").stat().st_size
    return 300


SITUATIONS: list[Situation] = [
    rollback_journal,
    persistent_journal,
    wal_clean,
    wal_live,
    wal_live_and_empty,
    wal_live_unfinished,
    wal_of_a_killed_writer,
    wal_without_shm,
    wal_cut_short,
    wal_that_is_none,
    hot_journal,
]


@pytest.fixture
def running() -> Iterator[ExitStack]:
    with ExitStack() as running:
        yield running


def look(path: Path, count: int) -> None:
    """Open, ask and close; everything is seen, and the folder is as it was, also meanwhile."""
    before = folder_state(path.parent)
    with inspector.open(path) as store:
        assert [event.position for event in store.events()] == list(range(1, count + 1))
        assert store.info().events == count
        assert store.state(STREAM) == {"n": count}
        assert store.refresh() is Growth.UNCHANGED
        log = store.reader()
        stored = b'{"n":%d}' % count
        assert log.raw(count, 3) == (stored[:3], len(stored))
        log.close()
        assert folder_state(path.parent) == before
    assert folder_state(path.parent) == before


@pytest.mark.parametrize("situation", SITUATIONS)
def test_looking_changes_nothing_and_misses_nothing(situation: Situation, path: Path, running: ExitStack) -> None:
    look(path, situation(path, running))


@pytest.mark.parametrize("name", ["it's", 'say "hi"', "what?", "a#b", "50%20off", "line\nbreak", "-rf", "ünï", "a;b&c"])
@pytest.mark.parametrize("situation", [wal_clean, wal_live, wal_without_shm, hot_journal])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
def test_names_are_only_names(situation: Situation, name: str, folder: Path, running: ExitStack) -> None:
    path = folder / name
    look(path, situation(path, running))


@pytest.mark.parametrize("situation", [wal_live, wal_without_shm, hot_journal])
def test_side_files_are_found_behind_a_link(situation: Situation, path: Path, running: ExitStack) -> None:
    elsewhere = path.parent / "elsewhere"
    elsewhere.mkdir()
    count = situation(elsewhere / "real.sqlite", running)
    path.symlink_to(elsewhere / "real.sqlite")
    before = folder_state(elsewhere)
    look(path, count)
    assert folder_state(elsewhere) == before


@pytest.mark.parametrize("situation", [wal_without_shm, hot_journal])
def test_a_file_on_another_disk_is_copied_aside(
    situation: Situation, path: Path, running: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == path.parent.stat().st_dev:
        pytest.skip("there is no other disk")
    with tempfile.TemporaryDirectory(dir=other) as private:
        monkeypatch.setattr(tempfile, "tempdir", private)
        look(path, situation(path, running))
        assert list(Path(private).iterdir()) == []


def test_a_file_too_big_to_be_copied_aside_is_said_so(
    path: Path, running: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    hot_journal(path, running)
    monkeypatch.setattr(private_copy, "COPY_LIMIT_BYTES", 1000)
    before = folder_state(path.parent)
    with pytest.raises(StoreError, match="too many to copy aside"):
        inspector.open(path)
    assert folder_state(path.parent) == before


def test_a_folder_that_may_not_be_written_is_no_hindrance(path: Path, running: ExitStack) -> None:
    count = wal_of_a_killed_writer(path, running)
    path.parent.chmod(0o555)
    try:
        if can_write(path.parent):
            pytest.skip("permissions do not bind this user")
        look(path, count)
    finally:
        path.parent.chmod(0o755)


def test_a_journal_that_became_hot_while_reading_is_rolled_back_aside(path: Path) -> None:
    without_wal(make_store(path, 300))
    with inspector.open(path) as store:
        with OtherWriter(path, 301, 3000, "cache_size=5", end="") as writer:
            writer.kill()
        before = folder_state(path.parent)
        assert len(list(store.events())) == 300
        assert store.state(STREAM) == {"n": 300}
    assert folder_state(path.parent) == before


def test_a_writer_is_followed_from_its_first_commit_to_its_last(path: Path) -> None:
    make_store(path)
    with inspector.open(path) as store:
        with OtherWriter(path, 6, 10) as writer:
            assert store.refresh() is Growth.GROWN
            assert store.last_position() == 15
            writer.leave()
        assert store.last_position() == 15
        assert store.refresh() is Growth.UNCHANGED
        with OtherWriter(path, 16, 10, end="checkpoint") as writer:
            assert store.refresh() is Growth.GROWN
            assert store.last_position() == 25
            writer.leave()
        assert [event.position for event in store.events()] == list(range(1, 26))


def can_write(folder: Path) -> bool:
    try:
        (folder / "probe").touch()
    except PermissionError:
        return False
    (folder / "probe").unlink()
    return True
