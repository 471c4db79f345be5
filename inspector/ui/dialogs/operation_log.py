"""The operation log: who did what, when and why, and whether it stands."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from inspector.events.operation import Kind
from inspector.ui import text
from inspector.ui.dialogs.base import StoreDialog, button, label
from inspector.ui.dialogs.operation_model import COLUMNS, OperationModel, why
from inspector.ui.dialogs.undo import UndoDialog
from inspector.ui.session import Session

_WIDTHS_PX = (52, 84, 200, 130, 300, 130, 160, 84)
_ROW_PX = 26


class OperationLogDialog(StoreDialog):
    """Every operation of the store; any that is in force can be undone from here."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(session, parent, "operationLogDialog", "Operation Log", QSize(1140, 540))
        self.model = OperationModel(session.ledger, self)
        self.table = QTableView(self)
        self.table.setObjectName("operationTable")
        self.table.setAccessibleName("Operations, newest first")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS_PX):
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(COLUMNS.index("What and why"), QHeaderView.ResizeMode.Stretch)
        self.detail = label("operationDetail", role="muted")
        self.undo = button("operationUndo", "Undo This…", self._undo)
        self.go = button("operationGoTo", "Go To", self._go)
        close = button("operationClose", "Close", self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.undo)
        buttons.addWidget(self.go)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        layout.addLayout(buttons)
        self.table.selectionModel().currentRowChanged.connect(self._select)
        self.table.activated.connect(self._go)
        session.ledgerChanged.connect(self._take)
        self.table.setCurrentIndex(self.model.index(0, 0))
        self._select()
        self.table.setFocus()

    def _take(self) -> None:
        self.model.take(self.session.ledger)
        self._select()

    def _row(self) -> int:
        return self.table.currentIndex().row()

    def _select(self) -> None:
        row = self._row()
        self.go.setEnabled(row >= 0)
        self.undo.setEnabled(row >= 0 and self.model.can_undo(row))
        if row < 0:
            self.detail.setText("Nothing was done to this store through the inspector yet.")
            return
        operation = self.model.operation(row)
        words = [f"Operation {operation.number}", text.when_zoned(operation.time_ns), why(operation)]
        self.detail.setText(text.one_line(" · ".join(filter(None, words)), 600))

    def _undo(self) -> None:
        UndoDialog(self.session, self, operation=self.model.operation(self._row()).number).open()

    def _go(self) -> None:
        """Go to the target of a rollback, or to the last event that the operation touches."""
        operation = self.model.operation(self._row())
        subject = self.session.ledger.operation(operation.subject or operation.number) or operation
        self.session.set_cursor(subject.after if subject.kind is Kind.ROLLBACK else subject.upto)
        self.accept()
