"""One main window: the frame around the panes of one store, or the welcome page."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QMainWindow

from inspector.events.errors import InspectorError, InvalidData, UnknownFormat
from inspector.ui import actions, icons, settings, text
from inspector.ui.actions import When
from inspector.ui.clock import CLOCK
from inspector.ui.conditions import conditions
from inspector.ui.handlers import Handlers
from inspector.ui.jobs import Job, Jobs
from inspector.ui.menus import Menus
from inspector.ui.request import OpenRequest
from inspector.ui.welcome import Welcome

if TYPE_CHECKING:
    from inspector.events.log import Growth
    from inspector.ui.banner import Banner
    from inspector.ui.docks import Docks
    from inspector.ui.filter_bar import FilterBar
    from inspector.ui.opening import Moved, Opened
    from inspector.ui.panes import Panes
    from inspector.ui.rows import Rows
    from inspector.ui.session import Session
    from inspector.ui.status import StatusBar

TITLE = "Event Timeline Inspector"
_SIZE_PX = (1440, 900)


class MainWindow(QMainWindow):
    """Shows one store at a time; a window without one is the welcome page. Ends its threads when it closes.

    What only a store needs is loaded and made when the first one is opened.
    """

    openWanted = Signal(object)
    """OpenRequest: a file that belongs into this window or another one"""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowIcon(icons.application())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.jobs = Jobs(self)
        self.session: Session | None = None
        self.request = OpenRequest()
        self.problem = ""
        """Why the last file could not be opened; empty if it was."""
        self.refused: Path | None = None
        """The last file, if it could not be opened as nobody knows yet how it is read."""
        self.panes: Panes | None = None
        self.actions_by_id = actions.build(self)
        self.menus = Menus(self)
        self.handlers = Handlers(self)
        self._connect_actions()
        CLOCK.changed.connect(self._refresh)
        self.welcome = Welcome(self.actions_by_id["store.open"], self.actions_by_id["store.sample"], self)
        self.welcome.fileChosen.connect(lambda path: self.openWanted.emit(OpenRequest(path)))
        self.welcome.mapWanted.connect(self.handlers.files.map_table)
        self.setCentralWidget(self.welcome)
        self.resize(*_SIZE_PX)
        self.restoreGeometry(settings.read_bytes("window/geometry"))
        self._refresh()

    @cached_property
    def rows(self) -> Rows:
        """The rows above the panes."""
        from inspector.ui.rows import Rows

        return Rows(self)

    @cached_property
    def status(self) -> StatusBar:
        """The status bar."""
        from inspector.ui.status import StatusBar

        bar = StatusBar(self)
        self.setStatusBar(bar)
        return bar

    @property
    def banner(self) -> Banner:
        """The line that says what went wrong."""
        return self.rows.banner

    @property
    def filter_bar(self) -> FilterBar:
        """The filter row."""
        return self.rows.filter_bar

    @property
    def docks(self) -> Docks | None:
        """The docks of the panes, None without a store."""
        return None if self.panes is None else self.panes.docks

    @property
    def open_session(self) -> Session:
        """The session, for what is enabled only with a store."""
        assert self.session is not None, "an action that needs a store was enabled without one"
        return self.session

    # Opening and closing

    @property
    def is_free(self) -> bool:
        """Whether another file may be opened here: no store is, and none is being opened."""
        return self.session is None and self.request.path is None

    def open(self, request: OpenRequest) -> None:
        """Open a store in this window, off the GUI thread; a failure becomes a page that says why."""
        path = request.path
        if path is None:
            return
        self.request, self.problem, self.refused = request, "", None
        self.welcome.show_waiting(f"Opening {text.one_line(path.name)} …")
        self.jobs.read.submit(
            lambda job: _open(request, job), self._opened, self._not_opened, label=f"Opening {path.name}"
        )

    def close_store(self) -> None:
        """Go back to the welcome page."""
        self._drop_session()
        self.request, self.refused = OpenRequest(), None
        self.welcome.show_start()

    def reload(self, **other: Any) -> None:
        """Open the same file again, where the cursor is; `other` are fields of the request that change."""
        session, request = self.session, self.request
        if session is None or request.path is None:
            return
        at = None if session.cursor == session.head else session.cursor
        stream, writable = session.scope if session.pinned else None, session.workspace.writable
        self._drop_session()
        same = replace(request, at=at, stream=stream, offer=None, writable=writable)
        self.open(replace(same, **other))

    def read_otherwise(self, **other: Any) -> None:
        """Open the same file again and read it in another way; `other` are fields of `Reading` that change.

        Another table's positions are others, so the cursor goes to its head.
        """
        anew = {"at": None, "stream": None} if "table" in other else {}
        self.reload(reading=replace(self.request.reading, **other), **anew)

    def mappable(self) -> Path | None:
        """The file whose tables may be mapped: the open one if another producer wrote it, or the one refused."""
        if self.session is None:
            return self.refused
        return self.session.workspace.path if self.session.workspace.facts.physical else None

    def read_mapped(self, path: Path) -> None:
        """Open a file anew, as the mapping says that is remembered by now."""
        settings.forget_zone(path)
        if self.session is None:
            self.open(OpenRequest(path))
        else:
            reading = replace(self.request.reading, table=None, mapping=None, zone=None)
            self.reload(reading=reading, at=None, stream=None, writable=False)

    def _opened(self, opened: Opened) -> None:
        from inspector.ui.session import Session

        request = self.request
        session = Session(opened, self.jobs, self, stream=request.stream)
        self._show_session(session)
        guess = opened.workspace.facts.guess
        if guess:
            self.banner.say(f"≈ {guess}", "Review…", self.handlers.files.map_table, calm=True)
        if opened.problem:
            self.banner.say(opened.problem)
        session.rowsRead.connect(lambda: self.handlers.begin_domain(request))
        session.start()
        session.set_live(True)

    def _not_opened(self, error: InspectorError) -> None:
        path, self.request = self.request.path, OpenRequest()
        assert path is not None
        self.problem = str(error)
        self.refused = path if isinstance(error, UnknownFormat | InvalidData) else None
        self.welcome.show_error(path, self.problem, mappable=self.refused is not None)
        self._refresh()

    def _drop_session(self, *, keep_workspace: bool = False) -> None:
        session = self.session
        if session is None:
            return
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.banner.clear()  # its row is part of what is remembered
        if self.panes is not None:
            self.panes.docks.remember()
            self.panes.docks.remove()
            self.panes = None
        self._show_session(None)
        session.close(keep_workspace=keep_workspace)
        session.deleteLater()
        self.jobs.deleteLater()
        self.jobs = Jobs(self)

    # What is shown

    def _show_session(self, session: Session | None) -> None:
        self.session = session
        self.banner.clear()
        self.filter_bar.attach(session)
        self.status.attach(session)
        self.rows.show_store(session is not None)
        self.status.setVisible(session is not None)
        self.welcome.setVisible(session is None)
        if session is not None:
            self._build_panes(session)
            for changed in (session.headChanged, session.indexGrown, session.ledgerChanged, session.filterChanged):
                changed.connect(self._refresh)
            session.writableChanged.connect(self._refresh)
            session.liveChanged.connect(self._refresh)
            session.changed.connect(lambda changes: self.status.say(changes.label))
            session.failed.connect(self.banner.say)
            session.lost.connect(self._say_lost)
            session.spoilt.connect(self.reload, Qt.ConnectionType.QueuedConnection)
            session.moved.connect(self._show_moved, Qt.ConnectionType.QueuedConnection)
        self._refresh()

    def _build_panes(self, session: Session) -> None:
        from inspector.ui.panes import Panes

        self.panes = panes = Panes(self, session)
        panes.docks.show_titles(self.actions_by_id["view.titles"].isChecked())
        panes.docks.fit_height(self.height())
        panes.docks.focus("eventList")
        session.rowsRead.connect(panes.build_rest)

    def _refresh(self) -> None:
        session = self.session
        writable = session is not None and session.workspace.writable
        held = set() if session is None else conditions(session)
        if session is not None:
            self.rows.toolbar.show_writable(writable)
        if self.mappable() is not None:
            held.add(When.MAPPABLE)
        actions.enable(self.actions_by_id, frozenset(held))
        self.actions_by_id["store.writable"].setChecked(writable)
        self.actions_by_id["view.live"].setChecked(session is not None and session.live)
        path = self.request.path
        self.actions_by_id["view.utc"].setChecked(CLOCK.utc)
        self.setWindowTitle(TITLE if path is None else f"{text.one_line(path.name)} — {TITLE}")
        self.setWindowFilePath("" if path is None else str(path))

    def _show_moved(self, moved: Moved) -> None:
        if (session := self.session) is None:
            return
        opened, live = moved.opened.resumed(session.cursor, session.head), session.live
        line = self.filter_bar.line.text()
        self._drop_session(keep_workspace=True)
        again = type(session)(opened, self.jobs, self, since=session.since)
        again.state_scope.resume(session.state_scope, moved.gone)
        self._show_session(again)
        again.start()
        again.set_live(live)
        self.filter_bar.show_filter(line)
        self.status.say(moved.changes.label)

    def _say_lost(self, growth: Growth) -> None:
        from inspector.events.log import Growth

        what = "has been moved or deleted" if growth is Growth.GONE else "has been replaced or rewritten"
        self.banner.say(
            f"{text.one_line(self.request.path.name if self.request.path else 'The file')} {what} since it was opened. "
            "What you see is what it was; reload to see what it is now.",
            "Reload",
            self.reload,
        )

    def _connect_actions(self) -> None:
        for name, handler in self.handlers.by_id().items():
            # `triggered` carries whether the action is checked, which no handler takes.
            self.actions_by_id[name].triggered.connect(lambda _checked, handler=handler: handler())

    # Qt's events

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged in."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the files that were dropped, each in a window."""
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.openWanted.emit(OpenRequest(Path(url.toLocalFile())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for what there is room for."""
        super().resizeEvent(event)
        if self.docks is not None:
            self.docks.fit_height(event.size().height())

    def changeEvent(self, event: QEvent) -> None:
        """Draw icons anew when the palette changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, finish waiting writes, end the threads."""
        settings.write("window/geometry", self.saveGeometry())
        self._drop_session()
        self.jobs.shut_down()
        self.closed.emit()
        super().closeEvent(event)


def _open(request: OpenRequest, job: Job) -> Opened:
    from inspector.ui.opening import open_store

    opened = open_store(request, job)
    # The window will need them at once, and here nobody waits for them.
    from inspector.ui import panes, rows, session, status  # noqa: F401

    return opened
