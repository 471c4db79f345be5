"""The density of a store that is not indexed yet: near the counted one where times follow positions, else nothing."""

from bisect import bisect_left
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import inspector
from inspector.events.event import NewEvent
from inspector.replay.estimate import PROBES, Estimate

PARTS = 20


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=300).map(sorted).filter(lambda times: times[0] < times[-1]))
def test_a_store_that_is_probed_whole_is_estimated_well(times: list[int]) -> None:
    estimate = Estimate.of(times, len(times))
    assert estimate is not None
    assert estimate.events == len(times)
    start, length = times[0], times[-1] - times[0] + 1
    edges = [start + length * part // PARTS for part in range(PARTS)] + [start + length]
    counted = [bisect_left(times, after) - bisect_left(times, before) for before, after in pairwise(edges)]
    # One event more or less at each edge, and what rounding makes of it.
    for about, exact in zip(estimate.counts(start, length, PARTS), counted, strict=True):
        assert abs(about - exact) <= 3
    assert abs(sum(estimate.counts(start, length, PARTS)) - len(times)) <= PARTS


def test_of_ten_million_each_probe_stands_for_some() -> None:
    estimate = Estimate.of(range(PROBES), 10_000_000)
    assert estimate is not None
    assert estimate.events == 10_000_000
    assert estimate.counts(0, PROBES, 4) == pytest.approx([2_500_000] * 4, rel=0.01)


def test_holes_make_the_store_smaller() -> None:
    estimate = Estimate.of(range(PROBES // 2), 1_000_000)
    assert estimate is not None
    assert estimate.events == 500_000


@pytest.mark.parametrize("found", [[], [5], [5, 5], [5, None, 6], [1, 3, 2], [None, None]])
def test_what_says_nothing_is_no_estimate(found: list[int | None]) -> None:
    assert Estimate.of(found, 1000) is None


def test_probes_find_the_times_of_a_store(tmp_path: Path) -> None:
    with inspector.create(tmp_path / "some.sqlite") as workspace:
        log = workspace.reader()
        assert list(log.probe(PROBES)) == []
        workspace.append_all([NewEvent("a", "Said", {}, {}, 1000 + number) for number in range(50)])
        assert list(log.probe(PROBES)) == [1000 + number for number in range(50)]
        few = list(log.probe(10))
        log.close()
    assert few == sorted(few)
    assert len(set(few)) == 10
    assert few[0] < 1005
    assert few[-1] >= 1045
