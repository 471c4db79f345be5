"""A value as a Qt tree model: key, value, and the position that last set it."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.ui.text import one_line, position
from inspector.ui.value_tree.nodes import BATCH, Node, scalar, summary

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

NodeRole = Qt.ItemDataRole.UserRole


class Column(IntEnum):
    """The tree's columns, left to right."""

    KEY = 0
    VALUE = 1
    SET_BY = 2


_HEADERS = ("Key", "Value", "Last set by")


class ValueModel(QAbstractItemModel):
    """One root node and what is below it. GUI thread only; a new value replaces the whole tree (`show`)."""

    def __init__(self) -> None:
        super().__init__()
        self._root: Node | None = None

    @property
    def root(self) -> Node | None:
        """The topmost node."""
        return self._root

    def show(self, root: Node | None) -> None:
        """Show another tree."""
        self.beginResetModel()
        self._root = root
        self.endResetModel()

    def fill(self, node: Node, filled: Node) -> None:
        """Give a node that is shown the value and the children of another, which came later."""
        index = self.index_of(node)
        if node.shown:
            self.beginRemoveRows(index, 0, node.shown - 1)
            node.replace_children(())
            self.endRemoveRows()
        node.value, node.trace = filled.value, filled.trace
        children = filled.children
        if children:
            self.beginInsertRows(index, 0, min(BATCH, len(children)) - 1)
            node.replace_children(children)
            self.endInsertRows()
        self.dataChanged.emit(index, index.siblingAtColumn(Column.SET_BY))

    def node(self, index: Index) -> Node | None:
        """The node of a row."""
        return index.internalPointer() if index.isValid() else None

    def index_of(self, node: Node, column: int = 0) -> QModelIndex:
        """The row of a node."""
        return self.createIndex(node.row, column, node)

    # Qt's questions

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not parent.isValid():
            return NOWHERE if self._root is None or row != 0 else self.createIndex(0, column, self._root)
        above = self.node(parent)
        if above is None or not 0 <= row < len(above.children) or not 0 <= column < len(Column):
            return NOWHERE
        return self.createIndex(row, column, above.children[row])

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        node = self.node(index)
        return NOWHERE if node is None or node.parent is None else self.index_of(node.parent)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if not parent.isValid():
            return 0 if self._root is None else 1
        node = self.node(parent)
        if node is None or parent.column() != 0 or not node.is_container:
            return 0
        return node.shown if node.children else 0

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        if not parent.isValid():
            return self._root is not None
        node = self.node(parent)
        return (
            node is not None
            and parent.column() == 0
            and node.is_container
            and (bool(node.value) or bool(node.children))
        )

    def canFetchMore(self, parent: Index) -> bool:
        node = self.node(parent)
        return node is not None and parent.column() == 0 and node.is_container and node.shown < len(node.children)

    def fetchMore(self, parent: Index) -> None:
        node = self.node(parent)
        if node is not None:
            last = min(len(node.children), node.shown + BATCH)
            self.beginInsertRows(self.index_of(node), node.shown, last - 1)
            node.shown = last
            self.endInsertRows()

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return _HEADERS[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node is None:
            return None
        if role == NodeRole:
            return node
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(node, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == Column.VALUE and not node.is_container:
            return one_line(value_text(node), 2000)
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == Column.VALUE and node.mark is not None:
            return f"{_shown(node, Column.VALUE)}, {node.mark}"
        return None


def value_text(node: Node) -> str:
    """A value, or what it was and what it became."""
    now = summary(node.value) if node.is_container else scalar(node.value)
    if node.mark != "changed":
        return now
    before = summary(node.old) if isinstance(node.old, dict | list) else scalar(node.old)
    return f"{before} → {now}"


def _shown(node: Node, column: Column) -> str:
    if column is Column.KEY:
        return one_line(str(node.key))
    if column is Column.VALUE:
        return value_text(node)
    return position(node.set_by) if node.set_by is not None else ""
