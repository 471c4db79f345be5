"""Which lane an event is on: events grouped by stream, category or type, and each lane's events in the axis' order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.ui.timeline.axis import Axis

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Bytes: TypeAlias = npt.NDArray[np.uint8]

INKS = 9
"""Eight event colours and the one of ignored events."""
IGNORED = 8
_BLOCK = 16
"""Slots a block of counts; a count that starts or ends inside one looks at up to that many events."""


class Grouping(StrEnum):
    """What makes a lane."""

    STREAM = "stream"
    CATEGORY = "category"
    TYPE = "type"


def category(stream: str) -> str:
    """The text before a stream name's last dash, starred: `order-*`; the whole name where there is none."""
    head, dash, _ = stream.rpartition("-")
    return f"{head}-*" if dash and head else stream


class Categories:
    """Numbers the categories of streams in the order of their first stream; grows with the streams."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._codes: dict[str, int] = {}
        self._of_stream: list[int] = []

    def extend(self, streams: Sequence[str]) -> Int32s:
        """The category code by stream code. `streams` are all names, those of earlier calls first."""
        for stream in streams[len(self._of_stream) :]:
            name = category(stream)
            if name not in self._codes:
                self._codes[name] = len(self.names)
                self.names.append(name)
            self._of_stream.append(self._codes[name])
        return np.array(self._of_stream, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class LaneTable:
    """The events by lane and, within a lane, by rank; an event's place in that order is its slot. Immutable.

    ranks: the rank by slot. starts: each lane's first slot, and the end of the last one.
    inks: by slot, the number of the event's colour, or `IGNORED`.
    blocks: how many events of each ink lie before every sixteenth slot.
    """

    ranks: Int32s
    starts: Int64s
    inks: Bytes
    blocks: Int32s

    def lane(self, lane: int) -> tuple[int, int]:
        """The slots of a lane: from the first up to but not including the second."""
        return int(self.starts[lane]), int(self.starts[lane + 1])

    def slot(self, lane: int, rank: int) -> int:
        """The first slot of a lane whose rank is not below `rank`; the lane's end if there is none."""
        start, stop = self.lane(lane)
        return start + int(np.searchsorted(self.ranks[start:stop], np.int32(rank)))

    def counts_before(self, slots: Int64s) -> Int64s:
        """For each slot, how many events of each ink lie in slots below it: a row of `INKS` counts a slot."""
        block = slots // _BLOCK
        near = np.arange(_BLOCK) + (block * _BLOCK)[:, None]
        inside = near < slots[:, None]
        inks = self.inks[np.minimum(near, len(self.inks) - 1)] if len(self.inks) else np.zeros_like(near, np.uint8)
        keys = (np.arange(len(slots))[:, None] * INKS + inks)[inside]
        rest = np.bincount(keys, minlength=len(slots) * INKS).reshape(len(slots), INKS)
        counts: Int64s = self.blocks[block] + rest
        return counts


def build_table(codes: Int32s, inks: Bytes, axis: Axis, lanes: int) -> LaneTable:
    """Sort events into lanes. codes, inks: the lane and the ink by row. O(n), some 30 ms for a million events."""
    if axis.rows is not None:
        codes, inks = codes[axis.rows], inks[axis.rows]
    # Sixteen-bit keys are sorted by radix, six times as fast.
    keys = codes.astype(np.uint16) if lanes <= 2**16 else codes
    order = np.argsort(keys, kind="stable").astype(np.int32)
    starts = np.zeros(lanes + 1, np.int64)
    np.cumsum(np.bincount(codes, minlength=lanes), out=starts[1:])
    sorted_inks = inks[order]
    return LaneTable(order, starts, sorted_inks, _block_counts(sorted_inks))


def _block_counts(inks: Bytes) -> Int32s:
    blocks = len(inks) // _BLOCK
    whole = inks[: blocks * _BLOCK].reshape(blocks, _BLOCK)
    counts = np.zeros((blocks + 1, INKS), np.int32)
    for ink in range(INKS):
        np.cumsum(np.count_nonzero(whole == ink, axis=1), out=counts[1:, ink])
    return counts


def arrange(counts: Int64s, rows_shown: int, own: int | None) -> Int32s:
    """The lanes from top to bottom, given how many events each has in view and which is the cursor's `own`.

    Where all lanes fit they stay in the order of first appearance. Otherwise the cursor's lane comes first, then the
    busiest, so that stepping from event to event seldom scrolls; lanes without an event in view come last.
    """
    if len(counts) <= rows_shown:
        return np.arange(len(counts), dtype=np.int32)
    weights = -counts
    if own is not None:
        weights[own] = weights.min() - 1
    return np.argsort(weights, kind="stable").astype(np.int32)
