"""Times are integers; text becomes such and comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.errors import InvalidData
from inspector.events.times import SECOND_NS, from_datetime, parse, to_local, to_rfc3339

FIRST = parse("0001-01-02T00:00:00Z")
LAST = parse("9999-12-30T23:59:59Z")


@given(st.integers(FIRST, LAST))
def test_every_nanosecond_comes_back(time_ns):
    assert parse(to_rfc3339(time_ns)) == time_ns


@pytest.mark.parametrize(
    ("time_ns", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1, "1970-01-01T00:00:00.000000001Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (-SECOND_NS, "1969-12-31T23:59:59Z"),
        (1_773_325_931_002_000_000, "2026-03-12T14:32:11.002Z"),
        (1_773_325_931_002_003_000, "2026-03-12T14:32:11.002003Z"),
        (1_773_325_931_500_000_000, "2026-03-12T14:32:11.500Z"),
    ],
)
def test_a_time_is_written_with_the_decimals_it_needs(time_ns, text):
    assert to_rfc3339(time_ns) == text
    assert parse(text) == time_ns


def test_years_keep_four_digits():
    assert to_rfc3339(FIRST) == "0001-01-02T00:00:00Z"


@pytest.mark.parametrize(
    "text",
    ["2026-03-12T15:32:11+01:00", "2026-03-12 15:32:11 +0100", "2026-03-12t14:32:11z", " 2026-03-12T09:32:11-05:00 "],
)
def test_zones_are_minded(text):
    assert parse(text) == 1_773_325_931 * SECOND_NS


def test_without_a_zone_a_time_is_local():
    local = datetime(2026, 3, 12, 14, 32).astimezone()
    assert parse("2026-03-12 14:32") == from_datetime(local) == from_datetime(local.replace(tzinfo=None))
    assert parse("2026-03-12") == from_datetime(datetime(2026, 3, 12).astimezone())


def test_more_than_nine_decimals_are_cut():
    assert parse("1970-01-01T00:00:00.1234567899Z") == 123_456_789


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "2026-02-30", "2026-01-01T25:00", "12:30", "1773325931"]
)
def test_other_text_is_refused(text):
    with pytest.raises(InvalidData, match="is no time"):
        parse(text)


def test_datetimes_are_exact_to_the_microsecond():
    moment = datetime(1950, 5, 5, 5, 5, 5, 123_457, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert to_local(from_datetime(moment)) == moment
    assert from_datetime(datetime(1970, 1, 1, tzinfo=UTC)) == 0


def test_local_times_are_floored_to_microseconds():
    assert to_local(-1) == datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert to_local(1_999).microsecond == 1
