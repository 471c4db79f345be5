"""Spans and pixels: exact at any length, from centuries to a microsecond."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.timeline.timescale import Scale, Span, clipped

YEAR_NS = 365 * 86_400 * 10**9
spans = st.builds(Span, st.integers(-(2**62), 2**62), st.integers(1, 2**62))


@given(spans, st.floats(0.01, 100), st.floats(0, 1))
def test_zoom_keeps_the_anchor_under_the_pointer(span: Span, factor: float, at: float) -> None:
    width = 1000
    anchor = Scale(span, width).value(at * width)
    zoomed = span.zoomed(anchor, factor, 1000, 2**63)
    before, after = Scale(span, width).x(anchor), Scale(zoomed, width).x(anchor)
    # One unit of the axis may be many pixels wide, and integers cannot do better than that.
    assert abs(before - after) <= 2 * max(1, width / zoomed.length, width / span.length)
    assert 1000 <= zoomed.length <= 2**63


def test_zooming_in_ends_at_the_shortest_span() -> None:
    span = Span(0, 10 * YEAR_NS)
    for _ in range(200):
        span = span.zoomed(123_456_789_012_345_678, 0.5, 1000, 10 * YEAR_NS)
    assert span.length == 1000
    assert abs(span.start - 123_456_789_012_345_678) <= 1000


@given(
    st.integers(-(2**62), 2**62),
    st.integers(1, 10),
    st.floats(0, 1),
    st.sampled_from([640, 1000, 1740, 1920]),
    st.sampled_from([1.05, 1.2, 1.5, 3.0]),
)
def test_what_is_under_the_pointer_stays_there_from_ten_years_to_a_microsecond_and_back(
    start: int, years: int, at: float, width: int, factor: float
) -> None:
    span, x = Span(start, years * YEAR_NS), at * width
    for step in [1 / factor] * 50 + [factor] * 50:
        anchor = Scale(span, width).exactly(x)
        span = span.zoomed(anchor, step, 1000, 10 * YEAR_NS)
        assert abs((anchor - span.start) * width / span.length - Fraction(x)) <= 1
    assert span.length <= 10 * YEAR_NS


def test_zoom_out_undoes_zoom_in() -> None:
    span = Span(1_700_000_000_000_000_000, 8_000_000_000)
    anchor = span.start + 2_000_000_000
    assert span.zoomed(anchor, 0.5, 1000, YEAR_NS).zoomed(anchor, 2.0, 1000, YEAR_NS) == span


@given(spans, spans)
def test_within_never_reaches_out(span: Span, whole: Span) -> None:
    inner = span.within(whole)
    assert whole.start <= inner.start
    assert inner.end <= whole.end
    assert inner.length == min(span.length, whole.length)


def test_within_leaves_a_span_that_fits_where_it_is() -> None:
    assert Span(5, 10).within(Span(0, 100)) == Span(5, 10)
    assert Span(95, 10).within(Span(0, 100)) == Span(90, 10)
    assert Span(-5, 10).within(Span(0, 100)) == Span(0, 10)


@given(spans, st.integers(1, 4000), st.floats(0, 4000))
def test_value_is_the_one_that_is_drawn_at_the_pixel(span: Span, width: int, x: float) -> None:
    scale = Scale(span, width)
    value = scale.value(x)
    # Pixels are floats: to a billionth of the width.
    assert scale.x(value) <= x + 1e-6
    assert scale.x(value + 1) > x - 1e-6


def test_neighbouring_nanoseconds_of_this_century_are_told_apart() -> None:
    start = 1_773_318_731_002_000_000
    xs = Scale(Span(start, 1000), 1000).xs(np.arange(start, start + 1000, dtype=np.int64))
    assert xs.tolist() == list(range(1000))


def test_pixels_of_values_at_both_ends_of_what_fits() -> None:
    low, high = -(2**63), 2**63 - 1
    scale = Scale(Span(low, 2**64), 64)
    assert scale.xs(np.array([high, low, 0], np.int64)).tolist() == pytest.approx([64, 0, 32])


@given(spans, st.integers(10, 3000), st.integers(1, 9))
def test_bins_cover_the_span_and_their_pixels_are_theirs(span: Span, width: int, pitch: int) -> None:
    scale = Scale(span, width)
    edges, x = scale.bins(pitch)
    assert -pitch <= x <= 1e-6
    assert edges[0] <= span.start or edges[0] == -(2**63)
    assert edges[-1] >= span.end or edges[-1] == 2**63 - 1
    assert (np.diff(edges) >= 0).all()
    unit = width / span.length
    for number in np.flatnonzero((edges > -(2**63)) & (edges < 2**63 - 1)).tolist():
        assert scale.x(int(edges[number])) - (x + number * pitch) == pytest.approx(0, abs=unit + 1e-6)


@given(st.integers(-(10**6), 10**6), st.integers(100, 10**6), st.integers(-3000, 3000))
def test_panning_shifts_bins_but_never_changes_them(start: int, length: int, pixels: int) -> None:
    width = 200
    before, _ = Scale(Span(start, length), width).bins(4)
    after, _ = Scale(Span(start + pixels, length), width).bins(4)
    low, high = max(before[0], after[0]), min(before[-1], after[-1])
    shared_before = [edge for edge in before.tolist() if low <= edge <= high]
    assert shared_before == [edge for edge in after.tolist() if low <= edge <= high]


def test_clipped_keeps_what_fits() -> None:
    assert clipped((-(2**70), 5, 2**70)).tolist() == [-(2**63), 5, 2**63 - 1]
