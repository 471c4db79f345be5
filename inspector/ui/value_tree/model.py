"""A value as a Qt tree model: key, value, and the position that last set it."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.events.json_value import JsonValue
from inspector.replay.trace import Trace
from inspector.ui.text import hint, one_line, position
from inspector.ui.value_tree.nodes import BATCH, PENDING, Node, Roster, scalar, summary

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

    def fill(self, node: Node, value: JsonValue, trace: Trace | None) -> None:
        """Give a node that is shown its value, which came later."""
        index = self.index_of(node)
        if value is not PENDING and node.value is not PENDING and node.is_like(value):
            # Rows that stay are not laid out again, which takes as long as there are streams.
            for parent in node.follow(value, trace):
                if parent.children:
                    last = self.index_of(parent.children[-1], Column.SET_BY)
                    self.dataChanged.emit(self.index_of(parent.children[0]), last)
            return self.dataChanged.emit(index, index.siblingAtColumn(Column.SET_BY))
        self.beginRemoveRows(index, 0, len(node.children) - 1)
        node.become(None, None)
        self.endRemoveRows()
        filled = Node(node.key, value)
        if filled.total:
            self.beginInsertRows(index, 0, min(BATCH, filled.total) - 1)
            node.become(value, trace)
            self.endInsertRows()
        else:
            node.become(value, trace)
        return self.dataChanged.emit(index, index.siblingAtColumn(Column.SET_BY))

    def call_roll(self, roster: Roster) -> None:
        """Show a roster: where only its end differs from the one that is shown, what is open and scrolled stays so."""
        shown = self._root
        if not isinstance(shown, Roster) or shown.key != roster.key or not shown.begins_like(roster.names):
            return self.show(roster)
        index, made, count = self.index_of(shown), len(shown.children), len(roster.names)
        if count < made:
            self.beginRemoveRows(index, count, made - 1)
            shown.take(roster.names)
            self.endRemoveRows()
        else:
            shown.take(roster.names)
            if made < min(BATCH, count):
                self.beginInsertRows(index, made, min(count, made + BATCH) - 1)
                shown.grow()
                self.endInsertRows()
        return self.dataChanged.emit(index, index.siblingAtColumn(Column.SET_BY))

    def forget(self, node: Node) -> None:
        """Take its value from a node of a roster, until it is there again."""
        if node.value is not PENDING:
            self.fill(node, PENDING, None)

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
        return len(node.children)

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        if not parent.isValid():
            return self._root is not None
        node = self.node(parent)
        return node is not None and parent.column() == 0 and node.is_container and node.total > 0

    def canFetchMore(self, parent: Index) -> bool:
        node = self.node(parent)
        return node is not None and parent.column() == 0 and node.is_container and node.total > len(node.children)

    def fetchMore(self, parent: Index) -> None:
        node = self.node(parent)
        if node is not None and self.canFetchMore(parent):
            first = len(node.children)
            self.beginInsertRows(self.index_of(node), first, min(node.total, first + BATCH) - 1)
            node.grow()
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
            return hint(one_line(value_text(node), 2000))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == Column.VALUE and node.mark is not None:
            return f"{_shown(node, Column.VALUE)}, {node.mark}"
        return None


def value_text(node: Node) -> str:
    """A value, or what it was and what it became."""
    now = node.summary if node.is_container else scalar(node.value)
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
