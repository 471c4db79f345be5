"""What a user may type or paste to go somewhere: a position, `stream@version`, a time, an id."""

import re
from datetime import UTC

from inspector.events import times
from inspector.events.cancel import Cancel
from inspector.events.errors import InvalidData, NotFound
from inspector.events.log import EventLog
from inspector.ui.clock import CLOCK, shown
from inspector.ui.text import MONTHS

LIST_LIMIT = 500
"""Hits shown; a correlation id may have any number."""

_POSITION = re.compile(r"#?\s*(\d{1,3}(?:[\s,.'_]\d{3})+|\d+)")
_VERSION = re.compile(r"(.+)@v?(\d+)")
_CLOCK = re.compile(r"(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?")
_DAY = re.compile(r"(\d\d?)\.? ([A-Za-z]{3})[a-z]*\.? (\d{4})(?:,? (.+))?")
_ID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{16,64}|[0-9A-HJKMNP-TV-Z]{26}")


def find(log: EventLog, typed: str, near_ns: int | None, cancel: Cancel) -> list[int]:
    """The positions that a text means, ascending and at most `LIST_LIMIT`.

    near_ns: the time at the cursor, whose day a bare time of day belongs to. Raises `NotFound` with a sentence.
    """
    typed = typed.strip()
    cancel.check()
    number = position(typed)
    if number is not None and number <= log.last_position():
        return [number]
    match = _VERSION.fullmatch(typed)
    if match is not None:
        at = log.at_version(match[1], int(match[2]))
        if at is not None:
            return [at]
    by_id = log.find_id(typed)
    if by_id:
        return sorted(by_id)[:LIST_LIMIT]
    time_ns = moment(typed, near_ns)
    if time_ns is not None:
        return sorted(set(log.at_time(time_ns)))
    if number is not None:
        raise NotFound(f"There is no position {number}: the last one is {log.last_position()}.")
    if match is not None:
        raise NotFound(f"Stream {match[1]} has no version {match[2]}.")
    raise NotFound("No event has this id, and it is no position, stream@version or time.")


def looks_like(pasted: str) -> bool:
    """Whether a clipboard's text is plainly meant for Go to."""
    pasted = pasted.strip()
    if not pasted or len(pasted) > 120 or "\n" in pasted:
        return False
    return (
        position(pasted) is not None
        or _ID.fullmatch(pasted) is not None
        or (_VERSION.fullmatch(pasted) is not None and " " not in pasted)
        or moment(pasted, None) is not None
    )


def position(typed: str) -> int | None:
    """The number in `1204511`, `#1 204 511` or `1,204,511`."""
    match = _POSITION.fullmatch(typed)
    return None if match is None else int(re.sub(r"\D", "", match[1]))


def moment(typed: str, near_ns: int | None) -> int | None:
    """Nanoseconds of a time: ISO 8601, `12 Mar 2026 14:32:11.002`, `14:32` on the day of `near_ns`, Unix seconds or ms.

    In the zone that is shown where none is given. None if it is no time.
    """
    # What the status bar shows can be pasted back: "… (local, UTC+1)".
    typed = re.sub(r"\s*\((?:local.*|UTC)\)$", "", " ".join(typed.split()))
    digits = re.fullmatch(r"\d{10}(\d{3})?(\d{6})?", typed)
    if digits is not None:
        return int(typed.ljust(19, "0"))
    day = _DAY.fullmatch(typed)
    if day is not None:
        month = day[2].title()
        if month not in MONTHS:
            return None
        return _parse(f"{day[3]}-{MONTHS.index(month) + 1:02d}-{int(day[1]):02d} {_padded(day[4] or '00:00')}")
    if _CLOCK.fullmatch(typed):
        return None if near_ns is None else _on_day(near_ns, typed)
    return _parse(typed)


def _on_day(near_ns: int, clock: str) -> int | None:
    return _parse(f"{shown(near_ns):%Y-%m-%d} {_padded(clock)}")


def _padded(clock: str) -> str:
    return clock if re.match(r"\d\d", clock) else f"0{clock}"


def _parse(typed: str) -> int | None:
    try:
        return times.parse(typed, zone=UTC if CLOCK.utc else None)
    except InvalidData:
        return None
