"""Values on their way to and from a user's code."""

from decimal import Decimal
from typing import Any

import msgspec

from inspector.events import json_value
from inspector.events.errors import InvalidData

_DECIMAL = msgspec.json.Decoder(float_hook=Decimal)


def to_user(text: bytes, *, decimals: bool) -> Any:
    """A JSON text as the user's code sees it: fractions as `Decimal`, or as floats that remember their literal."""
    return _DECIMAL.decode(text) if decimals else json_value.decode(text)


def from_user(value: Any) -> bytes:
    """What a user's code returned, as JSON: datetimes, enums, UUIDs, dataclasses and pydantic models included.

    Raises `InvalidData` for what JSON cannot hold.
    """
    try:
        return _ENCODER.encode(value)
    except (TypeError, RecursionError, UnicodeEncodeError) as error:
        raise InvalidData(f"The value is no JSON: {error}.") from None


def _encode_other(value: Any) -> Any:
    if isinstance(value, json_value.JsonFloat):
        return msgspec.Raw(value.literal.encode())
    if hasattr(value, "model_dump"):
        return value.model_dump()
    raise TypeError(f"{type(value).__name__} has no JSON form")


_ENCODER = msgspec.json.Encoder(enc_hook=_encode_other, decimal_format="number")
