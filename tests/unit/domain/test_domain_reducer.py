"""Reducers of a domain: what they may do to the state they are given, what they may return, what is told of errors."""

import math
from collections import namedtuple
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

import pytest
from declared import event

from inspector import Domain
from inspector.domain.domain_reducer import DomainReducer
from inspector.events.errors import DomainError, InvalidData
from inspector.events.json_value import JsonFloat, decode, encode, same
from inspector.replay.fold import fold_events, initial
from inspector.replay.trace import last_set


def reducer(function: Any, start: object = None, *, decimals: bool = False) -> DomainReducer:
    bank = Domain("bank", initial=start, decimals=decimals)
    bank.on("Deposited")(function)
    return DomainReducer(bank)


def test_a_type_without_a_reducer_leaves_the_state_as_it_is() -> None:
    state = {"balance": 1}
    assert reducer(None).apply(state, event(1, type="Noted")) is state


def test_the_initial_state_is_a_value_or_a_function_of_the_streams_name() -> None:
    start = {"items": []}
    fold = reducer(None, start)
    fold.initial("a")["items"].append(1)
    assert (fold.initial("a"), start) == ({"items": []}, {"items": []})
    assert reducer(None, lambda stream: {"id": stream}).initial("account-7") == {"id": "account-7"}
    with pytest.raises(
        DomainError, match=r"initial state of a cannot be made: test_domain_reducer\.py, line \d+: Zero"
    ):
        reducer(None, lambda stream: 1 / 0).initial("a")


def append(state: Any, event: Any) -> Any:
    state["log"].append(event.payload)
    state["last"] = event.payload
    return state


def rename(state: Any, event: Any) -> Any:
    state.clear()
    return {"gone": True}


@pytest.mark.parametrize(
    ("function", "after"), [(append, {"log": [0, 5], "last": 5}), (rename, {"gone": True})], ids=["append", "rename"]
)
def test_a_function_that_changes_its_state_changes_only_what_comes_after(function: Any, after: object) -> None:
    fold = reducer(function)
    for _ in range(3):
        before = {"log": [0], "last": 0}
        assert fold.apply(before, event(1, 5)) == after
        assert before == {"log": [0], "last": 0}


def test_who_set_a_value_is_known_also_where_the_state_is_changed_in_place() -> None:
    fold = reducer(append, {"log": [], "last": None})
    folded, error = fold_events(fold, initial(fold, "account-1"), [event(1, "a"), event(2, "b")])
    assert error is None
    assert folded.state == {"log": ["a", "b"], "last": "b"}
    assert [last_set(folded.trace, path) for path in (["log", 0], ["log", 1], ["last"])] == [1, 2, 2]


def test_parts_that_stay_are_the_same_objects() -> None:
    state = {"kept": {"deep": [1, 2]}, "n": 0}
    after = reducer(lambda state, event: {**state, "n": event.payload}).apply(state, event(1, 4))
    assert after["kept"] is state["kept"]
    assert after == {"kept": {"deep": [1, 2]}, "n": 4}


class Colour(Enum):
    RED = "red"


class Size(StrEnum):
    SMALL = "small"


@dataclass
class Money:
    amount: Decimal
    currency: str


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 3, 12), b'"2026-03-12"'),
        ((1, 2), b"[1,2]"),
        ({1: "one"}, b'{"1":"one"}'),
        ([Colour.RED, Size.SMALL], b'["red","small"]'),
        ({Size.SMALL: 1}, b'{"small":1}'),
        (Money(Decimal("1.50"), "EUR"), b'{"amount":1.50,"currency":"EUR"}'),
        (Point(1, 2), b"[1,2]"),
        (Decimal("412.00"), b"412.00"),
        (JsonFloat("412.00"), b"412.00"),
        (10**30, b"1" + b"0" * 30),
        (None, b"null"),
    ],
)
@pytest.mark.parametrize("decimals", [False, True])
def test_what_is_returned_is_plain_at_once(value: object, text: bytes, *, decimals: bool) -> None:
    fold = reducer(lambda state, event: {**state, "value": [value]}, decimals=decimals)
    after = fold.apply({"old": "value"}, event(1))
    assert encode(after) == b'{"old":"value","value":[' + text + b"]}"
    kind = type(after["value"][0])
    assert kind in {str, list, dict, int, type(None), Decimal if decimals else JsonFloat}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "nan is no number"),
        ([{"deep": (math.inf,)}], "inf is no number"),
        (Decimal("NaN"), "NaN is no number"),
        (Money(Decimal("-Infinity"), "null"), "-Infinity is no number"),
        (object(), "object has no JSON form"),
        ({(1, 2): 3}, "tuple has no JSON form"),
        ("\ud800", "surrogates"),
        ({"\udfff": 1}, "surrogates"),
        ([10**5000], "4300"),
    ],
)
def test_what_json_cannot_hold_is_no_state(value: object, reason: str) -> None:
    with pytest.raises(InvalidData, match=reason):
        reducer(lambda state, event: {"value": value}).apply({}, event(1))


def test_a_state_within_itself_is_no_state() -> None:
    def loop(state: Any, event: Any) -> Any:
        made: dict[str, Any] = {}
        made["self"] = made
        return made

    with pytest.raises(InvalidData, match="nested deeper"):
        reducer(loop).apply({}, event(1))


def test_a_reducer_that_returns_nothing_is_told_so() -> None:
    with pytest.raises(InvalidData, match="The reducer for Deposited returned nothing; it must return the new state"):
        reducer(lambda state, event: state.update(n=1)).apply({}, event(1))


def test_what_a_reducer_raises_is_told_with_its_line() -> None:
    def careless(state: Any, event: Any) -> Any:
        return {"balance": state["balance"] + event.payload["amount"]}

    line = careless.__code__.co_firstlineno + 1
    with pytest.raises(DomainError) as told:
        reducer(careless).apply({}, event(1))
    assert str(told.value) == f"test_domain_reducer.py, line {line}: KeyError: 'balance'."


def test_decimals_stay_decimals() -> None:
    seen = []

    def add(state: Any, event: Any) -> Any:
        seen.append(type(event.payload["amount"]))
        return {"balance": state["balance"] + event.payload["amount"]}

    fold = reducer(add, {"balance": Decimal("0.00")}, decimals=True)
    events = [event(number, decode('{"amount":0.10}')) for number in range(1, 11)]
    folded, _ = fold_events(fold, initial(fold, "account-1"), events)
    assert encode(folded.state) == b'{"balance":1.00}'
    assert set(seen) == {Decimal}


def test_floats_keep_their_literals_where_nothing_is_computed() -> None:
    fold = reducer(lambda state, event: {**event.payload, "sum": event.payload["a"] + 1})
    after = fold.apply({}, event(1, decode('{"a":1.50}')))
    assert encode(after) == b'{"a":1.50,"sum":2.5}'
    assert same(after["a"], decode("1.50"))
