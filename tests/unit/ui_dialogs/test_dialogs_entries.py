"""From typed text to values and sentences."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.errors import InvalidData
from inspector.ui.dialogs.entries import check_count, from_text, step, to_text
from inspector.ui.dialogs.schema import Kind, Spec


def spec(kind: Kind, **schema: Any) -> Spec:
    return Spec(kind, "Value", "", schema, {})


def refusal(kind: Kind, text: str, **schema: Any) -> str:
    with pytest.raises(InvalidData) as caught:
        from_text(spec(kind, **schema), text)
    return str(caught.value)


@given(st.integers())
def test_whole_numbers_of_any_size_come_back(number: int) -> None:
    integer = spec(Kind.INTEGER)
    assert from_text(integer, to_text(integer, number)) == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_decimals_keep_every_digit(number: Decimal) -> None:
    assert from_text(spec(Kind.DECIMAL), str(number)) == str(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back(number: float) -> None:
    value = spec(Kind.NUMBER)
    assert from_text(value, to_text(value, number)) == number


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_taken_as_it_is(text: str) -> None:
    assert from_text(spec(Kind.TEXT), text) == text


def test_grouped_digits_are_taken() -> None:
    assert from_text(spec(Kind.INTEGER), "1\N{NO-BREAK SPACE}204 511") == 1204511


@pytest.mark.parametrize(
    ("kind", "text", "schema", "sentence"),
    [
        (Kind.INTEGER, "", {}, "This is required."),
        (Kind.INTEGER, "4.5", {}, "Write a whole number, for example 42."),
        (Kind.INTEGER, "0", {"minimum": 1}, "At least 1 is needed."),
        (Kind.INTEGER, "0", {"exclusiveMinimum": 0}, "More than 0 is needed."),
        (Kind.INTEGER, "6", {"maximum": 5}, "At most 5 is allowed."),
        (Kind.INTEGER, "5", {"exclusiveMaximum": 5}, "Less than 5 is needed."),
        (Kind.INTEGER, "3", {"multipleOf": 2}, "A multiple of 2 is needed."),
        (Kind.INTEGER, "9" * 5000, {}, "At most 4000 digits are taken."),
        (Kind.NUMBER, "nan", {}, "Write a number, for example 12.50."),
        (Kind.NUMBER, "1e999", {}, "This is more than a float can hold."),
        (Kind.DECIMAL, "1e999999999999999999999", {}, "The exponent is too large."),
        (Kind.DECIMAL, "-1.50", {"exclusiveMinimum": 0.0}, "More than 0 is needed."),
        (Kind.DECIMAL, "0.15", {"multipleOf": 0.1}, "A multiple of 0.1 is needed."),
        (Kind.TEXT, "", {"minLength": 1}, "This is required."),
        (Kind.TEXT, "ab", {"minLength": 3}, "At least 3 characters are needed; there are 2."),
        (Kind.TEXT, "abcd", {"maxLength": 3}, "At most 3 characters fit; there are 4."),
        (Kind.TEXT, "abc", {"pattern": "^[A-Z]+$"}, "This does not match the pattern ^[A-Z]+$."),
        (Kind.DATE, "12.3.2026", {}, "Write the date as 2026-03-12."),
        (Kind.TIME, "25:00", {}, "Write the time of day as 14:32 or 14:32:11."),
        (Kind.UUID, "12", {}, "Write a UUID, 32 hexadecimal digits."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(kind: Kind, text: str, schema: dict[str, Any], sentence: str) -> None:
    assert refusal(kind, text, **schema) == sentence


def test_json_says_where_it_is_broken() -> None:
    assert "byte 8" in refusal(Kind.JSON, '{"a": 1,}')


def test_a_pattern_of_another_engine_is_left_to_the_domain() -> None:
    assert from_text(spec(Kind.TEXT, pattern=r"\p{L}+"), "é") == "é"


def test_times_are_passed_on_as_written() -> None:
    assert from_text(spec(Kind.DATETIME), "2026-03-12 14:32") == "2026-03-12T14:32"
    assert from_text(spec(Kind.DATETIME), "2026-03-12T14:32:11.5+01:00") == "2026-03-12T14:32:11.5+01:00"
    assert from_text(spec(Kind.DATE), "20260312") == "2026-03-12"


def test_arrow_keys_step_within_the_bounds() -> None:
    bounded = spec(Kind.INTEGER, minimum=1, maximum=2**70)
    assert step(bounded, "1", -1) == "1"
    assert step(bounded, "1", 1) == "2"
    assert step(bounded, str(2**70 - 1), 1) == str(2**70)
    assert step(bounded, "x", 1) == "x"


def test_list_lengths_are_worded() -> None:
    assert check_count({"minItems": 1}, 0) == "At least 1 entry is needed; there are 0."
    assert check_count({"maxItems": 2}, 3) == "At most 2 entries are allowed; there are 3."
    assert check_count({"minItems": 1, "maxItems": 2}, 2) == ""
