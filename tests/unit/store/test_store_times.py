"""Stored numbers as times, whatever they are counted in and however they are stored."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.store.decoding import ticks_time, unix_time

NS = 1_767_225_600_000_000_000


@pytest.mark.parametrize(
    ("value", "per_second", "expected"),
    [
        (1_767_225_600, 1, NS),
        (1_767_225_600.5, 1, NS + 500_000_000),
        (1_767_225_600_000, 1000, NS),
        (1_767_225_600_000.0, 1000, NS),
        (1_767_225_600_000.25, 1000, NS + 250_000),
        (b"1767225600000", 1000, NS),
        (1_767_225_600_000_000.0, 1_000_000, NS),
        (float(NS), 10**9, NS),
        (math.inf, 1000, None),
        (-math.inf, 1, None),
        (math.nan, 1000, None),
        (math.nan, 1, None),
        (1e300, 10**9, None),
        (2**63, 1, None),
        (None, 1, None),
        ("soon", 1, None),
    ],
)
def test_a_count_since_1970(value: object, per_second: int, expected: int | None) -> None:
    assert unix_time(value, per_second) == expected


@given(st.one_of(st.floats(), st.integers()), st.sampled_from([1, 1000, 10**6, 10**9]))
def test_no_number_is_an_error(value: float, per_second: int) -> None:
    for found in (unix_time(value, per_second), ticks_time(value)):
        assert found is None or -(2**63) < found < 2**63


@given(st.integers(-(2**52), 2**52))
def test_a_whole_float_is_the_number_it_is(number: int) -> None:
    for per_second in (1000, 10**6, 10**9):
        near = unix_time(number, per_second)
        found = unix_time(float(number), per_second)
        assert found == near or (found is not None and near is not None and abs(found - near) <= abs(near) * 2**-52)
