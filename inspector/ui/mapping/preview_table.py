"""The first rows as events."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from inspector.events.event import Event, Undecodable
from inspector.events.json_value import literal
from inspector.ui import fonts, text, theme
from inspector.ui.text import hint, one_line

_COLUMNS = ("#", "Time", "Stream", "Version", "Type", "Payload")
_WIDTHS_PX = (48, 204, 112, 80, 116)
_TIME, _TYPE, _PAYLOAD = 1, 4, 5
_NUMBERS = (0, 3)
_ROW_PX = 24
_PAYLOAD_LIMIT = 300
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class PreviewModel(QAbstractTableModel):
    """Events, one a row; GUI thread only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.events: Sequence[Event] = ()

    def take(self, events: Sequence[Event]) -> None:
        """Show other events."""
        self.beginResetModel()
        self.events = events
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.events)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        event, column = self.events[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(event, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return hint(_words(event, column))
        if role == Qt.ItemDataRole.FontRole:
            return fonts.ui() if column == _TYPE else fonts.mono()
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(_ink(event, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        return None


class PreviewTable(QTableView):
    """Shows events; takes the room that there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mappingPreview")
        self.setAccessibleName("The first rows as events")
        self.model_ = PreviewModel(self)
        self.setModel(self.model_)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for column, width in enumerate(_WIDTHS_PX):
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(_PAYLOAD, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)

    def show_events(self, events: Sequence[Event]) -> None:
        """Show other events, scrolled to where the last ones were."""
        at = self.verticalScrollBar().value()
        self.model_.take(events)
        self.verticalScrollBar().setValue(at)


def _words(event: Event, column: int) -> str:
    if column == _TIME:
        return text.when(event.time_ns)
    if column == _PAYLOAD:
        payload = event.payload
        words = payload.reason if isinstance(payload, Undecodable) else literal(payload)
        return one_line(words, _PAYLOAD_LIMIT)
    shown = (text.grouped(event.position), "", one_line(event.stream), str(event.version), one_line(event.type))
    return shown[column]


def _ink(event: Event, column: int) -> str:
    colors = theme.current()
    if column == _PAYLOAD and isinstance(event.payload, Undecodable):
        return colors.danger
    is_quiet = column in (*_NUMBERS, _PAYLOAD) or (column == _TIME and event.time_ns is None)
    return colors.muted if is_quiet else colors.text


def _side(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
