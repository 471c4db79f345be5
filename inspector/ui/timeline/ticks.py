"""The ruler's ticks: round local times from years to nanoseconds, and round positions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspector.events.times import SECOND_NS
from inspector.ui import text
from inspector.ui.clock import instant, shown
from inspector.ui.timeline.gaps import Gaps
from inspector.ui.timeline.timescale import Scale, Span

MINUTE_NS = 60 * SECOND_NS
HOUR_NS = 60 * MINUTE_NS
DAY_NS = 24 * HOUR_NS
_MONTH_NS = 30 * DAY_NS
_YEAR_NS = 365 * DAY_NS

_CLOCK_STEPS = (
    *(digit * 10**power for power in range(9) for digit in (1, 2, 5)),
    *(SECOND_NS * count for count in (1, 2, 5, 10, 15, 30)),
    *(MINUTE_NS * count for count in (1, 2, 5, 10, 15, 30)),
    HOUR_NS,
)
_HOURS = (2, 3, 6, 12)
_DAYS = (1, 2, 5, 10)
_MONTHS = (1, 2, 3, 6)
_YEARS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark on the ruler: its value on the axis and its label."""

    value: int
    label: str


def time_ticks(scale: Scale, apart: int) -> list[Tick]:
    """Ticks at round local times, at least `apart` pixels from each other where the calendar allows it."""
    least = -(-scale.span.length * apart // scale.width)
    for step in _CLOCK_STEPS:
        if step >= least:
            return [Tick(value, _clock_label(value, step)) for value in _clock_values(scale, step)]
    ticks = (Tick(instant(moment), label) for moment, label in _calendar(scale, least))
    # Datetimes end at the microsecond, the span may begin just after one.
    return [tick for tick in ticks if scale.span.contains(tick.value)]


def collapsed_ticks(scale: Scale, gaps: Gaps, apart: int) -> list[Tick]:
    """Ticks at round local times where idle stretches are collapsed: none within these, and none too near another."""
    ticks: list[Tick] = []
    edges = [scale.span.start]
    for number in gaps.within(scale.span):
        edges += [int(gaps.place_starts[number]), int(gaps.place_ends[number])]
    edges.append(scale.span.end)
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        if scale.x(high) - scale.x(low) < apart / 4:
            continue
        start = gaps.time(low)
        for tick in time_ticks(Scale(Span(start, scale.span.length), scale.width), apart):
            value = tick.value - start + low
            if value >= high:
                break
            if not ticks or scale.x(value) - scale.x(ticks[-1].value) >= apart / 2:
                ticks.append(Tick(value, tick.label))
    return ticks


def position_ticks(scale: Scale, apart: int) -> list[Tick]:
    """Ticks at round positions, at least `apart` pixels from each other."""
    least = max(1, -(-scale.span.length * apart // scale.width))
    power = 10 ** (len(str(least)) - 1)
    step = next(digit * power for digit in (1, 2, 5, 10) if digit * power >= least)
    first = max(-(-scale.span.start // step) * step, 1)
    return [Tick(value, text.position(value)) for value in range(first, scale.span.end, step)]


def context(scale: Scale) -> tuple[str, ...]:
    """What the labels of `time_ticks` leave out, in full and in shorter forms: the date in the middle.

    With the minute where ticks show seconds only, as years where many are in view.
    """
    middle = shown(scale.span.center)
    if scale.span.length >= 2 * _YEAR_NS:
        years = f"{shown(scale.span.start).year}–{shown(scale.span.end).year}"
        return years, years
    day = _day_label(middle)
    if scale.span.length < 2 * SECOND_NS:
        return f"{day} {middle.year} {middle:%H:%M}", f"{day} {middle:%H:%M}", f"{middle:%H:%M}"
    return f"{day} {middle.year}", day


def _clock_values(scale: Scale, step: int) -> range:
    # Zones are off by whole minutes, some by half an hour; below an hour the span hardly ever holds a change of offset.
    offset = shown(scale.span.start).utcoffset() or timedelta()
    shift = round(offset.total_seconds()) * SECOND_NS
    first = -(-(scale.span.start + shift) // step) * step - shift
    return range(first, scale.span.end, step)


def _clock_label(value: int, step: int) -> str:
    moment = shown(value)
    if step >= MINUTE_NS:
        return _hour_label(moment)
    if step >= SECOND_NS:
        return f"{moment:%H:%M:%S}"
    digits = f"{value % SECOND_NS:09d}"
    count = 3 if step >= 1_000_000 else 6 if step >= 1000 else 9
    groups = (digits[at : at + 3] for at in range(0, count, 3))
    return f"{moment:%S}.{text.GAP.join(groups)}"


def _hour_label(moment: datetime) -> str:
    midnight = moment.hour == 0 and moment.minute == 0
    return _day_label(moment) if midnight else f"{moment:%H:%M}"


def _day_label(moment: datetime) -> str:
    return f"{moment.day} {text.MONTHS[moment.month - 1]}"


def _month_label(moment: datetime) -> str:
    return str(moment.year) if moment.month == 1 else text.MONTHS[moment.month - 1]


def _calendar(scale: Scale, least: int) -> Iterator[tuple[datetime, str]]:
    """Naive local moments with their labels, from two hours to centuries apart."""
    start = shown(scale.span.start).replace(tzinfo=None)
    end = shown(scale.span.end).replace(tzinfo=None)
    for hours in _HOURS:
        if hours * HOUR_NS >= least:
            return ((moment, _hour_label(moment)) for moment in _every_hours(start, end, hours))
    for days in _DAYS:
        if days * DAY_NS >= least:
            return ((moment, _day_label(moment)) for moment in _every_days(start, end, days))
    for months in _MONTHS:
        if months * _MONTH_NS >= least:
            return ((moment, _month_label(moment)) for moment in _every_months(start, end, months))
    years = next((count for count in _YEARS if count * _YEAR_NS >= least), _YEARS[-1])
    return ((moment, str(moment.year)) for moment in _every_months(start, end, 12 * years))


def _every_hours(start: datetime, end: datetime, hours: int) -> Iterator[datetime]:
    moment = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while moment < end:
        if moment >= start:
            yield moment
        moment += timedelta(hours=hours)


def _every_days(start: datetime, end: datetime, days: int) -> Iterator[datetime]:
    """Days of the month 1, 1 + days, …; the last one gives way to the next month's first when too near."""
    moment = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while moment < end:
        near_the_end = days > 1 and (moment + timedelta(days=(days + 1) // 2)).month != moment.month
        if moment >= start and (moment.day - 1) % days == 0 and not near_the_end:
            yield moment
        moment += timedelta(days=1)


def _every_months(start: datetime, end: datetime, months: int) -> Iterator[datetime]:
    number = start.year * 12 + start.month - 1
    number -= number % months
    while number < end.year * 12 + end.month:
        if number >= 12:
            moment = datetime(number // 12, number % 12 + 1, 1)  # noqa: DTZ001  local by convention of this module
            if start <= moment < end:
                yield moment
        number += months
