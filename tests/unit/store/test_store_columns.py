"""The narrow columns, read here and by a helper process: the same, whatever the positions' gaps."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from store_files import folder_state

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import Cancelled, StoreError
from inspector.events.event import NewEvent
from inspector.events.log import IndexColumns
from inspector.events.names import Names
from inspector.replay.index import TimelineIndex
from inspector.store import child, columns, columns_apart, sqlite_log
from inspector.store.columns_apart import read_apart
from inspector.store.reader import Reader
from inspector.store.registry import create_log, open_log

Row = tuple[int, int, str, str]
Make = Callable[[list[int]], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """`make(positions)` writes a store with events at these positions."""

    def make(positions: list[int]) -> Path:
        path = tmp_path / "store.sqlite"
        create_log(path).close()
        with sqlite3.connect(path) as raw:
            raw.executemany(
                "INSERT INTO events "
                "VALUES (?1, 'id-' || ?1, 's-' || (?1 % 7), ?1, 'T' || (?1 % 3), ?1 % 1000, '{}', '{}')",
                [(position,) for position in positions],
            )
        raw.close()
        return path

    return make


def rows(chunks: list[IndexColumns]) -> list[Row]:
    return [
        (position, time, chunk.names.types.names[type], chunk.names.streams.names[stream])
        for chunk in chunks
        for position, time, type, stream in zip(
            chunk.positions.tolist(), chunk.times.tolist(), chunk.types.tolist(), chunk.streams.tolist(), strict=True
        )
    ]


def expected(positions: list[int], after: int = 0) -> list[Row]:
    return [(p, p % 1000, f"T{p % 3}", f"s-{p % 7}") for p in positions if p > after]


GAPS = {
    "none": list(range(1, 61)),
    "every tenth": list(range(10, 600, 10)),
    "far apart": [1, 2, 10**6, 10**6 + 1, 2**62],
    "dense, then sparse, then dense": [*range(1, 30), *range(1000, 9000, 400), *range(9001, 9041)],
    "one": [5],
    "empty": [],
}


@pytest.mark.parametrize("gaps", GAPS)
@pytest.mark.parametrize("after", [0, 3, 500, 2**62])
def test_gaps_in_the_positions_lose_nothing(make: Make, gaps: str, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "CHUNK_ROWS", 8)
    reader = Reader(make(GAPS[gaps]))
    chunks = list(columns.read_columns(reader, after, 2**63 - 1, Names(), NEVER))
    reader.close()
    assert rows(chunks) == expected(GAPS[gaps], after)
    assert all(len(chunk.positions) <= columns._MAX_SPAN for chunk in chunks)


def apart(path: Path, after: int = 0, names: Names | None = None, cancel: Cancel = NEVER) -> list[IndexColumns]:
    reader = Reader(path)
    try:
        return list(read_apart(path, reader.inode, after, 2**62, Names() if names is None else names, cancel))
    finally:
        reader.close()


@pytest.mark.parametrize("gaps", ["none", "far apart", "empty"])
def test_a_helper_reads_the_same(make: Make, gaps: str) -> None:
    path = make(GAPS[gaps])
    assert rows(apart(path)) == expected(GAPS[gaps])
    assert rows(apart(path, after=2)) == expected(GAPS[gaps], 2)


def test_the_helpers_names_are_translated(make: Make) -> None:
    names = Names()
    names.streams.codes(["s-3", "other", "s-1"])
    chunks = apart(make(GAPS["none"]), names=names)
    assert rows(chunks) == expected(GAPS["none"])
    assert list(names.streams.names[:3]) == ["s-3", "other", "s-1"]
    assert len(names.streams.names) == 8


def test_a_log_reads_large_stores_apart_and_goes_on_by_itself(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(GAPS["none"])
    monkeypatch.setattr(sqlite_log, "APART_EVENTS", 10)
    started: list[str] = []
    real = child.start
    monkeypatch.setattr(columns_apart.child, "start", lambda *words: started.append(words[1]) or real(*words))
    log = open_log(path)
    index = TimelineIndex().read(log, cancel=NEVER)
    assert started == [str(path)] * columns_apart._HELPERS
    assert index.positions.tolist() == GAPS["none"]
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO events VALUES (61, 'id-61', 's-0', 99, 'T0', 610, '{}', '{}')")
    raw.close()
    index.read(log, 60, cancel=NEVER)
    assert len(started) == columns_apart._HELPERS
    assert len(index) == 61
    log.close()


@pytest.mark.parametrize("fate", ["killed", "cannot start"])
def test_a_helper_that_cannot_go_on_costs_nothing(make: Make, monkeypatch: pytest.MonkeyPatch, fate: str) -> None:
    path = make(GAPS["none"])
    monkeypatch.setattr(sqlite_log, "APART_EVENTS", 10)
    real = child.start

    def start(*words: str) -> object:
        if fate == "cannot start":
            raise OSError("no more processes")
        process = real(*words)
        process.kill()
        return process

    monkeypatch.setattr(columns_apart.child, "start", start)
    log = open_log(path)
    assert TimelineIndex().read(log, cancel=NEVER).positions.tolist() == GAPS["none"]
    log.close()


def test_another_file_at_the_path_is_not_read(make: Make, tmp_path: Path) -> None:
    path = make(GAPS["none"])
    reader = Reader(path)
    path.rename(tmp_path / "aside.sqlite")
    other = create_log(path)
    other.append([NewEvent("other", "Other", {})], actor="x")
    other.close()
    assert list(read_apart(path, reader.inode, 0, 60, Names(), NEVER)) == []
    reader.close()


def test_a_cancelled_helper_is_ended(make: Make) -> None:
    cancel = Cancel()
    path = make(GAPS["none"])
    reader = Reader(path)
    reading = read_apart(path, reader.inode, 0, 60, Names(), cancel)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(reading)
    reader.close()


def test_a_damaged_file_is_an_error_of_the_one_who_reads_on(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(list(range(1, 3000)))
    monkeypatch.setattr(sqlite_log, "APART_EVENTS", 10)
    log = open_log(path)
    raw = bytearray(path.read_bytes())
    raw[40_000:80_000] = b"\xff" * 40_000
    with path.open("r+b") as file:
        file.write(raw)
    with pytest.raises(StoreError, match="damaged"):
        TimelineIndex().read(log, cancel=NEVER)
    log.close()


def test_looking_with_a_helper_changes_nothing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(GAPS["none"])
    monkeypatch.setattr(sqlite_log, "APART_EVENTS", 10)
    before = folder_state(path.parent)
    log = open_log(path)
    TimelineIndex().read(log, cancel=NEVER)
    log.close()
    assert folder_state(path.parent) == before
