"""The table of the event list: follows the cursor, moves it, searches as one types."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from inspector.events.as_json import event_json
from inspector.events.json_value import encode
from inspector.ui import fonts, settings
from inspector.ui.clock import CLOCK
from inspector.ui.event_list.delegate import RowDelegate
from inspector.ui.event_list.model import Column, EventListModel, Index
from inspector.ui.session import Session

ROW_PX = 22
COMPACT_ROW_PX = 20
COMPACT_BELOW_PX = 900
"""Height of the window under which rows are compact."""

_WIDTHS_PX = {Column.POSITION: 92, Column.TIME: 126, Column.STREAM: 134, Column.TYPE: 176}
_SEARCH_FORGET_MS = 1000
_COPY_LIMIT = 10_000
"""Rows copied at most; beyond that `events --json` is the tool."""
_SETTING = "eventList/columns"
_REMEMBER_MS = 500


class EventTable(QTableView):
    """Rows of an `EventListModel`. The current row is the cursor's; several rows can be selected to be copied."""

    positionActivated = Signal(object)
    menuWanted = Signal(object, object)
    """the position under the pointer, the point on the screen"""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows = EventListModel(session)
        self._delegate = RowDelegate(session)
        self._typed = ""
        self._forget = QTimer(self, singleShot=True, interval=_SEARCH_FORGET_MS)
        self._forget.timeout.connect(self._forget_typed)
        self._following = False
        self.setObjectName("eventTable")
        self.setAccessibleName("Events")
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self._dress()
        session.cursorChanged.connect(lambda _position: self.follow_cursor())
        session.ledgerChanged.connect(self.viewport().update)
        CLOCK.changed.connect(self.viewport().update)
        self._rows.modelReset.connect(self.follow_cursor)
        self._rows.rowsInserted.connect(self.follow_cursor)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._want_visible())
        # While a column is dragged it is resized at every pixel, and settings are written to the disk at once.
        self._resized = QTimer(self, singleShot=True, interval=_REMEMBER_MS)
        self._resized.timeout.connect(self._remember_columns)
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self._resized.start())

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(40)
        header.setFont(fonts.ui(12))
        # Fixed rows: Qt asks for no row's height, so that ten million rows cost what ten cost.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # Once and for the lower height: to raise it later takes Qt 0.5 s at 40,000 rows, and four times that at twice.
        self.verticalHeader().setMinimumSectionSize(COMPACT_ROW_PX)
        stored = settings.read_bytes(_SETTING)
        if stored.isEmpty() or not header.restoreState(stored):
            for column, width in _WIDTHS_PX.items():
                self.setColumnWidth(column, width)
        self.fit()

    def fit(self) -> None:
        """Take the row height that the window's height asks for."""
        height = COMPACT_ROW_PX if self.window().height() < COMPACT_BELOW_PX else ROW_PX
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)
            self.follow_cursor()

    # The cursor

    def follow_cursor(self) -> None:
        """Make the cursor's row current, and bring it into view if it is not there."""
        row = self._rows.row_of(self._session.cursor)
        self._following = True
        try:
            if row is None:
                self.setCurrentIndex(QModelIndex())
            else:
                index = self._rows.index(row, max(0, self.currentIndex().column()))
                if self.currentIndex().row() != row:
                    flags = QItemSelectionModel.SelectionFlag
                    self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                if not self._is_visible(row):
                    self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        finally:
            self._following = False
        self._want_visible()
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The user moved to another row: so does the cursor."""
        super().currentChanged(current, previous)
        if not self._following and current.isValid():
            self.positionActivated.emit(self._rows.position_at(current.row()))

    def _is_visible(self, row: int) -> bool:
        first, last = self._visible_rows()
        return first <= row < last

    def _visible_rows(self) -> tuple[int, int]:
        first = self.rowAt(0)
        if first < 0:
            return 0, 0
        return first, first + max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize())

    def _want_visible(self) -> None:
        first, last = self._visible_rows()
        if last > first:
            self._rows.want_rows(first, last)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Repaint if a row in view has changed: while a store is read, most changes are far away."""
        top, bottom = self._visible_rows()
        if first.row() <= bottom and last.row() >= top:
            super().dataChanged(first, last, roles)

    # Searching as one types

    def keyboardSearch(self, search: str) -> None:
        """Move to the next row whose stream or type contains what was typed.

        Qt's own search would ask for the text of every row; the names are few, and the rows are compared as numbers.
        """
        self._typed += search
        self._forget.start()
        index, filtered = self._session.index, self._session.filtered
        wanted = self._typed.casefold()
        types = [code for code, name in enumerate(index.type_names) if wanted in name.casefold()]
        streams = [code for code, name in enumerate(index.stream_names) if wanted in name.casefold()]
        hits = index.positions[np.isin(index.types, types) | np.isin(index.streams, streams)]
        if filtered is not None:
            hits = hits[np.isin(hits, filtered)]
        if not len(hits):
            return
        # While the word grows, the row it was found in may go on matching.
        at = int(np.searchsorted(hits, self._session.cursor + (len(self._typed) == 1)))
        self.positionActivated.emit(int(hits[at % len(hits)]))

    def _forget_typed(self) -> None:
        self._typed = ""

    # Copying

    def copy(self, *, as_json: bool) -> None:
        """Copy the selected rows: as columns of text, or as JSON lines with the whole events that are here."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())[:_COPY_LIMIT]
        lines = [self._json_line(row) if as_json else self._text_line(row) for row in rows]
        QApplication.clipboard().setText("\n".join(lines))

    def _text_line(self, row: int) -> str:
        return "\t".join(str(self._rows.index(row, column).data() or "") for column in Column)

    def _json_line(self, row: int) -> str:
        position = self._rows.position_at(row)
        event = self._session.event_at(position)
        effective = not self._session.is_ignored(position)
        return encode({"position": position} if event is None else event_json(event, effective=effective)).decode()

    # Qt's events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; the rest is the table's own."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy(as_json=False)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the pane for its menu."""
        index = self.indexAt(event.pos()) if event.reason() is QContextMenuEvent.Reason.Mouse else self.currentIndex()
        point = event.globalPos()
        if event.reason() is not QContextMenuEvent.Reason.Mouse:
            point = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(12, 0))
        if index.isValid():
            self.menuWanted.emit(self._rows.position_at(index.row()), point)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More rows may be visible now."""
        super().resizeEvent(event)
        self.fit()
        self._want_visible()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was resized last is remembered before the list goes."""
        super().hideEvent(event)
        if self._resized.isActive():
            self._resized.stop()
            self._remember_columns()

    def _remember_columns(self) -> None:
        settings.write(_SETTING, self.horizontalHeader().saveState())
