"""Folding events, and what ends it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import encode
from inspector.replay.fold import FoldError, LocalFold, fold_events
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


payloads = st.recursive(
    st.sampled_from([None, True, 1, 1.0, "a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(payloads | st.dictionaries(st.sampled_from("xyz"), payloads, max_size=3), max_size=12), st.integers(0, 9)
)
def test_merging_many_at_once_gives_state_and_trace_of_one_by_one(payloads, cut):
    merge = REDUCERS["merge"]
    events = [event(position, payload) for position, payload in enumerate(payloads, 1)]
    before = encode(payloads)
    fold = LocalFold(merge, exact=False)
    first, _ = fold.run("s", fold.initial("s"), events[:cut])
    kept = encode(first.state), encode(first.trace)
    folded, error = fold.run("s", first, events[cut:])
    plain, _ = fold_events(merge, fold.initial("s"), events)
    assert error is None
    assert (encode(folded.state), folded.trace, folded.position) == (encode(plain.state), plain.trace, plain.position)
    assert (encode(first.state), encode(first.trace)) == kept
    assert encode(payloads) == before
