"""The toolbar: text buttons in groups, at the right whether the file can be written and the way to everything else."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from inspector.ui import icons

_GROUP_GAP_PX = 4
_APART_GAP_PX = 28


class ToolBar(QToolBar):
    """Fits a window of 1280 px with room to spare; a test measures it."""

    def __init__(self, actions: Mapping[str, QAction], open_menu: QMenu, parent: QWidget) -> None:
        super().__init__("Toolbar", parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._actions = actions
        self._add_open(open_menu)
        for name in ("cursor.first", "cursor.previous", "cursor.next", "cursor.last"):
            self._add(name, "icon")
        self._add("cursor.goto")
        self._gap(_GROUP_GAP_PX)
        self._add("view.live")
        self._gap(_GROUP_GAP_PX)
        self._add("command.run", "primary")
        self._gap(_GROUP_GAP_PX)
        self._add("edit.undo")
        self._add("edit.redo")
        self._gap(_APART_GAP_PX)
        self._add("rollback.here", "danger")
        stretch = QWidget(self)
        stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(stretch)
        mark = QLabel("WRITABLE", self)
        mark.setObjectName("writableMark")
        mark.setProperty("role", "writable")
        mark.setToolTip("Commands and rollbacks are written to this file. Looking at it still changes nothing.")
        self._mark = self.addWidget(mark)
        self._gap(2)
        self._add("view.palette")
        self.show_writable(False)

    def show_writable(self, writable: bool) -> None:
        """Show or hide the WRITABLE mark."""
        self._mark.setVisible(writable)

    def _add_open(self, menu: QMenu) -> None:
        button = QToolButton(self)
        button.setObjectName("openButton")
        button.setText("Open")
        button.setToolTip(self._actions["store.open"].toolTip())
        button.setAccessibleName("Open")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setIcon(icons.icon("chevron-down"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        # Qt has no icon after the text; mirrored, it is.
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.addWidget(button)
        self._gap(_GROUP_GAP_PX)

    def _add(self, name: str, role: str = "text") -> None:
        action = self._actions[name]
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setObjectName(f"button.{name}")
        button.setAccessibleName(action.text().rstrip("…"))
        button.setProperty("role", role)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonIconOnly if role == "icon" else style.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addWidget(button)

    def _gap(self, width: int) -> None:
        gap = QWidget(self)
        gap.setFixedWidth(width)
        self.addWidget(gap)
