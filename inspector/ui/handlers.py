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

from inspector.events.errors import InspectorError
from inspector.ui import files, resources, settings, style, text
from inspector.ui.clock import CLOCK
from inspector.ui.docks import TITLES
from inspector.ui.jobs import Job
from inspector.ui.request import OpenRequest

if TYPE_CHECKING:
    from inspector.events.log import Copied
    from inspector.ui.session import Session
    from inspector.ui.window import MainWindow
    from inspector.workspace.changes import Changes


class Handlers:
    """Connected by the window to the actions of the same id. Every dialog is opened, none blocks."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def by_id(self) -> Mapping[str, Callable[[], object]]:
        """The handler of each action, by id; `app.quit` belongs to the application."""
        table: dict[str, Callable[[], object]] = {
            "store.open": self.open,
            "store.sample": self.open_sample,
            "store.reload": self._window.reload,
            "store.table": self.choose_table,
            "store.key": self.ask_key,
            "store.zone": self.choose_zone,
            "store.map": self.map_table,
            "store.import": self.import_events,
            "store.export": self.export,
            "store.exportSame": self.export_same_format,
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
            table[f"view.theme.{mode}"] = partial(self._window.set_theme, mode)
        return table

    def _of_session(self, deed: Callable[[Session], object]) -> Callable[[], object]:
        return lambda: deed(self._session)

    @property
    def _session(self) -> Session:
        session = self._window.session
        assert session is not None, "an action that needs a store was enabled without one"
        return session

    # Files

    def open(self) -> None:
        """Ask for a file and open it."""
        files.ask_open(self._window, lambda path: self._window.openWanted.emit(OpenRequest(path)))

    def open_sample(self) -> None:
        """Ask where the sample store goes, write it, and open it; its domain is offered."""
        window = self._window

        def write(path: Path) -> Path:
            from inspector.workspace.sample import write_sample

            write_sample(path)
            return path

        def written(path: Path) -> None:
            window.openWanted.emit(OpenRequest(path, offer=str(resources.path("samples/shop.py"))))

        def failed(error: InspectorError) -> None:
            window.welcome.show_start()
            window.banner.say(str(error))

        def chosen(path: Path) -> None:
            window.welcome.show_waiting("Writing the sample store …")
            window.jobs.write.submit(lambda _job: write(path), written, failed, label="Writing the sample store")

        files.ask_save(window, "Where to Write the Sample Store", "shop.sqlite", chosen)

    def choose_table(self) -> None:
        """Ask which of the file's tables of events to open instead."""
        from inspector.ui.dialogs.other_table import OtherTableDialog

        dialog = OtherTableDialog(self._session, self._window)
        dialog.chosen.connect(lambda table: self._window.read_otherwise(table=table))
        self._open(dialog)

    def ask_key(self) -> None:
        """Ask for the key that payloads are encrypted with, and read the store with it."""
        from inspector.ui.dialogs.key import KeyDialog

        dialog = KeyDialog(self._session, self._window)
        dialog.chosen.connect(lambda key: self._window.read_otherwise(key=key))
        self._open(dialog)

    def choose_zone(self) -> None:
        """Ask for the zone of times without one, and read the store with it, also when it is opened again."""
        from inspector.ui.dialogs.zone import ZoneDialog

        def chosen(zone: str) -> None:
            settings.remember_zone(self._session.workspace.path, zone)
            self._window.read_otherwise(zone=zone)

        dialog = ZoneDialog(self._session, self._window)
        dialog.chosen.connect(chosen)
        self._open(dialog)

    def map_table(self) -> None:
        """Ask how a table of the open file, or of the one that was refused, is read as events; then read it so."""
        from inspector.ui.mapping.dialog import MappingDialog

        window = self._window
        path = window.mappable()
        assert path is not None, "mapping was enabled without a file"
        reading = window.request.reading
        dialog = MappingDialog(window.jobs, path, window, mapping=reading.mapping, table=reading.table, key=reading.key)
        dialog.settled.connect(lambda: window.read_mapped(path))
        self._open(dialog)

    def import_events(self) -> None:
        """Ask for a file of events and append them, as one operation; the store must be writable."""
        from inspector.store.intake.source import source_of
        from inspector.ui.dialogs.writable import WritableDialog
        from inspector.workspace.changes import of_import

        session, window = self._session, self._window

        def work(path: Path, job: Job) -> Changes:
            with source_of(path) as source:
                return of_import(session.workspace.import_events(source, job.report, job))

        def chosen(path: Path) -> None:
            def write() -> None:
                session.write(lambda job: work(path, job), label=f"Importing {text.one_line(path.name, 30)}")

            if session.workspace.writable or session.workspace.facts.physical:
                write()  # another producer's store says itself why it takes none
            else:
                self._open(WritableDialog(session, window, write))

        files.ask_file(window, "Import Events", "JSON lines and CSV (*.jsonl *.ndjson *.csv *.tsv)", chosen)

    def export(self) -> None:
        """Ask where, then write the effective events as a new native store."""
        from inspector.events.log import Copied

        session = self._session
        self._export(
            "Export the Effective Events",
            f"{session.workspace.path.stem}-export.sqlite",
            lambda path, job: Copied(session.workspace.export(path, None, job, job.report)),
        )

    def export_same_format(self) -> None:
        """Ask where, then write a copy in the store's own format that ends at the cursor."""
        session, upto = self._session, self._session.cursor
        path = session.workspace.path
        self._export(
            f"Export a Copy up to {text.position(upto)}",
            f"{path.stem}-{upto}{path.suffix}",
            lambda path, cancel: session.workspace.export_same_format(path, upto, cancel=cancel),
        )

    def _export(self, title: str, name: str, write: Callable[[Path, Job], Copied]) -> None:
        session, window = self._session, self._window

        def chosen(path: Path) -> None:
            def done(copied: Copied) -> None:
                window.status.say(f"Exported {text.counted(copied.events, 'event')} to {path.name}")
                if copied.notes:
                    window.banner.say(f"{text.one_line(path.name)}: {' '.join(copied.notes)}", calm=True)

            session.jobs.states.submit(
                lambda job: write(path, job),
                done,
                lambda error: session.failed.emit(str(error)),
                label="Exporting",
            )

        files.ask_save(window, title, name, chosen)

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
