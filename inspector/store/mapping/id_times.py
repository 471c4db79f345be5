"""The times inside ids: ULIDs (github.com/ulid/spec) and snowflakes."""

import re
from typing import Any

from inspector.store.decoding import to_int, to_text

_CROCKFORD = {digit: value for value, digit in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_MS_NS = 1_000_000


def ulid_time(value: Any) -> int | None:
    """Nanoseconds of a ULID, as its 26 characters or its 16 bytes; None of anything else."""
    text = to_text(value).upper()
    if _ULID.fullmatch(text):
        milliseconds = 0
        for digit in text[:10]:
            milliseconds = milliseconds * 32 + _CROCKFORD[digit]
        return _bounded(milliseconds)
    return _bounded(int.from_bytes(value[:6], "big")) if isinstance(value, bytes) and len(value) == 16 else None


def snowflake_time(value: Any, epoch_ms: int) -> int | None:
    """Nanoseconds of a snowflake, whose upper bits count milliseconds since `epoch_ms`; None of what is no number."""
    number = to_int(value)
    return None if number is None or number < 0 else _bounded((number >> 22) + epoch_ms)


def _bounded(milliseconds: int) -> int | None:
    return milliseconds * _MS_NS if -(2**63) < milliseconds * _MS_NS < 2**63 else None
