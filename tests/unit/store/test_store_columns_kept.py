"""Columns that are kept: the same as what is read, or not used."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from store_files import folder_state

from inspector.events.cancel import NEVER
from inspector.events.log import NO_TIME
from inspector.replay.index import TimelineIndex
from inspector.store import columns_kept
from inspector.store.cache import Cache
from inspector.store.registry import create_log, open_log
from inspector.store.schema import TRIGGERS

Row = tuple[int, int | None, str, str]

YEARS_150_NS = 150 * 365 * 86_400 * 10**9


@pytest.fixture(autouse=True)
def few_are_worth_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_kept, "KEPT_EVENTS", 5)


def write(path: Path, rows: list[Row], first: int = 0) -> None:
    if not path.exists():
        create_log(path).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.executemany(
            "INSERT INTO events VALUES (?1, hex(randomblob(8)), ?4, ?5, ?3, ?2, '{}', '{}')",
            [(*row, first + number) for number, row in enumerate(rows)],
        )


def some_rows(count: int, after: int = 0) -> list[Row]:
    return [
        (position, position * 10, f"T{position % 3}", f"s-{position % 7}")
        for position in range(after + 1, after + count + 1)
    ]


def naive(path: Path) -> list[Row]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT position, time_ns, type, stream FROM events ORDER BY position").fetchall()


def read(path: Path) -> tuple[list[Row], int]:
    """The rows of an index of the store, and how many of them were kept."""
    log = open_log(path)
    index = TimelineIndex()
    kept = log.kept_columns(index.names)
    count = 0 if kept is None else len(kept.columns.positions)
    index = TimelineIndex().read(log, cancel=NEVER)
    log.keep_columns(index.columns(), index.order)
    log.close()
    times = [None if time == NO_TIME else time for time in index.times.tolist()]
    types = [index.type_names[code] for code in index.types]
    streams = [index.stream_names[code] for code in index.streams]
    known = [time for time in times if time is not None]
    assert index.time_span == ((min(known), max(known)) if known else None)
    assert index.monotone == bool(np.all(np.diff(index.times.astype(object)) >= 0))
    return list(zip(index.positions.tolist(), times, types, streams, strict=True)), count


def kept_files() -> list[Path]:
    folder = Cache().folder
    return list(folder.iterdir()) if folder.exists() else []


ROWS = some.lists(
    some.tuples(
        some.integers(1, 3) | some.just(3_000),
        some.none() | some.sampled_from([-YEARS_150_NS, YEARS_150_NS]) | some.integers(-9, 9) | some.just(7),
        some.sampled_from(["A", "Bé", ""]),
        some.sampled_from(["s", "t-1", "ü"]),
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "store.sqlite"
    create_log(path).close()
    return path


@given(ROWS, ROWS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_index_equals_the_rows_with_and_without_what_is_kept_and_after_growth(
    tmp_path_factory: pytest.TempPathFactory, empty: Path, first: list[Row], second: list[Row]
) -> None:
    path = tmp_path_factory.mktemp("store") / "store.sqlite"
    shutil.copy(empty, path)
    position, count = 0, 0
    for told in (first, second):
        rows = []
        for gap, time, type, stream in told:
            position += gap
            rows.append((position, time, type, stream))
        write(path, rows, count)
        count += len(rows)
        expected = naive(path)
        assert len(expected) == count
        assert read(path)[0] == expected
        again, kept = read(path)
        assert again == expected
        assert kept in range(max(0, count - 4), count + 1)


def test_a_store_that_has_grown_is_read_from_where_it_was_kept(path: Path) -> None:
    write(path, some_rows(50))
    assert read(path)[1] == 0
    write(path, some_rows(3, 50), 50)
    assert read(path) == (naive(path), 50)
    write(path, some_rows(9, 53), 53)
    assert read(path) == (naive(path), 50)  # three more were not worth keeping, twelve are
    assert read(path) == (naive(path), 62)


def replaced(path: Path) -> None:
    other = path.with_name("other.sqlite")
    write(other, [(*row[:3], "other") for row in some_rows(50)])
    other.replace(path)


def written_over(path: Path) -> None:
    """By a copy of another store with the same schema, times, types and streams; its ids are its own."""
    other = path.with_name("other.sqlite")
    write(other, some_rows(60))
    path.write_bytes(other.read_bytes())
    other.unlink()


def sql(*statements: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            for statement in statements:
                raw.execute(statement)

    return run


def back_from_a_copy(path: Path) -> None:
    """The same inode, and its last events are gone."""
    copy = path.with_name("copy.sqlite")
    shutil.copy(path, copy)
    sql(
        "DROP TRIGGER events_refuse_delete", "DELETE FROM events WHERE position > 40", TRIGGERS["events_refuse_delete"]
    )(copy)
    path.write_bytes(copy.read_bytes())
    copy.unlink()


CHANGED = "DROP TRIGGER events_refuse_update", "UPDATE events SET type = 'X' WHERE position = 2"


@pytest.mark.parametrize(
    "change",
    [
        replaced,
        written_over,
        back_from_a_copy,
        sql("VACUUM"),
        sql(*CHANGED),
        sql(*CHANGED, TRIGGERS["events_refuse_update"]),
        sql("DROP TRIGGER events_refuse_delete", "DELETE FROM events", TRIGGERS["events_refuse_delete"]),
    ],
)
def test_what_is_kept_of_a_store_that_was_rewritten_is_dropped(path: Path, change: Callable[[Path], None]) -> None:
    write(path, some_rows(50))
    read(path)
    assert len(kept_files()) == 1
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    change(path)
    log = open_log(path)
    assert log.kept_columns(TimelineIndex().names) is None
    log.close()
    assert kept_files() == []
    assert read(path) == (naive(path), 0)


def test_nothing_is_kept_of_a_store_without_its_triggers(path: Path) -> None:
    write(path, some_rows(50))
    sql("DROP TRIGGER events_refuse_update")(path)
    assert read(path) == (naive(path), 0)
    sql("CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events BEGIN SELECT 1; END")(path)
    assert read(path) == (naive(path), 0)
    assert kept_files() == []


def test_what_is_kept_of_another_store_is_not_used(path: Path) -> None:
    other = path.with_name("other.sqlite")
    for store in (path, other):
        write(store, some_rows(50))
        read(store)
    mine, theirs = (Cache()._path(store, "columns") for store in (path, other))
    shutil.copy(theirs, mine)
    assert read(path) == (naive(path), 0)


@pytest.mark.parametrize("place", [0.2, 0.35, 0.5, 0.7, 0.9])
def test_flipped_bits_are_never_shown(path: Path, place: float) -> None:
    write(path, some_rows(500))
    read(path)
    (file,) = kept_files()
    raw = bytearray(file.read_bytes())
    at = int(len(raw) * place)
    raw[at] ^= 0x10
    file.write_bytes(raw)
    assert read(path)[0] == naive(path)
    assert read(path) == (naive(path), 500)


def test_columns_of_other_kinds_are_not_used(path: Path) -> None:
    write(path, some_rows(50))
    read(path)
    kept = Cache().find(path, "columns")
    assert kept is not None
    for wrong in (
        {**kept.arrays, "types": kept.arrays["types"] + 3},
        {**kept.arrays, "streams": kept.arrays["streams"] - 1},
        {**kept.arrays, "times": kept.arrays["times"].astype(np.int32)},
        {**kept.arrays, "times": kept.arrays["times"][1:]},
        {name: array[:0] for name, array in kept.arrays.items()},
        {},
    ):
        assert Cache().keep(path, "columns", kept.key, wrong, kept.texts)
        assert read(path) == (naive(path), 0)


def test_keeping_changes_nothing_beside_the_store(path: Path) -> None:
    write(path, some_rows(50))
    before = folder_state(path.parent)
    read(path)
    read(path)
    assert folder_state(path.parent) == before
