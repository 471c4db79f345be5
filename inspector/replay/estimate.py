"""How dense a store is, before anything of it has been read: from the times of a few thousand of its events."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

PROBES = 8000
"""Read in 25 ms from ten million events; a count is then off by some 8000th of all of them."""
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """A store of about `events` events, of which each of `times`, ascending nanoseconds, stands for as many."""

    events: int
    times: tuple[int, ...]

    @classmethod
    def of(cls, found: Sequence[int | None], last: int) -> Self | None:
        """What probes say: the times found at `PROBES` positions spread evenly up to the last one, in their order.

        None where they say nothing: times that go backwards, are missing or are all the same.
        """
        times = tuple(time for time in found if time is not None)
        if len(times) < _LEAST or len(times) < len(found) or times[0] == times[-1]:
            return None
        if any(later < time for time, later in pairwise(times)):
            return None
        return cls(round(last * len(times) / min(PROBES, last)), times)

    def counts(self, start: int, length: int, parts: int) -> list[int]:
        """About how many events each of `parts` equal parts of a span of time has."""
        ranks = [self._rank(start + length * part // parts) for part in range(1, parts)]
        return [
            round((after - before) * self.events) for before, after in zip([0.0, *ranks], [*ranks, 1.0], strict=True)
        ]

    def _rank(self, time: int) -> float:
        """Which share of all events is before a time."""
        times = self.times
        after = bisect_right(times, time - 1)
        if not 0 < after < len(times):
            return after / len(times)
        gap = times[after] - times[after - 1]
        return (after - 1 + (time - times[after - 1]) / gap) / (len(times) - 1)
