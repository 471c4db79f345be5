"""Values on their way to and from a user's code."""

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from inspector.events import json_value
from inspector.events.errors import InvalidData


class _Spelled(json_value.JsonFloat):
    """A float whose text is its literal, which is what pydantic makes a `Decimal` of."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.literal


def to_user(text: bytes, *, decimals: bool) -> Any:
    """A JSON text as the user's code sees it: fractions as `Decimal`, or as floats that remember their literal."""
    return _DECIMAL.decode(text) if decimals else json_value.decode(text)


def to_parameters(text: bytes, *, decimals: bool) -> Any:
    """The same for a command's parameters, where an annotation `Decimal` gets every digit in any case."""
    return (_DECIMAL if decimals else _SPELLED).decode(text)


def from_user(value: Any) -> bytes:
    """What a user's code returned, as JSON: datetimes, enums, UUIDs, dataclasses and pydantic models included.

    Raises `InvalidData` for what JSON cannot hold.
    """
    try:
        text = _ENCODER.encode(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidData(f"The value is no JSON: {error}.") from None
    # One of these words is in every text that msgspec has made of a number which JSON does not know.
    if b"null" in text or b"NaN" in text or b"Infinity" in text:
        _check_finite(value)
    return text


def _check_finite(value: Any) -> None:
    below = [value]
    while below:
        item = below.pop()
        if isinstance(item, Mapping):
            below += item.values()
        elif isinstance(item, list | tuple | set | frozenset):
            below += item
        elif isinstance(item, json_value.JsonFloat):
            continue
        elif (isinstance(item, float) and not math.isfinite(item)) or (
            isinstance(item, Decimal) and not item.is_finite()
        ):
            raise InvalidData(f"The value is no JSON: {item} is no number there.")
        else:
            below += _fields(item)


def _fields(item: Any) -> Iterator[Any]:
    """The values in a dataclass or a pydantic model."""
    if hasattr(item, "model_dump") or hasattr(item, "__dataclass_fields__"):
        yield from vars(item).values()


def _encode_other(value: Any) -> Any:
    if isinstance(value, json_value.JsonFloat):
        return msgspec.Raw(value.literal.encode())
    if hasattr(value, "model_dump"):
        return value.model_dump()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _spelled(literal: str) -> float:
    value = float(literal)
    return value if repr(value) == literal else _Spelled(literal)


_DECIMAL = msgspec.json.Decoder(float_hook=Decimal)
_SPELLED = msgspec.json.Decoder(float_hook=_spelled)
_ENCODER = msgspec.json.Encoder(enc_hook=_encode_other, decimal_format="number")
