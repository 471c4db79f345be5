"""What a form must know of a parameter, read from the JSON Schema that pydantic emits. No widgets here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from inspector.events.json_value import JsonValue

Schema: TypeAlias = Mapping[str, Any]
"""A JSON Schema object, as decoded."""


class Kind(StrEnum):
    """What a value is, and so which widget edits it."""

    TEXT = "text"
    INTEGER = "whole number"
    NUMBER = "number"
    DECIMAL = "decimal"
    BOOLEAN = "yes or no"
    CHOICE = "choice"
    DATE = "date"
    DATETIME = "date and time"
    TIME = "time"
    UUID = "UUID"
    ARRAY = "list"
    OBJECT = "group"
    JSON = "JSON"
    """Anything without a widget of its own: unions, mappings, tuples, any value."""


class Unset:
    """The type of `UNSET`."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()
"""Stands where there is no value: no default, or a field that is left out."""

_FORMATS = {"date": Kind.DATE, "date-time": Kind.DATETIME, "time": Kind.TIME, "uuid": Kind.UUID}
_TYPES = {
    "string": Kind.TEXT,
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Spec:
    """One parameter: its kind, how it is named and explained, its constraints and its default.

    schema: the branch that describes a value that is set. root: the whole schema, which references point into.
    nullable: null is a value of it. required: there must be a value. default: what it has when nobody sets it.
    """

    kind: Kind
    title: str
    help: str
    schema: Schema
    root: Schema
    nullable: bool = False
    required: bool = True
    default: JsonValue | Unset = UNSET

    @property
    def optional(self) -> bool:
        """Whether it can be left unset: it takes null, or has neither a default to show nor a need for a value."""
        return self.nullable or (not self.required and isinstance(self.default, Unset))

    @property
    def choices(self) -> tuple[JsonValue, ...]:
        """The values to choose from, of a `CHOICE`."""
        return (self.schema["const"],) if "const" in self.schema else tuple(self.schema["enum"])

    def children(self) -> dict[str, Spec]:
        """The parameters of a group, in their order. Read on demand: a model may contain itself."""
        required = self.schema.get("required", ())
        return {
            name: _read(part, self.root, _title(part, name), name in required)
            for name, part in self.schema.get("properties", {}).items()
        }

    def item(self) -> Spec:
        """One element of a list."""
        return _read(self.schema["items"], self.root, "", required=True)


def read(schema: Schema) -> Spec:
    """The parameters of a command: a group."""
    return _read(schema, schema, "", required=True)


def hint(spec: Spec) -> str:
    """What may be entered, in few words, for a placeholder: `whole number, 1 to 5`."""
    words = str(spec.kind)
    low, high = spec.schema.get("minimum"), spec.schema.get("maximum")
    over, under = spec.schema.get("exclusiveMinimum"), spec.schema.get("exclusiveMaximum")
    bounds = [
        f"at least {plain(low)}" if low is not None else f"more than {plain(over)}" if over is not None else "",
        f"at most {plain(high)}" if high is not None else f"less than {plain(under)}" if under is not None else "",
    ]
    if low is not None and high is not None:
        bounds = [f"{plain(low)} to {plain(high)}"]
    return ", ".join([words, *filter(None, bounds)])


def plain(bound: float) -> str:
    """A bound without the `.0` that pydantic gives whole decimals."""
    return str(int(bound)) if isinstance(bound, float) and bound.is_integer() else str(bound)


def _read(schema: Schema, root: Schema, title: str, required: bool) -> Spec:
    outer = schema
    schema, nullable = _one_branch(_resolve(schema, root), root)
    return Spec(
        kind=_kind(schema),
        title=title,
        help=str(outer.get("description") or schema.get("description") or ""),
        schema=schema,
        root=root,
        nullable=nullable,
        required=required,
        default=outer.get("default", UNSET),
    )


def _resolve(schema: Schema, root: Schema) -> Schema:
    """Follow references; what stands beside one (a default, a description) stays."""
    seen: set[str] = set()
    while "$ref" in schema or len(schema.get("allOf", ())) == 1:
        inner = schema["allOf"][0] if "allOf" in schema else _look_up(schema["$ref"], root)
        reference = schema.get("$ref", "")
        if reference in seen:
            return {}
        if reference:
            seen.add(reference)
        schema = {**inner, **{key: value for key, value in schema.items() if key not in ("$ref", "allOf")}}
    return schema


def _look_up(reference: str, root: Schema) -> Schema:
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return found  # type: ignore[no-any-return]


def _one_branch(schema: Schema, root: Schema) -> tuple[Schema, bool]:
    """The one branch that describes a set value, and whether null is another; a true union stays as it is."""
    if "anyOf" not in schema:
        return schema, False
    branches = [_resolve(branch, root) for branch in schema["anyOf"]]
    values = [branch for branch in branches if branch.get("type") != "null"]
    nullable = len(values) < len(branches)
    if len(values) == 1:
        return values[0], nullable
    if [branch.get("type") for branch in values] == ["number", "string"]:
        # pydantic's Decimal: a number, or its exact text.
        return {**values[0], "type": "decimal"}, nullable
    return {"anyOf": values}, nullable


def _kind(schema: Schema) -> Kind:
    if "enum" in schema or "const" in schema:
        return Kind.CHOICE
    kind = schema.get("type")
    if kind == "decimal":
        return Kind.DECIMAL
    if kind == "array" and "items" in schema and "prefixItems" not in schema:
        return Kind.ARRAY
    if kind == "object" and "properties" in schema:
        return Kind.OBJECT
    if kind == "string":
        return _FORMATS.get(schema.get("format", ""), Kind.TEXT)
    return _TYPES.get(str(kind), Kind.JSON)


def _title(schema: Schema, name: str) -> str:
    """The title a user gave, or the name in words; pydantic's own titles capitalise every word."""
    given = schema.get("title")
    automatic = name.replace("_", " ").title()
    return str(given) if given and given != automatic else name.replace("_", " ").strip().capitalize() or name
