"""Blame, find and checkups are what a plain fold of a plain list says, whatever is ignored."""

import copy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import inspector
from inspector.analysis.invariant import parse_invariants
from inspector.analysis.pointer import ABSENT, at, parse, pointer
from inspector.events.errors import InvalidData, NotFound
from inspector.events.event import NewEvent
from inspector.events.json_value import same

STREAMS = ("a", "b")
PATHS = ("", "/n", "/list", "/list/0", "/list/1/x", "/deep/n", "/none")
LEAVES = st.none() | st.integers(-2, 2) | st.lists(st.integers(0, 1) | st.fixed_dictionaries({"x": st.integers(0, 1)}))
PAYLOADS = st.dictionaries(
    st.sampled_from(["n", "list", "deep"]), LEAVES | st.fixed_dictionaries({"n": LEAVES}), max_size=2
)
EVENTS = st.lists(st.tuples(st.sampled_from(STREAMS), PAYLOADS), min_size=1, max_size=12)


def merged(target, patch):
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = copy.deepcopy(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def plain_steps(events, ignored):
    """Position, stream, state before and after, of each effective event."""
    states = {}
    for position, (stream, payload) in enumerate(events, 1):
        if position not in ignored:
            before = states.get(stream, {})
            states[stream] = merged(before, payload)
            yield position, stream, before, states[stream]


def lookup(value, parts):
    for part in parts:
        try:
            value = value[int(part) if isinstance(value, list) else part]
        except (KeyError, IndexError, ValueError, TypeError):
            return ABSENT
    return value


@settings(max_examples=40)
@given(EVENTS, st.data())
def test_blame_and_find_are_what_a_plain_fold_says(events, data) -> None:
    with TemporaryDirectory() as folder, inspector.create(Path(folder) / "store.sqlite") as store:
        store.append_all(NewEvent(stream, "Set", payload) for stream, payload in events)
        target = data.draw(st.integers(0, len(events)))
        store.roll_back(to=target, stream=data.draw(st.sampled_from(["a", None])) if "a" in dict(events) else None)
        span = store.ledger.spans[0] if store.ledger.spans else None
        ignored = {
            position
            for position, (stream, _) in enumerate(events, 1)
            if span is not None and position > target and span.stream in (None, stream)
        }
        steps = list(plain_steps(events, ignored))
        for stream in dict(events):
            for path in PATHS:
                parts = parse(path)
                values = [
                    (position, lookup(before, parts), lookup(after, parts))
                    for position, name, before, after in steps
                    if name == stream
                ]
                expected = [
                    (position, None if old is ABSENT else old, None if new is ABSENT else new)
                    for position, old, new in values
                    if (old is ABSENT) is not (new is ABSENT) or (old is not ABSENT and not same(old, new))
                ]
                try:
                    found = store.inquiry.blame(path, stream).settings
                except NotFound:
                    assert not expected
                    continue
                assert [(one.event.position, one.old, one.new) for one in found] == expected[::-1]
        truths = {}
        flips = []
        for position, stream, _, state in steps:
            after = state.get("n") == 1
            if after is not truths.get(stream, False):
                flips.append((position, stream, truths.get(stream), after))
            truths[stream] = after
        found = store.inquiry.find("state.n == 1")
        assert [(one.position, one.name, one.before, one.after) for one in found.flips] == flips
        first = store.inquiry.find("state.n == 1", first=True).flips
        assert [one.position for one in first] == [flip[0] for flip in flips if flip[3]][:1]


@given(st.lists(st.text(max_size=3), max_size=3))
def test_a_pointer_is_parsed_as_it_was_written(path) -> None:
    assert parse(pointer(path)) == tuple(path)


@pytest.mark.parametrize("part", ["01", "-1", "1 ", "٣", "", "-"])
def test_what_is_no_index_is_nowhere_in_an_array(part: str) -> None:
    assert at([1, 2, 3, 4], (part,)) is ABSENT


@pytest.fixture
def store(tmp_path: Path):
    with inspector.create(tmp_path / "store.sqlite") as store:
        for number, left in enumerate((5, 2, -1, 3, -2)):
            store.append(f"stock-{number % 2}", "Counted", {"left": left})
        store.append("order-1", "Placed", {"total": 3})
        yield store


def test_the_streams_of_a_category_are_searched(store) -> None:
    found = store.inquiry.find("state.left < 0", "stock-*")
    assert [(flip.position, flip.name, flip.after) for flip in found.flips] == [(3, "stock-0", True)]
    assert not found.exact


def test_where_it_cannot_be_computed_it_does_not_hold_and_says_where(store) -> None:
    found = store.inquiry.find("state.left < 0")
    assert (found.failed, found.trouble[0]) == (1, 6)
    with pytest.raises(InvalidData, match=r"At every event, first at #6: 'state.left < 0' cannot be computed"):
        store.inquiry.find("state.left < 0", "order-1")
    with pytest.raises(NotFound, match="no stream 'order-2'"):
        store.inquiry.find("state.left < 0", "order-2")


INVARIANTS = b"""
[[invariant]]
name = "never below zero"
stream = "stock-*"
must = "state.left >= 0"

[[invariant]]
must = "state.nothing > 0"
"""


def test_a_checkup_tells_where_an_invariant_begins_to_be_violated(store) -> None:
    found = store.inquiry.check(parse_invariants(INVARIANTS, "rules.toml"))
    assert [(one.kind, one.position, one.stream, one.subject) for one in found.findings] == [
        ("violation", 3, "stock-0", "never below zero")
    ]
    assert (found.events, found.streams, found.untold) == (6, 3, ("state.nothing > 0",))


def test_a_checkup_tells_which_events_cannot_be_folded(store) -> None:
    store.use_reducer("patch")
    found = store.inquiry.check()
    assert [(one.kind, one.position) for one in found.findings] == [("error", 1), ("error", 2), ("error", 6)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "holds no invariants"),
        (b"[[invariant]]\nname = 'x'", "Invariant 1 of x.toml is a table with must"),
        (b"[[invariant]]\nmust = 3", "are texts"),
        (b"[[invariant]]\nmust = 'import os'", "is no expression"),
        (b"[[invariant]]\nmust = '().__class__'", "uses what an expression cannot"),
        (b"= 3", "x.toml: "),
        (b"\xff", "not valid UTF-8"),
        (b"[[invariant]]\nmust='true'\nmore=1", "is a table with must"),
    ],
)
def test_bad_invariants_get_a_sentence(text: bytes, sentence: str) -> None:
    with pytest.raises(InvalidData, match=sentence):
        parse_invariants(text, "x.toml")
