"""The filter at work: matches as they are found, as the store grows, and when the user has seen enough."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.event import NewEvent
from inspector.events.log import TextFilter
from inspector.ui import search
from inspector.ui.actions import build
from inspector.ui.event_list.model import EventListModel
from inspector.ui.filter_bar import FilterBar
from inspector.ui.session import Session

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]


@pytest.fixture
def path(make_store: Make) -> Path:
    return make_store([NewEvent(f"s{number % 7}", "T", {"n": number}) for number in range(400)])


def test_matches_are_shown_as_they_are_found_and_the_search_can_be_stopped(
    path: Path, open_session: Open, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_FIRST_SLAB", 100)
    monkeypatch.setattr(search, "_SLAB", 100)
    session = open_session(path)
    idle(session)
    may_go_on = threading.Event()
    report = search.Job.report

    def wait(job: search.Job, done: int, total: int) -> None:
        may_go_on.wait(10)
        job.check()
        report(job, done, total)

    monkeypatch.setattr(search.Job, "report", wait)
    bar = FilterBar(*[build(None)[name] for name in ("match.next", "match.previous")])
    qtbot.addWidget(bar)
    bar.attach(session)
    rows = EventListModel(session)
    bar.show_filter("n")
    qtbot.waitUntil(lambda: session.filtered is not None)
    assert session.searching
    assert rows.rowCount() == 100
    assert bar.count.text() == "100 so far…"
    running = session.jobs.search._running
    assert running is not None
    running.cancel()
    may_go_on.set()
    idle(session)
    assert (session.searching, session.search_stopped, rows.rowCount()) == (False, True, 100)
    assert bar.count.text() == "100 found, then stopped"
    bar.show_filter("type:T")
    idle(session)
    assert rows.rowCount() == 400
    assert bar.count.text() == "400 of 400 match"
    rows.deleteLater()


def test_what_is_new_is_searched_and_added_below(path: Path, open_session: Open, qtbot: QtBot, idle: Idle) -> None:
    session = open_session(path)
    session.set_live(True)
    idle(session)
    rows = EventListModel(session)
    session.set_filter(TextFilter(text="new"))
    idle(session)
    assert rows.rowCount() == 0
    resets: list[bool] = []
    rows.modelReset.connect(lambda: resets.append(True))
    with inspector.open(path, writable=True) as workspace:
        for number in (1, 2):
            workspace.append("s1", "T", {"new": number})
            workspace.append("s1", "T", {"old": number})
            qtbot.waitUntil(lambda number=number: rows.rowCount() == number)
    assert rows.positions_at(range(2)).tolist() == [401, 403]
    assert not resets
    rows.deleteLater()


def test_names_alone_are_answered_without_the_store(
    path: Path, open_session: Open, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(path)
    idle(session)
    monkeypatch.setattr("inspector.store.sqlite_log.SqliteLog.search", None)
    session.set_filter(TextFilter(stream="S3", type="t*"))
    idle(session)
    assert session.filtered is not None
    assert session.filtered.tolist() == list(range(4, 401, 7))
