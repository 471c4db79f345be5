"""The sample store: ten months of an online shop, the same bytes of events each time it is written."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from inspector.events.event import NewEvent
from inspector.events.times import SECOND_NS
from inspector.store.registry import create_log
from inspector.workspace.sample_flows import order_1041, register, supply, visit
from inspector.workspace.sample_shop import (
    CLOSING,
    DAY_NS,
    HOUR_NS,
    MAINTENANCE,
    MINUTE_NS,
    OPENING,
    SALE,
    Flow,
    Shop,
    local,
)

_SEED = 77
_VISITS_A_DAY = 3.6
_SALE_VISITS = 150
_WEEKDAYS = (1.0, 0.9, 0.95, 1.0, 1.1, 0.7, 1.4)
"""How busy the days are, from Monday."""
_HOURS = (0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 6, 5, 3, 3, 4, 5, 6, 8, 9, 8, 4, 1)
_SALE_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 30, 22, 14, 9, 6, 5, 4, 4, 4, 5, 5, 4, 2, 0)
_FIRST_WEEKDAY = 2
"""The shop opened on a Wednesday."""

_ORDER_1041 = local(2026, 3, 12, 14, 26, 40)
_LOAD_TEST = MAINTENANCE[0] + 9 * HOUR_NS
_LOAD_TEST_EVENTS = 312
_ROLLED_BACK = MAINTENANCE[0] + 16 * HOUR_NS + 41 * MINUTE_NS
_REASON = "The load test of 21 November wrote to production instead of staging (OPS-482)."


@dataclass(frozen=True, slots=True)
class Story:
    """The events of the sample in three parts: ten months, the load test that was rolled back, and the day after."""

    months: tuple[tuple[NewEvent, ...], ...]
    load_test: tuple[NewEvent, ...]
    aftermath: tuple[NewEvent, ...]


def write_sample(path: Path) -> None:
    """Write the sample to a new native store. Raises `StoreError` if something is there already."""
    story = tell()
    log = create_log(path)
    try:
        for number, month in enumerate(story.months, 1):
            log.append(month, actor="importer", label=f"import 2026-{number:02d}", time_ns=_after(month))
        target = log.last_position()
        log.append(story.load_test, actor="load-test", label="load test", time_ns=_after(story.load_test))
        log.roll_back(target, stream=None, actor="Maja Kowalska", reason=_REASON, time_ns=_ROLLED_BACK)
        log.append(story.aftermath, actor="importer", label="import 2026-11-22", time_ns=_after(story.aftermath))
    finally:
        log.close()


def tell() -> Story:
    """Let the shop live from its opening to its closing and write down what happens."""
    shop = Shop(_SEED)
    shop.start(supply(shop), OPENING + 7 * HOUR_NS)
    shop.start(_first_customers(shop), OPENING + 9 * HOUR_NS)
    shop.start(order_1041(shop), _ORDER_1041)
    for day in range((CLOSING - OPENING) // DAY_NS + 1):
        _open_day(shop, OPENING + day * DAY_NS, _WEEKDAYS[(day + _FIRST_WEEKDAY) % 7])
    shop.run(MAINTENANCE[0])
    before = tuple(shop.events)
    test = [
        (_LOAD_TEST + shop.pause(0, 3 * 3600), visit(shop, actor="load-test")) for _ in range(_LOAD_TEST_EVENTS // 4)
    ]
    load_test = tuple(shop.rehearse(test, _LOAD_TEST_EVENTS))
    shop.run(CLOSING)
    return Story(_by_month(before), load_test, tuple(shop.events[len(before) :]))


def _first_customers(shop: Shop) -> Flow:
    for _ in range(18):
        register(shop)
        yield shop.pause(120, 1800)


def _open_day(shop: Shop, day: int, busy: float) -> None:
    """Put the day's visits on the agenda; trade grows over the year, and the sale is its peak."""
    growth = 0.75 + 0.5 * (day - OPENING) / (CLOSING - OPENING)
    visits = int(_VISITS_A_DAY * growth * busy + shop.pause(0, 2) / SECOND_NS)
    hours = _HOURS
    if day == SALE:
        visits, hours = _SALE_VISITS, _SALE_HOURS
    for _ in range(visits):
        hour = shop.pick(range(24), hours)
        shop.start(visit(shop), day + hour * HOUR_NS + shop.pause(0, 3600))


def _by_month(events: tuple[NewEvent, ...]) -> tuple[tuple[NewEvent, ...], ...]:
    firsts = [local(2026, month, 1) for month in range(1, 13)]
    months = (
        tuple(event for event in events if event.time_ns is not None and start <= event.time_ns < end)
        for start, end in pairwise(firsts)
    )
    return tuple(month for month in months if month)


def _after(events: tuple[NewEvent, ...]) -> int:
    """The time of the operation that wrote these events: a minute after the last."""
    last = events[-1].time_ns
    assert last is not None
    return last + MINUTE_NS
