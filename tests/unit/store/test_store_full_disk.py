"""A disk without room: what was written stays, nothing is half there, and the sentence says what is wrong."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from store_files import OtherWriter, folder_state, make_store, raw_sql, sentence, without_wal

import inspector
from inspector.events.errors import StoreError

if sys.platform == "win32":
    pytest.skip("Windows limits no file sizes", allow_module_level=True)
import resource

BIG = {"text": "x" * 5_000_000}

Limit = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def no_file_above() -> Limit:
    """`with no_file_above(size):` no file of this process can grow beyond that many bytes."""

    @contextmanager
    def limit(size: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limit


def check_sound(path: Path, events: int) -> None:
    with raw_sql(path) as sqlite:
        assert sqlite.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert sqlite.execute("SELECT count(*) FROM events").fetchone() == (events,)


@pytest.mark.parametrize("size", [0, 1000, 40_000, 1_000_000, 4_000_000])
def test_an_append_that_finds_no_room_writes_nothing(size: int, path: Path, no_file_above: Limit) -> None:
    make_store(path)
    with inspector.open(path, writable=True) as store:
        store.append("s", "T", 1)
        with no_file_above(size):
            for _ in range(2):
                with pytest.raises(StoreError) as error:
                    store.append("s", "T", BIG)
                assert "nothing was written" in sentence(error.value)
            assert store.last_position() == 6
            assert len(store.log()) == 2
        assert store.append("s", "T", BIG).position == 7
    check_sound(path, 7)


@pytest.mark.parametrize("size", [0, 1000, 40_000])
def test_a_store_can_be_read_where_nothing_can_be_written(size: int, path: Path, no_file_above: Limit) -> None:
    make_store(path)
    with OtherWriter(path, 6, 300):
        before = folder_state(path.parent)
        with no_file_above(size), inspector.open(path) as store:
            assert len(list(store.events())) == 305
        assert folder_state(path.parent) == before


@pytest.mark.parametrize("size", [0, 1000, 40_000, 1_000_000])
def test_a_new_file_that_finds_no_room_is_not_there(size: int, path: Path, no_file_above: Limit) -> None:
    make_store(path)
    with inspector.open(path, writable=True) as store:
        store.append("s", "T", BIG)
        with no_file_above(size), pytest.raises(StoreError) as error:
            store.export(path.with_name("copy.sqlite"))
        assert sentence(error.value).startswith(f"{path.with_name('copy.sqlite')}: ")
    if size < 40_000:
        with no_file_above(size), pytest.raises(StoreError) as error:
            inspector.create(path.with_name("new.sqlite"))
        sentence(error.value)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("size", [0, 1000, 40_000])
def test_switching_writing_on_where_there_is_no_room_leaves_a_store(
    size: int, path: Path, no_file_above: Limit
) -> None:
    without_wal(make_store(path))
    with no_file_above(size):
        try:
            with inspector.open(path, writable=True) as store:
                store.append("s", "T", BIG)
        except StoreError as error:
            sentence(error)
    check_sound(path, 5)


@pytest.mark.parametrize("size", [0, 1000, 40_000])
def test_a_crashed_store_that_cannot_be_copied_aside_says_so(size: int, path: Path, no_file_above: Limit) -> None:
    make_store(path, 300)
    with OtherWriter(path, 301, 3000, "journal_mode=DELETE", "cache_size=5", end="") as writer:
        writer.kill()
    before = folder_state(path.parent)
    with no_file_above(size), pytest.raises(StoreError, match="copied aside") as error:
        inspector.open(path)
    sentence(error.value)
    assert folder_state(path.parent) == before
    with inspector.open(path) as store:
        assert len(list(store.events())) == 300
