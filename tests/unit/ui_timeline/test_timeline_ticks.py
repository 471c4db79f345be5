"""Ticks at round local times and positions, at every zoom."""

import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.times import parse
from inspector.ui.timeline.ticks import context, position_ticks, time_ticks
from inspector.ui.timeline.timescale import Scale, Span

MINUTE_NS = 60 * 10**9
DAY_NS = 1440 * MINUTE_NS
NOON = "2026-03-12T12:00:00Z"


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def switch(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield switch
    monkeypatch.undo()
    time.tzset()


def labels(start: str, length_ns: int, width: int = 1000, apart: int = 110) -> list[str]:
    return [tick.label for tick in time_ticks(Scale(Span(parse(start), length_ns), width), apart)]


def test_minutes(zone: Callable[[str], None]) -> None:
    zone("UTC")
    assert labels("2026-03-12T14:17:00Z", 25 * MINUTE_NS, 780) == ["14:20", "14:25", "14:30", "14:35", "14:40"]


def test_local_time_is_what_is_round(zone: Callable[[str], None]) -> None:
    zone("Asia/Kathmandu")  # UTC+5:45
    assert labels("2026-03-12T12:00:00Z", 5 * 60 * MINUTE_NS) == ["18:00", "19:00", "20:00", "21:00", "22:00"]
    assert labels("2026-03-12T12:00:00Z", 2 * DAY_NS, 1000)[:3] == ["18:00", "13 Mar", "06:00"]


def test_a_day_with_a_change_of_clocks_keeps_round_hours(zone: Callable[[str], None]) -> None:
    zone("Europe/Paris")
    hours = labels("2026-03-28T23:00:00Z", DAY_NS, 900)
    assert hours == ["29 Mar", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "30 Mar"]


def test_every_unit_from_years_to_nanoseconds(zone: Callable[[str], None]) -> None:
    zone("UTC")
    assert labels("1990-06-01T00:00:00Z", 20 * 365 * DAY_NS)[:3] == ["1995", "2000", "2005"]
    assert labels("2025-11-15T00:00:00Z", 200 * DAY_NS)[:3] == ["Dec", "2026", "Feb"]
    assert labels("2026-02-20T00:00:00Z", 40 * DAY_NS)[:3] == ["21 Feb", "1 Mar", "6 Mar"]
    assert labels(NOON, 2 * MINUTE_NS)[:2] == ["12:00:00", "12:00:15"]
    assert labels(NOON, 4 * 10**9)[:2] == ["00.000", "00.500"]
    assert labels(NOON, 4 * 10**6)[1] == "00.000\N{NO-BREAK SPACE}500"
    assert labels(NOON, 1000)[1] == "00.000\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}200"


@given(st.integers(0, 2**62), st.integers(1000, 2**61), st.integers(200, 3000))
def test_ticks_keep_their_distance_and_lie_in_the_span(start: int, length: int, width: int) -> None:
    scale = Scale(Span(start, length), width)
    values = [tick.value for tick in time_ticks(scale, 110)]
    assert values == sorted(values)
    assert all(start <= value < start + length for value in values)
    # Months are uneven, centuries are the longest step there is.
    if length < 500 * 365 * DAY_NS:
        assert all(scale.x(b) - scale.x(a) >= 0.8 * 110 for a, b in pairwise(values))
    assert len(values) <= width


@given(st.integers(-(10**6), 10**15), st.integers(10, 10**15), st.integers(120, 3000))
def test_positions_are_round_and_apart(start: int, length: int, width: int) -> None:
    scale = Scale(Span(start, length), width)
    ticks = position_ticks(scale, 110)
    values = [tick.value for tick in ticks]
    assert all(value >= 1 and scale.span.contains(value) for value in values)
    steps = {b - a for a, b in pairwise(values)}
    assert len(steps) <= 1
    assert all(step * width / length >= 110 for step in steps)


def test_position_labels_are_grouped() -> None:
    assert (
        position_ticks(Scale(Span(1_199_000, 3000), 400), 110)[1].label
        == "#1\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}000"
    )


def test_context_says_what_the_ticks_leave_out(zone: Callable[[str], None]) -> None:
    zone("UTC")
    start = parse(NOON)
    assert context(Scale(Span(start, 20 * MINUTE_NS), 800)) == ("12 Mar 2026", "12 Mar")
    assert context(Scale(Span(start, 10**6), 800)) == ("12 Mar 2026 12:00", "12 Mar 12:00", "12:00")
    assert context(Scale(Span(start, 1500 * DAY_NS), 800)) == ("2026–2030", "2026–2030")
