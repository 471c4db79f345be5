"""The rows above the panes: the toolbar, the filter and the banner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolBar, QWidget

from inspector.ui.banner import Banner
from inspector.ui.filter_bar import FilterBar
from inspector.ui.toolbar import ToolBar

if TYPE_CHECKING:
    from inspector.ui.window import MainWindow


class Rows:
    """Of one window; made when it first shows a store or has something to say."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        actions = window.actions_by_id
        menu = QMenu(window)
        menu.addAction(actions["store.open"])
        menu.addAction(actions["store.sample"])
        menu.addSeparator()
        self._fixed = len(menu.actions())
        self._open_menu = menu
        menu.aboutToShow.connect(self._fill_open_menu)
        self.toolbar = ToolBar(actions, menu, window)
        window.addToolBar(self.toolbar)
        self.banner = Banner(window)
        self.filter_bar = FilterBar(actions["match.next"], actions["match.previous"], window)
        self.filter_bar.left.connect(lambda: window.docks.focus("eventList") if window.docks else None)
        self._filter_row = self._row("filterRow", self.filter_bar)
        self.banner.shown.connect(self._row("bannerRow", self.banner).setVisible)
        self.banner.clear()

    def show_store(self, shown: bool) -> None:
        """Show what belongs to a store: all but the banner."""
        for row in (self.toolbar, self._filter_row):
            row.setVisible(shown)

    def _row(self, name: str, content: QWidget) -> QToolBar:
        row = QToolBar(self._window)
        row.setObjectName(name)
        row.setMovable(False)
        row.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        layout = row.layout()
        assert layout is not None
        layout.setContentsMargins(0, 0, 0, 0)
        row.addWidget(content)
        self._window.addToolBarBreak()
        self._window.addToolBar(row)
        return row

    def _fill_open_menu(self) -> None:
        for action in self._open_menu.actions()[self._fixed :]:
            self._open_menu.removeAction(action)
        for action in self._window.menus.recent_actions(self._open_menu)[:8]:
            self._open_menu.addAction(action)
