"""Which lane an event is on: events grouped by stream, category or type, and each lane's events in the axis' order."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Ints: TypeAlias = npt.NDArray[np.integer]
Bools: TypeAlias = npt.NDArray[np.bool_]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Codes: TypeAlias = npt.NDArray[np.integer]

INKS = 8
"""The colours of events."""
IGNORED = INKS
"""The number of the colour of ignored events, of whatever type."""
_BLOCK = 16
"""Slots a block of counts; a count that starts or ends inside one looks at up to that many events."""
_BITS = 5
"""Enough for the counts of a block."""
_SHIFTS = np.arange(INKS) * _BITS
_NO_INK = 128
_BEHIND = np.where(np.arange(_BLOCK) < np.arange(_BLOCK)[:, None], 0, _NO_INK).astype(np.uint8)
"""For each place in a block, what marks the events that are not before it."""
_ONES = np.concatenate((1 << _SHIFTS, np.zeros(256 - INKS, np.int64)))
_PAIRS = (_ONES + _ONES[:, None]).ravel()
"""By two inks in one number, one of each: counts of all inks, a few bits for each."""
_NUMBERS = re.compile(r"(\d+)")
_PART = 4
"""Events that came since are a part of their own until they are one in so many of those before."""


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
        self._array: Int32s = np.empty(0, np.int32)

    def extend(self, streams: Sequence[str]) -> Int32s:
        """The category code by stream code. `streams` are all names, those of earlier calls first."""
        for stream in streams[len(self._of_stream) :]:
            name = category(stream)
            if name not in self._codes:
                self._codes[name] = len(self.names)
                self.names.append(name)
            self._of_stream.append(self._codes[name])
        if len(self._of_stream) > len(self._array):
            self._array = np.array(self._of_stream, np.int32)
        return self._array


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Events of a stretch of ranks by lane and, within a lane, by rank. Immutable.

    ranks: the ranks in that order. starts: where each lane begins, and the end of the last one. inks: the numbers of
    the events' colours, a row a block. blocks: how many events of each ink lie before each block.
    """

    ranks: Int32s
    starts: Int64s
    inks: Bytes
    blocks: Int32s

    def __len__(self) -> int:
        return len(self.ranks)

    def below(self, lane: int, ranks: Ints) -> Ints:
        """How many events of a lane have a rank below each of these."""
        start, stop = self.starts[lane : lane + 2].tolist()
        # A key of another type would make numpy copy the whole lane.
        return np.searchsorted(self.ranks[start:stop], np.asarray(ranks, np.int32))

    def all_below(self, rank: int) -> Int64s:
        """How many events of each lane have a rank below this."""
        low, high = self.starts[:-1].copy(), self.starts[1:].copy()
        open_ = np.flatnonzero(low < high)
        while len(open_):
            middle = (low[open_] + high[open_]) // 2
            before = self.ranks[middle] < rank
            low[open_[before]] = middle[before] + 1
            high[open_[~before]] = middle[~before]
            open_ = open_[low[open_] < high[open_]]
        return low - self.starts[:-1]

    def counts_before(self, slots: Ints) -> Int64s:
        """For each place in the order, how many events of each ink lie before it: a row of `INKS` counts."""
        block = slots // _BLOCK
        # Those behind a slot are marked, and count nothing; two inks at a time say what they count.
        inks = self.inks[block] | _BEHIND[slots % _BLOCK]
        packed = _PAIRS.take(inks.view(np.uint16)).sum(axis=1)
        counts: Int64s = self.blocks[block] + ((packed[:, None] >> _SHIFTS) & (2**_BITS - 1))
        return counts

    def counts_between(self, lanes: Ints, edges: Int32s) -> Int64s:
        """How many events of each lane lie between each two neighbours of ascending ranks: a row a lane."""
        counts = np.zeros((len(lanes), len(edges) - 1), np.int64)
        few: list[Int32s] = []
        own, ends = np.zeros(len(lanes), np.int64), edges[[0, -1]]
        bounds = zip(self.starts[lanes].tolist(), self.starts[lanes + 1].tolist(), strict=True)
        for number, (start, stop) in enumerate(bounds):
            ranks = self.ranks[start:stop]
            low, high = ranks.searchsorted(ends).tolist()
            if high - low > len(edges):
                counts[number] = np.diff(ranks.searchsorted(edges))
            elif low < high:
                few.append(ranks[low:high])
                own[number] = high - low
        if few:
            # Lanes with few events are counted together, event by event.
            bins = edges.searchsorted(np.concatenate(few), side="right") - 1
            keys = np.repeat(np.arange(len(lanes)) * counts.shape[1], own) + bins
            counts += np.bincount(keys, minlength=counts.size).reshape(counts.shape)
        return counts

    def widened(self, lanes: int) -> "Part":
        """With that many lanes, of which the last ones are empty."""
        starts = np.concatenate((self.starts, np.full(lanes + 1 - len(self.starts), len(self), np.int64)))
        return Part(self.ranks, starts, self.inks, self.blocks)


@dataclass(frozen=True, slots=True, eq=False)
class LaneTable:
    """All events by lane and, within a lane, by rank; an event's place in that order is its slot. Immutable.

    parts: one, or two, of which the second has the later ranks: a few events that came since are added without sorting
    all others again. starts: each lane's first slot, and the end of the last one.
    """

    parts: tuple[Part, ...]
    starts: Int64s

    def __len__(self) -> int:
        return int(self.starts[-1])

    def lane(self, lane: int) -> tuple[int, int]:
        """The slots of a lane: from the first up to but not including the second."""
        return int(self.starts[lane]), int(self.starts[lane + 1])

    def slots(self, lane: int, ranks: Ints) -> Int64s:
        """For each rank the first slot of a lane whose rank is not below it; the lane's end if there is none."""
        slots: Int64s = self.starts[lane] + sum(part.below(lane, ranks) for part in self.parts)
        return slots

    def slot(self, lane: int, rank: int) -> int:
        """The first slot of a lane whose rank is not below `rank`."""
        return int(self.slots(lane, np.array([rank]))[0])

    def ranks_of(self, slots: Ints) -> Int32s:
        """The ranks by slot."""
        if len(self.parts) == 1:
            return self.parts[0].ranks[slots]
        ranks = np.empty(len(slots), np.int32)
        for part, own, has in self._shared_out(slots):
            ranks[has] = part.ranks[own[has]]
        return ranks

    def counts_before(self, slots: Int64s) -> Int64s:
        """For each slot, how many events of each ink lie in slots of its lane below it, and some in lanes before."""
        if len(self.parts) == 1:
            return self.parts[0].counts_before(slots)
        counts = np.zeros((len(slots), INKS), np.int64)
        for part, own, _ in self._shared_out(slots):
            counts += part.counts_before(own)
        return counts

    def _shared_out(self, slots: Ints) -> Iterator[tuple[Part, Int64s, Bools]]:
        """Each part with the place of every slot in it, or the nearest one in its lane, and which it has itself."""
        lanes = np.searchsorted(self.starts, slots, side="right") - 1
        # Behind the last slot is the end of the last lane.
        lanes = np.minimum(lanes, len(self.starts) - 2)
        rest = slots - self.starts[lanes]
        for part in self.parts:
            start, count = part.starts[lanes], part.starts[lanes + 1] - part.starts[lanes]
            yield part, start + np.clip(rest, 0, count), (rest >= 0) & (rest < count)
            rest = rest - count

    def counts_between(self, lanes: Ints, edges: Int32s) -> Int64s:
        """How many events of each lane lie between each two neighbours of ascending ranks: a row a lane."""
        counts: Int64s = np.sum([part.counts_between(lanes, edges) for part in self.parts], axis=0)
        return counts

    def sorted_upto(self, events: int) -> int:
        """With so many events, the first one that has yet to be sorted into a part: in the last part, or in all."""
        oldest = len(self.parts[0]) if self.parts else 0
        return oldest if events - oldest <= oldest // _PART else 0

    def ends(self) -> tuple[Int32s, Int32s]:
        """The first and the last rank of each lane; for a lane without events a rank behind all, and -1."""
        first = np.full(len(self.starts) - 1, len(self), np.int32)
        last = np.full(len(self.starts) - 1, -1, np.int32)
        for part in self.parts:
            filled = np.flatnonzero(part.starts[1:] > part.starts[:-1])
            first[filled] = np.minimum(first[filled], part.ranks[part.starts[filled]])
            last[filled] = part.ranks[part.starts[filled + 1] - 1]
        return first, last

    def below(self, rank: int) -> Int64s:
        """How many events with a rank below this each lane has."""
        counts: Int64s = np.sum([part.all_below(rank) for part in self.parts], axis=0)
        return counts

    def extended(self, types: Codes, lanes_of: Callable[[slice], Codes], lanes: int) -> "LaneTable":
        """With the events that are new: those of the rows, which are the ranks, from the number here on.

        types: by row. lanes_of: the lanes of a stretch of rows.
        """
        stop, start = len(types), self.sorted_upto(len(types))
        parts = [self.parts[0].widened(lanes)] if start else []
        if start < stop or not parts:
            ranks = np.arange(start, stop, dtype=np.int32)
            parts.append(build_part(ranks, lanes_of(slice(start, stop)), types[start:], lanes))
        return table_of(parts)


def table_of(parts: Sequence[Part]) -> LaneTable:
    """A table of parts whose ranks ascend."""
    return LaneTable(tuple(parts), np.sum([part.starts for part in parts], axis=0))


NO_EVENTS = LaneTable((), np.zeros(1, np.int64))


def build_part(ranks: Int32s, codes: Codes, types: Codes, lanes: int) -> Part:
    """Sort events into lanes, given ascending ranks with the lane and type of each. O(n), 30 ms for a million."""
    # Sixteen-bit keys are sorted by radix, six times as fast.
    keys = codes.astype(np.uint16) if lanes <= 2**16 else codes
    order = np.argsort(keys, kind="stable").astype(np.int32)
    starts = np.zeros(lanes + 1, np.int64)
    np.cumsum(np.bincount(codes, minlength=lanes), out=starts[1:])
    inks = np.full((len(order) // _BLOCK + 1, _BLOCK), _NO_INK, np.uint8)
    inks.reshape(-1)[: len(order)] = (types % INKS).astype(np.uint8)[order]
    return Part(ranks[order], starts, inks, _block_counts(inks))


def _block_counts(inks: Bytes) -> Int32s:
    counts = np.zeros((len(inks), INKS), np.int32)
    for ink in range(INKS):
        np.cumsum(np.count_nonzero(inks[:-1] == ink, axis=1), out=counts[1:, ink])
    return counts


class LaneOrder(StrEnum):
    """What decides which lane is above which."""

    ACTIVITY = "activity in view"
    FIRST = "first event"
    NAME = "name"
    COUNT = "number of events"
    LAST = "last event"


def arrange(counts: Int64s, rows_shown: int, own: int | None) -> Int32s:
    """The lanes by activity, given how many events each has in view and which is the cursor's `own`.

    Where all lanes fit they stay in the order of first appearance. Otherwise the cursor's lane comes first, then the
    busiest, so that stepping from event to event seldom scrolls; lanes without an event in view come last.
    """
    if len(counts) <= rows_shown:
        return np.arange(len(counts), dtype=np.int32)
    weights = -counts
    if own is not None:
        weights[own] = weights.min() - 1
    return np.argsort(weights, kind="stable").astype(np.int32)


def ordered(table: LaneTable, names: Sequence[str], order: LaneOrder) -> Int32s:
    """The lanes in one of the other orders: by first event, by name with numbers as numbers, most or latest first."""
    if order is LaneOrder.NAME:
        return np.array(sorted(range(len(names)), key=lambda lane: _natural(names[lane])), np.int32)
    first, last = table.ends()
    keys = {LaneOrder.FIRST: first, LaneOrder.COUNT: -np.diff(table.starts), LaneOrder.LAST: -last}
    return np.argsort(keys[order], kind="stable").astype(np.int32)


def pinned_first(order: Int32s, pinned: Sequence[int]) -> Int32s:
    """An order with some lanes moved to its top."""
    return np.concatenate((np.array(pinned, np.int32), order[~np.isin(order, pinned)])) if pinned else order


def _natural(name: str) -> list[tuple[int, str]]:
    """Sorts `order-9` before `order-10`. Numbers compare by their number of digits first: they may be of any length."""
    return [
        (len(digits := part.lstrip("0")), digits) if part.isdecimal() else (-1, part.casefold())
        for part in _NUMBERS.split(name)
    ]
