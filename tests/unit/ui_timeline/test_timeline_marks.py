"""Dots, pills and density against naive counts of the same events."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.events.log import NO_TIME
from inspector.events.operation import Kind, Ledger, Operation
from inspector.ui.timeline.lanes import IGNORED, Grouping
from inspector.ui.timeline.marks import BAR_PX, WIDE_PX, MarkMaker, Marks
from inspector.ui.timeline.scene import Scene
from inspector.ui.timeline.timescale import Scale, Span

MakeScene = Callable[..., Scene]

NEAR = 12
NO_CUT = np.empty(0, np.int32)


def rollback(after: int, upto: int, stream: str | None = None) -> Ledger:
    return Ledger([Operation(1, Kind.ROLLBACK, 0, "", "", "", stream, after, upto)])


def marks_of(scene: Scene, span: Span, width: int, cuts: list[int] | None = None, near: int = NEAR) -> Marks:
    lanes = list(range(len(scene.names)))
    cut = np.array(cuts or [], np.int32)
    maker = MarkMaker(scene.axis, scene.table, scene.ignored, Scale(span, width), near)
    return maker.marks(lanes, [cut] * len(lanes))


events = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=700)


@settings(max_examples=60)
@given(
    events,
    st.booleans(),
    st.sampled_from(Grouping),
    st.integers(-500, 5000),
    st.integers(10, 6000),
    st.integers(50, 900),
    st.integers(0, 200),
)
def test_marks_and_density_are_exact_at_any_zoom(
    make_scene: MakeScene,
    rows: list[tuple[int, int, int]],
    ordered: bool,
    grouping: Grouping,
    start: int,
    length: int,
    width: int,
    ignored_after: int,
) -> None:
    rows = sorted(rows) if ordered else rows
    times, types, streams = (list(column) for column in zip(*rows, strict=True))
    scene = make_scene(times, types, streams, grouping=grouping, ledger=rollback(ignored_after, len(rows)))
    scale = Scale(Span(start, length), width)
    lanes = list(range(len(scene.names)))
    maker = MarkMaker(scene.axis, scene.table, scene.ignored, scale, NEAR)
    marks = maker.marks(lanes, [NO_CUT] * len(lanes))

    def lane_of(row: int) -> int:
        name = scene.names[scene.lane_of_row(row)]
        return scene.names.index(name)

    # Every event in view is in exactly one mark of its lane.
    seen = Counter(
        int(row)
        for first, stop in zip(marks.first.tolist(), marks.stop.tolist(), strict=True)
        for row in scene.rows_of_slots(first, stop)
    )
    assert set(seen.values()) <= {1}
    assert all(seen[row] == 1 for row, time in enumerate(times) if start <= time < start + length)
    for lane, first, stop in zip(marks.lane.tolist(), marks.first.tolist(), marks.stop.tolist(), strict=True):
        assert {lane_of(int(row)) for row in scene.rows_of_slots(first, stop)} == {lane}
    # The inks of a mark are those of its events.
    inks = [IGNORED if row + 1 > ignored_after else types[row] % 8 for row in range(len(rows))]
    for first, stop, counts in zip(marks.first.tolist(), marks.stop.tolist(), maker.inks(lanes, marks), strict=True):
        naive = np.bincount([inks[int(row)] for row in scene.rows_of_slots(first, stop)], minlength=9)
        assert counts.tolist() == naive.tolist()
    _check_bars(maker, marks, scene, scale, times, inks, lanes)
    _check_totals(maker, scene, scale, times, inks, lanes)


def _check_totals(
    maker: MarkMaker, scene: Scene, scale: Scale, times: list[int], inks: list[int], lanes: list[int]
) -> None:
    edges, x = scale.bins(BAR_PX)
    counts, ignored, found_x = maker.totals(lanes[::-1])
    assert found_x == x
    naive, naive_ignored = np.zeros_like(counts), np.zeros_like(counts)
    for row, time in enumerate(times):
        bar = int(np.searchsorted(edges, time, side="right")) - 1
        if 0 <= bar < counts.shape[1]:
            at = len(lanes) - 1 - scene.lane_of_row(row), bar
            naive[at] += 1
            naive_ignored[at] += inks[row] == IGNORED
    assert counts.tolist() == naive.tolist()
    assert ignored.tolist() == naive_ignored.tolist()


def _check_bars(
    maker: MarkMaker, marks: Marks, scene: Scene, scale: Scale, times: list[int], inks: list[int], lanes: list[int]
) -> None:
    wide_rows: dict[int, list[int]] = {}
    for lane, first, stop, wide in zip(
        marks.lane.tolist(), marks.first.tolist(), marks.stop.tolist(), marks.wide.tolist(), strict=True
    ):
        if wide:
            wide_rows.setdefault(lane, []).extend(int(row) for row in scene.rows_of_slots(first, stop))
    bars = maker.bars(lanes, marks)
    assert (bars is None) == (not wide_rows)
    if bars is None:
        return
    edges, x = scale.bins(BAR_PX)
    assert bars.x == x
    assert bars.lanes == sorted(wide_rows)
    for lane, counts in zip(bars.lanes, bars.counts, strict=True):
        naive = np.zeros_like(counts)
        for row in wide_rows[lane]:
            bar = int(np.searchsorted(edges, times[row], side="right")) - 1
            if 0 <= bar < len(naive):
                naive[bar, inks[row]] += 1
        assert counts.tolist() == naive.tolist()


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(300, 3000), st.integers(100, 900))
def test_columns_change_no_mark(make_scene: MakeScene, seed: int, count: int, width: int) -> None:
    """Lanes with many events are looked at by column; the marks are those of looking at each event."""
    times = np.sort(np.random.default_rng(seed).integers(0, 3000, count)).tolist()
    scene = make_scene(times)
    span = Span(-10, 3020)
    found = marks_of(scene, span, width)
    xs = sorted(Scale(span, width).x(time) for time in times)
    chains: list[list[float]] = []
    for x in xs:
        if chains and x - chains[-1][-1] < NEAR:
            chains[-1].append(x)
        else:
            chains.append([x])
    long = [chain for chain in chains if chain[-1] - chain[0] > WIDE_PX]
    many = [chain for chain in chains if len(chain) > 1]
    mostly = 4 * sum(map(len, long)) > sum(map(len, many))
    wide = [(chain[0], chain[-1]) for chain in (many if mostly else long)]
    assert pytest.approx(np.array(wide).reshape(-1, 2)) == np.array([found.x0[found.wide], found.x1[found.wide]]).T
    assert int(found.counts.sum()) == len(times)


def test_far_events_are_dots_near_ones_a_pill_many_density(make_scene: MakeScene) -> None:
    times = [0, 100, 105, 108, *range(300, 380, 20), *range(1300, 1500, 2)]
    streams = [0] * 8 + [1] * 100
    marks = marks_of(make_scene(times, streams=streams), Span(-50, 1600), 1600)
    assert marks.counts.tolist() == [1, 3, 1, 1, 1, 1, 100]
    assert marks.wide.tolist() == [False] * 6 + [True]


def test_a_lane_that_is_mostly_density_has_no_pills(make_scene: MakeScene) -> None:
    marks = marks_of(make_scene([0, 100, 105, 108, *range(300, 500, 2)]), Span(-50, 600), 600)
    assert marks.counts.tolist() == [1, 3, 100]
    assert marks.wide.tolist() == [False, True, True]


def test_pills_that_would_overlap_are_one(make_scene: MakeScene) -> None:
    # Thirteen pixels apart are two dots; with a partner each they would be pills too wide to stand side by side.
    times = [0, 0, 13, 13]
    assert marks_of(make_scene(times[::2]), Span(-100, 200), 200).counts.tolist() == [1, 1]
    assert marks_of(make_scene(times), Span(-100, 200), 200).counts.tolist() == [4]


def test_marks_of_neighbouring_events_never_overlap(make_scene: MakeScene) -> None:
    rng = np.random.default_rng(5)
    scene = make_scene(np.sort(rng.integers(0, 20_000, 300)).tolist())
    marks = marks_of(scene, Span(0, 20_000), 1500)
    half = (marks.widths(NEAR) - (marks.counts == 1)) / 2
    middle = (marks.x0 + marks.x1) / 2
    assert (middle[1:] - half[1:] >= middle[:-1] + half[:-1] - 1e-9).all()


def test_no_pill_holds_both_sides_of_a_cut(make_scene: MakeScene) -> None:
    scene = make_scene([0, 1, 2, 3, 4, 5])
    assert marks_of(scene, Span(-50, 100), 100, cuts=[2]).counts.tolist() == [2, 4]
    assert marks_of(scene, Span(-50, 100), 100, cuts=[2, 5]).counts.tolist() == [2, 3, 1]


def test_a_cut_among_equal_times_is_exact_with_many_events(make_scene: MakeScene) -> None:
    scene = make_scene([0] * 5000)
    assert marks_of(scene, Span(-50, 100), 100, cuts=[1234]).counts.tolist() == [1234, 3766]


def test_panning_changes_no_mark(make_scene: MakeScene) -> None:
    rng = np.random.default_rng(3)
    scene = make_scene(np.sort(rng.integers(0, 100_000, 900)).tolist())

    def inside(start: int) -> set[tuple[int, int]]:
        marks = marks_of(scene, Span(start, 10_000), 1000)
        shown = (marks.x1 >= 0) & (marks.x0 <= 1000) & ~marks.wide
        return set(zip(marks.first[shown].tolist(), marks.stop[shown].tolist(), strict=True))

    here, there = inside(40_000), inside(40_100)
    assert len(here & there) >= len(here) - 2


def test_events_without_a_time_have_no_place_among_times(make_scene: MakeScene) -> None:
    scene = make_scene([NO_TIME, 5, NO_TIME, 900])
    marks = marks_of(scene, Span(-100, 1200), 1200)
    assert [int(scene.row_of_slot(slot)) for slot in marks.first.tolist()] == [1, 3]
    assert marks.counts.tolist() == [1, 1]


def test_an_empty_store_has_no_marks(make_scene: MakeScene) -> None:
    scene = make_scene([])
    assert len(marks_of(scene, scene.axis.whole(), 500).first) == 0
