"""The rows of the event list: positions, and events as they come in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.events.arrays import np
from inspector.events.log import NO_TIME
from inspector.ui import text
from inspector.ui.event_list.columns import HEADERS, Column
from inspector.ui.event_list.line import Line, texts
from inspector.ui.event_list.sorting import Sorting
from inspector.ui.session import Session

if TYPE_CHECKING:
    import numpy.typing as npt

Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()

PositionRole = Qt.ItemDataRole.UserRole
TypeCodeRole = Qt.ItemDataRole.UserRole + 1
IgnoredRole = Qt.ItemDataRole.UserRole + 2
"""Whether the event is rolled back."""


class EventListModel(QAbstractTableModel):
    """All written events, or those that match the filter, by row. GUI thread only.

    Holds no events: positions come from the session's index or filter, the rest from the index and from the session's
    pages, which are asked for by `want_rows`. Until the index is there, a row's position is its number plus one, which
    is so in every store without gaps; the model is reset if it turns out otherwise.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._rows = 0
        self._dense = True
        self.sorting = Sorting(session, self)
        self.sorting.changed.connect(self._reset)
        self._where = session.filter
        self._told = 0
        """Of the index, how many rows the views have heard of."""
        self._recount()
        session.indexGrown.connect(self._grow)
        session.filterChanged.connect(self._filter_changed)
        session.ledgerChanged.connect(self._repaint_all)
        session.pagesReady.connect(self._repaint_all)

    # Rows and positions

    def position_at(self, row: int) -> int:
        """The position in a row."""
        event = self.sorting.order.event_at(row, self._rows)
        return event + 1 if self._dense else int(self._positions()[event])

    def positions_at(self, rows: range) -> npt.NDArray[np.int64]:
        """The positions in these rows; those that are not there are left out."""
        events = self.sorting.order.events_at(range(max(0, rows.start), min(rows.stop, self._rows)), self._rows)
        return events + 1 if self._dense else self._positions()[events]

    def positions_of(self, ranges: Iterable[range]) -> npt.NDArray[np.int64]:
        """The positions in several ranges of rows."""
        return np.concatenate([np.empty(0, np.int64), *map(self.positions_at, ranges)])

    def row_of(self, position: int) -> int | None:
        """The row that holds a position, None if it is not in the list."""
        if self._dense:
            event, found = position - 1, 0 < position <= self._rows
        else:
            positions = self._positions()
            event = int(np.searchsorted(positions, position))
            found = event < self._rows and int(positions[event]) == position
        return self.sorting.order.row_of(event, self._rows) if found else None

    def want_rows(self, rows: range) -> None:
        """Have the events of these rows fetched, and then those of as many rows before and after them."""
        around = range(rows.start - len(rows), rows.stop + len(rows))
        self._session.want([*self._shown(around), *self._shown(rows)])

    def lines(self, rows: range) -> list[Line]:
        """What these rows say."""
        return self._lines(self._shown(rows))

    def _shown(self, rows: range) -> list[int]:
        """The positions in these few rows; those that are not there are left out."""
        return [self.position_at(row) for row in range(max(0, rows.start), min(rows.stop, self._rows))]

    def _positions(self) -> npt.NDArray[np.int64]:
        filtered = self._session.filtered
        return self._session.index.positions if filtered is None else filtered

    def _recount(self) -> None:
        session = self._session
        if session.filtered is not None:
            self._rows, self._dense = len(session.filtered), False
            return
        index = session.index
        self._dense = not session.indexed or (len(index) > 0 and int(index.positions[-1]) == len(index))
        self._rows = self.sorting.count(session.last if self._dense else len(index))

    def _grow(self) -> None:
        told, self._told = self._told, len(self._session.index)
        if self._session.filtered is not None:
            return
        before, dense = self._rows, self._dense
        self._recount()
        after, now_dense = self._rows, self._dense
        if now_dense != dense or after < before:
            self._reset()
        elif after > before:
            self._rows = before
            self._insert(after)
        self._repaint(0 if self.sorting.order.by_time or self.sorting.order.descending else told)

    def _filter_changed(self) -> None:
        session, before = self._session, self._where
        self._where = session.filter
        found = session.filtered
        if found is None or before != session.filter or len(found) < self._rows or self.sorting.order.by_time:
            self.sorting.begin_anew()
            self._reset()
        else:
            self._insert(len(found))

    def _insert(self, rows: int) -> None:
        """Have so many rows from now on: more of them, at the end or, newest first, at the beginning."""
        added, before = rows - self._rows, self._rows
        if added > 0:
            first = 0 if self.sorting.order.descending else before
            self.beginInsertRows(_NOWHERE, first, first + added - 1)
            self._rows = rows
            self.endInsertRows()

    def _reset(self) -> None:
        self.beginResetModel()
        self._recount()
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, Column.POSITION, Column.TIME)

    def _repaint_all(self) -> None:
        self._repaint(0)

    def _repaint(self, first: int) -> None:
        if first < self._rows:
            self.dataChanged.emit(self.index(first, 0), self.index(self._rows - 1, Column.SUMMARY))

    # What rows say

    def _lines(self, positions: list[int]) -> list[Line]:
        session, index = self._session, self._session.index
        lines, told = [], self._told_by_index(positions)
        for position in positions:
            event, type_code = session.event_at(position), None
            stream, type, time_ns = ("", "", None) if event is None else (event.stream, event.type, event.time_ns)
            if position in told:
                time, type_code, stream_code = told[position]
                time_ns = None if time == NO_TIME else time
                stream, type = index.stream_names[stream_code], index.type_names[type_code]
            ignored = bool(session.ledger.spans) and session.ledger.ignores(position, stream)
            lines.append(Line(position, texts(position, stream, type, time_ns, event), type_code, time_ns, ignored))
        return lines

    def _told_by_index(self, positions: list[int]) -> dict[int, tuple[int, int, int]]:
        """Time, type and stream of those that are indexed; without numpy as long as none is."""
        index = self._session.index
        if not len(index):
            return {}
        wanted = np.array(positions, np.int64)
        rows = np.searchsorted(index.positions, wanted)
        known = rows < len(index)
        known[known] = index.positions[rows[known]] == wanted[known]
        rows = rows[known]
        columns = (column[rows].tolist() for column in (index.times, index.types, index.streams))
        return dict(zip(wanted[known].tolist(), zip(*columns, strict=True), strict=True))

    # Qt's questions

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section] + self._arrow(Column(section))
        if role == Qt.ItemDataRole.ToolTipRole and section in (Column.POSITION, Column.TIME):
            return f"Sort by {'time' if section == Column.TIME else 'position'}; click again for the other way round"
        return None

    def _arrow(self, column: Column) -> str:
        """Which way the list is sorted by a column; nothing for the usual order."""
        order = self.sorting.order
        by = Column.TIME if order.by_time else Column.POSITION
        return "" if column is not by or not (order.by_time or order.descending) else " ↓" if order.descending else " ↑"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid() or index.row() >= self._rows:
            return None
        (line,) = self.lines(range(index.row(), index.row() + 1))
        return answer(line, Column(index.column()))


def _hint(line: Line, column: Column) -> str | None:
    if column is Column.TIME:
        return text.when_zoned(line.time_ns)
    return text.hint(line.texts[column]) if line.texts[column] else None


def _spoken(line: Line, column: Column) -> str:
    ignored = ", rolled back" if column is Column.POSITION and line.ignored else ""
    return f"{HEADERS[column]} {line.texts[column]}{ignored}"


_ANSWERS: Mapping[int, Callable[[Line, Column], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda line, column: line.texts[column],
    Qt.ItemDataRole.ToolTipRole: _hint,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    PositionRole: lambda line, _column: line.position,
    TypeCodeRole: lambda line, _column: line.type_code,
    IgnoredRole: lambda line, _column: line.ignored,
}
