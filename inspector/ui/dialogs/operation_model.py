"""The rows of the operation log, newest first, as a table model."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.events.operation import Kind, Ledger, Operation
from inspector.ui import text
from inspector.ui.dialogs import wording

COLUMNS = ("No.", "Kind", "Time", "By", "What and why", "Scope", "Positions", "Now")
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class OperationModel(QAbstractTableModel):
    """One ledger at a time; GUI thread only."""

    def __init__(self, ledger: Ledger, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._rows = ledger.operations[::-1]

    def take(self, ledger: Ledger) -> None:
        """Show a ledger that has grown: new rows on top, the others in their new standing."""
        rows = ledger.operations[::-1]
        added = len(rows) - len(self._rows)
        if added < 0 or rows[added:] != self._rows:  # another file has taken the place of this one
            self.beginResetModel()
            self._ledger, self._rows = ledger, rows
            self.endResetModel()
            return
        if added:
            self.beginInsertRows(_ROOT, 0, added - 1)
        self._ledger, self._rows = ledger, rows
        if added:
            self.endInsertRows()
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))

    def operation(self, row: int) -> Operation:
        """The operation in a row."""
        return self._rows[row]

    def can_undo(self, row: int) -> bool:
        """Whether the operation in a row is in force."""
        return self._ledger.in_force(self._rows[row])

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        operation = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(operation, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 4:
            return text.hint(text.one_line(why(operation), 1000))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = Qt.AlignmentFlag.AlignRight if index.column() == 0 else Qt.AlignmentFlag.AlignLeft
            return int(right | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, operation: Operation, column: int) -> str:
        whole = operation.kind is Kind.ROLLBACK or operation.subject is not None
        texts = (
            text.grouped(operation.number),
            str(operation.kind),
            text.when(operation.time_ns),
            text.one_line(operation.actor, 60),
            text.one_line(why(operation), 200),
            text.one_line(operation.stream, 80) if operation.stream is not None else "whole store" if whole else "–",
            wording.positions_text(operation),
            self._standing(operation),
        )
        return texts[column]

    def _standing(self, operation: Operation) -> str:
        if operation.kind in (Kind.UNDO, Kind.REDO):
            return "–"
        return "in force" if self._ledger.in_force(operation) else "undone"


def why(operation: Operation) -> str:
    """The label and the reason of an operation, and what an undo or redo is about."""
    about = f"of operation {operation.subject}" if operation.subject is not None else ""
    return ": ".join(part for part in (operation.label or about, operation.reason) if part)
