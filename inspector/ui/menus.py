"""The menus of a window, with the recent files and the themes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from inspector.ui import actions, settings, style, text
from inspector.ui.request import OpenRequest

if TYPE_CHECKING:
    from inspector.ui.window import MainWindow


class Menus:
    """Built from the table of actions."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._recent = QMenu("Open Recent", window)
        self._recent.setObjectName("recentMenu")
        self._recent.aboutToShow.connect(self._fill_recent)
        menus = {name: window.menuBar().addMenu(name) for name in actions.MENUS}
        menus["Theme"] = QMenu("Theme", window)
        group = 0
        for spec in actions.TABLE:
            menu = menus[spec.menu]
            if spec.group != group and menu.actions():
                menu.addSeparator()
            group = spec.group
            if spec.id == "store.recent":
                menu.addMenu(self._recent).setText(spec.text)
            else:
                menu.addAction(window.actions_by_id[spec.id])
        menus["View"].addSeparator()
        menus["View"].addMenu(menus["Theme"])
        window.addActions(list(window.actions_by_id.values()))
        self._show_theme()

    def recent_actions(self, parent: QMenu) -> list[QAction]:
        """The recent files as entries of a menu."""
        return [self._recent_action(path, parent) for path in settings.recent_files()]

    def set_theme(self, mode: style.Mode) -> None:
        """Dress the application and remember it."""
        settings.write("window/theme", mode)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        style.apply(app, mode)
        self._show_theme()

    def _show_theme(self) -> None:
        chosen = settings.read_text("window/theme", "system")
        for mode in style.MODES:
            self._window.actions_by_id[f"view.theme.{mode}"].setChecked(mode == chosen)

    def _fill_recent(self) -> None:
        self._recent.clear()
        for action in self.recent_actions(self._recent):
            self._recent.addAction(action)
        self._recent.setEnabled(True)
        if self._recent.isEmpty():
            self._recent.addAction("None yet").setEnabled(False)

    def _recent_action(self, path: Path, parent: QMenu) -> QAction:
        missing = not path.exists()
        name = text.one_line(str(path), 90).replace("&", "&&")
        action = QAction(f"{name} (missing)" if missing else name, parent)
        action.setEnabled(not missing)
        action.triggered.connect(lambda: self._window.openWanted.emit(OpenRequest(path)))
        return action
