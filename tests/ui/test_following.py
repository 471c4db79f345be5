"""A live store: how soon a commit is seen, what a pause counts, and what a writer may do to the file meanwhile."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.log import Growth, TextFilter
from inspector.ui.event_list.model import EventListModel
from inspector.ui.session import Session

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]


def test_what_comes_while_it_is_not_live_is_counted_and_taken_over_later(
    make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle
) -> None:
    path = make_store()
    session = open_session(path)
    session.set_live(True)
    idle(session)
    session.set_live(False)
    with inspector.open(path, writable=True) as other:
        for expected in (1, 2, 3):
            other.append("order-1041", "Noted", {})
            qtbot.waitUntil(lambda expected=expected: session.waiting == expected)
    assert (len(session.index), session.last, session.cursor) == (60, 60, 60)
    session.set_live(True)
    qtbot.waitUntil(lambda: session.cursor == 63)
    qtbot.waitUntil(lambda: session.waiting == 0)
    assert np.array_equal(session.index.positions, np.arange(1, 64))


def test_a_commit_is_seen_before_the_next_poll(
    make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.ui.following.POLL_MS", 600_000)
    path = make_store()
    session = open_session(path)
    session.set_live(True)
    idle(session)
    for number in range(61, 64):  # a writer who comes, one who goes on, and one who closes
        with inspector.open(path, writable=True) as other:
            other.append("order-1041", "Noted", {})
            qtbot.waitUntil(lambda number=number: session.head == number)


@pytest.mark.parametrize("mode", ["delete", "truncate", "persist", "wal"])
def test_every_way_of_committing_is_seen(
    make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr("inspector.ui.following.POLL_MS", 600_000)
    path = make_store()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}").fetchall()
        session = open_session(path)
        session.set_live(True)
        idle(session)
        for number in range(61, 66):
            insert(other, number)
            qtbot.waitUntil(lambda number=number: session.head == number)
        for deed in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM"):
            other.execute(deed).fetchall()
            insert(other, number := number + 1)
            qtbot.waitUntil(lambda number=number: session.head == number)
    assert np.array_equal(session.index.positions, np.arange(1, number + 1))


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_a_writer_does_the_list_is_what_sql_says(
    make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle, seed: int
) -> None:
    chance = random.Random(seed)
    path = make_store()
    session = open_session(path)
    rows = EventListModel(session)
    session.set_filter(TextFilter(type="Late"))
    session.set_live(True)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        last = 60
        for _ in range(25):
            deed = chance.choice(("one", "many", "one", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)", "live", "filter"))
            if deed == "live":
                session.set_live(not session.live)
            elif deed == "filter":
                session.set_filter(TextFilter() if session.filter != TextFilter() else TextFilter(type="Late"))
            elif deed in ("one", "many"):
                other.execute("BEGIN")
                for _ in range(1 if deed == "one" else 50):
                    insert(other, last := last + chance.choice((1, 1, 7)))
                other.execute("COMMIT")
            else:
                other.execute(deed).fetchall()
            if session.live:
                qtbot.waitUntil(lambda: session.last == last)
                idle(session)
                check = "type = 'Late'" if session.filter != TextFilter() else "1"
                statement = f"SELECT position FROM events WHERE {check} ORDER BY position"
                stored = [row[0] for row in other.execute(statement)]
                count = len(stored)
                qtbot.waitUntil(lambda count=count: rows.rowCount() == count)
                assert rows.positions_at(range(len(stored))).tolist() == stored
    rows.deleteLater()


def insert(other: sqlite3.Connection, position: int) -> None:
    other.execute(
        "INSERT INTO events VALUES (?, ?, 'late', ?, 'Late', 0, '{}', '{}')", (position, str(position), position)
    )


def test_a_store_that_is_written_anew_is_told_once(
    make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle
) -> None:
    path = make_store()
    session = open_session(path)
    lost: list[Growth] = []
    session.lost.connect(lost.append)
    session.set_live(True)
    idle(session)
    make_store(name="other.sqlite").replace(path)
    qtbot.waitUntil(lambda: bool(lost))
    idle(session)
    assert lost == [Growth.REWRITTEN]
    assert not session.live
