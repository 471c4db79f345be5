"""The tree view of a value: keeps what is open and where it is scrolled when another value takes its place."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from inspector.analysis.pointer import pointer
from inspector.events.json_value import JsonValue, literal, pretty
from inspector.replay.trace import Trace
from inspector.ui import theme
from inspector.ui.text import position
from inspector.ui.value_tree.delegate import ValueDelegate, ground
from inspector.ui.value_tree.model import Column, ValueModel
from inspector.ui.value_tree.nodes import PENDING, Node, Path, Roster

_EDGE_PX = 3
_KEY_SHARE = 0.34
_SET_BY_PX = 116
_SMALL = 12
"""Containers of at most so many values are open at first, on the first two levels."""
_ROW_PX, _COMPACT_ROW_PX, _COMPACT_BELOW_PX = 22, 20, 900


class ValueTree(QTreeView):
    """Shows a `ValueModel`. What the user opened or closed is remembered by path, for all values shown here.

    set_by: whether there is a column for the positions that last set the values.
    """

    positionActivated = Signal(object)
    moved = Signal()
    """Other rows may be in sight."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None, *, set_by: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.values = ValueModel()
        self._delegate = ValueDelegate()
        self._choices: dict[Path, bool] = {}
        self._restoring = False
        self._dimmed = False
        self.setModel(self.values)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setMouseTracking(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(Column.KEY, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.VALUE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(Column.SET_BY, QHeaderView.ResizeMode.Fixed)
        header.setSectionHidden(Column.SET_BY, not set_by)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.moved.emit())
        self.expanded.connect(lambda index: self._note(index, is_open=True))
        self.collapsed.connect(lambda index: self._note(index, is_open=False))

    def show_tree(self, root: Node | None) -> None:
        """Show another value, with the same parts of it open and as far scrolled as before."""
        scrolled = self.verticalScrollBar().value()
        current = self.values.node(self.currentIndex())
        path = None if current is None else current.path
        self.values.show(root)
        if root is not None:
            self._restore(root, path)
            self.verticalScrollBar().setValue(scrolled)

    def refill(self, node: Node, value: JsonValue, trace: Trace | None) -> None:
        """Give a node of a roster its state, with the same parts of it open as before."""
        current = self.values.node(self.currentIndex())
        self.values.fill(node, value, trace)
        if self.isExpanded(self.values.index_of(node)):
            self._restore(node, None if current is None else current.path, node.path)

    def unfolded(self) -> list[Node]:
        """The open nodes of the roster that is shown of which a row is in sight."""
        root = self.values.root
        found: list[Node] = []
        index, bottom = self.indexAt(QPoint(0, 0)), self.viewport().height()
        while index.isValid() and self.visualRect(index).top() < bottom:
            node = self.values.node(index)
            while node is not None and node.parent is not root:
                node = node.parent
            if node is not None and node not in found[-1:] and self.isExpanded(self.values.index_of(node)):
                found.append(node)
            index = self.indexBelow(index)
        return found

    def set_dimmed(self, dimmed: bool) -> None:
        """Whether what is shown is about to be replaced."""
        if dimmed != self._dimmed:
            self._dimmed = dimmed
            self.viewport().update()

    def _restore(self, node: Node, current: Path | None, path: Path = ()) -> None:
        self._restoring = True
        try:
            self._open(node, path, current)
        finally:
            self._restoring = False

    def _open(self, node: Node, path: Path, current: Path | None) -> None:
        index = self.values.index_of(node)
        if path == current:
            self.setCurrentIndex(index)
        if not node.is_container or not self._is_open(node, path):
            return
        self.setExpanded(index, True)
        for child in node.children:
            if child.is_container or (*path, child.key) == current:
                self._open(child, (*path, child.key), current)

    def _is_open(self, node: Node, path: Path) -> bool:
        if path in self._choices:
            return self._choices[path]
        if not path or isinstance(node.parent, Roster):
            return not path
        is_small = isinstance(node.value, dict) and len(node.value) <= _SMALL
        return len(path) == 1 and is_small

    def _note(self, index: QModelIndex, *, is_open: bool) -> None:
        node = self.values.node(index)
        if node is None:
            return
        if not self._restoring:
            self._choices[node.path] = is_open
        self.moved.emit()

    # What the user does

    def copy(self) -> None:
        """Copy the value of the current row as JSON."""
        node = self.values.node(self.currentIndex())
        if isinstance(node, Roster):
            QApplication.clipboard().setText(pretty(list(node.names)))
        elif node is not None and node.value is not PENDING:
            QApplication.clipboard().setText(pretty(node.value) if node.is_container else literal(node.value))

    def copy_path(self) -> None:
        """Copy the JSON Pointer of the current row."""
        node = self.values.node(self.currentIndex())
        if node is not None:
            QApplication.clipboard().setText(pointer(node.path))

    def go_to_last_set(self) -> None:
        """Move the cursor to the event that last set the current row's value."""
        node = self.values.node(self.currentIndex())
        if node is not None and node.set_by is not None:
            self.positionActivated.emit(node.set_by)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with the usual key, go to the setter with Enter."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_to_last_set()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a position goes there."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.column() == Column.SET_BY:
            self.go_to_last_set()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what is a link."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        link = index.column() == Column.SET_BY and bool(index.data())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy, path, go to."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        node = self.values.node(index)
        if node is None:
            return
        self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy Value", self.copy)
        menu.addAction("Copy Path", self.copy_path)
        if node.set_by is not None:
            go = menu.addAction(f"Go to {position(node.set_by)}, Which Last Set It")
            go.triggered.connect(lambda _checked: self.go_to_last_set())
        below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(12, 0))
        menu.popup(event.globalPos() if by_mouse else below)

    # Painting

    def drawRow(
        self, painter: QPainter, options: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground of the whole row first."""
        node = self.values.node(index)
        rect: QRect = options.rect
        full = QRect(0, rect.y(), self.viewport().width(), rect.height())
        if index.row() >= 0 and self.currentIndex().isValid() and node is self.values.node(self.currentIndex()):
            painter.fillRect(full, QColor(theme.current().primary))
        marked = ground(node) if node is not None else None
        if marked is not None:
            painter.fillRect(full, marked[0])
            painter.fillRect(QRect(0, rect.y(), _EDGE_PX, rect.height()), marked[1])
        super().drawRow(painter, options, index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is about to be replaced is dimmed."""
        super().paintEvent(event)
        if self._dimmed:
            veil = QColor(theme.current().panel)
            veil.setAlphaF(0.45)
            painter = QPainter(self.viewport())
            painter.fillRect(self.viewport().rect(), veil)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns, and take the row height that the window's height asks for."""
        super().resizeEvent(event)
        self._delegate.row_px = _COMPACT_ROW_PX if self.window().height() < _COMPACT_BELOW_PX else _ROW_PX
        width = self.viewport().width()
        self.setColumnWidth(Column.KEY, round(width * _KEY_SHARE))
        self.setColumnWidth(Column.SET_BY, min(_SET_BY_PX, width // 4))
        self.scheduleDelayedItemsLayout()
        self.moved.emit()
