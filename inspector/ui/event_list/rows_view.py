"""A table of rows of one height, any number of them: Qt's table without the header that counts its rows."""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent, QRegion
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget

Index = QModelIndex | QPersistentModelIndex

_FAR_ROWS = 1 << 20
"""Rows further away are placed no further away: Qt counts pixels in 32 bits."""
_DRAG_MS = 50
"""How often a selection grows while the pointer is held above or below the rows."""


class RowsView(QTableView):
    """Keyboard, selection and screen readers are Qt's; where rows lie is told here, by the scroll bar, in rows.

    Qt's vertical header keeps 8 bytes a row and walks through them after each insertion: 40 ms at ten million rows.
    Whoever inherits paints.
    """

    def __init__(self, row_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_px = row_px
        self._anchor = 0
        """The row that a range of selected rows goes on from."""
        self._pointer = QPoint()
        self._dragging = QTimer(self, interval=_DRAG_MS)
        self._dragging.timeout.connect(self._drag)
        self.setVerticalHeader(_NoRows(self))
        self.verticalHeader().hide()
        # The button where the headers would meet lies over the first column's, as Qt's own layout is not used.
        for corner in self.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
            corner.hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    # Where rows lie

    @property
    def row_px(self) -> int:
        """The height of a row."""
        return self._row_px

    def set_row_px(self, height: int) -> None:
        """Take another height of rows; the first row in view stays."""
        self._row_px = height
        self.updateGeometries()
        self.viewport().update()

    def visible_rows(self) -> range:
        """The rows in view, one that is cut by the lower edge included."""
        first = self.verticalScrollBar().value()
        return range(first, min(self._count(), first - (-self.viewport().height() // self._row_px)))

    def is_visible(self, row: int) -> bool:
        """Whether a row is in view as a whole."""
        return 0 <= row - self.verticalScrollBar().value() < self._whole_rows()

    def _count(self) -> int:
        model = self.model()
        return 0 if model is None else model.rowCount()

    def _whole_rows(self) -> int:
        return max(1, self.viewport().height() // self._row_px)

    def _row_near(self, y: int) -> int:
        """The row at a height of the viewport, also above and below it; the first or last beyond these."""
        return max(0, min(self._count() - 1, self.verticalScrollBar().value() + y // self._row_px))

    def indexAt(self, point: QPoint) -> QModelIndex:
        row, column = self.verticalScrollBar().value() + point.y() // self._row_px, self.columnAt(point.x())
        inside = point.y() >= 0 and row < self._count() and column >= 0
        return self.model().index(row, column) if inside else QModelIndex()

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        far = index.row() - self.verticalScrollBar().value()
        y = max(-_FAR_ROWS, min(_FAR_ROWS, far)) * self._row_px
        column = index.column()
        return QRect(self.columnViewportPosition(column), y, self.columnWidth(column), self._row_px)

    def isIndexHidden(self, _index: Index) -> bool:
        return False

    def verticalOffset(self) -> int:
        return 0

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        bar, row, whole = self.verticalScrollBar(), index.row(), self._whole_rows()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(row - whole // 2)
        elif row < bar.value():
            bar.setValue(row)
        elif row >= bar.value() + whole:
            bar.setValue(row - whole + 1)
        self._show_column(index.column())

    def _show_column(self, column: int) -> None:
        bar, header, width = self.horizontalScrollBar(), self.horizontalHeader(), self.viewport().width()
        left, size = header.sectionPosition(column), header.sectionSize(column)
        if left < bar.value() or size > width:
            bar.setValue(left)
        elif left + size > bar.value() + width:
            bar.setValue(left + size - width)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.horizontalHeader().setOffset(self.horizontalScrollBar().value())
        self.viewport().update()

    def updateGeometries(self) -> None:
        header = self.horizontalHeader()
        height = 0 if header.isHidden() else max(header.minimumHeight(), header.sizeHint().height())
        if self.viewportMargins().top() != height:
            self.setViewportMargins(0, height, 0, 0)
        view = self.viewport().geometry()
        header.setGeometry(view.left(), view.top() - height, view.width(), height)
        rows, whole = self.verticalScrollBar(), self._whole_rows()
        rows.setPageStep(whole)
        rows.setRange(0, max(0, self._count() - whole))
        columns = self.horizontalScrollBar()
        columns.setPageStep(view.width())
        columns.setSingleStep(max(2, view.width() // 10))
        columns.setRange(0, max(0, header.length() - view.width()))
        QAbstractItemView.updateGeometries(self)

    # Keyboard and selection

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        move, current, count = QAbstractItemView.CursorAction, self.currentIndex(), self._count()
        if not count:
            return QModelIndex()
        row, column = current.row(), max(0, current.column())
        if not current.isValid():
            row = self.verticalScrollBar().value()
        elif action in (move.MoveLeft, move.MoveRight):
            column += 1 if action is move.MoveRight else -1
        else:
            page = self._whole_rows()
            row = {
                move.MoveUp: row - 1,
                move.MovePrevious: row - 1,
                move.MoveDown: row + 1,
                move.MoveNext: row + 1,
                move.MovePageUp: row - page,
                move.MovePageDown: row + page,
                move.MoveHome: 0,
                move.MoveEnd: count - 1,
            }[action]
        last = self.model().columnCount() - 1
        return self.model().index(max(0, min(row, count - 1)), max(0, min(column, last)))

    def select_only(self, index: QModelIndex) -> None:
        """Make a row the current one and the only one selected."""
        flags = QItemSelectionModel.SelectionFlag
        self._anchor = index.row()
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def setSelection(self, _rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Of the row that is current, or up to it: a rectangle cannot say which rows are meant far out of view."""
        row = self.currentIndex().row()
        if not command & QItemSelectionModel.SelectionFlag.Current:
            self._anchor = row
        self._select(row, command)

    def _select(self, row: int, command: QItemSelectionModel.SelectionFlag) -> None:
        model = self.model()
        low, high = sorted((min(self._anchor, self._count() - 1), row))
        if low >= 0:
            last = model.columnCount() - 1
            self.selectionModel().select(QItemSelection(model.index(low, 0), model.index(high, last)), command)

    def selected_ranges(self) -> list[range]:
        """The selected rows, ascending, however many there are."""
        found = self.selectionModel().selection()
        spans = sorted((one.top(), one.bottom() + 1) for one in (found.at(at) for at in range(found.count())))
        return [range(*span) for span in spans]

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region, seen = QRegion(), self.visible_rows()
        for one in (selection.at(at) for at in range(selection.count())):
            low, high = max(one.top(), seen.start), min(one.bottom() + 1, seen.stop)
            if low < high:
                top = (low - seen.start) * self._row_px
                region += QRegion(0, top, self.viewport().width(), (high - low) * self._row_px)
        return region

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """As Qt does it, which makes a list of all selected cells for a screen reader."""
        QAbstractItemView.selectionChanged(self, selected, deselected)
        if QAccessible.isActive() and selected.count():
            index = selected.at(0).topLeft()
            event = QAccessibleEvent(self, QAccessible.Event.SelectionAdd)
            event.setChild(self._accessible_child(index))
            QAccessible.updateAccessibility(event)

    def _accessible_child(self, index: Index) -> int:
        """The number that Qt's table gives a cell among its children, headers counted."""
        return (index.row() + 1) * (self.model().columnCount() + 1) + index.column() + 1

    # Dragging over rows

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton or not self.currentIndex().isValid():
            super().mouseMoveEvent(event)
            return
        self._pointer = event.position().toPoint()
        self._drag()
        outside = not 0 <= self._pointer.y() < self.viewport().height()
        if outside and not self._dragging.isActive():
            self._dragging.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging.stop()
        super().mouseReleaseEvent(event)

    def _drag(self) -> None:
        if 0 <= self._pointer.y() < self.viewport().height():
            self._dragging.stop()
        row, flags = self._row_near(self._pointer.y()), QItemSelectionModel.SelectionFlag
        if row != self.currentIndex().row():
            self.selectionModel().setCurrentIndex(self.model().index(row, self.currentIndex().column()), flags.NoUpdate)
            self._select(row, flags.Clear | flags.SelectCurrent | flags.Rows)


class _NoRows(QHeaderView):
    """A vertical header that knows of no rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)

    def setModel(self, _model: QObject | None) -> None:
        """The header's own: none."""

    def setSelectionModel(self, _model: QItemSelectionModel) -> None:
        """As above."""
