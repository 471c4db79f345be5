"""Stores made up for the timeline's arithmetic."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from inspector.events.log import IndexColumns
from inspector.events.operation import Ledger
from inspector.replay.index import TimelineIndex
from inspector.ui.timeline.axis import AxisKind
from inspector.ui.timeline.lanes import Grouping
from inspector.ui.timeline.scene import Planner, Scene, build


def make_index(times: Sequence[int], types: Sequence[int], streams: Sequence[int]) -> TimelineIndex:
    """Positions count from 1; stream 3 is called `order-3`, type 2 `Type2`."""
    index = TimelineIndex()
    index.names.types.codes([f"Type{code}" for code in range(max(types, default=-1) + 1)])
    index.names.streams.codes([f"{('order', 'cart')[code % 2]}-{code}" for code in range(max(streams, default=-1) + 1)])
    positions = np.arange(1, len(times) + 1, dtype=np.int64)
    codes = np.array(types, np.int32), np.array(streams, np.int32)
    index.extend(IndexColumns(positions, np.array(times, np.int64), *codes, index.names))
    return index


@pytest.fixture(scope="session")
def make_scene() -> Callable[..., Scene]:
    """`make_scene(times, types, streams, axis=…, grouping=…, ledger=…)`."""

    def make(
        times: Sequence[int],
        types: Sequence[int] | None = None,
        streams: Sequence[int] | None = None,
        axis: AxisKind = AxisKind.TIME,
        grouping: Grouping = Grouping.STREAM,
        ledger: Ledger | None = None,
        collapse: bool = False,
    ) -> Scene:
        index = make_index(times, types or [0] * len(times), streams or [0] * len(times))
        return build(Planner(index).plan(ledger or Ledger(), axis, grouping, collapse=collapse))

    return make
