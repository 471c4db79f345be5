"""The columns of all events."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.log import NO_TIME, IndexColumns
from inspector.events.operation import Kind, Ledger, Operation
from inspector.replay import index as index_module
from inspector.replay.index import TimelineIndex


def columns(index, rows, types=("A", "B"), streams=("s", "t", "u")):
    """A chunk for an index, of (position, time, type, stream) rows; the last two count in the names given."""
    table = np.array(rows, np.int64).reshape(-1, 4).T
    codes = index.names.types.codes(types)[table[2]], index.names.streams.codes(streams)[table[3]]
    return IndexColumns(table[0], table[1], *codes, index.names)


def index_of(rows, types=("A", "B"), streams=("s", "t", "u"), chunk=3):
    index = TimelineIndex()
    index.extend(columns(index, [], types, streams))
    for start in range(0, len(rows), chunk):
        index.extend(columns(index, rows[start : start + chunk], types, streams))
    return index


def small():
    return index_of([(2, 10, 0, 0), (3, 20, 1, 1), (5, 20, 0, 0), (9, 30, 0, 1), (10, 40, 1, 0)])


def rollbacks(*spans):
    return Ledger(
        Operation(number, Kind.ROLLBACK, 0, "", "", "", stream, after, upto)
        for number, (after, upto, stream) in enumerate(spans, 1)
    )


def test_nothing_yet():
    index = TimelineIndex()
    assert len(index) == 0
    assert index.row_at_or_before(5) == -1
    assert index.row_of(5) is None
    assert index.neighbour(0, 1) is None
    assert index.neighbour(0, -1, stream="s") is None
    assert index.last_effective(Ledger()) == 0
    assert index.time_span is None
    assert index.monotone
    assert index.ignored_mask(rollbacks((0, 5, None), (0, 5, "s"))).tolist() == []


def test_chunks_become_columns():
    index = small()
    assert index.positions.tolist() == [2, 3, 5, 9, 10]
    assert index.times.tolist() == [10, 20, 20, 30, 40]
    assert index.types.tolist() == [0, 1, 0, 0, 1]
    assert index.streams.tolist() == [0, 1, 0, 1, 0]
    assert index.positions.dtype == index.times.dtype == np.int64
    assert index.types.dtype == index.streams.dtype == np.int32
    assert index.type_names == ["A", "B"]
    assert index.stream_names == ["s", "t", "u"]
    assert index.stream_code("t") == 1
    assert index.stream_code("nobody") is None


def test_views_stay_true_and_cannot_be_written():
    index = small()
    before, revision = index.positions, index.revision
    index.extend(columns(index, [(n, n, 0, 0) for n in range(11, 3000)], streams=["v"]))
    assert before.tolist() == [2, 3, 5, 9, 10]
    assert len(index) == 2994
    assert index.revision > revision
    assert index.stream_code("v") == 3
    with pytest.raises(ValueError):
        index.positions[0] = 1


def test_names_are_numbered_as_they_come():
    index = index_of([(1, 1, 0, 0), (2, 2, 1, 2)])
    index.extend(columns(index, [(3, 3, 0, 1), (4, 4, 1, 0)], types=("C", "A"), streams=("u", "w")))
    assert index.type_names == ["A", "B", "C"]
    assert index.stream_names == ["s", "t", "u", "w"]
    assert index.types.tolist() == [0, 1, 2, 0]
    assert index.streams.tolist() == [0, 2, 3, 2]


def test_positions_must_ascend():
    index = small()
    with pytest.raises(ValueError, match="ascend"):
        index.extend(columns(index, [(10, 50, 0, 0)]))


def test_a_chunk_numbered_for_another_index_is_refused():
    with pytest.raises(ValueError, match="own names"):
        small().extend(columns(small(), [(11, 50, 0, 0)]))


@pytest.mark.parametrize(("position", "row"), [(0, -1), (1, -1), (2, 0), (4, 1), (5, 2), (10, 4), (10**15, 4)])
def test_rows_by_position(position, row):
    assert small().row_at_or_before(position) == row
    assert small().row_of(position) == (row if position in (2, 5, 10) else None)


@pytest.mark.parametrize(
    ("position", "direction", "stream", "found"),
    [
        (0, 1, None, 2), (2, 1, None, 3), (4, 1, None, 5), (10, 1, None, None), (10, -1, None, 9), (4, -1, None, 3),
        (2, -1, None, None), (99, -1, None, 10), (2, 1, "s", 5), (5, 1, "s", 10), (10, 1, "s", None), (9, -1, "s", 5),
        (3, -1, "t", None), (99, -1, "t", 9), (0, 1, "u", None), (99, -1, "nobody", None), (0, 1, "t", 3),
    ],
)  # fmt: skip
def test_neighbours(position, direction, stream, found):
    assert small().neighbour(position, direction, stream=stream) == found


def test_a_neighbour_far_away_is_found(monkeypatch):
    monkeypatch.setattr(index_module, "_BLOCK_ROWS", 2)
    rows = [(n, n, 0, int(n in (1, 500))) for n in range(1, 1001)]
    index = index_of(rows, chunk=1000)
    assert index.neighbour(1, 1, stream="t") == 500
    assert index.neighbour(500, -1, stream="t") == 1
    assert index.neighbour(1000, -1, stream="t") == 500
    assert index.neighbour(500, 1, stream="t") is None


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from([None, "s", "t", "nobody"])).map(
        lambda span: (min(span[:2]), max(span[:2]), span[2])
    ),
    max_size=5,
)


@given(spans, st.integers(0, 12), st.integers(0, 14))
def test_the_mask_is_what_the_ledger_says(spans, start, stop):
    index = index_of([(3 * n + 1, n, 0, n % 3) for n in range(12)])
    ledger = rollbacks(*spans)
    expected = [ledger.ignores(3 * n + 1, "stu"[n % 3]) for n in range(12)]
    assert index.ignored_mask(ledger).tolist() == expected
    assert index.ignored_mask(ledger, start, stop).tolist() == expected[start:stop]
    effective = [3 * n + 1 for n in range(12) if not expected[n]]
    assert index.last_effective(ledger) == (effective[-1] if effective else 0)


def test_the_head_below_a_long_rolled_back_tail():
    index = index_of([(n, n, 0, n % 2) for n in range(1, 50_001)], chunk=50_000)
    assert index.last_effective(rollbacks((7, 50_000, None))) == 7
    assert index.last_effective(rollbacks((0, 50_000, "s"))) == 49_999
    assert index.last_effective(rollbacks((0, 50_000, None))) == 0


@given(st.lists(st.integers(-3, 3) | st.just(NO_TIME), max_size=20), st.integers(1, 5))
def test_the_span_and_the_order_of_times(times, chunk):
    index = index_of([(n, time, 0, 0) for n, time in enumerate(times, 1)], chunk=chunk)
    known = [time for time in times if time != NO_TIME]
    assert index.monotone == (times == sorted(times))
    assert index.time_span == ((min(known), max(known)) if known else None)
