"""What differs between two states."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analysis.diff import Change, diff
from inspector.events.json_value import decode, same

values = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 1.0, "a", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)


def applied(old, changes):
    """The old state with the changes made, list elements removed from the end."""
    state = copy.deepcopy(old)
    for change in sorted(changes, key=lambda change: change.kind == "removed"):
        if change.kind != "removed":
            state = _set(state, change.path, change.new)
    for change in reversed([change for change in changes if change.kind == "removed"]):
        parent = state
        for key in change.path[:-1]:
            parent = parent[key]
        del parent[change.path[-1]]
    return state


def _set(state, path, value):
    if not path:
        return value
    parent = state
    for key in path[:-1]:
        parent = parent[key]
    if isinstance(parent, list) and path[-1] == len(parent):
        parent.append(value)
    else:
        parent[path[-1]] = value
    return state


@given(values, values)
def test_the_changes_lead_from_one_to_the_other(old, new):
    changes = diff(old, new)
    assert same(applied(old, changes), new)
    assert bool(changes) != same(old, new)
    assert len({change.path for change in changes}) == len(changes)


@given(values)
def test_a_state_does_not_differ_from_itself(state):
    assert diff(state, state) == []
    assert diff(state, copy.deepcopy(state)) == []


@given(values, values)
def test_back_is_the_mirror(old, new):
    mirrored = {"added": "removed", "removed": "added", "changed": "changed"}
    forward = sorted((repr(c.path), c.kind) for c in diff(old, new))
    backward = sorted((repr(c.path), mirrored[c.kind]) for c in diff(new, old))
    assert forward == backward


def test_an_order_is_paid():
    old = {"status": "placed", "items": [{"sku": "A12", "qty": 1}], "draft": True}
    new = {"status": "paid", "items": [{"sku": "A12", "qty": 3}, {"sku": "B7"}], "payment": {"id": "77"}}
    assert diff(old, new) == [
        Change(("status",), "changed", "placed", "paid"),
        Change(("items", 0, "qty"), "changed", 1, 3),
        Change(("items", 1), "added", None, {"sku": "B7"}),
        Change(("payment",), "added", None, {"id": "77"}),
        Change(("draft",), "removed", True, None),
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("1", "1.0"), ("412.0", "412.00"), ("0", "false"), ("{}", "[]"), ("null", "0")]
)
def test_another_spelling_is_a_change(old, new):
    old, new = decode(old), decode(new)
    assert diff(old, new) == [Change((), "changed", old, new)]
    assert diff([old], [new]) == [Change((0,), "changed", old, new)]


def test_null_can_come_and_go():
    assert diff({}, {"a": None}) == [Change(("a",), "added", None, None)]
    assert diff({"a": None}, {}) == [Change(("a",), "removed", None, None)]
