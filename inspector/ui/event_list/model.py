"""The rows of the event list: positions, and events as they come in."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.events.event import BRANCH, Event
from inspector.events.log import NO_TIME
from inspector.ui import text
from inspector.ui.event_list.summary import summarise
from inspector.ui.session import Session

Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()


class Column(IntEnum):
    """The list's columns, left to right."""

    POSITION = 0
    TIME = 1
    STREAM = 2
    TYPE = 3
    SUMMARY = 4


HEADERS = ("#", "Time", "Stream", "Type", "Summary")

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
        self._told = 0
        """Of the index, how many rows the views have heard of."""
        self._recount()
        self._answers: dict[int, Callable[[int, Column], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._shown,
            Qt.ItemDataRole.ToolTipRole: self._hint,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            PositionRole: lambda position, _column: position,
            TypeCodeRole: lambda position, _column: self._type_code(position),
            IgnoredRole: lambda position, _column: session.is_ignored(position),
        }
        session.indexGrown.connect(self._grow)
        session.filterChanged.connect(self._reset)
        session.ledgerChanged.connect(self._repaint_all)
        session.pagesReady.connect(self._repaint_all)

    # Rows and positions

    def position_at(self, row: int) -> int:
        """The position in a row."""
        filtered = self._session.filtered
        if filtered is not None:
            return int(filtered[row])
        return row + 1 if self._dense else int(self._session.index.positions[row])

    def row_of(self, position: int) -> int | None:
        """The row that holds a position, None if it is not in the list."""
        filtered = self._session.filtered
        if filtered is None and self._dense:
            return position - 1 if 0 < position <= self._rows else None
        positions = self._session.index.positions if filtered is None else filtered
        row = int(np.searchsorted(positions, position))
        return row if row < self._rows and int(positions[row]) == position else None

    def want_rows(self, first: int, last: int) -> None:
        """Have the events of these rows fetched."""
        self._session.want([self.position_at(row) for row in range(max(0, first), min(last + 1, self._rows))])

    def _recount(self) -> None:
        session = self._session
        if session.filtered is not None:
            self._rows, self._dense = len(session.filtered), False
            return
        positions: npt.NDArray[np.int64] = session.index.positions
        self._dense = not session.indexed or (len(positions) > 0 and int(positions[-1]) == len(positions))
        self._rows = session.last if self._dense else len(positions)

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
            self.beginInsertRows(_NOWHERE, before, after - 1)
            self._rows = after
            self.endInsertRows()
        self._repaint(told)

    def _reset(self) -> None:
        self.beginResetModel()
        self._recount()
        self.endResetModel()

    def _repaint_all(self) -> None:
        self._repaint(0)

    def _repaint(self, first: int) -> None:
        if first < self._rows:
            self.dataChanged.emit(self.index(first, 0), self.index(self._rows - 1, Column.SUMMARY))

    # Qt's questions

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._rows:
            return None
        answer = self._answers.get(role)
        return None if answer is None else answer(self.position_at(index.row()), Column(index.column()))

    def _shown(self, position: int, column: Column) -> str:
        if column is Column.POSITION:
            return text.grouped(position)
        event = self._session.event_at(position)
        if column is Column.SUMMARY:
            return "" if event is None else summarise(event.payload)
        row = self._index_row(position)
        index = self._session.index
        if column is Column.TIME:
            return text.clock(self._time(position, event))
        if row is not None:
            name = (
                index.stream_names[index.streams[row]]
                if column is Column.STREAM
                else index.type_names[index.types[row]]
            )
            return text.one_line(name) + _branch(event, column)
        if event is None:
            return ""
        return text.one_line(event.stream if column is Column.STREAM else event.type) + _branch(event, column)

    def _hint(self, position: int, column: Column) -> str | None:
        if column is Column.TIME:
            return text.when_zoned(self._time(position, self._session.event_at(position)))
        shown = self._shown(position, column)
        return text.hint(shown) if shown else None

    def _spoken(self, position: int, column: Column) -> str:
        ignored = ", rolled back" if column is Column.POSITION and self._session.is_ignored(position) else ""
        return f"{HEADERS[column]} {self._shown(position, column)}{ignored}"

    def _time(self, position: int, event: Event | None) -> int | None:
        row = self._index_row(position)
        if row is None:
            return None if event is None else event.time_ns
        time_ns = int(self._session.index.times[row])
        return None if time_ns == NO_TIME else time_ns

    def _type_code(self, position: int) -> int | None:
        row = self._index_row(position)
        return None if row is None else int(self._session.index.types[row])

    def _index_row(self, position: int) -> int | None:
        return self._session.index.row_of(position)


def _branch(event: Event | None, column: Column) -> str:
    """Where the branch of its stream began, if it is on one."""
    began = None if event is None or column is not Column.STREAM else event.metadata.get(BRANCH)
    return f" ↳ #{text.grouped(began)}" if isinstance(began, int) else ""
