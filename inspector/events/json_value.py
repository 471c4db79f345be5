"""JSON as stored: every number keeps the literal that was written.

A debugger must not show 412.0 where the store says 412.00, so a fraction whose shortest spelling differs from the
stored one is decoded to a `JsonFloat`, an ordinary float that remembers its literal and is encoded back as it was.
Integers are exact at any size.
"""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

import msgspec

from inspector.events.errors import InvalidData

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

MAX_DEPTH = 200
"""Levels of nesting that are accepted. Ours are recursive folds and diffs, and CPython allows 1,000 frames."""


class JsonFloat(float):
    """A float that remembers the literal it was decoded from, for example `412.00`, `1e5` or `1e400`."""

    __slots__ = ("literal",)
    literal: str

    def __new__(cls, literal: str) -> "JsonFloat":
        self = super().__new__(cls, literal)
        self.literal = literal
        return self

    def __reduce__(self) -> tuple[type["JsonFloat"], tuple[str]]:
        return (JsonFloat, (self.literal,))


def _float(literal: str) -> float:
    value = float(literal)
    return value if repr(value) == literal else JsonFloat(literal)


def _encode_other(value: object) -> msgspec.Raw:
    if isinstance(value, JsonFloat):
        return msgspec.Raw(value.literal.encode())
    raise TypeError(f"{type(value).__name__} is no JSON value")


_DECODER = msgspec.json.Decoder(float_hook=_float)
_ENCODER = msgspec.json.Encoder(enc_hook=_encode_other, decimal_format="number")


def decode(text: bytes | str) -> JsonValue:
    """The value of a JSON text (RFC 8259, UTF-8), number literals kept.

    Raises `InvalidData` with a sentence that says what is wrong; NaN and Infinity are no JSON.
    """
    try:
        value: JsonValue = _DECODER.decode(text)
    except RecursionError:
        raise InvalidData(f"JSON is nested deeper than {MAX_DEPTH} levels.") from None
    except UnicodeDecodeError as error:
        raise InvalidData(f"JSON is not valid UTF-8 at byte {error.start}.") from None
    except UnicodeEncodeError:
        raise InvalidData("JSON text holds half of a surrogate pair, which has no UTF-8 form.") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise InvalidData(f"{str(error).rstrip('.')}.") from None
    # What is short holds no such depth, and counting brackets bounds it; walking the value costs a hundred times that.
    if len(text) > 2 * MAX_DEPTH:
        opening = (b"[", b"{") if isinstance(text, bytes) else ("[", "{")
        if sum(map(text.count, opening)) > MAX_DEPTH:  # type: ignore[arg-type]
            _check(value, finite=False)
    return value


def encode(value: object) -> bytes:
    """The compact JSON text of a value, object keys in their order, number literals as they were decoded.

    `Decimal` is written as a number with its digits. Raises `InvalidData` for what JSON cannot hold.
    """
    try:
        return _ENCODER.encode(value)
    except RecursionError:
        raise InvalidData(f"The value is nested deeper than {MAX_DEPTH} levels.") from None
    except UnicodeEncodeError:
        raise InvalidData("The text holds half of a surrogate pair, which has no UTF-8 form.") from None
    except TypeError as error:
        raise InvalidData(f"{error}.") from None


def encode_checked(value: object) -> bytes:
    """As `encode`, refusing what would not come back as it went in: NaN, infinities, excessive nesting.

    For what is about to be written; msgspec writes NaN as null without a word.
    """
    _check(value, finite=True)
    return encode(value)


def pretty(value: object) -> str:
    """The value as indented JSON text, two spaces a level."""
    return msgspec.json.format(encode(value), indent=2).decode()


def literal(value: JsonValue) -> str:
    """The JSON literal of a value on one line, for example `431.90` or `"paid"`."""
    return encode(value).decode()


def same(left: JsonValue, right: JsonValue) -> bool:
    """Whether two values are the same JSON: `1`, `1.0` and `true` all differ, and so do `1.0` and `1.00`.

    Object keys are compared without order. The decimals that a domain may count in are compared by their literals too.
    """
    if left is right:
        return True
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if type(left) is not type(right) and not (isinstance(left, float) and isinstance(right, float)):
        return False
    return literal(left) == literal(right) if isinstance(left, float | Decimal) else left == right


def _check(value: object, *, finite: bool) -> None:
    level: list[object] = [value]
    depth = 0
    while level:
        if depth > MAX_DEPTH:
            raise InvalidData(f"JSON is nested deeper than {MAX_DEPTH} levels.")
        below: list[object] = []
        for item in level:
            if isinstance(item, Mapping):
                below.extend(item.values())
            elif isinstance(item, list | tuple):
                below.extend(item)
            elif finite and not _is_finite(item):
                raise InvalidData(f"{item} is no JSON number.")
        level = below
        depth += 1


def _is_finite(value: object) -> bool:
    if isinstance(value, JsonFloat):
        return True
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, Decimal) or value.is_finite()
