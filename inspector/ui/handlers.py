"""What the actions of a window do."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QMessageBox

from inspector.ui import files, settings, style
from inspector.ui.clock import CLOCK
from inspector.ui.docks import TITLES
from inspector.ui.file_handlers import FileHandlers
from inspector.ui.request import OpenRequest

if TYPE_CHECKING:
    from inspector.ui.session import Session
    from inspector.ui.window import MainWindow


class Handlers:
    """Connected by the window to the actions of the same id. Every dialog is opened, none blocks."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.files = FileHandlers(window)

    def by_id(self) -> Mapping[str, Callable[[], object]]:
        """The handler of each action, by id; `app.quit` belongs to the application."""
        table: dict[str, Callable[[], object]] = {
            "store.open": self.files.open,
            "store.sample": self.files.open_sample,
            "store.reload": self._window.reload,
            "store.table": self.files.choose_table,
            "store.key": self.files.ask_key,
            "store.zone": self.files.choose_zone,
            "store.map": self.files.map_table,
            "store.import": self.files.import_events,
            "store.export": self.files.export,
            "store.exportSame": self.files.export_same_format,
            "store.writable": self.switch_writable,
            "store.close": self.close,
            "domain.load": self.load_domain,
            "domain.producer": self.load_producer,
            "edit.undo": partial(self.undo, redo=False),
            "edit.redo": partial(self.undo, redo=True),
            "command.run": self.run_command,
            "rules.edit": self.edit_rules,
            "rollback.here": self.roll_back,
            "log.show": self.show_log,
            "view.copyLink": self.copy_link,
            "cursor.first": self._of_session(lambda session: session.first()),
            "cursor.previous": self._of_session(lambda session: session.step(-1)),
            "cursor.next": self._of_session(lambda session: session.step(1)),
            "cursor.last": self._of_session(lambda session: session.to_head()),
            "cursor.goto": self.go_to,
            "match.next": self._of_session(lambda session: session.step_match(1)),
            "match.previous": self._of_session(lambda session: session.step_match(-1)),
            "view.live": self._of_session(lambda session: session.set_live(not session.live)),
            "view.palette": self.show_palette,
            "view.filter": self.focus_filter,
            "view.fullPane": self.fill_window,
            "view.utc": self.switch_utc,
            "view.titles": self.show_titles,
            "view.resetLayout": self.reset_layout,
            "view.shortcuts": self.show_shortcuts,
            "help.about": self.about,
        }
        for number, name in enumerate(TITLES, start=1):
            table[f"view.pane{number}"] = partial(self.focus_pane, name)
        for mode in style.MODES:
            table[f"view.theme.{mode}"] = partial(self._window.menus.set_theme, mode)
        return table

    def _of_session(self, deed: Callable[[Session], object]) -> Callable[[], object]:
        return lambda: deed(self._session)

    @property
    def _session(self) -> Session:
        return self._window.open_session

    # The store

    def close(self) -> None:
        """Close the store; a window without one closes itself."""
        if self._window.session is None:
            self._window.close()
        else:
            self._window.close_store()

    def switch_writable(self) -> None:
        """Switch writing on after asking, or off at once."""
        session = self._session
        if session.workspace.writable:
            session.set_writable(False)
        else:
            # The mark is set when writing has been switched on, not when it is asked for.
            self._window.actions_by_id["store.writable"].setChecked(False)
            from inspector.ui.dialogs.writable import WritableDialog

            self._open(WritableDialog(session, self._window))

    def copy_link(self) -> None:
        """Copy the command line that opens this view again."""
        session = self._session
        words = ["inspector", str(session.workspace.path.absolute()), "--at", str(session.cursor)]
        reading = self._window.request.reading
        if reading.table is not None:
            words += ["--table", reading.table]
        zone = reading.zone or settings.remembered_zone(session.workspace.path)
        if zone is not None and session.workspace.facts.zone:
            words += ["--zone", zone]
        if session.scope is not None:
            words += ["--stream", session.scope]
        QGuiApplication.clipboard().setText(shlex.join(words))
        left = ["--mapping"] if reading.mapping is not None else []
        left += ["the projection"] if session.state_scope.projection is not None else []
        without = f", without {' and '.join(left)}" if left else ""
        self._window.status.say(f"Copied the command line that opens this view{without}")

    # Domains

    def load_domain(self) -> None:
        """Ask for a Python file, then whether to run it."""
        from inspector.ui.dialogs import consent

        session = self._session
        files.ask_domain(self._window, lambda path: consent.ask_to_load(session, path, self._window))

    def load_producer(self) -> None:
        """Ask for the application's package and interpreter, and whether to run it."""
        from inspector.ui.dialogs.producer import ProducerDialog

        self._open(ProducerDialog(self._session, self._window))

    def begin_domain(self, request: OpenRequest) -> None:
        """Load the domain that the user named, offer another one, or load the one with a remembered consent."""
        if request.domain is not None:
            self._session.folding.load_domain(request.domain)
        elif request.offer is not None:
            from inspector.ui.dialogs import consent

            consent.ask_to_load(self._session, Path(request.offer), self._window)
        else:
            self._session.folding.recall_domain()

    def edit_rules(self) -> None:
        """Open the editor of fold rules, with those in use or those that the store suggests."""
        from inspector.ui.dialogs.fold_rules import FoldRulesDialog

        folding = self._session.folding
        self._open(FoldRulesDialog(self._session, self._window, folding.rules, folding.suggestion))

    # Writing

    def run_command(self) -> None:
        """Open the form of the commands."""
        from inspector.ui.dialogs.run_command import RunCommandDialog

        self._open(RunCommandDialog(self._session, self._window))

    def roll_back(self) -> None:
        """Preview a rollback to the cursor."""
        self.roll_back_to(self._session.cursor)

    def roll_back_to(self, position: int) -> None:
        """Preview a rollback to a position, of the stream that the state panel is pinned to, or of the whole store."""
        from inspector.ui.dialogs.rollback import RollbackDialog

        session = self._session
        stream = session.scope if session.pinned else None
        self._open(RollbackDialog(session, position, stream, self._window))

    def undo(self, *, redo: bool) -> None:
        """Preview the undo or redo of the newest operation since the window opened."""
        from inspector.ui.dialogs.undo import UndoDialog

        self._open(UndoDialog(self._session, self._window, redo=redo))

    def undo_operation(self, number: int) -> None:
        """Preview the undo of one operation, whenever it was made."""
        from inspector.ui.dialogs.undo import UndoDialog

        self._open(UndoDialog(self._session, self._window, operation=number))

    def show_log(self) -> None:
        """Open the log of operations."""
        from inspector.ui.dialogs.operation_log import OperationLogDialog

        self._open(OperationLogDialog(self._session, self._window))

    # The view

    def go_to(self) -> None:
        """Ask for a place and go there."""
        from inspector.ui.goto import GoToDialog

        self._open(GoToDialog(self._session, self._window))

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        from inspector.ui.shortcut_sheet import ShortcutSheet

        self._open(ShortcutSheet(self._window.actions_by_id, self._window))

    def show_palette(self) -> None:
        """Open the command palette."""
        from inspector.ui.command_palette import CommandPalette

        CommandPalette(self._window.actions_by_id, self._window).show()

    def focus_filter(self) -> None:
        """Put the keyboard into the filter."""
        self._window.filter_bar.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._window.filter_bar.line.selectAll()

    def focus_pane(self, name: str) -> None:
        """Put the keyboard into a pane."""
        if self._window.docks is not None:
            self._window.docks.focus(name)

    def fill_window(self) -> None:
        """Give the focused pane the whole window, or take it back."""
        docks = self._window.docks
        assert docks is not None
        if self._window.actions_by_id["view.fullPane"].isChecked():
            docks.fill_with(docks.focused())
        else:
            docks.show_all()

    def show_titles(self) -> None:
        """Show or hide the panes' titles."""
        if self._window.docks is not None:
            self._window.docks.show_titles(self._window.actions_by_id["view.titles"].isChecked())

    def switch_utc(self) -> None:
        """Show times in UTC, or in local time again, in every window."""
        CLOCK.use_utc(not CLOCK.utc)
        settings.write("window/utc", "yes" if CLOCK.utc else "")

    def reset_layout(self) -> None:
        """Put the panes back to where they are at first."""
        if self._window.docks is not None:
            self._window.docks.lay_out()

    def about(self) -> None:
        """Say what this is."""
        from inspector.ui import crash

        box = QMessageBox(self._window)
        box.setObjectName("about")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("About")
        box.setText(f"Event Timeline Inspector {crash.version()}")
        box.setInformativeText(
            "A desktop debugger for event-sourced systems. MIT licence. "
            "Set in Inter and JetBrains Mono (SIL Open Font License); made with Qt (LGPL)."
        )
        box.open()

    def _open(self, dialog: QDialog) -> None:
        dialog.open()
