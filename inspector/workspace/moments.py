"""From what a user calls a moment, a position or a time, to positions."""

from datetime import datetime
from typing import TypeAlias

from inspector.events import times
from inspector.events.errors import InvalidData, NotFound, Refused
from inspector.events.log import EventLog
from inspector.events.operation import Ledger

Moment: TypeAlias = int | datetime | str
"""A position, a datetime (naive ones are local time), or the text of either."""

_CHUNK = 256


def candidates(log: EventLog, moment: Moment) -> tuple[int, ...]:
    """The positions that a moment may mean: one, or two where times go backwards around a time.

    A time means the last written position whose event is at or before it, 0 if none is. Raises `NotFound` for a
    position past the last written one, `InvalidData` for a negative one and for text that is no moment.
    """
    if isinstance(moment, datetime):
        return log.at_time(times.from_datetime(moment))
    if isinstance(moment, str):
        text = moment.strip()
        if not (text.isascii() and text.isdigit()):
            return log.at_time(times.parse(text))
        moment = int(text)
    if moment < 0:
        raise InvalidData(f"{moment} is no position; positions count from 1, and 0 is before the first event.")
    last = log.last_position()
    if moment > last:
        raise NotFound(f"Position {moment} is past the last written one, {last}.")
    return (moment,)


def only(log: EventLog, moment: Moment) -> int:
    """The position that a moment means. Raises `Refused` if it may mean two."""
    found = candidates(log, moment)
    if len(found) > 1:
        raise Refused(
            f"Times go backwards around {moment}: it may mean position {found[0]} or {found[1]}; name the position."
        )
    return found[0]


def last_effective(log: EventLog, ledger: Ledger, upto: int) -> int:
    """The last position at or before `upto` whose event is effective; 0 if there is none.

    Spans that ignore the whole store are jumped over, those of single streams are read through backwards.
    """
    whole = ledger.ignored_ranges(None)
    while upto > 0:
        for after, last in reversed(whole):
            if after < upto <= last:
                upto = after
        start = max(0, upto - _CHUNK)
        effective = [
            event.position for event in log.read(start, upto) if not ledger.ignores(event.position, event.stream)
        ]
        if effective:
            return effective[-1]
        upto = start
    return 0
