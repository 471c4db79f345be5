"""Shapes: what payloads of a type have looked like, as completion and as warnings."""

import pytest

from inspector.domain.infer import ELEMENT, Shape, kind, shown
from inspector.events.json_value import JsonValue, decode

ORDERS: list[JsonValue] = [
    {"status": "placed", "total": 5, "items": [{"sku": "A1", "qty": 1}, {"sku": "B2"}]},
    {"status": "placed", "total": 7.5, "items": [], "note": None},
    {"status": "paid", "total": 5, "items": [{"sku": "A1", "qty": 2}], "note": "gift"},
]


@pytest.fixture
def shape() -> Shape:
    return Shape(ORDERS)


def test_keys_come_by_how_often_they_were_seen(shape: Shape) -> None:
    assert shape.keys() == ("status", "total", "items", "note")
    assert shape.keys(("items", ELEMENT)) == ("sku", "qty")
    assert shape.keys(("items",)) == ()
    assert shape.keys(("nowhere",)) == ()


def test_values_come_as_literals_by_how_often_they_were_seen(shape: Shape) -> None:
    assert shape.values(("status",)) == ('"placed"', '"paid"')
    assert shape.values(("note",)) == ("null", '"gift"')
    assert shape.values(("items", ELEMENT, "sku")) == ('"A1"', '"B2"')
    assert shape.values(("items",)) == ()
    assert shape.values(("nowhere",)) == ()


def test_a_literal_is_the_stored_one() -> None:
    assert Shape([decode('{"price":412.00}')]).values(("price",)) == ("412.00",)


def test_where_every_value_differs_there_is_no_vocabulary() -> None:
    few, many = Shape(), Shape()
    for number in range(200):
        few.learn({"id": f"id-{number % 20}"})
        many.learn({"id": f"id-{number}"})
    assert len(few.values(("id",))) == 20
    assert many.values(("id",)) == ()


@pytest.mark.parametrize(
    ("payload", "warnings"),
    [
        ({"status": "new", "total": 1.25, "items": [{"sku": "C3"}]}, []),
        ({"status": "new", "total": 1, "items": [], "note": "x"}, []),
        ({"status": 5, "total": 1, "items": []}, ["status is number; so far it was text."]),
        ({"status": "x", "total": 1, "items": [], "note": 1}, ["note is number; so far it was null or text."]),
        ({"status": "x", "items": []}, ["total is missing; every payload so far had it."]),
        ({"status": "x", "total": 1, "items": [], "speed": {"a": 1}}, ["speed has not been seen in this type."]),
        ({"status": "x", "total": 1, "items": [{}]}, ["items.*.sku is missing; every payload so far had it."]),
        ([], ["The payload is array; so far it was object."]),
    ],
)
def test_a_payload_unlike_all_before_is_told_in_what(shape: Shape, payload: JsonValue, warnings: list[str]) -> None:
    assert shape.check(payload) == warnings


def test_where_nothing_was_seen_there_is_nothing_to_tell() -> None:
    assert Shape().check({"any": "thing"}) == []
    assert Shape().keys() == ()


def test_every_element_is_checked(shape: Shape) -> None:
    payload: JsonValue = {"status": "x", "total": 1, "items": [{"sku": 4}, {"sku": "A1"}]}
    assert shape.check(payload) == ["items.*.sku is number; so far it was text."]
    payload = {"status": "x", "total": 1, "items": [{"qty": 4}, {"sku": "A1"}]}
    assert shape.check(payload) == ["items.*.sku is missing; every payload so far had it."]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("null", "null"),
        ("true", "boolean"),
        ("1", "number"),
        ("1.50", "number"),
        ('"1"', "text"),
        ("[]", "array"),
        ("{}", "object"),
    ],
)
def test_kinds_are_named_as_json_names_them(text: str, name: str) -> None:
    assert kind(decode(text)) == name


def test_a_place_is_read_from_the_top() -> None:
    assert shown(("items", ELEMENT, "qty")) == "items.*.qty"
    assert shown(()) == "The payload"
