"""Stores of other producers whose trees of pages lead nowhere, or in a circle."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

import inspector
from inspector.events.errors import StoreError

_EVENTS = """CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
    PRIMARY KEY (originator_id, originator_version)){}"""


def write(path: Path, rows: Sequence[tuple[object, ...]], without_rowid: str = "") -> None:
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(_EVENTS.format(without_rowid))
        sqlite.executemany("INSERT INTO stored_events VALUES (?, ?, 'a:B.C', ?)", rows)
        sqlite.commit()


def test_a_file_cut_anywhere_is_read_or_told(tmp_path: Path) -> None:
    path = tmp_path / "bank.sqlite"
    write(path, [(f"stream-{n % 7}", n // 7, b'{"n": %d}' % n) for n in range(600)])
    whole = path.read_bytes()
    told = set()
    for size in range(101, len(whole), 331):
        path.write_bytes(whole[:size])
        try:
            with inspector.open(path) as store:
                assert store.last_position() <= 600
        except StoreError as error:
            told.add(str(error))
    # What is missing of a page reads as zeros: keys that lead back to the first rows, so that they would come for ever.
    assert any("is damaged (the rows of stored_events are not in the order of their keys)" in words for words in told)


def test_a_key_that_is_no_utf_8_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "bank.sqlite"
    write(path, [("one", 1, b'{"n": 1}'), ("two", 1, b'{"n": 2}')], " WITHOUT ROWID")
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("UPDATE stored_events SET originator_id = CAST(x'74ff' AS TEXT) WHERE originator_id = 'two'")
        sqlite.commit()
    with inspector.open(path) as store:
        assert [event.payload for event in store.events()] == [{"n": 2}, {"n": 1}]


def test_a_row_that_changes_its_stream_stays_in_the_one_it_had(tmp_path: Path) -> None:
    path = tmp_path / "bank.sqlite"
    write(path, [("one", 1, b'{"n": 1}'), ("one", 2, b'{"n": 2}')])
    with inspector.open(path) as store:
        with closing(sqlite3.connect(path)) as sqlite:
            sqlite.execute("UPDATE stored_events SET originator_id = 'two' WHERE originator_version = 2")
            sqlite.commit()
        assert store.state("one") == {"n": 2}
    with inspector.open(path) as again:
        assert again.state("one") == {"n": 1}


@pytest.mark.parametrize("seed", range(4))
def test_any_bytes_changed_are_read_or_told(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "bank.sqlite"
    write(
        path, [(f"stream-{n % 7}", n // 7, b'{"n": %d}' % n) for n in range(300)], " WITHOUT ROWID" if seed % 2 else ""
    )
    whole = path.read_bytes()
    chance = random.Random(seed)
    told: list[str] = []
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 3, 40))):
            damaged[chance.randrange(100, len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            with inspector.open(path) as store:
                for event in list(store.events())[:5]:
                    store.frame(event.stream)
        except StoreError as error:
            told.append(str(error))
        assert path.read_bytes() == damaged
    assert len(told) < 60
    assert all(str(path) in sentence for sentence in told)
