"""Times are integers: nanoseconds since 1970-01-01T00:00:00 UTC. This is where text and datetimes become such."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from inspector.events.errors import InvalidData

SECOND_NS = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?"
    r"\s*([Zz]|[+-]\d\d:?\d\d)?"
)


def to_rfc3339(time_ns: int) -> str:
    """RFC 3339 in UTC with as many decimals, in threes, as the time needs: `2026-03-12T14:32:11.002Z`."""
    seconds, nanos = divmod(time_ns, SECOND_NS)
    text = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S").zfill(19)
    if nanos:
        digits = f"{nanos:09d}"
        while digits.endswith("000"):
            digits = digits[:-3]
        text += f".{digits}"
    return text + "Z"


def from_datetime(moment: datetime) -> int:
    """Nanoseconds of a datetime; a naive one is local time, as everywhere in Python's standard library."""
    delta = moment.astimezone(UTC) - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND_NS + delta.microseconds * 1000


def given(time: datetime | str | int | None) -> int | None:
    """Nanoseconds of a time however it is given: as a datetime, as text, as nanoseconds, or not at all."""
    if isinstance(time, str):
        return parse(time)
    return from_datetime(time) if isinstance(time, datetime) else time


def to_local(time_ns: int) -> datetime:
    """The local, zone-aware datetime of a time, floored to microseconds."""
    return (_EPOCH + timedelta(microseconds=time_ns // 1000)).astimezone()


def parse(text: str, *, zone: tzinfo | None = None) -> int:
    """Nanoseconds of an ISO 8601 / RFC 3339 time or date; without a zone it is in `zone`, or local if that is None.

    Of a time that a clock shows twice the first is meant; one that it skips is taken as if it had not.

    Raises `InvalidData` if the text is no such time.
    """
    if len(text) == 32 and text.endswith("+00:00"):
        try:  # what Python and many others write, to the microsecond: 1 µs instead of 3
            return from_datetime(datetime.fromisoformat(text))
        except ValueError:
            pass  # the pattern below says what it makes of it
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise InvalidData(f"{text!r} is no time; write it as 2026-03-12T14:32:11.002Z or 2026-03-12 14:32.")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        moment = datetime.fromisoformat(
            f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{(offset or '').upper()}"
        )
        base = from_datetime(moment if offset or zone is None else moment.replace(tzinfo=zone))
    except (ValueError, OverflowError) as error:
        raise InvalidData(f"{text!r} is no time: {error}.") from None
    return base + int((fraction or "0").ljust(9, "0"))
