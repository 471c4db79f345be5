"""A patch makes the one value of the other, and knows moved elements again."""

import copy

import jsonpatch
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.analysis.patch import patch
from inspector.events.json_value import decode, same

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "a/b", "~"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["id", "a", "a/b", "~0", ""]), inner),
    max_leaves=20,
)
ITEMS = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 9), "qty": st.integers(0, 2)}), unique_by=lambda item: item["id"]
)


def applied(old: object, operations: list) -> object:
    return jsonpatch.JsonPatch(operations).apply(copy.deepcopy(old))


@given(VALUES, VALUES)
def test_applied_to_the_one_value_it_gives_the_other(old: object, new: object) -> None:
    assert same(applied(old, patch(old, new)), new)


@given(ITEMS, ITEMS)
def test_elements_with_ids_are_removed_added_moved_and_changed_and_never_replaced_whole(old: list, new: list) -> None:
    operations = patch(old, new)
    assert applied(old, operations) == new
    here, there = ({item["id"] for item in items} for items in (old, new))
    assert sum(one["op"] == "add" for one in operations) == len(there - here)
    assert sum(one["op"] == "remove" for one in operations) == len(here - there)
    assert all(one["path"].endswith("/qty") for one in operations if one["op"] == "replace")


@given(st.permutations(list(range(7))))
def test_a_rearranged_array_is_only_moved_about_and_as_little_as_can_be(order: list) -> None:
    old = [{"id": number} for number in range(7)]
    operations = patch(old, [{"id": number} for number in order])
    longest = max(
        sum(1 for _ in run)
        for run in ([order[i] for i in range(7) if mask >> i & 1] for mask in range(128))
        if run == sorted(run)
    )
    assert {one["op"] for one in operations} <= {"move"}
    assert len(operations) <= 7 - longest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1", "1", []),
        ("1", "1.0", [{"op": "replace", "path": "", "value": 1.0}]),
        ('{"a/b": 1}', "{}", [{"op": "remove", "path": "/a~1b"}]),
        ("[1, 2, 3]", "[3, 1, 2]", [{"op": "move", "from": "/2", "path": "/0"}]),
        ("[1, 2, 3]", "[1, 5, 3]", [{"op": "replace", "path": "/1", "value": 5}]),
        (
            '[{"sku": "A", "qty": 1}, {"sku": "B", "qty": 1}]',
            '[{"sku": "B", "qty": 2}, {"sku": "A", "qty": 1}]',
            [{"op": "move", "from": "/1", "path": "/0"}, {"op": "replace", "path": "/0/qty", "value": 2}],
        ),
    ],
)
def test_examples(old: str, new: str, expected: list) -> None:
    found = patch(decode(old), decode(new))
    assert same(applied(decode(old), found), decode(new))
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one["op"] == other["op"] or {one["op"], other["op"]} == {"move"}
        assert one["path"] == other["path"] or one["op"] == "move"
