"""The world of the sample shop: its clock, its stock, its numbers and the events it has written.

What happens in it are flows (`sample_flows.py`): generators that emit events and yield the time until they go on. The
clock runs from one flow's turn to the next, so that the flows interleave as customers do. Everything is drawn from one
seeded generator, of which only `random()` is used: that alone gives the same numbers on every version of Python.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from heapq import heappop, heappush
from itertools import accumulate
from random import Random
from typing import TypeAlias, TypeVar
from uuid import UUID, uuid5

from inspector.events.event import NewEvent
from inspector.events.json_value import JsonFloat, JsonValue
from inspector.events.times import SECOND_NS, from_datetime
from inspector.workspace.sample_catalogue import LAMP, PRODUCTS, Product

Flow: TypeAlias = Generator[int, None, None]
"""Something that happens; it yields nanoseconds to wait."""

T = TypeVar("T")

MINUTE_NS = 60 * SECOND_NS
HOUR_NS = 60 * MINUTE_NS
DAY_NS = 24 * HOUR_NS
ZONE = timezone(timedelta(hours=1))
"""The shop's days are days of this zone, without summer time."""

_EVENT_IDS = UUID("5a3c1f0e-7d7e-4a59-9d0b-6c1c5f0e2026")
_SHELF = 40
"""Pieces of a product that the shop starts with."""
_STALE_NS = 20 * MINUTE_NS


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """Nanoseconds of a time of the shop's zone."""
    return from_datetime(datetime(year, month, day, hour, minute, second, tzinfo=ZONE))


OPENING = local(2026, 1, 14)
CLOSING = local(2026, 11, 22, 18)
SALE = local(2026, 6, 20)
MAINTENANCE = (local(2026, 11, 21), local(2026, 11, 22, 8))
"""The shop was closed for maintenance; what would have gone on in it goes on after it."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom the shop knows, as it knows them now."""

    id: str
    name: str
    email: str
    city: str


@dataclass(slots=True)
class Level:
    """The stock of one product."""

    on_hand: int
    reserved: int = 0

    @property
    def available(self) -> int:
        """What can be sold. Below zero, more was sold than there is."""
        return self.on_hand - self.reserved


class Shop:
    """Runs flows against one clock and keeps what they emit in `events`, ascending in time."""

    def __init__(self, seed: int) -> None:
        self.now = OPENING
        self.events: list[NewEvent] = []
        self.customers: list[Customer] = []
        self.stock = {product.sku: Level(_SHELF) for product in PRODUCTS}
        self._random = Random(seed)  # noqa: S311 - a story, not a secret
        self._numbers: dict[str, int] = {}
        self._agenda: list[tuple[int, int, Flow]] = []
        self._started = 0
        self._shown_lamps = (OPENING, _SHELF)

    # Chance

    def chance(self, probability: float) -> bool:
        """True in that part of all cases."""
        return self._random.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both possible."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, items: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of the items, weighted if weights are given."""
        if weights is None:
            return items[self.between(0, len(items) - 1)]
        totals = list(accumulate(weights))
        drawn = self._random.random() * totals[-1]
        return next(item for item, total in zip(items, totals, strict=True) if drawn < total)

    def pause(self, low_s: float, high_s: float) -> int:
        """Nanoseconds of a pause of so many seconds, to the millisecond."""
        return self.between(int(low_s * 1000), int(high_s * 1000)) * 1_000_000

    # Time

    def start(self, flow: Flow, at: int) -> None:
        """Let a flow begin at a time."""
        self._started += 1
        heappush(self._agenda, (at, self._started, flow))

    def run(self, upto: int) -> None:
        """Let everything happen that is due before a time."""
        while self._agenda and self._agenda[0][0] < upto:
            due, number, flow = heappop(self._agenda)
            if MAINTENANCE[0] <= due < MAINTENANCE[1]:
                heappush(self._agenda, (due - MAINTENANCE[0] + MAINTENANCE[1], number, flow))
                continue
            self._turn(due, number, flow)

    def rehearse(self, flows: Sequence[tuple[int, Flow]], events: int) -> list[NewEvent]:
        """Let flows happen on their own until they emitted so many events, and take everything back but the numbers.

        The events are returned instead of kept: to the shop's memory nothing of it happened.
        """
        agenda, self._agenda = self._agenda, []
        stock = {sku: replace(level) for sku, level in self.stock.items()}
        customers, first = list(self.customers), len(self.events)
        for at, flow in flows:
            self.start(flow, at)
        while len(self.events) < first + events:
            self._turn(*heappop(self._agenda))
        rehearsed = self.events[first : first + events]
        del self.events[first:]
        self._agenda, self.stock, self.customers = agenda, stock, customers
        return rehearsed

    def _turn(self, due: int, number: int, flow: Flow) -> None:
        self.now = max(self.now, due)
        wait = next(flow, None)
        if wait is not None:
            heappush(self._agenda, (self.now + wait, number, flow))

    def until(self, days: tuple[int, int], hours: tuple[int, int], *, workdays: bool) -> int:
        """Nanoseconds until some time of day, so many days from now, put off past a weekend if need be."""
        today = datetime.fromtimestamp(self.now // SECOND_NS, ZONE).replace(hour=0, minute=0, second=0)
        day = today + timedelta(days=self.between(*days))
        while day.weekday() > (4 if workdays else 5):
            day += timedelta(days=1)
        moment = from_datetime(day.astimezone(UTC)) + self.pause(hours[0] * 3600, hours[1] * 3600)
        return max(moment - self.now, MINUTE_NS)

    # What is written

    def number(self, kind: str, first: int = 1) -> str:
        """The next number of its kind: `order` has 1041 after 1040."""
        self._numbers[kind] = self._numbers.get(kind, first - 1) + 1
        return str(self._numbers[kind])

    def emit(
        self, stream: str, type: str, payload: dict[str, JsonValue], *, actor: str, cause: NewEvent | None = None
    ) -> NewEvent:
        """Write an event. Its cause, if it has one, hands on the correlation id; without one it begins its own."""
        id = str(uuid5(_EVENT_IDS, f"{stream} {len(self.events)} {self.now}"))
        metadata: dict[str, JsonValue] = {"correlation_id": id if cause is None else cause.metadata["correlation_id"]}
        if cause is not None:
            metadata["causation_id"] = cause.id
        metadata["actor"] = actor
        event = NewEvent(stream, type, payload, metadata, self.now, id=id)
        self.events.append(event)
        # A few milliseconds pass with every write.
        self.now += self.between(2_000, 14_000) * 1_000
        return event

    # Stock

    def shown(self, product: Product) -> int:
        """How many pieces the shop believes it can sell.

        On the day of the sale pages come from a cache, in which the lamps' figure grows stale: they are oversold.
        """
        available = self.stock[product.sku].available
        if product is not LAMP or not SALE <= self.now < SALE + DAY_NS:
            return available
        if self.now - self._shown_lamps[0] >= _STALE_NS:
            self._shown_lamps = (self.now, available)
        return self._shown_lamps[1]

    def price(self, product: Product) -> int:
        """Cents to pay today; a quarter off on the day of the sale."""
        return product.cents * 3 // 4 if SALE <= self.now < SALE + DAY_NS else product.cents


def money(cents: int) -> JsonFloat:
    """An amount in euros, with the two places it is written with: 412.00."""
    return JsonFloat(f"{cents // 100}.{cents % 100:02d}")
