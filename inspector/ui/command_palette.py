"""The command palette: every enabled action, found by a few letters."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.ui import fuzzy
from inspector.ui.actions import TABLE, Spec, title

_WIDTH_PX = 560
_ROW_PX = 32
_ROWS = 12


class CommandPalette(QDialog):
    """Type, arrow, Enter. Runs the action after it has closed, so that focus is where it was."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("commandPalette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self._specs = [spec for spec in TABLE if spec.id not in ("view.palette", "store.recent")]
        self.line = QLineEdit(self)
        self.line.setObjectName("paletteLine")
        self.line.setAccessibleName("Command")
        self.line.setPlaceholderText("Type a command")
        self.list = QListWidget(self)
        self.list.setObjectName("paletteList")
        self.list.setAccessibleName("Commands")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.line.textChanged.connect(self._fill)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._run)
        self._fill("")
        self.resize(_WIDTH_PX, 56 + _ROWS * _ROW_PX)
        center = parent.mapToGlobal(parent.rect().center())
        self.move(center.x() - _WIDTH_PX // 2, parent.mapToGlobal(parent.rect().topLeft()).y() + 90)
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter work in the line as in the list."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                count = max(1, self.list.count())
                move = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow((self.list.currentRow() + move) % count)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _fill(self, typed: str) -> None:
        self.list.clear()
        found = []
        for spec in self._specs:
            points = _score(typed, spec)
            if self._actions[spec.id].isEnabled() and points is not None:
                found.append((points, spec))
        for _points, spec in sorted(found, key=lambda pair: -pair[0]):
            item = QListWidgetItem(self.list)
            item.setData(Qt.ItemDataRole.UserRole, spec.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, title(spec))
            item.setSizeHint(QSize(0, _ROW_PX))
            self.list.setItemWidget(item, _row(spec, self._actions[spec.id]))
        self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            action = self._actions[item.data(Qt.ItemDataRole.UserRole)]
            self.close()
            QTimer.singleShot(0, action, action.trigger)


def _score(typed: str, spec: Spec) -> int | None:
    points = fuzzy.score(typed, title(spec))
    if points is not None:
        return points + 20
    return fuzzy.score(typed, f"{spec.menu} {title(spec)} {spec.words}")


def _row(spec: Spec, action: QAction) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(10, 0, 10, 0)
    menu = QLabel(spec.menu)
    menu.setProperty("role", "muted")
    menu.setFixedWidth(56)
    name = QLabel(("✓ " if action.isChecked() else "") + title(spec))
    layout.addWidget(menu)
    layout.addWidget(name, 1)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    if keys:
        label = QLabel(keys)
        label.setProperty("role", "key")
        layout.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
