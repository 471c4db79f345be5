"""Stored values as times, by the unit that a mapping names or by what they are likely to be."""

import re
from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import partial
from typing import Any

from inspector.events import times
from inspector.store.decoding import iso_time, ticks_time, to_int, to_text, unix_time
from inspector.store.formats.uuid_time import uuid_time
from inspector.store.mapping.id_times import snowflake_time, ulid_time
from inspector.store.mapping.mapping import Time

_LOGICAL = re.compile(r"(.{20,35}?Z)-[0-9A-Fa-f]{4}-[0-9A-Za-z_-]+")
"""A hybrid logical clock: a time, a counter and a node."""
_JULIAN_EPOCH = 2_440_587.5
"""The Julian day of 1970-01-01T00:00Z."""
_JULIAN_DAYS = (2_400_000, 2_500_000)
"""From 1858 to 2132."""
_LARGEST = ((10**11, 1), (10**14, 1_000), (10**16, 1_000_000))
"""Below which numbers are seconds, milliseconds and microseconds since 1970."""
_TICKS = (6 * 10**17, 7 * 10**17)
"""From 1902 to 2219."""


TimeReader = Callable[[Any, tzinfo | None], int | None]
"""Nanoseconds of a value, None of what is no such time; texts without a zone are in the one given, None: local."""


def reader_of(time: Time) -> TimeReader:
    """What reads the times of a mapping."""
    if time.unit in ("iso", "auto"):
        return _iso if time.unit == "iso" else _likely
    units: Mapping[str, Callable[[Any], int | None]] = {
        "s": partial(unix_time, per_second=1),
        "ms": partial(unix_time, per_second=1_000),
        "us": partial(unix_time, per_second=1_000_000),
        "ns": partial(unix_time, per_second=times.SECOND_NS),
        "julian": _julian,
        "ticks": ticks_time,
        "uuid": _uuid,
        "ulid": ulid_time,
        "snowflake": partial(snowflake_time, epoch_ms=time.epoch_ms),
    }
    read = units[time.unit]
    return lambda value, _zone: read(value)


def _iso(value: Any, zone: tzinfo | None) -> int | None:
    text = to_text(value)
    match = _LOGICAL.fullmatch(text)
    return iso_time(match[1] if match else text, zone)


def _julian(value: Any) -> int | None:
    number = _number(value)
    days = None if number is None else number - _JULIAN_EPOCH
    # SQLite's own Julian days are good to a millisecond.
    return None if days is None or abs(days) > 10**5 else round(days * 86_400_000) * 1_000_000


def _uuid(value: Any) -> int | None:
    return uuid_time(value.hex() if isinstance(value, bytes) and len(value) == 16 else to_text(value))


def _likely(value: Any, zone: tzinfo | None) -> int | None:
    number = _number(value)
    if number is not None:
        if isinstance(number, float) and _JULIAN_DAYS[0] < number < _JULIAN_DAYS[1]:
            return _julian(number)
        if _TICKS[0] < number < _TICKS[1]:
            return ticks_time(number)
        per_second = next((unit for limit, unit in _LARGEST if abs(number) < limit), times.SECOND_NS)
        return unix_time(number, per_second)
    if value is None:
        return None
    time_ns = _iso(value, zone)
    found = (read(value) for read in (_uuid, ulid_time))
    return next((other for other in found if other is not None), None) if time_ns is None else time_ns


def _number(value: Any) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    whole = to_int(value)
    if whole is not None or not isinstance(value, str | bytes):
        return whole
    text = to_text(value)
    return float(text) if re.fullmatch(r"-?[0-9]{1,18}\.[0-9]{1,12}", text) else None
