"""States at positions, and how little is read for them."""

import pytest

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled
from inspector.events.event import Undecodable
from inspector.events.operation import Kind, Ledger, Operation
from inspector.replay.fold import LocalFold
from inspector.replay.history import CHECKPOINT_EVENTS, StateHistory
from inspector.replay.reducers import REDUCERS

MERGE = LocalFold(REDUCERS["merge"], exact=False)


def rollback(after: int, upto: int, stream: str | None = None, number: int = 1) -> Operation:
    return Operation(number, Kind.ROLLBACK, 0, "ana", "why", "", stream, after, upto)


def from_scratch(log, stream, position, ledger=None):
    """The answer of a history that remembers nothing."""
    return StateHistory(log, MERGE, ledger or Ledger()).at(stream, position)


def test_before_the_first_event_is_the_initial_state(log):
    log.add("s", {"a": 1})
    history = StateHistory(log, MERGE, Ledger())
    for stream, position in (("s", 0), ("nobody", 1)):
        folded, error = history.at(stream, position)
        assert (folded.state, folded.position, folded.version, error) == ({}, 0, 0, None)


def test_other_streams_do_not_count(log):
    log.add("a", {"x": 1})
    log.add("b", {"y": 1})
    log.add("a", {"x": 2})
    folded, _ = StateHistory(log, MERGE, Ledger()).at("a", 2)
    assert (folded.state, folded.position, folded.version) == ({"x": 1}, 1, 1)


def test_seeks_agree_with_a_fold_from_the_beginning(log):
    log.fill("a", 300)
    log.fill("b", 50)
    log.fill("a", 300)
    history = StateHistory(log, MERGE, Ledger())
    for position in (650, 1, 299, 300, 351, 64, 63, 65, 128, 649, 650, 0, 400):
        assert history.at("a", position) == from_scratch(log, "a", position)


def test_a_seek_folds_no_more_than_lies_after_a_checkpoint(log):
    log.fill("s", 10_000)
    history = StateHistory(log, MERGE, Ledger())
    history.at("s", 10_000)
    for position in (9_999, 5, 5_000, 7_777):
        log.handed_out = 0
        history.at("s", position)
        assert log.handed_out <= CHECKPOINT_EVENTS


def test_a_step_reads_one_event_and_then_none_for_as_many_as_were_read_ahead(log):
    log.fill("s", 1_000)
    history = StateHistory(log, MERGE, Ledger())
    history.at("s", 500)
    log.handed_out = 0
    before, _ = history.at("s", 500)
    after, _ = history.at("s", 501)
    assert (before.position, after.position) == (500, 501)
    assert log.handed_out == 1
    history.at("s", 502)
    assert 1 < log.handed_out <= 3 * CHECKPOINT_EVENTS
    log.handed_out = 0
    for position in (*range(502, 540), *range(539, 500, -1)):
        assert history.at("s", position)[0].position == position
        assert position == 500 or history.event("s", position) is log.events[position - 1]
    assert log.handed_out == 0


def test_events_of_other_streams_cost_nothing(log):
    log.fill("s", 10)
    log.fill("t", 100)
    history = StateHistory(log, MERGE, Ledger())
    history.at("s", 110)
    log.handed_out = 0
    assert all(history.at("s", position)[0].position == 10 for position in range(10, 111))
    assert log.handed_out == 0


def test_an_event_that_changes_nothing_later_leaves_what_lies_behind_it(log):
    log.fill("s", 10_000)
    history = StateHistory(log, MERGE, Ledger())
    head = history.at("s", 10_000)
    for ledger in (Ledger([rollback(4_999, 5_000)]), Ledger()):
        history.rebase(ledger)
        log.handed_out = 0
        assert history.at("s", 10_000) == head
        assert log.handed_out <= 3 * CHECKPOINT_EVENTS
        assert history.at("s", 5_000) == from_scratch(log, "s", 5_000, ledger)


def test_a_rolled_back_tail_is_not_read(log):
    log.fill("s", 1_000)
    ledger = Ledger([rollback(100, 900)])
    history = StateHistory(log, MERGE, ledger)
    assert history.at("s", 950)[0].version == 950
    assert log.handed_out == 150
    assert history.at("s", 500)[0].position == 100


def test_the_log_may_grow(log):
    log.add("s", {"a": 1})
    history = StateHistory(log, MERGE, Ledger())
    history.at("s", 99)
    log.add("s", {"a": 2})
    assert history.at("s", 99)[0].state == {"a": 2}


def test_rebase_keeps_what_the_difference_does_not_bear_on(log):
    log.fill("s", 1_000)
    history = StateHistory(log, MERGE, Ledger())
    history.at("s", 1_000)
    ledger = Ledger([rollback(640, 1_000)])
    history.rebase(ledger)
    log.handed_out = 0
    assert history.at("s", 1_000) == from_scratch(log, "s", 640)
    log.handed_out = 0
    history.at("s", 630)
    assert log.handed_out <= CHECKPOINT_EVENTS
    history.rebase(Ledger())
    assert history.at("s", 1_000) == from_scratch(log, "s", 1_000)


def test_rebase_of_one_stream_keeps_the_others(log):
    log.fill("a", 500)
    log.fill("b", 500)
    history = StateHistory(log, MERGE, Ledger())
    history.at("a", 1_000)
    history.at("b", 1_000)
    history.rebase(Ledger([rollback(100, 1_000, "a")]))
    log.handed_out = 0
    assert history.at("b", 1_000)[0].version == 500
    assert log.handed_out == 0
    assert history.at("a", 1_000)[0].version == 100


def failing_log(log):
    log.add("s", {"a": 1})
    log.add("s", {"b": 2})
    log.add("t", {"c": 3})
    log.add("s", Undecodable(b"\xff", "No UTF-8."), type="Broken")
    log.add("s", {"a": 4})
    return log


def test_an_error_is_sticky(log):
    history = StateHistory(failing_log(log), MERGE, Ledger())
    for position in (5, 4, 3, 2, 5, 1, 4):
        folded, error = history.at("s", position)
        if position < 4:
            assert error is None
        else:
            assert (error.position, error.type, error.reason) == (4, "Broken", "No UTF-8.")
        assert folded.position == min(position, 2)
        assert folded.state == ({"a": 1} if position == 1 else {"a": 1, "b": 2})


def test_ignoring_the_failing_event_heals(log):
    history = StateHistory(failing_log(log), MERGE, Ledger())
    assert history.at("s", 5)[1] is not None
    history.rebase(Ledger([rollback(3, 4)]))
    folded, error = history.at("s", 5)
    assert (folded.state, error) == ({"a": 4, "b": 2}, None)
    history.rebase(Ledger())
    assert history.at("s", 5)[1] is not None


def test_the_whole_store_holds_every_stream_in_order_of_appearance(log):
    history = StateHistory(failing_log(log), MERGE, Ledger())
    whole = history.all_at(5)
    assert list(whole) == ["s", "t"]
    assert whole == {stream: history.at(stream, 5) for stream in ("s", "t")}
    assert list(history.all_at(2)) == ["s"]
    assert history.all_at(0) == {}
    assert list(history.all_at(4)) == ["s", "t"]


def test_stepping_back_keeps_a_stream_whose_first_event_fails(log):
    log.add("s", {"a": 1})
    log.add("t", Undecodable(b"", "Empty."))
    log.add("s", {"a": 2})
    log.add("t", {"b": 1})
    history = StateHistory(log, MERGE, Ledger())
    history.all_at(4)
    back = history.all_at(3)
    assert list(back) == ["s", "t"]
    assert back["t"][1] is not None


def test_the_whole_store_steps_both_ways_without_reading_it_all(log):
    for number in range(40):
        log.fill(f"stream-{number}", 50)
    history = StateHistory(log, MERGE, Ledger())
    answers = {position: history.all_at(position) for position in (2_000, 1_999, 1_900, 1_901)}
    log.handed_out = 0
    history.all_at(1_900)
    history.all_at(1_902)
    assert log.handed_out < 100
    for position, whole in answers.items():
        fresh = StateHistory(log, MERGE, Ledger()).all_at(position)
        assert list(whole) == list(fresh)
        assert whole == fresh


def test_the_whole_store_leaves_out_what_is_ignored(log):
    log.add("a", {"x": 1})
    log.add("b", {"x": 1})
    log.add("a", {"x": 2})
    log.add("c", {"x": 1})
    history = StateHistory(log, MERGE, Ledger())
    history.all_at(4)
    history.rebase(Ledger([rollback(0, 3, "a"), rollback(3, 4, number=2)]))
    assert list(history.all_at(4)) == ["b"]
    history.rebase(Ledger([rollback(0, 4, number=3)]))
    assert history.all_at(4) == {}


def test_an_answer_is_not_changed_by_later_ones(log):
    log.fill("a", 10)
    history = StateHistory(log, MERGE, Ledger())
    whole = history.all_at(5)
    kept = dict(whole)
    history.all_at(10)
    history.all_at(2)
    assert whole == kept


def test_cancelling_leaves_the_history_usable(log):
    log.fill("s", 500)
    history = StateHistory(log, MERGE, Ledger())
    history.all_at(100)
    cancel = Cancel()
    cancel.cancel()
    for ask in (lambda: history.at("s", 400, cancel=cancel), lambda: history.all_at(400, cancel=cancel)):
        with pytest.raises(Cancelled):
            ask()
    assert history.at("s", 400) == from_scratch(log, "s", 400)
    assert history.all_at(400) == {"s": from_scratch(log, "s", 400)}


def test_many_streams_are_answered_within_bounds(log):
    for number in range(200):
        log.add(f"s{number}", {"n": number})
    history = StateHistory(log, MERGE, Ledger())
    for _ in range(2):
        for number in range(200):
            assert history.at(f"s{number}", 200)[0].state == {"n": number}


def test_a_state_whose_neighbours_do_not_fit_the_budget_is_the_one_asked_for(log):
    """What is read ahead of a step is cut to the budget from its beginning, where the state that was asked for is."""
    log.fill("a", 200)
    for budget_bytes in range(50_000, 2_000_000, 50_000):
        states = StateHistory(log, MERGE, Ledger(), budget_bytes=budget_bytes)
        for position in (2, 23, 24, 100, 101, 60):
            folded, error = states.at("a", position)
            assert (folded.position, folded.state["n"], error) == (position, position, None)
