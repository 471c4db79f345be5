"""The table of the event list: follows the cursor, moves it, searches as one types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from inspector.ui import fonts, settings
from inspector.ui.clock import CLOCK
from inspector.ui.event_list.columns import Column
from inspector.ui.event_list.copying import Copying
from inspector.ui.event_list.model import EventListModel, Index
from inspector.ui.event_list.painter import RowPainter
from inspector.ui.event_list.rows_view import RowsView
from inspector.ui.event_list.typed import next_named
from inspector.ui.session import Session

ROW_PX = 22
COMPACT_ROW_PX = 20
COMPACT_BELOW_PX = 900
"""Height of the window under which rows are compact."""

_WIDTHS_PX = {Column.POSITION: 92, Column.TIME: 126, Column.STREAM: 134, Column.TYPE: 176}
_SEARCH_FORGET_MS = 1000
_SETTING = "eventList/columns"
_REMEMBER_MS = 500


class EventTable(RowsView):
    """Rows of an `EventListModel`. The current row is the cursor's; several rows can be selected to be copied."""

    positionActivated = Signal(object)
    menuWanted = Signal(object, object)
    """the position under the pointer, the point on the screen"""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(COMPACT_ROW_PX, parent)
        self._session = session
        self._rows = EventListModel(session)
        self._painter = RowPainter()
        self._copying = Copying(session, self)
        self._typed = ""
        self._forget = QTimer(self, singleShot=True, interval=_SEARCH_FORGET_MS)
        self._forget.timeout.connect(self._forget_typed)
        self._following = False
        # After the rows are painted: a thread that is woken before takes the interpreter for some milliseconds.
        self._wish = QTimer(self, singleShot=True, interval=0)
        self._wish.timeout.connect(self._want_visible)
        self.setObjectName("eventTable")
        self.setAccessibleName("Events")
        self.setModel(self._rows)
        self._dress()
        session.cursorChanged.connect(lambda _position: self.follow_cursor())
        session.ledgerChanged.connect(self.viewport().update)
        CLOCK.changed.connect(self.viewport().update)
        self._rows.modelReset.connect(self.follow_cursor)
        self._rows.rowsInserted.connect(self._make_room)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._wish.start())
        # While a column is dragged it is resized at every pixel, and settings are written to the disk at once.
        self._resized = QTimer(self, singleShot=True, interval=_REMEMBER_MS)
        self._resized.timeout.connect(self._remember_columns)
        self.horizontalHeader().sectionResized.connect(lambda *_sizes: self._resized.start())
        self.follow_cursor()

    def _dress(self) -> None:
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(False)
        self.setFrameShape(RowsView.Shape.NoFrame)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(40)
        header.setFont(fonts.ui(12))
        stored = settings.read_bytes(_SETTING)
        if stored.isEmpty() or not header.restoreState(stored):
            for column, width in _WIDTHS_PX.items():
                self.setColumnWidth(column, width)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort_by)
        self.fit()

    def fit(self) -> None:
        """Take the row height that the window's height asks for."""
        height = COMPACT_ROW_PX if self.window().height() < COMPACT_BELOW_PX else ROW_PX
        if self.row_px != height:
            self.set_row_px(height)
            self.follow_cursor()

    def _sort_by(self, column: int) -> None:
        """Sort by the column that was clicked, or the other way round if the list stands in its order."""
        order = self._rows.sorting.order
        if column in (Column.POSITION, Column.TIME):
            time = column == Column.TIME
            self._rows.sorting.sort_by(time=time, descending=time == order.by_time and not order.descending)

    def _make_room(self, _parent: QModelIndex, first: int, last: int) -> None:
        """Rows that come above those in view do not move these, unless one looks at the newest."""
        self.updateGeometries()
        bar = self.verticalScrollBar()
        if first <= bar.value() and bar.value():
            bar.setValue(bar.value() + last - first + 1)
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
                    self.select_only(index)
                if not self.is_visible(row):
                    self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        finally:
            self._following = False
        self._wish.start()
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The user moved to another row: so does the cursor."""
        super().currentChanged(current, previous)
        if not self._following and current.isValid():
            self.positionActivated.emit(self._rows.position_at(current.row()))

    def _want_visible(self) -> None:
        self._rows.want_rows(self.visible_rows())

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Repaint if a row in view has changed: while a store is read, most changes are far away."""
        rows = self.visible_rows()
        if first.row() < rows.stop and last.row() >= rows.start:
            super().dataChanged(first, last, roles)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in view, each as a whole."""
        rows, selected, header = self.visible_rows(), self.selected_ranges(), self.horizontalHeader()
        spans = {
            column: (header.sectionViewportPosition(column), header.sectionSize(column))
            for column in Column
            if not header.isSectionHidden(column)
        }
        with QPainter(self.viewport()) as painter:
            for row, line in zip(rows, self._rows.lines(rows), strict=True):
                top = (row - rows.start) * self.row_px
                if event.rect().top() <= top + self.row_px and top <= event.rect().bottom():
                    cells = {column: QRect(left, top, width, self.row_px) for column, (left, width) in spans.items()}
                    chosen = any(row in span for span in selected)
                    self._painter.paint(painter, line, cells, self._session.cursor, selected=chosen)

    # Searching as one types

    def keyboardSearch(self, search: str) -> None:
        """Move to the next row whose stream or type contains what was typed.

        Qt's own search would ask for the text of every row; the names are few, and the rows are compared as numbers.
        """
        self._typed += search
        self._forget.start()
        index, filtered = self._session.index, self._session.filtered
        listed = index.positions if filtered is None else filtered
        # While the word grows, the row it was found in may go on matching.
        found = next_named(index, listed, self._session.cursor + (len(self._typed) == 1), self._typed.casefold())
        if found is not None:
            self.positionActivated.emit(found)

    def _forget_typed(self) -> None:
        self._typed = ""

    # Copying

    def copy(self, *, as_json: bool) -> None:
        """Copy the selected rows: as columns of text, or as JSON lines with the whole events."""
        self._copying.copy(self._rows.positions_of(self.selected_ranges()), as_json=as_json)

    def copy_cell(self) -> None:
        """Copy what stands in the current cell."""
        if self.currentIndex().isValid():
            self._copying.put(str(self.currentIndex().data() or ""))

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
        self._wish.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was resized last is remembered before the list goes."""
        super().hideEvent(event)
        if self._resized.isActive():
            self._resized.stop()
            self._remember_columns()

    def _remember_columns(self) -> None:
        settings.write(_SETTING, self.horizontalHeader().saveState())
