"""Other programs that lock the file: what can be read is read, what cannot be written is not, and both go on later."""

from collections.abc import Callable
from pathlib import Path

import pytest
from store_files import STREAM, OtherWriter, folder_state, make_store, raw_sql, sentence, without_wal

import inspector
from inspector.events.errors import StoreError
from inspector.events.log import Growth
from inspector.store import engine

Turn = Callable[[Path], object]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_S", 0.05)


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_store_that_another_is_writing_can_be_read_but_not_written(how: str, path: Path) -> None:
    make_store(path)
    with inspector.open(path, writable=True) as store, raw_sql(path) as sqlite:
        sqlite.execute(f"BEGIN {how}")
        writes: list[Callable[[], object]] = [
            lambda: store.append("s", "T", 1),
            lambda: store.roll_back(2, reason="x"),
            store.undo,
        ]
        for write in writes:
            with pytest.raises(StoreError, match="locked by another process") as error:
                write()
            sentence(error.value)
        with inspector.open(path) as reading:
            assert (reading.last_position(), len(reading.log())) == (5, 1)
        assert store.refresh() is Growth.UNCHANGED
        sqlite.execute("COMMIT")
        assert store.append("s", "T", 1).position == 6


@pytest.mark.parametrize("turn", [make_store, lambda path: without_wal(make_store(path))], ids=["wal", "journal"])
def test_writing_cannot_be_switched_on_while_another_process_writes(turn: Turn, path: Path) -> None:
    turn(path)
    with inspector.open(path) as store:
        with OtherWriter(path, 6, 1, end=""):
            with pytest.raises(StoreError, match="locked by another process"):
                store.make_writable()
            assert not store.writable
            assert store.last_position() == 5
            with pytest.raises(StoreError, match="locked by another process"):
                inspector.open(path, writable=True)
        store.make_writable()
        assert store.append("s", "T", 1).position == 6


def test_a_writer_that_shares_nothing_is_followed_in_copies(path: Path) -> None:
    make_store(path)
    with OtherWriter(path, 6, 10, "locking_mode=EXCLUSIVE"):
        assert not path.with_name(f"{path.name}-shm").exists()
        before = folder_state(path.parent)
        with inspector.open(path) as store:
            assert [event.position for event in store.events()] == list(range(1, 16))
            assert store.state(STREAM) == {"n": 15}
            assert store.refresh() is Growth.UNCHANGED
        assert folder_state(path.parent) == before
        with pytest.raises(StoreError, match="locked by another process"):
            inspector.open(path, writable=True)


def test_a_store_left_locked_by_nobody_is_free(path: Path) -> None:
    make_store(path)
    for end in ("", "commit"):
        with OtherWriter(path, 6, 10, "locking_mode=EXCLUSIVE", end=end) as writer:
            writer.kill()
    with inspector.open(path, writable=True) as store:
        assert store.append("s", "T", 1).position == 16
    with inspector.open(path) as store:
        assert store.info().events == 16
