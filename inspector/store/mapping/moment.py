"""Stored values as times, by the unit that a mapping names or by what they are likely to be."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from inspector.events import times
from inspector.events.errors import InvalidData
from inspector.store.decoding import iso_time, ticks_time, to_int, to_text, unix_time
from inspector.store.formats.uuid_time import uuid_time
from inspector.store.mapping.id_times import snowflake_time, ulid_time
from inspector.store.mapping.mapping import Time

_LOGICAL = re.compile(r"(.{20,35}?Z)-[0-9A-Fa-f]{4}-[0-9A-Za-z_-]+")
"""A hybrid logical clock: a time, a counter and a node."""
_ZONED = re.compile(r"([Zz]|[+-]\d\d:?\d\d)\s*")
_ZONE_CHARACTERS = 6
_JULIAN_EPOCH = 2_440_587.5
"""The Julian day of 1970-01-01T00:00Z."""
_JULIAN_DAYS = (2_400_000, 2_500_000)
"""From 1858 to 2132."""
_DAY_NS = 86_400 * times.SECOND_NS
_LARGEST = ((10**11, 1), (10**14, 1_000), (10**16, 1_000_000))
"""Below which numbers are seconds, milliseconds and microseconds since 1970."""
_TICKS = (6 * 10**17, 7 * 10**17)
"""From 1902 to 2219."""


def reader_of(time: Time) -> Callable[[Any], int | None]:
    """What makes nanoseconds of a value, None of what is no such time. Raises `InvalidData` for an unknown zone."""
    iso = partial(_iso, zone=_zone(time.zone))
    units: Mapping[str, Callable[[Any], int | None]] = {
        "auto": partial(_likely, iso=iso),
        "s": partial(unix_time, per_second=1),
        "ms": partial(unix_time, per_second=1_000),
        "us": partial(unix_time, per_second=1_000_000),
        "ns": partial(unix_time, per_second=times.SECOND_NS),
        "iso": iso,
        "julian": _julian,
        "ticks": ticks_time,
        "uuid": _uuid,
        "ulid": ulid_time,
        "snowflake": partial(snowflake_time, epoch_ms=time.epoch_ms),
    }
    return units[time.unit]


def _zone(name: str) -> ZoneInfo | None:
    """None: local."""
    if name == "local":
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise InvalidData(f"There is no time zone {name!r}; name one such as UTC, local or Europe/Berlin.") from None


def _iso(value: Any, zone: ZoneInfo | None) -> int | None:
    text = to_text(value)
    match = _LOGICAL.fullmatch(text)
    text = match[1] if match else text
    if zone is None or _ZONED.fullmatch(text[-_ZONE_CHARACTERS:].lstrip("0123456789:. ")):
        return iso_time(text, naive_is_utc=False)
    return _shifted(iso_time(text), zone)


def _shifted(time_ns: int | None, zone: ZoneInfo) -> int | None:
    """The time that a clock in a zone shows as a time shows in UTC."""
    if time_ns is None or zone.key == "UTC":
        return time_ns
    offset = _offset(zone, time_ns // times.SECOND_NS)
    return None if offset is None else time_ns - offset * times.SECOND_NS


@lru_cache(maxsize=4096)
def _offset(zone: ZoneInfo, seconds: int) -> int | None:
    try:
        offset = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=zone).utcoffset()
    except (OverflowError, ValueError, OSError):
        return None
    return None if offset is None else round(offset.total_seconds())


def _julian(value: Any) -> int | None:
    number = _number(value)
    days = None if number is None else number - _JULIAN_EPOCH
    # SQLite's own Julian days are good to a millisecond.
    return None if days is None or abs(days) > 10**5 else round(days * 86_400_000) * 1_000_000


def _uuid(value: Any) -> int | None:
    return uuid_time(value.hex() if isinstance(value, bytes) and len(value) == 16 else to_text(value))


def _likely(value: Any, iso: Callable[[Any], int | None]) -> int | None:
    number = _number(value)
    if number is not None:
        if isinstance(number, float) and _JULIAN_DAYS[0] < number < _JULIAN_DAYS[1]:
            return _julian(number)
        if _TICKS[0] < number < _TICKS[1]:
            return ticks_time(number)
        per_second = next((unit for limit, unit in _LARGEST if abs(number) < limit), times.SECOND_NS)
        return unix_time(number, per_second)
    found = (read(value) for read in (iso, _uuid, ulid_time) if value is not None)
    return next((time_ns for time_ns in found if time_ns is not None), None)


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
