"""The panes' docks: their places, titles, focus, and one of them filling the window."""

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

from inspector.ui import settings

TITLES: Mapping[str, str] = {
    "timeline": "Timeline",
    "eventList": "Events",
    "detail": "Event Detail",
    "statePanel": "State",
}
"""By object name, in the order of Ctrl+1…4."""

LAYOUT_VERSION = 1
_TABS_BELOW_PX = 520
"""Under this height of the window, list and detail share one place as tabs."""
_MINIMUM_PX = (180, 90)
_STATE_SHARE = 0.35
_HEIGHTS = (0.39, 0.35, 0.26)


class Docks:
    """The four docks of one window. Made for a store, dropped with it."""

    def __init__(self, window: QMainWindow, panes: Mapping[str, QWidget]) -> None:
        self._window = window
        self._before_full: QByteArray | None = None
        self._titles = False
        self._tabbed = False
        self.docks = {name: self._dock(name, panes[name]) for name in TITLES}
        self.lay_out()
        stored = settings.read_bytes("window/layout")
        if not stored.isEmpty():
            window.restoreState(stored, LAYOUT_VERSION)

    def lay_out(self) -> None:
        """Put the panes where they are at first: three on the left, the state over the full height on the right."""
        timeline, events, detail, state = self.docks.values()
        for dock in self.docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        # Each goes to its place at once: all below one another, for a moment, would make a small window grow.
        self._window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, timeline)
        self._window.splitDockWidget(timeline, state, Qt.Orientation.Horizontal)
        self._window.splitDockWidget(timeline, events, Qt.Orientation.Vertical)
        self._window.splitDockWidget(events, detail, Qt.Orientation.Vertical)
        for dock in self.docks.values():
            dock.show()
        width, height = self._window.width(), self._window.height() - 140
        right = round(width * _STATE_SHARE)
        self._window.resizeDocks([timeline, state], [width - right, right], Qt.Orientation.Horizontal)
        parts = [round(height * share) for share in _HEIGHTS]
        self._window.resizeDocks([timeline, events, detail], parts, Qt.Orientation.Vertical)
        self._tabbed = False

    def fill(self, name: str, pane: QWidget) -> None:
        """Put a pane in the place of what its dock shows; the focus goes to it if it was there."""
        dock = self.docks[name]
        before = dock.widget()
        focused = before.isAncestorOf(QApplication.focusWidget() or dock)
        dock.setWidget(_dressed(name, pane))
        if focused or before.hasFocus():
            pane.setFocus()
        before.deleteLater()

    def remember(self) -> None:
        """Store the layout for the next start."""
        self.show_all()
        if not self._tabbed:
            settings.write("window/layout", self._window.saveState(LAYOUT_VERSION))

    def remove(self) -> None:
        """Take the docks out of the window and delete them with their panes."""
        for dock in self.docks.values():
            self._window.removeDockWidget(dock)
            dock.deleteLater()

    def focus(self, name: str) -> None:
        """Bring a pane to the front and give it the keyboard."""
        dock = self.docks[name]
        if self._before_full is not None and not dock.isVisible():
            self.show_all()
        dock.show()
        dock.raise_()
        dock.widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focused(self) -> str:
        """The pane that has the keyboard; the timeline if none has."""
        at = QApplication.focusWidget()
        for name, dock in self.docks.items():
            if at is not None and dock.isAncestorOf(at):
                return name
        return "timeline"

    def fill_with(self, name: str) -> None:
        """Give one pane the whole window until `show_all`."""
        if self._before_full is None:
            self._before_full = self._window.saveState(LAYOUT_VERSION)
        for other, dock in self.docks.items():
            dock.setVisible(other == name)
        self.docks[name].widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_all(self) -> None:
        """Go back from one pane to the layout before."""
        if self._before_full is not None:
            self._window.restoreState(self._before_full, LAYOUT_VERSION)
            self._before_full = None

    def show_titles(self, shown: bool) -> None:
        """Show the titles by which panes are dragged and floated."""
        self._titles = shown
        for dock in self.docks.values():
            self._dress(dock)

    def fit_height(self, height: int) -> None:
        """Make list and detail tabs when the window is too low for three panes, and apart again when it is not."""
        if self._before_full is not None or (height < _TABS_BELOW_PX) == self._tabbed:
            return
        events, detail = self.docks["eventList"], self.docks["detail"]
        if self._tabbed:
            self._window.splitDockWidget(events, detail, Qt.Orientation.Vertical)
        else:
            self._window.tabifyDockWidget(events, detail)
            events.raise_()
        self._tabbed = not self._tabbed

    def _dock(self, name: str, pane: QWidget) -> QDockWidget:
        dock = QDockWidget(TITLES[name], self._window)
        dock.setObjectName(f"{name}Dock")
        dock.setWidget(_dressed(name, pane))
        dock.topLevelChanged.connect(lambda _floating, dock=dock: self._dress(dock))
        self._dress(dock)
        return dock

    def _dress(self, dock: QDockWidget) -> None:
        # A floating pane needs its title to be dragged back.
        if self._titles or dock.isFloating():
            # None brings Qt's own title bar back; the stubs do not know.
            dock.setTitleBarWidget(None)  # type: ignore[arg-type]
        elif dock.titleBarWidget() is None:
            bare = QWidget(dock)
            bare.setFixedHeight(0)
            dock.setTitleBarWidget(bare)


def _dressed(name: str, pane: QWidget) -> QWidget:
    pane.setObjectName(name)
    if not pane.accessibleName():
        pane.setAccessibleName(TITLES[name])
    # Its pages' own minimums added up would make the window larger than a small screen.
    pane.setMinimumSize(*_MINIMUM_PX)
    return pane
