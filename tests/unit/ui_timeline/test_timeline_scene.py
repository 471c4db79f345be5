"""Lanes, their order, neighbours on a lane, ignored stretches; with times in order, equal, backwards and missing."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.events.log import NO_TIME, IndexColumns
from inspector.events.operation import Kind, Ledger, Operation
from inspector.replay.index import TimelineIndex
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.lanes import Categories, Grouping, LaneOrder, arrange, category, ordered, pinned_first
from inspector.ui.timeline.scene import Planner, Scene, build
from inspector.ui.timeline.timescale import Span

MakeScene = Callable[..., Scene]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [("order-1041", "order-*"), ("a-b-c", "a-b-*"), ("cart", "cart"), ("-7", "-7"), ("x-", "x-*"), ("", "")],
)
def test_category_is_the_text_before_the_last_dash(stream: str, expected: str) -> None:
    assert category(stream) == expected


def test_categories_grow_with_the_streams() -> None:
    categories = Categories()
    streams = ["order-1", "cart-1"]
    assert categories.extend(streams).tolist() == [0, 1]
    assert categories.extend([*streams, "order-2", "stock"]).tolist() == [0, 1, 0, 2]
    assert categories.names == ["order-*", "cart-*", "stock"]


def test_groupings(make_scene: MakeScene) -> None:
    times, types, streams = [0, 1, 2, 3], [0, 1, 1, 0], [0, 1, 2, 0]
    by_stream = make_scene(times, types, streams)
    by_category = make_scene(times, types, streams, grouping=Grouping.CATEGORY)
    by_type = make_scene(times, types, streams, grouping=Grouping.TYPE)
    assert by_stream.names == ("order-0", "cart-1", "order-2")
    assert by_category.names == ("order-*", "cart-*")
    assert by_type.names == ("Type0", "Type1")
    assert [by_category.lane_of(position) for position in (1, 2, 3, 4, 5)] == [0, 1, 0, 0, None]
    assert [by_type.lane_of(position) for position in (1, 2, 3, 4)] == [0, 1, 1, 0]


scopes = st.sampled_from([None, "order-0", "cart-1"])
rows = st.lists(st.tuples(st.one_of(st.integers(0, 30), st.just(NO_TIME)), st.integers(0, 3)), min_size=1, max_size=60)


@given(rows, st.sampled_from(AxisKind))
def test_neighbours_walk_a_lane_in_the_order_that_is_drawn(
    make_scene: MakeScene, events: list[tuple[int, int]], kind: AxisKind
) -> None:
    times, streams = (list(column) for column in zip(*events, strict=True))
    scene = make_scene(times, streams=streams, axis=kind)
    for stream in set(streams):
        mine = [row for row in range(len(times)) if streams[row] == stream]
        drawn = sorted(mine, key=lambda row: (times[row], row)) if kind is AxisKind.TIME else mine
        positions = [row + 1 for row in drawn]
        for at, position in enumerate(positions):
            after = positions[at + 1] if at + 1 < len(positions) else None
            before = positions[at - 1] if at else None
            assert scene.neighbour(position, 1) == after
            assert scene.neighbour(position, -1) == before


@given(rows)
def test_rank_and_row_are_each_others_inverse_and_values_ascend(
    make_scene: MakeScene, events: list[tuple[int, int]]
) -> None:
    times, streams = (list(column) for column in zip(*events, strict=True))
    axis = make_scene(times, streams=streams).axis
    values = axis.values_of(np.arange(len(times)))
    assert (values[1:] >= values[:-1]).all()
    assert [axis.row(axis.rank(row)) for row in range(len(times))] == list(range(len(times)))
    assert [axis.value(axis.rank(row)) for row in range(len(times))] == times
    assert axis.first == times.count(NO_TIME)


def test_a_position_without_a_time_lies_where_the_one_before_it_does(make_scene: MakeScene) -> None:
    axis = make_scene([NO_TIME, 50, NO_TIME, 20, 70]).axis
    assert [axis.value_of(position) for position in range(7)] == [20, 20, 50, 50, 20, 70, 70]
    assert make_scene([NO_TIME, NO_TIME]).axis.value_of(1) is None


def test_whole_has_all_events_inside(make_scene: MakeScene) -> None:
    axis = make_scene([NO_TIME, 100, 5000]).axis
    assert axis.whole().contains(100)
    assert axis.whole().contains(5000)
    low, high = axis.ranks_within(axis.whole())
    assert (low, high) == (1, 3)


def test_nearest_on_a_lane(make_scene: MakeScene) -> None:
    scene = make_scene([0, 10, 20, 30], streams=[0, 1, 0, 1])
    nearest = [scene.nearest(0, value) for value in (-5, 4, 11, 1000)]
    assert [None if slot is None else scene.row_of_slot(slot) for slot in nearest] == [0, 0, 2, 2]


def test_lane_counts_of_a_span(make_scene: MakeScene) -> None:
    scene = make_scene([0, 30, 10, 20], streams=[0, 1, 0, 2])
    assert scene.lane_counts(Span(5, 20)).tolist() == [1, 0, 1]
    assert scene.lane_counts(scene.axis.whole()).tolist() == [2, 1, 1]


def test_lanes_that_fit_keep_the_order_of_first_appearance() -> None:
    assert arrange(np.array([1, 9, 0]), 3, own=2).tolist() == [0, 1, 2]


def test_lanes_that_do_not_fit_come_by_activity_after_the_cursors_own() -> None:
    assert arrange(np.array([1, 9, 0, 4, 4]), 2, own=2).tolist() == [2, 1, 3, 4, 0]
    assert arrange(np.array([1, 9, 0, 4, 4]), 2, own=None).tolist() == [1, 3, 4, 0, 2]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (LaneOrder.FIRST, ["order-10", "order-9", "Cart", "a-2"]),
        (LaneOrder.NAME, ["a-2", "Cart", "order-9", "order-10"]),
        (LaneOrder.COUNT, ["Cart", "order-10", "order-9", "a-2"]),
        (LaneOrder.LAST, ["order-9", "a-2", "Cart", "order-10"]),
    ],
)
def test_orders_of_lanes(make_scene: MakeScene, order: LaneOrder, expected: list[str]) -> None:
    names = ["order-10", "order-9", "Cart", "a-2"]
    scene = make_scene(list(range(8)), streams=[0, 1, 2, 0, 2, 2, 3, 1])
    assert [names[lane] for lane in ordered(scene.table, names, order).tolist()] == expected


def test_pinned_lanes_come_first_in_the_order_in_which_they_were_pinned() -> None:
    assert pinned_first(np.arange(5, dtype=np.int32), [3, 1]).tolist() == [3, 1, 0, 2, 4]
    assert pinned_first(np.arange(3, dtype=np.int32), []).tolist() == [0, 1, 2]


def _operation(number: int, kind: Kind, after: int, upto: int, stream: str | None = None, subject: int | None = None):  # type: ignore[no-untyped-def]
    return Operation(number, kind, 0, "", "", "", stream, after, upto, subject)


def test_hatches_of_rollbacks_and_undone_appends(make_scene: MakeScene) -> None:
    ledger = Ledger(
        [
            _operation(1, Kind.APPEND, 5, 6),
            _operation(2, Kind.ROLLBACK, 3, 6),
            _operation(3, Kind.ROLLBACK, 0, 6, stream="cart-1"),
            _operation(4, Kind.UNDO, 5, 6, subject=1),
        ]
    )
    scene = make_scene([0, 1, 2, 3, 4, 5], streams=[0, 1, 0, 1, 0, 1], ledger=ledger)
    found = {hatch.operation: hatch for hatch in scene.hatches}
    assert (found[2].first, found[2].last, found[2].events, found[2].rollback) == (3, 5, 3, True)
    assert (found[3].stream, found[3].events) == ("cart-1", 3)
    assert (found[1].first, found[1].last, found[1].rollback) == (5, 5, False)
    assert [scene.is_ignored(row) for row in range(6)] == [False, True, False, True, True, True]


def test_a_stretch_with_effective_events_between_is_not_hatched_as_a_whole(make_scene: MakeScene) -> None:
    ledger = Ledger([_operation(1, Kind.ROLLBACK, 1, 3)])
    # Position 4 is effective and its time lies between those of 2 and 3.
    scene = make_scene([0, 10, 30, 20], ledger=ledger)
    assert [hatch.solid for hatch in scene.hatches] == [False]
    assert [hatch.solid for hatch in make_scene([0, 10, 30, 40], ledger=ledger).hatches] == [True]


def extend(index: TimelineIndex, events: Sequence[tuple[int, int]]) -> None:
    """Add events, given as time and stream."""
    times, streams = zip(*events, strict=True)
    codes = index.names.streams.codes([f"{('order', 'cart')[code % 2]}-{code}" for code in streams])
    types = index.names.types.codes([f"Type{code % 3}" for code in streams])
    positions = np.arange(len(index) + 1, len(index) + 1 + len(events), dtype=np.int64)
    index.extend(IndexColumns(positions, np.array(times, np.int64), types, codes, index.names))


@settings(max_examples=60)
@given(
    st.lists(rows, min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from(AxisKind),
    st.sampled_from(Grouping),
    st.integers(0, 80),
    st.data(),
)
def test_a_scene_that_grew_is_the_one_that_is_built_at_once(
    chunks: list[list[tuple[int, int]]],
    ordered: bool,
    kind: AxisKind,
    grouping: Grouping,
    ignored_after: int,
    data: st.DataObject,
) -> None:
    events = [event for chunk in chunks for event in chunk]
    if ordered:
        events.sort()
    index, scene = TimelineIndex(), None
    planner, ledger = Planner(index), Ledger()
    start = 0
    for chunk in chunks:
        extend(index, events[start : start + len(chunk)])
        start += len(chunk)
        if data.draw(st.booleans()):
            ledger = Ledger([_operation(1, Kind.ROLLBACK, min(ignored_after, start), start, data.draw(scopes))])
        scene = build(planner.plan(ledger, kind, grouping), scene)
    fresh = build(planner.plan(ledger, kind, grouping))
    assert scene is not None
    assert scene.names == fresh.names
    assert list(map(asdict, scene.hatches)) == list(map(asdict, fresh.hatches))
    slots = np.arange(len(events))
    for mine, theirs in ((scene.table, fresh.table), (scene.ignored, fresh.ignored)):
        assert mine.starts.tolist() == theirs.starts.tolist()
        own = slots[: len(theirs)]
        assert mine.ranks_of(own).tolist() == theirs.ranks_of(own).tolist()
        assert [end.tolist() for end in mine.ends()] == [end.tolist() for end in theirs.ends()]
        for lane in range(len(scene.names)):
            bounds = np.arange(mine.lane(lane)[0], mine.lane(lane)[1] + 1)
            counts = [np.diff(table.counts_before(bounds), axis=0).tolist() for table in (mine, theirs)]
            assert counts[0] == counts[1]
        for rank in range(len(events) + 1):
            naive = [
                int((theirs.ranks_of(np.arange(*theirs.lane(lane))) < rank).sum()) for lane in range(len(scene.names))
            ]
            assert mine.below(rank).tolist() == naive
    assert [scene.is_ignored(row) for row in range(len(events))] == index.ignored_mask(ledger).tolist()
