"""From what a user typed to a value, or to one sentence that says what is wrong. No widgets here."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from uuid import UUID

from inspector.events import json_value
from inspector.events.errors import InvalidData
from inspector.events.json_value import JsonValue
from inspector.ui.dialogs.schema import Kind, Schema, Spec, plain

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_GROUPING = str.maketrans("", "", "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}_ ")
_MOST_DIGITS = 4000
"""CPython converts no longer integers between text and number."""

_EXAMPLES = {
    Kind.DATE: "Write the date as 2026-03-12.",
    Kind.DATETIME: "Write the time as 2026-03-12 14:32 or 2026-03-12T14:32:11+01:00.",
    Kind.TIME: "Write the time of day as 14:32 or 14:32:11.",
    Kind.UUID: "Write a UUID, 32 hexadecimal digits.",
}
REQUIRED = "This is required."


def from_text(spec: Spec, text: str) -> JsonValue:
    """The value that a text stands for. Raises `InvalidData` with the sentence to show beside the field."""
    if spec.kind is Kind.TEXT:
        return _text(spec.schema, text)
    text = text.strip()
    if not text:
        raise InvalidData(REQUIRED)
    if spec.kind is Kind.INTEGER:
        return _integer(spec.schema, text)
    if spec.kind is Kind.NUMBER:
        return _float(spec.schema, text)
    if spec.kind is Kind.DECIMAL:
        return _decimal(spec.schema, text)
    if spec.kind is Kind.JSON:
        return json_value.decode(text)
    return _moment(spec.kind, text)


def to_text(spec: Spec, value: JsonValue) -> str:
    """The text that stands for a value, so that `from_text` gives it back."""
    if spec.kind is Kind.JSON:
        return json_value.literal(value)
    if isinstance(value, str):
        return value
    return json_value.literal(value)


def step(spec: Spec, text: str, by: int) -> str:
    """The whole number `by` further, kept within its bounds; the text itself where it is no whole number."""
    digits = text.translate(_GROUPING)
    if not _INTEGER.fullmatch(digits) or len(digits) > _MOST_DIGITS:
        return text
    wanted = int(digits) + by * int(spec.schema.get("multipleOf", 1))
    try:
        _check_bounds(spec.schema, Decimal(wanted))
    except InvalidData:
        return text
    return str(wanted)


def check_count(schema: Schema, count: int) -> str:
    """The sentence about a list that is too short or too long, empty if it is neither."""
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if count < least:
        return f"At least {least} {_entries(least)} needed; there {_are(count)} {count}."
    if most is not None and count > most:
        return f"At most {most} {_entries(most)} allowed; there {_are(count)} {count}."
    return ""


def _entries(count: int) -> str:
    return "entry is" if count == 1 else "entries are"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _text(schema: Schema, text: str) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if len(text) < least:
        if not text:
            raise InvalidData(REQUIRED)
        raise InvalidData(f"At least {least} characters are needed; there {_are(len(text))} {len(text)}.")
    if most is not None and len(text) > most:
        raise InvalidData(
            f"At most {most} {'character fits' if most == 1 else 'characters fit'}; there are {len(text)}."
        )
    pattern = schema.get("pattern")
    if pattern is not None and not _matches(pattern, text):
        raise InvalidData(f"This does not match the pattern {pattern}.")
    return text


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True  # written for pydantic's own engine, which has the last word anyway


def _integer(schema: Schema, text: str) -> int:
    digits = text.translate(_GROUPING)
    if not _INTEGER.fullmatch(digits):
        raise InvalidData("Write a whole number, for example 42.")
    if len(digits) > _MOST_DIGITS:
        raise InvalidData(f"At most {_MOST_DIGITS} digits are taken.")
    value = int(digits)
    _check_bounds(schema, Decimal(value))
    return value


def _float(schema: Schema, text: str) -> float:
    value = _number(text)
    _check_bounds(schema, value)
    as_float = float(value)
    if as_float in (float("inf"), float("-inf")):
        raise InvalidData("This is more than a float can hold.")
    return as_float


def _decimal(schema: Schema, text: str) -> str:
    _check_bounds(schema, _number(text))
    return text.translate(_GROUPING)


def _number(text: str) -> Decimal:
    digits = text.translate(_GROUPING)
    if not _NUMBER.fullmatch(digits):
        raise InvalidData("Write a number, for example 12.50.")
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise InvalidData("The exponent is too large.") from None


def _check_bounds(schema: Schema, value: Decimal) -> None:
    for key, holds, words in (
        ("minimum", Decimal.__ge__, "At least {} is needed."),
        ("exclusiveMinimum", Decimal.__gt__, "More than {} is needed."),
        ("maximum", Decimal.__le__, "At most {} is allowed."),
        ("exclusiveMaximum", Decimal.__lt__, "Less than {} is needed."),
    ):
        bound = schema.get(key)
        if bound is not None and not holds(value, Decimal(str(bound))):
            raise InvalidData(words.format(plain(bound)))
    multiple = schema.get("multipleOf")
    if multiple is not None and _has_rest(value, Decimal(str(multiple))):
        raise InvalidData(f"A multiple of {plain(multiple)} is needed.")


def _has_rest(value: Decimal, multiple: Decimal) -> bool:
    try:
        return value % multiple != 0
    except InvalidOperation:
        return False  # the quotient has more digits than the decimal context; the domain has the last word


def _moment(kind: Kind, text: str) -> str:
    try:
        if kind is Kind.DATE:
            return date.fromisoformat(text).isoformat()
        if kind is Kind.TIME:
            time.fromisoformat(text)
            return text
        if kind is Kind.UUID:
            return str(UUID(text))
        datetime.fromisoformat(text)
        return text.replace(" ", "T", 1)
    except ValueError:
        raise InvalidData(_EXAMPLES[kind]) from None
