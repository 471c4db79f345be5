"""Choosing the zone of times that a store keeps without one."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from inspector.store.zones import LOCAL, zone_names
from inspector.ui.dialogs.base import StoreDialog, button, label
from inspector.ui.session import Session


class ZoneDialog(StoreDialog):
    """Lists the zones whose names hold what is typed, the one in use marked."""

    chosen = Signal(str)
    """The name of another zone than the one in use."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(session, parent, "zoneQuestion", "Zone of Naive Times", QSize(480, 440))
        self._used = session.workspace.facts.zone
        heading = label("zoneHeading", "In which zone are times that are stored without one?", "heading")
        said = label("zoneText", "It is remembered for this file; the file itself stays as it is.", "muted")
        self.line = _Line(self)
        self.list = QListWidget(self)
        self.list.setObjectName("zoneList")
        self.list.setAccessibleName("Time zones")
        for name in zone_names():
            shown = f"{name} (this computer's)" if name == LOCAL else name
            item = QListWidgetItem(f"{shown} · in use" if name == self._used else shown, self.list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            if name == self._used:
                self.list.setCurrentItem(item)
        self.list.itemActivated.connect(self._take)
        self.line.textChanged.connect(self._narrow)
        self.line.moved.connect(self._move)
        self.choose = button("chooseZone", "Read Again", self._take)
        cancel = button("cancelZone", "Cancel", self.reject)
        self.lay_out((heading, said, self.line, self.list), cancel, self.choose, grows=self.list)
        self.line.setFocus()

    def _shown(self) -> list[QListWidgetItem]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item for item in items if not item.isHidden()]

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().replace("_", " ").split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            name = item.text().casefold().replace("_", " ")
            item.setHidden(not all(word in name for word in words))
        shown = self._shown()
        if shown and self.list.currentItem() not in shown:
            self.list.setCurrentItem(shown[0])
        self.choose.setEnabled(bool(shown))

    def _move(self, step: int) -> None:
        shown = self._shown()
        if shown:
            at = shown.index(self.list.currentItem()) + step
            self.list.setCurrentItem(shown[max(0, min(at, len(shown) - 1))])

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is None or item.isHidden():
            return
        name = item.data(Qt.ItemDataRole.UserRole)
        self.accept()
        if name != self._used:
            self.chosen.emit(name)


class _Line(QLineEdit):
    """Where names are typed; the arrow keys move in the list below."""

    moved = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("zoneLine")
        self.setAccessibleName("Find a zone")
        self.setPlaceholderText("Berlin, New York, UTC …")
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down choose, everything else is typed."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)
