"""Idle time collapsed: which stretches, and where everything else is then."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.log import NO_TIME
from inspector.ui.timeline.axis import Axis, time_axis
from inspector.ui.timeline.gaps import NO_PAUSES
from inspector.ui.timeline.scene import Scene
from inspector.ui.timeline.ticks import collapsed_ticks
from inspector.ui.timeline.timescale import Scale, Span, clipped

MakeScene = Callable[..., Scene]

HOUR_NS = 3600 * 10**9
YEAR_NS = 8766 * HOUR_NS
pauses = st.lists(st.one_of(st.integers(0, 50), st.integers(10**5, 10**9)), min_size=2, max_size=200)


def axis_of(times: list[int], collapse: bool = True) -> Axis:
    column = np.array(times, np.int64)
    positions = np.arange(1, len(times) + 1, dtype=np.int64)
    return time_axis(positions, column, bool((column[1:] >= column[:-1]).all()), collapse)


@given(pauses, st.randoms(use_true_random=False), st.booleans())
def test_every_event_keeps_its_place_among_the_others(lengths: list[int], chance, ordered: bool) -> None:  # type: ignore[no-untyped-def]
    times = np.cumsum(lengths).tolist()
    if not ordered:
        chance.shuffle(times)
    axis, plain = axis_of(times), axis_of(times, collapse=False)
    values = axis.values_of(np.arange(len(times)))
    assert (np.diff(values) >= 0).all()
    assert [axis.time(int(value)) for value in values] == sorted(times)
    assert [axis.value_at(time) for time in sorted(times)] == values.tolist()
    assert [axis.value(rank) for rank in range(len(times))] == values.tolist()
    # What is collapsed are the longest pauses, each to the same length; all others stay as they were.
    before, after = np.diff(sorted(times)), np.diff(values)
    gaps = axis.gaps
    if gaps is None:
        assert before.tolist() == after.tolist()
    else:
        short = before[before != after]
        assert (after <= before).all()
        assert len(short) <= len(gaps)
        assert set(after[before != after].tolist()) <= {gaps.shown}
        assert short.min(initial=2**62) >= before[before == after].max(initial=0)
    # Counting by span is counting of what is there.
    edges = clipped(sorted({int(value) + shift for value in values for shift in (-1, 0, 1)}))
    assert axis.ranks_before(edges).tolist() == [int((values < edge).sum()) for edge in edges]
    assert plain.first == axis.first


@given(pauses, st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_pauses_found_bit_by_bit_are_those_found_at_once(lengths: list[int], cuts: list[int]) -> None:
    times = np.cumsum(np.array(lengths, np.int64))
    at_once, found, start = NO_PAUSES.extended(times), NO_PAUSES, 0
    for stop in [*np.cumsum(cuts).tolist(), len(times)]:
        found = found.extended(times[max(0, start - 1) : stop])
        start = min(stop, len(times))
    mine, theirs = (Counter((part.ends - part.starts).tolist()) for part in (found, at_once))
    assert mine == theirs


def test_a_day_among_seconds_is_collapsed_and_even_time_is_not() -> None:
    burst = list(range(0, 100 * 10**9, 10**9))
    gaps = axis_of([*burst, *(time + 24 * HOUR_NS for time in burst)]).gaps
    assert gaps is not None
    assert [gaps.length(number) for number in range(len(gaps))] == [24 * HOUR_NS - 99 * 10**9]
    assert axis_of(burst).gaps is None
    assert axis_of([0, 10, 20]).gaps is None
    assert axis_of([5, 5, 5, 5]).gaps is None
    assert axis_of([NO_TIME, NO_TIME]).gaps is None


def test_three_hundred_years_between_two_bursts() -> None:
    burst = list(range(0, 1000, 10))
    start = -150 * YEAR_NS
    axis = axis_of([*(start + time for time in burst), *(start + 300 * YEAR_NS + time for time in burst)])
    assert axis.gaps is not None
    assert axis.whole().length < 10_000
    assert axis.gaps.length(0) == 300 * YEAR_NS - 990
    assert axis.time(axis.value(199)) == start + 300 * YEAR_NS + 990


def test_lanes_count_the_same_with_and_without(make_scene: MakeScene) -> None:
    times = [0, 1, 2, 3, 10**9, 10**9 + 1, 10**9 + 2, 10**9 + 3, *range(2 * 10**9, 2 * 10**9 + 60)]
    streams = [number % 3 for number in range(len(times))]
    scene = make_scene(times, streams=streams, collapse=True)
    assert scene.axis.gaps is not None
    assert scene.lane_counts(scene.axis.whole()).tolist() == np.bincount(streams).tolist()
    assert scene.lane_counts(Span(0, 4)).tolist() == [2, 1, 1]


@given(st.integers(1, 6), st.integers(300, 2000))
def test_ticks_stay_out_of_gaps_and_apart(bursts: int, width: int) -> None:
    times = [burst * 50 * HOUR_NS + minute * 60 * 10**9 for burst in range(bursts + 1) for minute in range(200)]
    axis = axis_of(times)
    assert axis.gaps is not None
    scale = Scale(axis.whole(), width)
    ticks = collapsed_ticks(scale, axis.gaps, 110)
    assert all(scale.x(b.value) - scale.x(a.value) >= 55 for a, b in pairwise(ticks))
    for tick in ticks:
        time = axis.time(tick.value)
        assert time % 60 == 0
        assert not any(axis.gaps.starts[at] < time < axis.gaps.ends[at] for at in range(len(axis.gaps)))
