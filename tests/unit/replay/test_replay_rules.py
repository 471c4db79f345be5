"""Fold rules: what expressions say and cannot do, what operations change and leave, what is told of mistakes."""

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.errors import InvalidData
from inspector.events.event import Event
from inspector.events.json_value import JsonFloat, encode
from inspector.replay.fold import LocalFold
from inspector.replay.rules.expression import Expression
from inspector.replay.rules.rules import Rules

NAMES = {
    "payload": {
        "amount": JsonFloat("412.00"),
        "text": "19.90",
        "qty": 3,
        "tags": ["a", "b"],
        "none": None,
        "yes": True,
    },
    "state": {"lines": [{"sku": "A", "qty": 1}, {"sku": "B", "qty": 2}]},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("payload.amount", JsonFloat("412.00")),
        ("payload.amount * 2", Decimal("824.00")),
        ("payload.text + payload.text", "19.9019.90"),
        ("decimal(payload.text) + decimal(payload.text)", Decimal("39.80")),
        ("0.1 + 0.2 == 0.3", True),
        ("0.1 + 0.2", Decimal("0.3")),
        ("1 / 3 < 0.34", True),
        ("7 // 2 + 7 % 2", 4),
        ("round(payload.text * 100)", 1990),
        ("round(2.345, 2)", Decimal("2.34")),
        ("-payload.qty", -3),
        ("payload.tags[0] + payload.tags[-1]", "ab"),
        ("payload.tags + ['c']", ["a", "b", "c"]),
        ("payload.absent.deeper", None),
        ("exists(payload.absent)", False),
        ("payload['qty'] in [1, 3]", True),
        ("payload.yes == 1", False),
        ("1.0 == 1", True),
        ("payload.none or 'instead'", "instead"),
        ("payload.qty if payload.yes else null", 3),
        ("not (payload.qty > 2 and true)", False),
        ("1 < payload.qty <= 3", True),
        ("find(state.lines, 'sku', 'B').qty", 2),
        ("sum([1, 2.5, '3'])", Decimal("6.5")),
        ("{'a': payload.qty, 'b': [payload.none]}", {"a": 3, "b": [None]}),
        ("upper(trim('  x ')) + join(payload.tags, '-')", "Xa-b"),
        ("uuid('73fc4b8b58154a809707c71db05c8f07')", "73fc4b8b-5815-4a80-9707-c71db05c8f07"),
    ],
)
def test_expressions(text: str, value: object) -> None:
    found = Expression(text).value(NAMES)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "payload.__class__()", "open('x')", "(lambda: 1)()", "[x for x in payload]", "payload.f()",
        "f'{payload}'", "x := 1", "2 ** 9", "1 if", "", "a b", "b'bytes'", "len(payload, key=1)", "{**payload}", "1j",
        "...", "await x", "x" * 3000, "(" * 500 + "1" + ")" * 500, "payload[1:2]", "print(1)", "*payload",
    ],
)  # fmt: skip
def test_what_is_no_expression_is_told_when_it_is_read(text: str) -> None:
    with pytest.raises(InvalidData):
        Expression(text).value(NAMES)


def test_an_attribute_is_a_field_and_never_pythons() -> None:
    assert Expression("payload.__class__").value(NAMES) is None
    assert Expression("payload.keys").value(NAMES) is None


@pytest.mark.parametrize(
    "text",
    ["absent", "1 / 0", "'a' * 2", "payload.tags - 1", "'x' < 1", "int('x')", "'x' * 99999999", "min()", "uuid('x')",
     "round(1, 'x')", "decimal('NaN')", "decimal('1e999999999') * decimal('1e999999999')", "len(3)", "first(3)"],
)  # fmt: skip
def test_what_cannot_be_computed_is_told_with_the_expression(text: str) -> None:
    with pytest.raises(InvalidData) as told:
        Expression(text).value(NAMES)
    assert text in str(told.value)


def test_texts_and_numbers_cannot_grow_without_bound() -> None:
    grown = {"state": "x" * 60_000}
    with pytest.raises(InvalidData, match="more than"):
        Expression("state + state").value(grown)
    with pytest.raises(InvalidData, match="bits"):
        Expression("state * state").value({"state": 2**9_000})


def test_a_fraction_keeps_its_literal_and_what_is_no_number_is_told() -> None:
    assert str(Expression("12.50").value({})) == "12.50"
    assert encode(Expression("[1e400, 1e-5]").value({})) == b"[1E+400,0.00001]"
    with pytest.raises(InvalidData, match="1e999999999 is too large to count with"):
        Expression("payload + 1e999999999")
    with pytest.raises(InvalidData, match="more than 3,000 digits"):
        Expression("1e2999 * 1e2999").value({})
    with pytest.raises(InvalidData, match="The initial state holds NaN"):
        Rules("r", {"initial": {"a": [Decimal("NaN")]}})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / 0", "it divides by zero"),
        ("1 % 0", "it divides by zero"),
        ("0.0 / 0", "its values have no such result"),
        ("1 in 5", "a number cannot hold a number"),
        ("sum(payload.none)", "sum() can do nothing with null"),
        ("first({'a': 1})", "first() can do nothing with an object"),
        ("uuid('x')", "uuid() can do nothing with 'x'"),
        ("min()", "min() can do nothing with nothing"),
    ],
)
def test_why_it_cannot_be_computed_is_plain_english(text: str, reason: str) -> None:
    with pytest.raises(InvalidData) as told:
        Expression(text).value(NAMES)
    assert str(told.value) == f"{text!r} cannot be computed: {reason}."


def test_what_is_nested_too_deep_is_plain_english() -> None:
    with pytest.raises(InvalidData, match=r"it is nested too deep|too many nested"):
        Expression("-" * 1_999 + "1").value({})


@pytest.mark.parametrize(
    "line",
    [
        {"append": "/l", "value": "state"},
        {"set": "/a", "value": "[state.a, state.a]"},
        {"set": "", "value": "{'a': state, 'b': state}"},
        {"set": "/a", "value": "concat(state.a or [payload.text], state.a or [payload.text])"},
    ],
)
def test_a_state_that_doubles_ends_the_fold(line: dict[str, object]) -> None:
    fold = LocalFold(Rules("r", {"on": {"*": [line]}}), exact=True)
    events = [event("E", {"text": "x" * 999}, number) for number in range(1, 400)]
    folded, error = fold.run("s-1", fold.initial("s-1"), events)
    assert error is not None
    assert "it makes " in error.reason
    assert len(encode(folded.state)) < 50_000_000


def event(type: str, payload: object = None, version: int = 1) -> Event:
    return Event(version, f"id-{version}", "s-1", version, type, 1_773_318_731_000_000_000, payload or {}, {"by": "me"})


def after(lines: list[dict[str, object]], state: object, payload: object) -> object:
    before = deepcopy((state, payload))
    found = Rules("r", {"on": {"E": lines}}).apply(state, event("E", payload))
    assert (state, payload) == before, "neither state nor payload is changed"
    return found


@pytest.mark.parametrize(
    ("line", "state", "expected"),
    [
        ({"set": "/a/b", "value": "payload.n"}, {}, {"a": {"b": 5}}),
        ({"set": "", "value": "payload"}, {"old": 1}, {"n": 5, "key": "k"}),
        ({"set": "/l/1", "value": "payload.n"}, {"l": [1, 2]}, {"l": [1, 5]}),
        ({"set": "/by/{payload.key}", "value": "1"}, {}, {"by": {"k": 1}}),
        ({"merge": "/a", "value": "{'x': null, 'y': 1}"}, {"a": {"x": 1}}, {"a": {"y": 1}}),
        ({"add": "/n", "value": "payload.n"}, {"n": 2}, {"n": 7}),
        ({"add": "/n", "value": "'0.10'"}, {"n": Decimal("0.20")}, {"n": Decimal("0.30")}),
        ({"add": "/n", "value": "1"}, {}, {"n": 1}),
        ({"subtract": "/n", "value": "payload.n"}, {"n": 2}, {"n": -3}),
        ({"increment": "/n"}, {"n": 2}, {"n": 3}),
        ({"append": "/l", "value": "payload.n"}, {}, {"l": [5]}),
        ({"append": "/l", "value": "payload.n"}, {"l": [1]}, {"l": [1, 5]}),
        ({"remove": "/l", "value": "payload.n"}, {"l": [5, 1, 5]}, {"l": [1]}),
        ({"remove": "/l", "value": "5", "first": True}, {"l": [5, 1, 5]}, {"l": [1, 5]}),
        ({"remove": "/l", "where": "item.q > 1"}, {"l": [{"q": 1}, {"q": 2}]}, {"l": [{"q": 1}]}),
        ({"remove": "/o", "value": "payload.key"}, {"o": {"k": 1, "j": 2}}, {"o": {"j": 2}}),
        ({"delete": "/l/0"}, {"l": [1, 2]}, {"l": [2]}),
        ({"delete": "/absent"}, {"a": 1}, {"a": 1}),
        ({"rename": "/a", "to": "/b/c"}, {"a": 1}, {"b": {"c": 1}}),
        ({"rename": "/absent", "to": "/b"}, {"a": 1}, {"a": 1}),
        ({"replace_by_id": "/l", "value": "{'id': 2, 'v': 1}"}, {"l": [{"id": 2}, {"id": 3}]},
         {"l": [{"id": 2, "v": 1}, {"id": 3}]}),
        ({"replace_by_id": "/l", "value": "{'id': 2}"}, {}, {"l": [{"id": 2}]}),
        ({"set": "/a", "value": "1", "when": "payload.n > 9"}, {}, {}),
        ({"set": "/who", "value": "metadata.by + event.type + event.stream"}, {}, {"who": "meEs-1"}),
        ({"set": "/at", "value": "event.time"}, {}, {"at": "2026-03-12T12:32:11Z"}),
    ],
)  # fmt: skip
def test_operations(line: dict[str, object], state: object, expected: object) -> None:
    assert after([line], state, {"n": 5, "key": "k"}) == expected


@pytest.mark.parametrize(
    ("line", "state", "told"),
    [
        ({"add": "/n", "value": "1"}, {"n": "x"}, "no number"),
        ({"append": "/n", "value": "1"}, {"n": 1}, "only a list"),
        ({"set": "/l/7", "value": "1"}, {"l": [1]}, "no element 7"),
        ({"set": "/n/x", "value": "1"}, {"n": 1}, "no object"),
        ({"remove": "/n", "value": "1"}, {"n": 1}, "only elements"),
        ({"set": "/{payload}", "value": "1"}, {}, "no text and no number"),
    ],
)
def test_what_cannot_be_done_ends_the_fold_with_a_sentence(line: dict[str, object], state: object, told: str) -> None:
    rules = Rules("r", {"initial": state, "on": {"E": [line]}})
    fold = LocalFold(rules, exact=True)
    folded, error = fold.run("s-1", fold.initial("s-1"), [event("E", {"n": 5})])
    assert error is not None
    assert told in error.reason
    assert folded.state == state


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"of": 1}, "no of"),
        ({"on": []}, "`on` is a table"),
        ({"on": {"E": {"set": "/a"}}}, "no list"),
        ({"on": {"E": ["x"]}}, "Rule 1 of E is no table"),
        ({"on": {"E": [{}]}}, "one verb"),
        ({"on": {"E": [{"set": "/a", "add": "/b", "value": "1"}]}}, "one verb"),
        ({"on": {"E": [{"set": "/a", "value": "1", "vlaue": "2"}]}}, "no vlaue"),
        ({"on": {"E": [{"set": "/a"}]}}, "not what"),
        ({"on": {"E": [{"set": "a", "value": "1"}]}}, "'a' is no path"),
        ({"on": {"E": [{"set": "/a", "value": "1 +"}]}}, "Rule 1 of E: '1 +' is no expression"),
        ({"on": {"E": [{"set": "/a", "value": 1}]}}, "in quotes"),
        ({"on": {"E": [{"rename": "/a"}]}}, "rename needs it"),
        ({"on": {"E": [{"set": "/a" * 101, "value": "1"}]}}, "or 100 parts"),
        ({"on": {"E": [{"rename": "/a", "to": "/a" * 50_000}]}}, "or 100 parts"),
    ],
)
def test_mistakes_in_rules_are_told_with_their_place(data: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidData) as error:
        Rules("r", data)
    assert told in str(error.value)


def test_the_lines_of_every_type_come_last_and_unknown_types_change_nothing() -> None:
    data = {"on": {"E": [{"set": "/a", "value": "1"}], "*": [{"set": "/v", "value": "event.version"}]}}
    rules = Rules("r", data)
    assert rules.apply({}, event("E", version=4)) == {"a": 1, "v": 4}
    assert Rules("r", {"on": {}}).apply({"same": 1}, event("Other")) == {"same": 1}


@given(st.lists(st.decimals("-1000", "1000", places=2), max_size=30))
def test_a_balance_is_the_exact_sum_of_its_amounts(amounts: list[Decimal]) -> None:
    rules = Rules("r", {"initial": {"balance": 0}, "on": {"Paid": [{"add": "/balance", "value": "payload.amount"}]}})
    state = rules.initial("s")
    for amount in amounts:
        state = rules.apply(state, event("Paid", {"amount": JsonFloat(str(amount))}))
    assert state == {"balance": sum(amounts)}
