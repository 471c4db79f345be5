"""Which streams have events by then: a question of the whole store, answered without reading it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspector.events.arrays import np

if TYPE_CHECKING:
    from inspector.replay.index import Bools, Int32s, Int64s


class Appearances:
    """The streams of an index in the order of their first effective events. Twelve bytes a stream; never changes.

    Made from the streams of the rows, ascending, and from what is ignored of them, None for nothing.
    """

    def __init__(self, streams: Int32s, ignored: Bools | None, names: Sequence[str]) -> None:
        rows = np.arange(len(streams), dtype=np.int64) if ignored is None else np.flatnonzero(~ignored)
        first: Int64s = np.full(int(streams.max(initial=-1)) + 1, len(streams), np.int64)
        # The last assignment to a place stands, so from the end on.
        first[streams[rows[::-1]]] = rows[::-1]
        order = np.argsort(first, kind="stable")
        there = int(np.count_nonzero(first < len(streams)))
        self._codes: Int32s = order[:there].astype(np.int32)
        self._rows = first[self._codes]
        self._names = names

    def upto(self, rows: int) -> Names:
        """The streams that have an effective event among so many first rows; in 10 µs, however many there are."""
        return Names(self._names, self._codes[: int(np.searchsorted(self._rows, rows))])


class Names(Sequence[str]):
    """Some of many names, by their codes; none is looked up until it is asked for."""

    def __init__(self, names: Sequence[str], codes: Int32s) -> None:
        self._names = names
        self._codes = codes

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        return self._names[int(self._codes[at])]
