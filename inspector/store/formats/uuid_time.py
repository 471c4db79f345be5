"""The time inside an id."""

import re

_UUID_EPOCH_TICKS = 0x01B21DD213814000
"""Of 100 ns from 1582-10-15, where the time of a UUID starts, to 1970-01-01."""


def uuid_time(text: str) -> int | None:
    """Nanoseconds of a UUID of version 6 or 7; None of anything else."""
    digits = text.replace("-", "")
    if not re.fullmatch(r"[0-9a-fA-F]{32}", digits):
        return None
    time_ns: int | None = None
    if digits[12] == "6":
        time_ns = (int(digits[:12] + digits[13:16], 16) - _UUID_EPOCH_TICKS) * 100
    elif digits[12] == "7":
        time_ns = int(digits[:12], 16) * 1_000_000
    return time_ns if time_ns is not None and -(2**63) < time_ns < 2**63 else None
