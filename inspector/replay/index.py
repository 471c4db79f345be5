"""All events of a store as narrow columns in memory: what timeline, list and navigation ask."""

from collections.abc import Sequence
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.events.cancel import Cancel
from inspector.events.log import NO_TIME, EventLog, IndexColumns
from inspector.events.names import Names
from inspector.events.operation import Ledger

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
    change.
    """

    def __init__(self) -> None:
        self.names = Names()
        self.revision = 0
        self._length = 0
        self._positions: Int64s = np.empty(0, np.int64)
        self._times: Int64s = np.empty(0, np.int64)
        self._types: Int32s = np.empty(0, np.int32)
        self._streams: Int32s = np.empty(0, np.int32)
        self._monotone = True
        self._span: tuple[int, int] | None = None

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
        """Add all events of a log above `after`."""
        for columns in log.columns(after, names=self.names, cancel=cancel):
            self.extend(columns)
        return self

    def extend(self, columns: IndexColumns) -> None:
        """Add the next chunk, numbered by `names`. Its positions must lie above all that are here."""
        if columns.names is not self.names:
            raise ValueError("index columns must be numbered by the index's own names")
        added = len(columns.positions)
        if added:
            if self._length and columns.positions[0] <= self._positions[self._length - 1]:
                raise ValueError("index columns must ascend in position")
            self._note_times(columns.times)
            end = self._length + added
            self._reserve(end)
            self._positions[self._length : end] = columns.positions
            self._times[self._length : end] = columns.times
            self._types[self._length : end] = columns.types
            self._streams[self._length : end] = columns.streams
            self._length = end
        self.revision += 1

    # Rows

    def row_at_or_before(self, position: int) -> int:
        """The row of the last event at or before a position, -1 if there is none."""
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
        return self._monotone

    @property
    def time_span(self) -> tuple[int, int] | None:
        """The earliest and the latest time, or None if no event has one."""
        return self._span

    def _note_times(self, times: Int64s) -> None:
        known = times[times != NO_TIME]
        if len(known):
            low, high = int(known.min()), int(known.max())
            self._span = (low, high) if self._span is None else (min(low, self._span[0]), max(high, self._span[1]))
        follows = self._length == 0 or times[0] >= self._times[self._length - 1]
        self._monotone = self._monotone and bool(follows) and bool(np.all(times[1:] >= times[:-1]))

    def _reserve(self, rows: int) -> None:
        if rows <= len(self._positions):
            return
        capacity = max(rows, 2 * len(self._positions))
        self._positions = _grown(self._positions, self._length, capacity)
        self._times = _grown(self._times, self._length, capacity)
        self._types = _grown(self._types, self._length, capacity)
        self._streams = _grown(self._streams, self._length, capacity)


def _view(column: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    view = column[:length]
    view.flags.writeable = False
    return view


def _grown(column: npt.NDArray[Any], length: int, capacity: int) -> npt.NDArray[Any]:
    grown = np.empty(capacity, column.dtype)
    grown[:length] = column[:length]
    return grown
