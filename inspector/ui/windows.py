"""The windows of the program: one for each store, and the choice which of them a file goes to."""

from PySide6.QtCore import QObject

from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow

_CASCADE_PX = 28


class Windows(QObject):
    """Opens a file in the window it belongs to: the one that shows it, a free one, or a new one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.windows: list[MainWindow] = []

    def open(self, request: OpenRequest) -> MainWindow:
        """Show a request's file; without a file, the welcome page."""
        path = request.path
        if path is not None:
            for window in self.windows:
                shown = window.request.path
                if shown is not None and shown.absolute() == path.absolute():
                    self._raise(window)
                    return window
        window = next((window for window in self.windows if window.is_free), None) or self._make()
        # Asked for first: what is shown until it is open is then the first page there is.
        window.open(request)
        self._raise(window)
        return window

    def close_all(self) -> None:
        """Close every window."""
        for window in list(self.windows):
            window.close()

    def _make(self) -> MainWindow:
        window = MainWindow()
        if self.windows:
            last = self.windows[-1]
            window.resize(last.size())
            window.move(last.x() + _CASCADE_PX, last.y() + _CASCADE_PX)
        self.windows.append(window)
        window.openWanted.connect(self.open)
        window.closed.connect(lambda: self.windows.remove(window))
        window.actions_by_id["app.quit"].triggered.connect(self.close_all)
        return window

    def _raise(self, window: MainWindow) -> None:
        window.show()
        window.raise_()
        window.activateWindow()
