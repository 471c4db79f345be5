"""What a form reads from the schemas that pydantic emits."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from inspector.ui.dialogs.schema import UNSET, Kind, Spec, hint, read


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Line(BaseModel):
    """One line of an order."""

    sku: str
    qty: int = 1


class Tree(BaseModel):
    name: str
    kids: list[Tree] = []


def spec_of(annotation: Any, default: Any = ...) -> Spec:
    model = create_model("Command", value=(annotation, default))
    return read(model.model_json_schema()).children()["value"]


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (str, Kind.TEXT),
        (int, Kind.INTEGER),
        (float, Kind.NUMBER),
        (Decimal, Kind.DECIMAL),
        (Annotated[Decimal, Field(gt=0, decimal_places=2)], Kind.DECIMAL),
        (bool, Kind.BOOLEAN),
        (Colour, Kind.CHOICE),
        (Literal["a", 2], Kind.CHOICE),
        (Literal["only"], Kind.CHOICE),
        (date, Kind.DATE),
        (datetime, Kind.DATETIME),
        (time, Kind.TIME),
        (uuid.UUID, Kind.UUID),
        (list[int], Kind.ARRAY),
        (Line, Kind.OBJECT),
        (int | str, Kind.JSON),
        (dict[str, int], Kind.JSON),
        (tuple[int, str], Kind.JSON),
        (Any, Kind.JSON),
    ],
)
def test_every_kind_is_recognised_with_and_without_null(annotation: Any, kind: Kind) -> None:
    plain = spec_of(annotation)
    assert (plain.kind, plain.nullable, plain.required) == (kind, False, True)
    optional = spec_of(annotation | None if annotation is not Any else annotation, None)
    assert optional.kind is kind
    assert optional.nullable is (annotation is not Any)
    assert optional.default is None
    assert not optional.required


def test_constraints_of_an_optional_value_are_kept() -> None:
    spec = spec_of(Annotated[int, Field(ge=1, le=5)] | None, None)
    assert (spec.schema["minimum"], spec.schema["maximum"]) == (1, 5)
    assert hint(spec) == "whole number, 1 to 5"


def test_hints_name_whole_bounds_of_decimals_without_a_fraction() -> None:
    assert hint(spec_of(Annotated[Decimal, Field(gt=0)])) == "decimal, more than 0"
    assert hint(spec_of(Annotated[float, Field(ge=0.5)])) == "number, at least 0.5"


def test_titles_are_the_names_in_words_unless_given() -> None:
    model = create_model("Command", order_id=(int, ...), x=(int, Field(title="Width in mm", description="outer")))
    children = read(model.model_json_schema()).children()
    assert [child.title for child in children.values()] == ["Order id", "Width in mm"]
    assert children["x"].help == "outer"


def test_a_default_beside_a_reference_is_kept() -> None:
    spec = spec_of(Colour, Colour.BLUE)
    assert spec.default == "blue"
    assert spec.choices == ("red", "blue")


def test_a_default_that_only_the_model_knows_leaves_the_value_optional() -> None:
    spec = spec_of(list[str], Field(default_factory=list))
    assert spec.default is UNSET
    assert spec.optional
    assert not spec.nullable


def test_a_model_that_contains_itself_is_read_on_demand() -> None:
    kids = spec_of(Tree).children()["kids"]
    assert kids.item().children()["kids"].item().children()["name"].kind is Kind.TEXT


def test_a_reference_to_itself_ends() -> None:
    schema = {
        "type": "object",
        "properties": {"x": {"$ref": "#/$defs/A"}},
        "$defs": {"A": {"$ref": "#/$defs/A"}},
    }
    assert read(schema).children()["x"].kind is Kind.JSON
