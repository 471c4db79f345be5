"""One event as a file gives it, before it has its place in a store."""

import time
from functools import lru_cache
from typing import NamedTuple

from inspector.events import times
from inspector.events.errors import InvalidData
from inspector.events.json_value import MAX_DEPTH, decode
from inspector.events.log import NO_TIME

_INT64 = 2**63
_SECONDS = {f"{second:02}": second * times.SECOND_NS for second in range(60)}
_UNITS = {20: 0, 24: 1_000_000, 27: 1000, 30: 1}
"""Nanoseconds of the last decimal, by the length of a time in UTC; without decimals none."""
_MINUTES = {f"{at // 60:02}:{at % 60:02}": at * 60 * times.SECOND_NS for at in range(24 * 60)}


class BadLine(InvalidData):
    """What is wrong with a line; the number counts from 1."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what.rstrip('.')}")


class Arrival(NamedTuple):
    """An event, checked by itself; what the file does not say is None.

    line: where it begins in the file, from 1. payload, metadata: JSON text, as the file has it; bytes are a payload
    that is none.
    """

    line: int
    position: int | None
    id: str | None
    stream: str
    version: int | None
    type: str
    time_ns: int | None
    payload: str | bytes
    metadata: str


def check_name(line: int, what: str, name: str) -> None:
    """Raise `BadLine` for a name that a store cannot hold."""
    if not name:
        raise BadLine(line, f"an event needs a {what}")
    if "\0" in name:
        raise BadLine(line, f"the {what} {name!r} holds a NUL character")


def check_depth(line: int, text: bytes) -> None:
    """Raise `BadLine` for JSON text that is nested too deeply."""
    if text.count(b"[") + text.count(b"{") > MAX_DEPTH:
        try:
            decode(text)
        except InvalidData as error:
            raise BadLine(line, str(error)) from None


def instant(line: int, text: str) -> int:
    """Nanoseconds of a time's text; without a zone it is local. Raises `BadLine`."""
    # 2026-03-12T14:32:11.002Z, as nearly all are: the day costs the most, and neighbours share it.
    unit = _UNITS.get(len(text))
    if unit is not None and text[10] == "T" and text[16] == ":" and text[-1] == "Z":
        day, minute, second = _day(text[:10]), _MINUTES.get(text[11:16]), _SECONDS.get(text[17:19])
        if day is not None and minute is not None and second is not None:
            if not unit:
                return day + minute + second
            if text[19] == "." and text[20:-1].isdecimal() and text.isascii():
                return day + minute + second + int(text[20:-1]) * unit
    return _any_instant(line, text)


def _any_instant(line: int, text: str) -> int:
    try:
        time_ns = times.parse(text)
    except InvalidData as error:
        raise BadLine(line, str(error)) from None
    if not NO_TIME < time_ns < _INT64:
        raise BadLine(line, f"the time {text} is out of range; it must lie between the years 1677 and 2262")
    return time_ns


@lru_cache(maxsize=4096)
def _day(text: str) -> int | None:
    """A day's beginning; None if there is no such day, or if a time of it may be out of range."""
    try:
        start = times.parse(f"{text}T00:00Z")
    except InvalidData:
        return None
    return start if NO_TIME < start < _INT64 - 24 * 3600 * times.SECOND_NS else None


def now() -> int:
    """The time of an event whose file gives none."""
    return time.time_ns()
