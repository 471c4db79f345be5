"""Folding events, and what ends it."""

import pytest

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled
from inspector.events.event import Event, Undecodable
from inspector.replay.fold import FoldError, LocalFold
from inspector.replay.reducers import REDUCERS


class Failing:
    """Adds up totals, and fails as user code does."""

    name = "failing"

    def initial(self, stream):
        return {"stream": stream, "sum": 0}

    def apply(self, state, event):
        if event.type == "Endless":
            return self.apply(state, event)
        if event.type == "Bare":
            raise ValueError
        if event.type == "Deep":
            deep = 1
            for _ in range(300):
                deep = [deep]
            return deep
        return {**state, "sum": state["sum"] + event.payload["total"]}


def event(position, payload, type="Added"):
    return Event(position, f"id-{position}", "s", position * 10, type, None, payload)


def run(events, reducer=None):
    fold = LocalFold(reducer or Failing(), exact=True)
    return fold.run("s", fold.initial("s"), events)


def test_nothing_folded_is_the_initial_state():
    fold = LocalFold(REDUCERS["merge"], exact=False)
    assert (fold.name, fold.exact) == ("merge", False)
    start = fold.initial("s")
    assert (start.state, start.trace, start.position, start.version) == ({}, [0, {}], 0, 0)
    assert fold.run("s", start, []) == (start, None)


def test_states_add_up():
    folded, error = run([event(1, {"total": 5}), event(4, {"total": 7})])
    assert error is None
    assert folded.state == {"stream": "s", "sum": 12}
    assert (folded.position, folded.version) == (4, 40)
    assert folded.trace == [4, {"stream": [0, None], "sum": [4, None]}]


@pytest.mark.parametrize(
    ("payload", "type", "reason"),
    [
        ({"tot": 1}, "Added", "KeyError: 'total'"),
        ({}, "Bare", "ValueError"),
        ({}, "Deep", "The state is nested deeper than 200 levels."),
        (Undecodable(b"{", "JSON is cut short."), "Added", "JSON is cut short."),
    ],
)
def test_an_error_ends_the_fold_with_the_last_good_state(payload, type, reason):
    good, _ = run([event(1, {"total": 5})])
    folded, error = run([event(1, {"total": 5}), event(2, payload, type), event(3, {"total": 1})])
    assert error == FoldError(2, type, reason)
    assert folded == good


def test_endless_recursion_is_an_error_too():
    folded, error = run([event(1, {"total": 5}), event(2, {}, "Endless")])
    assert error is not None
    assert error.reason.startswith("RecursionError: ")
    assert folded.position == 1


def test_a_failing_patch_names_the_reason():
    _, error = run([event(1, [{"op": "remove", "path": "/total"}])], REDUCERS["patch"])
    assert error is not None
    assert "total" in error.reason


def test_a_patch_that_is_none_says_so():
    _, error = run([event(1, {"op": "add"})], REDUCERS["patch"])
    assert error == FoldError(1, "Added", "The payload is no RFC 6902 patch, which is an array of operations.")


def test_folding_can_be_cancelled():
    cancel = Cancel()
    fold = LocalFold(REDUCERS["merge"], exact=True)
    cancel.cancel()
    with pytest.raises(Cancelled):
        fold.run("s", fold.initial("s"), [event(1, {})], cancel=cancel)
