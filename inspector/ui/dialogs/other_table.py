"""Choosing between the tables of events in one file."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from inspector.ui import fonts
from inspector.ui.dialogs.base import StoreDialog, button, label
from inspector.ui.session import Session
from inspector.ui.text import one_line


class OtherTableDialog(StoreDialog):
    """Lists the tables of a store, the open one marked."""

    chosen = Signal(str)
    """The name of another table than the open one."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(session, parent, "tableQuestion", "Other Table of Events", QSize(460, 260))
        self._tables = session.workspace.facts.tables
        heading = label("tableHeading", "Which table of events?", "heading")
        self.list = QListWidget(self)
        self.list.setObjectName("tableList")
        self.list.setAccessibleName("Tables of events")
        self.list.setFont(fonts.mono())
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for number, name in enumerate(self._tables):
            QListWidgetItem(one_line(name, 200) + ("" if number else " (open)"), self.list)
        self.list.setCurrentRow(1)
        self.list.itemActivated.connect(self._take)
        self.show_table = button("openTable", "Open", self._take)
        cancel = button("cancelTable", "Cancel", self.reject)
        self.lay_out((heading, self.list), cancel, self.show_table, grows=self.list)
        self.list.setFocus()

    def _take(self) -> None:
        row = self.list.currentRow()
        self.accept()
        if row > 0:
            self.chosen.emit(self._tables[row])
