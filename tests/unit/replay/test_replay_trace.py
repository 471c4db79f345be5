"""Who set each value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.errors import InvalidData
from inspector.events.json_value import MAX_DEPTH, decode, same
from inspector.replay.trace import advance, last_set, started

values = st.recursive(
    st.sampled_from([None, True, 1, 1.0, "a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


def paths(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in children:
        yield from paths(item, (*path, key))


def look_up(value, path):
    """The value at a path, or a marker where there is none."""
    for key in path:
        there = dict(enumerate(value)) if isinstance(value, list) else value if isinstance(value, dict) else {}
        if key not in there:
            return "nothing there", object()
        value = there[key]
    return value


@given(st.lists(values, min_size=1, max_size=6))
def test_a_value_was_last_set_when_it_last_differed(states):
    """Held against the definition: walk back for as long as the value at the path stays the same."""
    trace = started(states[0])
    for position in range(1, len(states)):
        trace = advance(trace, states[position - 1], states[position], position)
    for path in paths(states[-1]):
        expected = len(states) - 1
        while expected and same(look_up(states[expected], path), look_up(states[expected - 1], path)):
            expected -= 1
        assert last_set(trace, path) == expected


def test_an_order_is_paid():
    placed = {"status": "placed", "items": [{"sku": "A12", "qty": 3}], "draft": True}
    paid = {"status": "paid", "items": placed["items"], "payment": {"id": "77"}}
    before = advance(started({}), {}, placed, 4)
    after = advance(before, placed, paid, 7)
    items = [4, [[4, {"sku": [4, None], "qty": [4, None]}]]]
    assert after == [7, {"status": [7, None], "items": items, "payment": [7, {"id": [7, None]}]}]
    assert after[1]["items"] is before[1]["items"]
    assert before[0] == 4
    assert last_set(after, ("items", 0, "qty")) == 4


def test_an_equal_state_keeps_its_trace():
    trace = started({"a": [1, {"b": 1.5}]}, 3)
    assert advance(trace, {"a": [1, {"b": 1.5}]}, {"a": [1, {"b": 1.5}]}, 9) is trace


@pytest.mark.parametrize(("old", "new"), [("1", "1.0"), ("1.0", "1.00"), ("1", "true"), ("[]", "{}"), ("[1]", "[]")])
def test_another_spelling_is_another_value(old, new):
    old, new = {"v": decode(old)}, {"v": decode(new)}
    assert last_set(advance(started(old), old, new, 5), ("v",)) == 5


@pytest.mark.parametrize("path", [("b",), ("a", 1), ("a", 0, "x"), (0,)])
def test_a_path_that_is_not_there(path):
    with pytest.raises(LookupError):
        last_set(started({"a": [1]}), path)


def test_a_state_nested_too_deeply_is_refused():
    state = 1
    for _ in range(MAX_DEPTH):
        state = {"a": state}
    trace = started(state)
    deeper = {"a": state}
    with pytest.raises(InvalidData, match="nested deeper"):
        started(deeper)
    with pytest.raises(InvalidData, match="nested deeper"):
        advance(trace, state, deeper, 1)
