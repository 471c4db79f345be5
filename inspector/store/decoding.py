"""Stored values of other producers as JSON values, texts and times. Nothing here ever raises or executes anything."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction
from typing import Any

from inspector.events import times
from inspector.events.errors import InvalidData
from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.store.unpacking import unpacked

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DOT_NET_EPOCH_TICKS = 621_355_968_000_000_000
"""Of 100 ns from 0001-01-01 to 1970-01-01."""


def to_text(value: Any) -> str:
    """A value as a name: text as it is, bytes of a UUID as its hex, numbers as their digits."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.hex()
    return str(value)


def to_int(value: Any) -> int | None:
    """A value as an integer, None if it is none; texts of digits count."""
    if isinstance(value, int):
        return value
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return int(value)
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value) else None


def to_json(value: Any) -> "JsonValue | Undecodable":
    """A column that holds JSON, perhaps compressed or in another encoding; numbers and NULL are JSON as they are."""
    if value is None or isinstance(value, int | float):
        return value
    return unpacked(value if isinstance(value, bytes) else str(value).encode("utf-8", "replace"))


def to_object(value: Any) -> dict[str, JsonValue]:
    """A column that holds a JSON object; anything else is kept under the key `value`."""
    found = to_json(value)
    if isinstance(found, Undecodable):
        return {"undecodable": found.raw.decode("utf-8", "replace"), "reason": found.reason}
    if found is None:
        return {}
    return found if isinstance(found, dict) else {"value": found}


def iso_time(value: Any, zone: tzinfo | None = UTC) -> int | None:
    """Nanoseconds of an ISO 8601 text, None if it is none; without a zone it is in `zone`, or local if that is None."""
    if not isinstance(value, str | bytes):
        return None
    try:
        return _bounded(times.parse(to_text(value), zone=zone))
    except InvalidData:
        return None


def unix_time(value: Any, per_second: int) -> int | None:
    """Nanoseconds of a count since 1970 in units of which a second has so many; None if it is no number."""
    if isinstance(value, float):
        if per_second == 1:
            return _of_seconds(value)
        exact = Fraction(value) * (times.SECOND_NS // per_second) if abs(value) < 2**63 else None
        return None if exact is None else _bounded(round(exact))
    number = to_int(value)
    return None if number is None else _bounded(number * (times.SECOND_NS // per_second))


def ticks_time(value: Any) -> int | None:
    """Nanoseconds of .NET ticks, 100 ns each since 0001-01-01."""
    number = to_int(value)
    return None if number is None else _bounded((number - _DOT_NET_EPOCH_TICKS) * 100)


def _of_seconds(seconds: float) -> int | None:
    try:
        moment = _EPOCH + timedelta(seconds=seconds)  # rounds to the microseconds that such stores keep
    except (OverflowError, ValueError):
        return None
    return _bounded(times.from_datetime(moment))


def _bounded(time_ns: int) -> int | None:
    return time_ns if -(2**63) < time_ns < 2**63 else None
