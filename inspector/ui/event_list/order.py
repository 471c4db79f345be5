"""In which order the rows of the event list stand."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeAlias

from inspector.events.arrays import np

if TYPE_CHECKING:
    import numpy.typing as npt

    Int64s: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Order:
    """By position, or by time; row 0 is the first or, if `descending`, the last.

    Events are numbered here as in the index, or among the matches of a filter: by position. ranked: the first of them
    in the order of their `times`, 4 bytes each; both None where that is the order of their positions. Those beyond
    follow as they are.
    """

    by_time: bool = False
    descending: bool = False
    ranked: npt.NDArray[np.uint32] | None = None
    times: Int64s | None = None

    @classmethod
    def of_times(cls, times: Int64s, *, descending: bool) -> Self:
        """Events by these times, equal ones by position. A second for ten million that are not in order."""
        if np.all(times[1:] >= times[:-1]):
            return cls(by_time=True, descending=descending)
        return cls(True, descending, np.argsort(times, kind="stable").astype(np.uint32), times)

    def goes_on(self, times: Int64s) -> bool:
        """Whether events that were added, to have these `times` of all, belong where they are: at the end."""
        if self.ranked is None or self.times is None:
            return True
        known = len(self.ranked)
        added = times[known:]
        last = int(self.times[self.ranked[-1]])
        return not len(added) or (int(added[0]) >= last and bool(np.all(added[1:] >= added[:-1])))

    def event_at(self, row: int, count: int) -> int:
        """Which of `count` events stands in a row of the list."""
        rank = count - 1 - row if self.descending else row
        return rank if self.ranked is None or rank >= len(self.ranked) else int(self.ranked[rank])

    def events_at(self, rows: range, count: int) -> Int64s:
        """The same for several rows."""
        ranks = np.arange(rows.start, rows.stop, dtype=np.int64)
        events: Int64s = count - 1 - ranks if self.descending else ranks
        if self.ranked is not None:
            known = events < len(self.ranked)
            events[known] = self.ranked[events[known]]
        return events

    def row_of(self, event: int, count: int) -> int:
        """In which row of the list one of `count` events stands."""
        rank, ranked, times = event, self.ranked, self.times
        if ranked is not None and times is not None and event < len(ranked):
            wanted = int(times[event]), event
            rank = bisect_left(
                range(len(ranked)), wanted, key=lambda place: (int(times[ranked[place]]), int(ranked[place]))
            )
        return count - 1 - rank if self.descending else rank
