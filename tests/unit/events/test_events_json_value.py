"""JSON keeps the literals that are stored."""

import copy
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.errors import InvalidData
from inspector.events.json_value import (
    MAX_DEPTH,
    JsonFloat,
    decode,
    encode,
    encode_checked,
    literal,
    pretty,
    same,
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "text",
    [
        "412.00", "1e5", "1E5", "1e400", "-0.0", "0.10", "431.90", "12345678901234567890123456789", "-9007199254740993",
        "3.141592653589793238462643", '"Łukasz"', "[1,1.0,1.00]", '{"b":1,"a":[]}', "true", "null",
    ],
)  # fmt: skip
def test_what_is_decoded_is_encoded_as_it_was(text):
    assert encode(decode(text)).decode() == text
    assert literal(decode(text.encode())) == text


def test_a_float_without_a_spelling_of_its_own_is_a_plain_float():
    assert type(decode("1.5")) is float
    assert type(decode("1.50")) is JsonFloat
    assert decode("1.50") == 1.5


@given(json_values)
def test_every_value_comes_back_the_same(value):
    assert same(decode(encode_checked(value)), value)


def test_the_literal_survives_copies():
    value = decode("[412.00]")
    assert encode(copy.deepcopy(value)) == encode(pickle.loads(pickle.dumps(value))) == b"[412.00]"


def test_decimals_are_numbers_with_their_digits():
    assert encode({"total": Decimal("431.90")}) == b'{"total":431.90}'


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "[1,]", "{'a':1}", "", "01", "1.", '{"a":1} x'])
def test_what_is_no_json_is_refused_in_one_sentence(text):
    with pytest.raises(InvalidData) as raised:
        decode(text)
    assert str(raised.value).endswith(".")
    assert "\n" not in str(raised.value)


def test_bytes_that_are_no_utf8_are_refused():
    with pytest.raises(InvalidData, match="UTF-8"):
        decode(b'"\xff"')


def test_half_a_surrogate_pair_is_refused_both_ways():
    with pytest.raises(InvalidData, match="surrogate"):
        decode('"\ud800"')
    with pytest.raises(InvalidData, match="surrogate"):
        encode("\ud800")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), [{"a": float("-inf")}]])
def test_what_json_cannot_hold_is_not_written(value):
    with pytest.raises(InvalidData):
        encode_checked(value)
    with pytest.raises(InvalidData):
        encode(object())


def nested(levels: int) -> str:
    return "[" * levels + "1" + "]" * levels


def test_nesting_is_bounded():
    deepest = decode(nested(MAX_DEPTH))
    assert encode_checked(deepest).decode() == nested(MAX_DEPTH)
    for levels in (MAX_DEPTH + 1, 5_000, 100_000):
        with pytest.raises(InvalidData, match="nested deeper"):
            decode(nested(levels))
    with pytest.raises(InvalidData, match="nested deeper"):
        encode_checked([deepest])


def test_many_brackets_beside_each_other_are_not_deep():
    text = "[" + ",".join(["[]"] * 1_000) + "]"
    assert len(decode(text)) == 1_000


@pytest.mark.parametrize(
    ("left", "right"),
    [("1", "1.0"), ("1", "true"), ("0", "false"), ("1.0", "1.00"), ("0.0", "-0.0"), ("null", "false"), ('"1"', "1"),
     ("[1,2]", "[2,1]"), ("[]", "{}"), ('{"a":1}', '{"a":1,"b":null}'), ('{"a":[1.0]}', '{"a":[1]}')],
)  # fmt: skip
def test_different_json_is_not_the_same(left, right):
    assert not same(decode(left), decode(right))
    assert not same(decode(right), decode(left))


@pytest.mark.parametrize(
    ("left", "right"),
    [("1.50", "1.50"), ("1e400", "1e400"), ("1" * 20, "1" * 20), ('{"a":1,"b":2}', '{"b":2,"a":1}')],
)
def test_the_same_json_is_the_same(left, right):
    assert same(decode(left), decode(right))


def test_decimals_are_compared_by_their_literals():
    assert same([Decimal("1.50")], [Decimal("1.50")])
    assert not same([Decimal("1.50")], [Decimal("1.5")])


def test_pretty_keeps_literals_and_order():
    assert pretty(decode('{"b":1.50,"a":[]}')) == '{\n  "b": 1.50,\n  "a": []\n}'
