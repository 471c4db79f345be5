"""What happens to a file while it is open: removed, replaced, cut short, written beside us, used twice."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from store_files import STREAM, OtherWriter, make_store, raw_sql, sentence, without_wal

import inspector
from inspector.events.errors import Conflict, StoreError
from inspector.events.event import NewEvent
from inspector.events.log import Growth
from inspector.store.registry import open_log

Turn = Callable[[Path], object]
TURNS: list[Turn] = [make_store, lambda path: without_wal(make_store(path))]


@pytest.mark.parametrize("turn", TURNS, ids=["wal", "journal"])
@pytest.mark.parametrize("writable", [False, True])
def test_a_file_cut_short_while_open_is_damaged(turn: Turn, writable: bool, path: Path) -> None:
    turn(path)
    with inspector.open(path, writable=writable) as store:
        os.truncate(path, 5000)
        with pytest.raises(StoreError) as error:
            list(store.events())
        sentence(error.value)
        os.truncate(path, 0)
        with pytest.raises(StoreError) as error:
            store.last_position()
        sentence(error.value)


def test_what_would_be_lost_is_not_written(path: Path) -> None:
    make_store(path)
    another = make_store(path.with_name("another.sqlite"), 1)
    with inspector.open(path, writable=True) as store:
        aside = path.rename(path.with_name("aside.sqlite"))
        writes: list[Callable[[], object]] = [
            lambda: store.append("s", "T", 1),
            lambda: store.roll_back(2, reason="x"),
            store.undo,
        ]
        for write in writes:
            with pytest.raises(StoreError, match="removed"):
                write()
        another.rename(path)
        for write in writes:
            with pytest.raises(StoreError, match="replaced"):
                write()
        path.unlink()
        aside.rename(path)
        assert store.last_position() == 5
        assert len(store.log()) == 1
        assert store.append("s", "T", 1).position == 6


def test_a_link_that_points_elsewhere_meanwhile_is_noticed(path: Path) -> None:
    one, other = make_store(path.with_name("one")), make_store(path.with_name("other"), 9)
    path.symlink_to(one)
    with inspector.open(path) as store:
        assert store.last_position() == 5
        path.unlink()
        path.symlink_to(other)
        with pytest.raises(StoreError, match="replaced"):
            store.last_position()


def test_a_reader_and_a_writer_of_one_process_do_not_disturb_each_other(path: Path) -> None:
    make_store(path)
    with inspector.open(path) as early:
        assert early.last_position() == 5
        with inspector.open(path, writable=True) as writing, inspector.open(path) as late:
            for position in range(6, 20):
                assert writing.append(STREAM, "Counted", {"n": position}).position == position
                assert [store.refresh() for store in (early, late)] == [Growth.GROWN] * 2
                assert [store.state(STREAM) for store in (early, late, writing)] == [{"n": position}] * 3
        assert early.last_position() == 19
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_two_writers_of_one_process_take_turns(path: Path) -> None:
    make_store(path)
    with inspector.open(path, writable=True) as one, inspector.open(path, writable=True) as other:
        assert [store.append("s", "T", 1).position for store in (one, other, other, one)] == [6, 7, 8, 9]
        with pytest.raises(Conflict):
            other.append("s", "T", 1, expected_version=2)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_other_processes_see_our_locks_while_we_look_at_the_file_again(path: Path) -> None:
    """POSIX drops a process's locks with any descriptor of the file that it closes."""
    make_store(path)
    with inspector.open(path, writable=True) as writing:
        writing.append("s", "T", 1)
        for _ in range(3):
            with inspector.open(path) as reading:
                assert reading.last_position() == 6
        with OtherWriter(path, 7, 1) as other:
            other.leave()
        # Had it thought itself alone, it would have removed the side files that we use.
        assert {f"{path.name}-wal", f"{path.name}-shm"} < {entry.name for entry in path.parent.iterdir()}
        assert writing.append("s", "T", 2).position == 8
    with raw_sql(path) as sqlite:
        assert sqlite.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert sqlite.execute("SELECT count(*) FROM events").fetchone() == (8,)


def test_a_second_name_of_a_file_has_side_files_of_its_own(path: Path) -> None:
    make_store(path)
    other_name = path.parent / "other"
    other_name.mkdir()
    link = other_name / "linked.sqlite"
    link.hardlink_to(path)
    with inspector.open(path, writable=True) as writing:
        writing.append("s", "T", 1)
        with inspector.open(link) as reading:
            assert reading.last_position() == 5
        assert [entry.name for entry in other_name.iterdir()] == [link.name]
    with inspector.open(link) as reading:
        assert reading.last_position() == 6


def test_readers_of_many_threads_follow_a_writer(path: Path) -> None:
    make_store(path)
    seen: dict[int, list[int]] = {}

    def follow(reader: int) -> None:
        log = open_log(path)
        positions: list[int] = []
        while not positions or positions[-1] < 105:
            positions += [event.position for event in log.read(positions[-1] if positions else 0)]
        log.close()
        seen[reader] = positions

    threads = [threading.Thread(target=follow, args=(reader,)) for reader in range(4)]
    with inspector.open(path, writable=True) as writing:
        for thread in threads:
            thread.start()
        for _ in range(50):
            writing.append_all([NewEvent("s", "T", 1), NewEvent("t", "T", 2)])
        for thread in threads:
            thread.join()
    assert seen == {reader: list(range(1, 106)) for reader in range(4)}
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_writer_that_comes_and_goes_disturbs_no_reader(path: Path) -> None:
    make_store(path)
    stop = threading.Event()
    failed: list[BaseException] = []

    def follow() -> None:
        try:
            with inspector.open(path) as store:
                while not stop.is_set():
                    store.refresh()
                    before = store.last_position()
                    assert before <= list(store.events())[-1].position <= store.last_position()
        except BaseException as error:
            failed.append(error)
            raise

    with ExitStack() as running:
        thread = threading.Thread(target=follow)
        running.callback(thread.join)
        running.callback(stop.set)
        thread.start()
        for position in range(6, 30):
            with inspector.open(path, writable=True) as writing:
                assert writing.append("s", "T", 1).position == position
    assert failed == []
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_growth_in_other_processes_is_seen_whatever_the_journal(path: Path) -> None:
    without_wal(make_store(path))
    with inspector.open(path) as store:
        for first, pragmas in ((6, ()), (16, ("journal_mode=WAL",)), (26, ())):
            with OtherWriter(path, first, 10, *pragmas) as other:
                assert store.refresh() is Growth.GROWN, first
                assert store.last_position() == first + 9
                other.leave()
            assert store.last_position() == first + 9
        assert [event.position for event in store.events()] == list(range(1, 36))


def test_a_change_that_bears_the_same_date_and_size_is_seen(path: Path) -> None:
    make_store(path)
    with inspector.open(path) as store:
        stat = path.stat()
        with raw_sql(path) as sqlite:
            sqlite.execute("INSERT INTO events VALUES (6, 'id-6', 's', 1, 'T', 1, '1', '{}')")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        assert path.stat().st_size == stat.st_size
        assert store.refresh() is Growth.GROWN
        assert store.last_position() == 6


def test_a_relative_name_means_the_folder_it_was_opened_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_store(path)
    monkeypatch.chdir(path.parent)
    with inspector.open(path.name) as store, inspector.open(path.name, writable=True) as writing:
        monkeypatch.chdir("/")
        assert writing.append("s", "T", 1).position == 6
        assert store.refresh() is Growth.GROWN
        assert store.last_position() == 6
    with inspector.open(path) as store:
        assert store.last_position() == 6


def test_side_files_that_somebody_removes_are_not_read_any_longer(path: Path) -> None:
    make_store(path)
    with OtherWriter(path, 6, 10) as writer:
        writer.kill()
    with inspector.open(path) as store:
        assert store.last_position() == 15
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink()
        assert store.refresh() is Growth.REWRITTEN
        assert store.last_position() == 5
        with OtherWriter(path, 6, 3):
            assert store.refresh() is Growth.GROWN
            assert store.last_position() == 8


def test_a_folder_that_goes_takes_its_store_along(path: Path) -> None:
    make_store(path)
    with inspector.open(path) as store:
        aside = path.parent.rename(path.parent.with_name("aside"))
        assert store.refresh() is Growth.GONE
        path.parent.write_bytes(b"now a file")
        assert store.refresh() is Growth.GONE
        path.parent.unlink()
        aside.rename(path.parent)
        assert store.refresh() is Growth.UNCHANGED
        assert store.last_position() == 5


RESTLESS = """
import sqlite3, sys
path, count, *pragmas = sys.argv[1:]
for position in range(6, 6 + int(count)):
    sqlite = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=OFF", *pragmas):
        sqlite.execute(f"PRAGMA {pragma}")
    sqlite.execute("INSERT INTO events VALUES (?1, 'id-' || ?1, 's', ?1, 'T', 1, '1', '{}')", (position,))
    sqlite.close()
"""


@pytest.mark.parametrize("turn", TURNS, ids=["wal", "journal"])
def test_a_file_opened_and_closed_a_thousand_times_a_second_can_be_read(turn: Turn, path: Path) -> None:
    turn(path)
    with subprocess.Popen([sys.executable, "-c", RESTLESS, str(path), "1000"]) as writer, inspector.open(path) as kept:
        last = 5
        while writer.poll() is None:
            with inspector.open(path) as fresh:
                for store in (fresh, kept):
                    positions = [event.position for event in store.events()]
                    assert positions == list(range(1, len(positions) + 1))
                    assert len(positions) >= last
                    last = len(positions)
    assert writer.returncode == 0
    with inspector.open(path) as store:
        assert store.last_position() == 1005
    # The writer may have left them because we were reading, but we made none.
    assert path.with_name(f"{path.name}-wal").exists() == path.with_name(f"{path.name}-shm").exists()
