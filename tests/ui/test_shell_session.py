"""The session on real stores: cursor, scope, state, filter, growth, writing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import inspector
from inspector.events.event import NewEvent
from inspector.events.log import Growth, TextFilter
from inspector.ui.session import Session

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]


@pytest.fixture
def session(make_store: Make, open_session: Open) -> Session:
    return open_session(make_store())


def test_it_opens_at_the_head_with_the_whole_index(session: Session) -> None:
    assert (session.cursor, session.head, session.last) == (60, 60, 60)
    assert session.indexed
    assert list(session.index.positions) == list(range(1, 61))
    assert session.scope == session.stream_at(60)
    event = session.event_at(60)
    assert event is not None
    assert event.position == 60


def test_the_cursor_moves_at_once_and_the_state_follows(session: Session, qtbot: QtBot, idle: Idle) -> None:
    steps: list[int] = []
    session.stepReady.connect(lambda step: steps.append(step.frame.position))
    for position in (10, 20, 30):
        session.set_cursor(position)
        assert session.cursor == position
    idle(session)
    assert steps[-1] == 30
    assert session.scope == session.stream_at(30)


def test_steps_go_to_the_neighbours_and_stop_at_the_ends(session: Session, idle: Idle) -> None:
    session.first()
    session.step(-1)
    assert session.cursor == 1
    session.step(1)
    assert session.cursor == 2
    session.step(1, stream=session.stream_at(2))
    assert session.cursor == 5
    session.to_head()
    session.step(1)
    assert session.cursor == 60
    idle(session)


def test_a_pinned_scope_stays_while_the_cursor_goes(session: Session, idle: Idle) -> None:
    frames: list[str | None] = []
    session.stepReady.connect(lambda step: frames.append(step.frame.stream))
    session.set_scope("order-1041")
    session.set_cursor(30)
    idle(session)
    assert session.stream_at(30) != "order-1041"
    assert frames[-1] == session.scope == "order-1041"
    session.state_scope.unpin()
    idle(session)
    assert session.scope == session.stream_at(30)


def test_the_filter_gives_positions_and_the_way_between_them(session: Session, idle: Idle) -> None:
    session.set_filter(TextFilter(type="Payment*"))
    idle(session)
    types = [session.index.type_names[code] for code in session.index.types]
    expected = [row + 1 for row, name in enumerate(types) if name.startswith("Payment")]
    assert session.filtered is not None
    assert list(session.filtered) == expected
    session.first()
    session.step_match(1)
    assert session.cursor == expected[0]
    session.step_match(1)
    assert session.cursor == expected[1]
    session.step_match(-1)
    assert session.cursor == expected[0]
    session.set_filter(TextFilter())
    assert session.filtered is None
    idle(session)


def test_pages_come_when_they_are_wanted(make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle) -> None:
    session = open_session(make_store([NewEvent("s", "T", {"n": number}) for number in range(500)]))
    assert session.event_at(7) is None
    with qtbot.waitSignal(session.pagesReady):
        session.want([7, 300])
    idle(session)
    seven = session.event_at(7)
    assert seven is not None
    assert seven.payload == {"n": 6}


def test_events_of_another_writer_come_once_and_in_order(
    make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle
) -> None:
    path = make_store()
    session = open_session(path)
    session.set_live(True)
    with inspector.open(path, writable=True) as other:
        for number in range(20):
            other.append("order-1041", "Noted", {"n": number})
    qtbot.waitUntil(lambda: session.head == 80, timeout=5000)
    idle(session)
    assert np.array_equal(session.index.positions, np.arange(1, 81))
    assert session.cursor == 80


def test_a_cursor_in_the_past_is_left_alone_by_growth(
    make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle
) -> None:
    path = make_store()
    session = open_session(path)
    session.set_live(True)
    session.set_cursor(12)
    with inspector.open(path, writable=True) as other:
        other.append("order-1041", "Noted", {})
    qtbot.waitUntil(lambda: session.head == 61, timeout=5000)
    assert session.cursor == 12


def test_a_rollback_of_another_writer_is_seen(make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle) -> None:
    path = make_store()
    session = open_session(path)
    session.set_live(True)
    with inspector.open(path, writable=True) as other:
        other.roll_back(to=40, reason="test")
    qtbot.waitUntil(lambda: session.head == 40, timeout=5000)
    idle(session)
    assert session.cursor == 40
    assert session.is_ignored(41)
    assert not session.is_ignored(40)
    assert session.last == 60


def test_a_write_of_ours_tells_every_view(make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle) -> None:
    session = open_session(make_store(), writable=True)
    labels: list[str] = []
    session.changed.connect(lambda changes: labels.append(changes.label))
    session.write(lambda _cancel: session.workspace.roll_back(to=30, reason="test"))
    idle(session)
    assert labels
    assert session.head == session.cursor == 30
    session.write(lambda _cancel: session.workspace.undo(since=session.since))
    idle(session)
    assert session.head == session.cursor == 60
    assert len(labels) == 2


def test_undo_reaches_only_what_was_done_since_opening(make_store: Make, open_session: Open) -> None:
    session = open_session(make_store(), writable=True)
    assert session.ledger.next_undo() is not None
    assert session.ledger.next_undo(session.since) is None


def test_an_empty_store_is_quiet(make_store: Make, open_session: Open, qtbot: QtBot, idle: Idle) -> None:
    path = make_store([])
    session = open_session(path)
    assert (session.cursor, session.head, session.last, session.scope) == (0, 0, 0, None)
    session.set_live(True)
    with inspector.open(path, writable=True) as other:
        other.append("a", "Began", {})
    qtbot.waitUntil(lambda: session.cursor == 1, timeout=5000)
    idle(session)
    assert session.scope == "a"


def test_a_store_that_goes_away_is_reported(make_store: Make, open_session: Open, qtbot: QtBot) -> None:
    path = make_store()
    session = open_session(path)
    session.set_live(True)
    with qtbot.waitSignal(session.lost, timeout=5000) as lost:
        path.unlink()
    assert lost.args == [Growth.GONE]
    assert not session.live


def test_reading_only_changes_nothing_in_the_folder(make_store: Make, open_session: Open, idle: Idle) -> None:
    path = make_store()
    before = {
        entry: (entry.stat().st_mtime_ns, entry.read_bytes()) for entry in path.parent.iterdir() if entry.is_file()
    }
    session = open_session(path)
    session.set_cursor(10)
    session.set_filter(TextFilter(text="sku"))
    idle(session)
    session.close()
    after = {
        entry: (entry.stat().st_mtime_ns, entry.read_bytes()) for entry in path.parent.iterdir() if entry.is_file()
    }
    assert after == before


def test_an_unknown_stream_is_one_sentence(make_store: Make, open_session: Open, qtbot: QtBot) -> None:
    session = open_session(make_store())
    with qtbot.waitSignal(session.failed, timeout=5000) as failed:
        session.set_scope("no-such-stream")
    assert "no-such-stream" in failed.args[0]
