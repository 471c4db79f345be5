"""The sample store: believable, and the same each time."""

from collections import Counter
from datetime import datetime
from itertools import pairwise

import pytest

from inspector.events.errors import StoreError
from inspector.events.event import Event
from inspector.events.log import EventLog
from inspector.events.operation import Kind, Ledger
from inspector.events.times import SECOND_NS, parse
from inspector.store.registry import open_log
from inspector.workspace.sample import write_sample
from inspector.workspace.sample_shop import ZONE

SALE = "2026-06-20"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "shop.sqlite"
    write_sample(path)
    return path


@pytest.fixture(scope="module")
def log(path):
    log = open_log(path)
    yield log
    log.close()


@pytest.fixture(scope="module")
def events(log: EventLog) -> list[Event]:
    return list(log.read())


@pytest.fixture(scope="module")
def ledger(log: EventLog) -> Ledger:
    return Ledger(log.operations())


def moment(event: Event) -> datetime:
    return datetime.fromtimestamp(event.time_ns // SECOND_NS, ZONE)


def test_it_is_the_same_each_time(log, events, tmp_path):
    again = tmp_path / "again.sqlite"
    write_sample(again)
    other = open_log(again)
    try:
        assert list(other.read()) == events
        assert other.operations() == log.operations()
    finally:
        other.close()


def test_it_never_overwrites(path):
    before = path.read_bytes()
    with pytest.raises(StoreError):
        write_sample(path)
    assert path.read_bytes() == before


def test_some_twenty_thousand_events_over_ten_months(events):
    assert 19_000 < len(events) < 22_000
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert moment(events[0]).date().isoformat() == "2026-01-14"
    assert moment(events[-1]).date().isoformat() == "2026-11-22"
    assert all(earlier.time_ns <= later.time_ns for earlier, later in pairwise(events))


def test_the_streams_of_a_shop(events):
    categories = Counter(event.stream.split("-")[0] for event in events)
    assert set(categories) == {"customer", "cart", "order", "payment", "stock", "shipment"}
    assert min(categories.values()) > 400
    streams = {event.stream for event in events}
    assert {"order-1041", "payment-77", "stock-A12", "customer-9", "shipment-3", "cart-551"} <= streams
    assert 20 <= len({event.type for event in events}) <= 30


def test_days_and_weeks_have_their_rhythm(events):
    hours = Counter(moment(event).hour for event in events)
    assert sum(hours[hour] for hour in range(1, 7)) == 0
    assert hours[9] + hours[10] > 4 * hours[22]
    days = Counter(moment(event).date() for event in events)
    weekdays = Counter()
    for day, count in days.items():
        weekdays[day.weekday()] += count
    assert weekdays[0] > 1.3 * max(weekdays[5], weekdays[6])
    assert len(days) > 300


def test_the_sale_is_a_burst(events):
    days = Counter(moment(event).date().isoformat() for event in events)
    assert days.most_common(1)[0][0] == SALE
    assert days[SALE] > 10 * len(events) / len(days)


def test_only_the_sale_makes_the_stock_of_lamps_negative(events, ledger):
    oversold = [
        event
        for event in events
        if event.stream.startswith("stock-")
        and event.payload["available"] < 0
        and not ledger.ignores(event.position, event.stream)
    ]
    assert oversold
    assert {event.stream for event in oversold} == {"stock-A12"}
    assert {moment(event).date().isoformat() for event in oversold} == {SALE}


def test_every_cause_is_an_earlier_event_of_the_same_story(events):
    by_id = {event.id: event for event in events}
    assert len(by_id) == len(events)
    caused = [event for event in events if "causation_id" in event.metadata]
    assert len(caused) > 0.8 * len(events)
    for event in caused:
        cause = by_id[event.metadata["causation_id"]]
        assert cause.position < event.position
        assert cause.metadata["correlation_id"] == event.metadata["correlation_id"]
    assert all(event.metadata["actor"] and event.metadata["correlation_id"] for event in events)


def test_one_rollback_is_in_force_and_some_events_follow(events, ledger):
    [rollback] = ledger.rollbacks
    assert rollback.stream is None
    assert rollback.upto - rollback.after == 312
    assert "OPS-482" in rollback.reason
    assert {event.metadata["actor"] for event in events if event.type == "CartOpened"} >= {"load-test"}
    effective = [event for event in events if not ledger.ignores(event.position, event.stream)]
    assert len(effective) == len(events) - 312
    assert 20 < len(events) - rollback.upto < 200
    assert not any(event.metadata["actor"] == "load-test" for event in effective)


def test_the_operations_fit_the_events(events, ledger):
    assert [row.kind for row in ledger.operations].count(Kind.APPEND) == 13
    assert all(row.actor for row in ledger.operations)
    for earlier, later in pairwise(ledger.operations):
        assert earlier.time_ns < later.time_ns
    for row in ledger.operations:
        if row.kind is Kind.APPEND:
            assert events[row.upto - 1].time_ns < row.time_ns


def test_elodie_orders_three_lamps(log: EventLog):
    order = list(log.read(stream="order-1041"))
    placed, paid = order[0].payload, order[1].payload
    assert placed["customer"] == {"id": "9", "name": "Élodie Martin", "city": "Grenoble"}
    assert placed["items"][0]["sku"] == "A12"
    assert (placed["total"].literal, paid["total"].literal) == ("412.00", "431.90")
    assert [event.type for event in order[:3]] == ["OrderPlaced", "OrderPaid", "OrderShipped"]
    assert abs(order[1].time_ns - parse("2026-03-12T13:32:00Z")) < 120 * SECOND_NS


def test_no_name_needs_a_font_that_is_not_shipped(events):
    letters = {letter for event in events for letter in repr(event.payload)}
    assert {"É", "Ł", "Ω", "ß", "Þ", "И"} <= letters
    assert all(ord(letter) < 0x2100 for letter in letters)
