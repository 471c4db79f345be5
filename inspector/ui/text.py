"""Numbers, times and lengths of time as the window words them."""

from datetime import datetime

from inspector.events.times import SECOND_NS
from inspector.ui.clock import CLOCK, shown
from inspector.workspace.counting import GAP, counted, grouped

__all__ = [
    "GAP",
    "clock",
    "counted",
    "date",
    "duration",
    "grouped",
    "hint",
    "one_line",
    "position",
    "when",
    "when_zoned",
    "zone",
]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not `strftime`: Qt switches the process to the user's locale, and the words here are English."""

_MINUTE_NS = 60 * SECOND_NS
_HOUR_NS = 60 * _MINUTE_NS
_DAY_NS = 24 * _HOUR_NS


def position(number: int) -> str:
    """A position as it is written everywhere: `#1 204 511`."""
    return f"#{grouped(number)}"


def clock(time_ns: int | None) -> str:
    """The time of day to the millisecond: `14:32:11.002`; a dash for no time."""
    if time_ns is None:
        return "–"
    moment = shown(time_ns)
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d}"


def date(time_ns: int | None) -> str:
    """The date: `12 Mar 2026`; a dash for no time."""
    return "–" if time_ns is None else _date(shown(time_ns))


def dates(first_ns: int, last_ns: int) -> str:
    """The dates of two times: `12 Mar – 9 Apr 2026`; the year is said once where they share it, the date too."""
    first, last = date(first_ns), date(last_ns)
    return first if first == last else f"{first.removesuffix(last[-5:])} – {last}"


def when(time_ns: int | None) -> str:
    """The date and time of day: `12 Mar 2026 14:32:11.002`; a dash for no time."""
    return "–" if time_ns is None else f"{date(time_ns)} {clock(time_ns)}"


def zone(time_ns: int) -> str:
    """The zone that times are shown in at that moment: `UTC+1`, `UTC−3:30`, `UTC`."""
    offset = shown(time_ns).utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"


def when_zoned(time_ns: int | None) -> str:
    """`12 Mar 2026 14:32:11.002 (local, UTC+1)`, or `(UTC)` on demand; says so where there is no time."""
    if time_ns is None:
        return "no time"
    return f"{when(time_ns)} ({'UTC' if CLOCK.utc else f'local, {zone(time_ns)}'})"


def duration(length_ns: int) -> str:
    """A length of time in its two largest units: `3 d 4 h`, `12 min 5 s`, `1.25 s`, `350 ms`."""
    for unit_ns, unit, part_ns, part in (
        (_DAY_NS, "d", _HOUR_NS, "h"),
        (_HOUR_NS, "h", _MINUTE_NS, "min"),
        (_MINUTE_NS, "min", SECOND_NS, "s"),
    ):
        if length_ns >= unit_ns:
            rest = length_ns % unit_ns // part_ns
            return f"{grouped(length_ns // unit_ns)} {unit}" + (f" {rest} {part}" if rest else "")
    if length_ns >= SECOND_NS:
        return f"{length_ns / SECOND_NS:.3g} s"
    return f"{length_ns / 1_000_000:.3g} ms"


def one_line(text: str, limit: int = 200) -> str:
    """Text from a store, made fit for one line: line breaks and control characters shown as signs, cut with `…`."""
    if len(text) <= limit and text.isprintable():
        return text
    line = "".join(_sign(character) for character in text[: limit + 1])
    return line if len(text) <= limit else line[:limit] + "…"


def hint(words: str) -> str:
    """Words as a tool tip that Qt cannot take for markup: names and values in a store are not ours."""
    import html  # noqa: PLC0415  a tool tip waits anyway

    return "<p style='white-space:pre-wrap'>" + html.escape(words).replace("\n", "<br>") + "</p>"


def _sign(character: str) -> str:
    if character == "\n":
        return "↵"
    if ord(character) < 32 or ord(character) == 127:
        return " " if character == "\t" else "\N{REPLACEMENT CHARACTER}"
    return character


def _date(moment: datetime) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
