"""All events of a store as narrow columns in memory: what timeline, list and navigation ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from inspector.events.arrays import np
from inspector.events.cancel import Cancel
from inspector.events.log import EventLog, IndexColumns, KeptColumns, TimeOrder
from inspector.events.names import Names
from inspector.events.operation import Ledger

if TYPE_CHECKING:
    import numpy.typing as npt

    Int64s: TypeAlias = npt.NDArray[np.int64]
    Int32s: TypeAlias = npt.NDArray[np.int32]
    Bools: TypeAlias = npt.NDArray[np.bool_]


_BLOCK_ROWS = 4096
"""The first block of a scan for a neighbour; each further one is twice as long."""


class TimelineIndex:
    """The columns of every written event, ignored ones included, by row: a row is an event's rank by position.

    It grows at the end only, on one thread. The arrays it hands out are read-only views of what is there by then and
    stay true, so that any thread may read them.

    names: numbers types and streams; whoever reads the columns for this index adds to it. revision: grows with every
    change. order: what the times come to.
    """

    def __init__(self) -> None:
        self.names = Names()
        self.revision = 0
        self._length = 0
        self.order = TimeOrder()

    # Made when they are first asked for: an empty index needs no numpy.

    @cached_property
    def _positions(self) -> Int64s:
        return np.empty(0, np.int64)

    @cached_property
    def _times(self) -> Int64s:
        return np.empty(0, np.int64)

    @cached_property
    def _types(self) -> Int32s:
        return np.empty(0, np.int32)

    @cached_property
    def _streams(self) -> Int32s:
        return np.empty(0, np.int32)

    def __len__(self) -> int:
        return self._length

    @property
    def positions(self) -> Int64s:
        """Positions by row, ascending."""
        return _view(self._positions, self._length)

    @property
    def times(self) -> Int64s:
        """Nanoseconds UTC by row, or `NO_TIME`."""
        return _view(self._times, self._length)

    @property
    def types(self) -> Int32s:
        """Codes into `type_names` by row."""
        return _view(self._types, self._length)

    @property
    def streams(self) -> Int32s:
        """Codes into `stream_names` by row."""
        return _view(self._streams, self._length)

    @property
    def type_names(self) -> Sequence[str]:
        """The types by code."""
        return self.names.types.names

    @property
    def stream_names(self) -> Sequence[str]:
        """The streams by code, in the order in which they appear."""
        return self.names.streams.names

    def read(self, log: EventLog, after: int = 0, *, cancel: Cancel) -> Self:
        """Add all events of a log above `after`; from the first one on, what is kept of them saves reading it."""
        kept = None if after else log.kept_columns(self.names)
        if kept is not None and kept.is_sound(cancel):
            self.adopt(kept)
            after = int(self._positions[-1])
        elif kept is not None:
            self.names = Names()
        for columns in log.columns(after, names=self.names, cancel=cancel):
            self.extend(columns)
        return self

    def adopt(self, kept: KeptColumns) -> None:
        """Begin with columns that were kept, as they are: nothing is copied. The index must be empty."""
        columns = kept.columns
        if columns.names is not self.names or self._length:
            raise ValueError("only an empty index can begin with columns that were kept, numbered by its own names")
        self._positions, self._times = columns.positions, columns.times
        self._types, self._streams = columns.types, columns.streams
        self._length, self.order = len(columns.positions), kept.order
        self.revision += 1

    def replace(self, columns: IndexColumns) -> bool:
        """Hold these columns, equal to all that is here, in place of its own; whether they are as many."""
        if len(columns.positions) != self._length:
            return False
        self._positions, self._times = columns.positions, columns.times
        self._types, self._streams = columns.types, columns.streams
        self.revision += 1
        return True

    @property
    def room(self) -> int:
        """How many rows fit without copying those that are here."""
        return len(self._positions)

    def roomier(self, rows: int) -> Callable[[], None]:
        """Room for so many rows in all; the call that comes back puts it to use.

        Any thread may make it, which takes 20 ms a million rows that are here; the call belongs on the index's own.
        """
        length = self._length
        grown = tuple(_grown(column, length, rows) for column in self._arrays())

        def use() -> None:
            if self.room < rows:
                for column, here in zip(grown, self._arrays(), strict=True):
                    column[length : self._length] = here[length : self._length]
                self._positions, self._times, self._types, self._streams = grown

        return use

    def columns(self) -> IndexColumns:
        """All that is here, to be kept."""
        return IndexColumns(self.positions, self.times, self.types, self.streams, self.names)

    def extend(self, columns: IndexColumns) -> None:
        """Add the next chunk, numbered by `names`. Its positions must lie above all that are here."""
        if columns.names is not self.names:
            raise ValueError("index columns must be numbered by the index's own names")
        added = len(columns.positions)
        if added:
            if self._length and columns.positions[0] <= self._positions[self._length - 1]:
                raise ValueError("index columns must ascend in position")
            self.order = self.order.then(columns.times)
            end = self._length + added
            if end > self.room:
                self.roomier(max(end, 2 * self.room))()
            self._positions[self._length : end] = columns.positions
            self._times[self._length : end] = columns.times
            self._types[self._length : end] = columns.types
            self._streams[self._length : end] = columns.streams
            self._length = end
        self.revision += 1

    # Rows

    def row_at_or_before(self, position: int) -> int:
        """The row of the last event at or before a position, -1 if there is none."""
        if not self._length:
            return -1
        return int(np.searchsorted(self.positions, position, side="right")) - 1

    def row_of(self, position: int) -> int | None:
        """The row of the event at exactly that position."""
        row = self.row_at_or_before(position)
        return row if row >= 0 and int(self._positions[row]) == position else None

    def stream_code(self, stream: str) -> int | None:
        """The code of a stream, or None if it has no events here."""
        return self.names.streams.code(stream)

    def neighbour(self, position: int, direction: int, *, stream: str | None = None) -> int | None:
        """The position of the next (direction 1) or previous (-1) written event, of one stream or of all.

        The position itself need not hold an event.
        """
        row = self.row_at_or_before(position) + 1 if direction > 0 else self.row_at_or_before(position - 1)
        if stream is not None:
            code = self.stream_code(stream)
            row = -1 if code is None else self._scan(row, direction, code)
        return int(self._positions[row]) if 0 <= row < self._length else None

    def _scan(self, row: int, direction: int, code: int) -> int:
        """The nearest row of a stream at or beyond `row`, -1 if there is none; in blocks that double."""
        streams, block = self.streams, _BLOCK_ROWS
        while 0 <= row < self._length:
            low, high = (row, row + block) if direction > 0 else (max(0, row - block + 1), row + 1)
            hits = np.flatnonzero(streams[low:high] == code)
            if len(hits):
                return low + int(hits[0] if direction > 0 else hits[-1])
            row, block = (high if direction > 0 else low - 1), block * 2
        return -1

    # Standing

    def ignored_mask(self, ledger: Ledger, start: int = 0, stop: int | None = None) -> Bools:
        """For the rows start to stop, whether the ledger ignores their events."""
        stop = self._length if stop is None else min(stop, self._length)
        positions, streams = self.positions[start:stop], self.streams[start:stop]
        mask: Bools = np.zeros(len(positions), np.bool_)
        for scope in {span.stream for span in ledger.spans}:
            code = None if scope is None else self.stream_code(scope)
            if scope is not None and code is None:
                continue
            ranges = np.array(ledger.ignored_ranges(scope), np.int64).reshape(-1, 2)
            for low, high in np.searchsorted(positions, ranges, side="right").tolist():
                mask[low:high] |= True if code is None else streams[low:high] == code
        return mask

    def last_effective(self, ledger: Ledger) -> int:
        """The position of the last event that the ledger does not ignore, 0 if there is none: the head."""
        stop, block = self._length, _BLOCK_ROWS
        while stop > 0:
            start = max(0, stop - block)
            effective = np.flatnonzero(~self.ignored_mask(ledger, start, stop))
            if len(effective):
                return int(self._positions[start + int(effective[-1])])
            stop, block = start, block * 2
        return 0

    # Time

    @property
    def monotone(self) -> bool:
        """Whether no row has an earlier time than the row before it; rows without a time count as earliest."""
        return self.order.monotone

    @property
    def time_span(self) -> tuple[int, int] | None:
        """The earliest and the latest time, or None if no event has one."""
        return self.order.span

    def _arrays(self) -> tuple[npt.NDArray[Any], ...]:
        return self._positions, self._times, self._types, self._streams


def _view(column: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    view = column[:length]
    view.flags.writeable = False
    return view


def _grown(column: npt.NDArray[Any], length: int, capacity: int) -> npt.NDArray[Any]:
    grown = np.empty(capacity, column.dtype)
    grown[:length] = column[:length]
    return grown
