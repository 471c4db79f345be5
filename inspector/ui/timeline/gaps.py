"""Long idle stretches of time, and the axis on which each of them is short."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.ui.timeline.timescale import Span

Int64s: TypeAlias = npt.NDArray[np.int64]

_MOST = 256
"""No more stretches than this are collapsed: the longest."""
_PART = 50
"""A long stretch is at least one part in so many of the time that is not collapsed yet ..."""
_TIMES_MEAN = 8
"""... and so many times as long as what lies between two events there on average."""
_SHARE = 8
"""All collapsed stretches together take about one part in so many of what remains, each of them no more than ..."""
_EACH = 40
"""... one part in so many."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Pauses:
    """The longest stretches without an event, in any order: the times of the events before and after each."""

    starts: Int64s
    ends: Int64s

    def extended(self, times: Int64s) -> "Pauses":
        """With those between ascending times, the first of which is the last one that was seen before."""
        starts, ends = self.starts, self.ends
        for low in range(0, len(times) - 1, _CHUNK):
            part = times[low : low + _CHUNK + 1]
            own = _longest(part[:-1], part[1:])
            starts, ends = np.concatenate((starts, part[:-1][own])), np.concatenate((ends, part[1:][own]))
            kept = _longest(starts, ends)
            starts, ends = starts[kept], ends[kept]
        return Pauses(starts, ends)

    def long(self, whole: int, events: int) -> "Gaps | None":
        """Those that are worth collapsing among so many events that take `whole` nanoseconds; None if none is."""
        order = np.argsort(self._lengths)[::-1]
        lengths = [int(length) for length in self._lengths[order]]
        count, rest = 0, whole
        while count < len(lengths):
            others = max(events - 2 - count, 1)
            length = lengths[count]
            if not length or length * _PART < rest or length * others < _TIMES_MEAN * (rest - length):
                break
            rest, count = rest - length, count + 1
        if not count:
            return None
        kept = order[:count][np.argsort(self.starts[order[:count]])]
        shown = max(1, rest // max(_EACH, _SHARE * count))
        return Gaps(self.starts[kept], self.ends[kept], min(shown, lengths[count - 1]))

    @property
    def _lengths(self) -> npt.NDArray[np.uint64]:
        return _lengths(self.starts, self.ends)


NO_PAUSES = Pauses(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Gaps:
    """Stretches of time, ascending, each of which has the same short length on the axis.

    A place on the axis is a time less what all stretches before it lost; the first event's place is its time.
    starts, ends: the times of the events before and after each stretch. shown: nanoseconds each takes on the axis.
    """

    starts: Int64s
    ends: Int64s
    shown: int

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def _lost(self) -> Int64s:
        """What the first so many stretches lose together; modulo 2**64, as a span may be longer than int64 tells."""
        lost = _lengths(self.starts, self.ends) - np.uint64(self.shown)
        return np.concatenate((np.zeros(1, np.uint64), np.cumsum(lost))).view(np.int64)

    @cached_property
    def place_starts(self) -> Int64s:
        """Where on the axis each stretch begins."""
        return self.starts - self._lost[:-1]

    @cached_property
    def place_ends(self) -> Int64s:
        """Where on the axis each stretch ends."""
        return self.ends - self._lost[1:]

    def within(self, span: Span) -> range:
        """Which of them reach into a span of the axis."""
        first = int(np.searchsorted(self.place_ends, span.start, side="right"))
        stop = int(np.searchsorted(self.place_starts, span.end))
        return range(first, max(first, stop))

    def length(self, number: int) -> int:
        """How many nanoseconds one of them is long."""
        return int(self.ends[number]) - int(self.starts[number])

    def places(self, times: Int64s) -> Int64s:
        """Where on the axis times are that lie in no stretch."""
        places: Int64s = times - self._lost[np.searchsorted(self.ends, times, side="right")]
        return places

    def times(self, places: Int64s) -> Int64s:
        """The times of places; of one within a stretch that of the event after it."""
        before = np.searchsorted(self.place_ends, places, side="right")
        times = places + self._lost[before]
        inside = np.flatnonzero(before < len(self))
        inside = inside[places[inside] > self.place_starts[before[inside]]]
        times[inside] = self.ends[before[inside]]
        return times

    def time(self, place: int) -> int:
        """The time of a place, also within a stretch."""
        at = int(np.searchsorted(self.place_ends, place, side="right"))
        if at == len(self):
            return place - int(self.place_ends[-1]) + int(self.ends[-1])
        start, begin = int(self.starts[at]), int(self.place_starts[at])
        if place <= begin:
            return place - begin + start
        return start + (place - begin) * (int(self.ends[at]) - start) // self.shown

    def place(self, time: int) -> int:
        """Where on the axis a time is, also within a stretch."""
        at = int(np.searchsorted(self.ends, time, side="right"))
        if at == len(self):
            return time - int(self.ends[-1]) + int(self.place_ends[-1])
        start, begin = int(self.starts[at]), int(self.place_starts[at])
        if time <= start:
            return time - start + begin
        return begin + (time - start) * self.shown // (int(self.ends[at]) - start)


def _lengths(starts: Int64s, ends: Int64s) -> npt.NDArray[np.uint64]:
    # Unsigned: a pause may be longer than int64 tells.
    return (ends - starts).view(np.uint64)


def _longest(starts: Int64s, ends: Int64s) -> npt.NDArray[np.intp]:
    """Which are the longest, at most `_MOST`."""
    if len(starts) <= _MOST:
        return np.arange(len(starts))
    return np.argpartition(_lengths(starts, ends), len(starts) - _MOST)[len(starts) - _MOST :]
