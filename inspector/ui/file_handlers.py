"""What the actions about files do: opening, reading otherwise, importing and exporting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.events.errors import InspectorError
from inspector.ui import files, resources, settings, text
from inspector.ui.jobs import Job
from inspector.ui.request import OpenRequest

if TYPE_CHECKING:
    from inspector.events.log import Copied
    from inspector.ui.session import Session
    from inspector.ui.window import MainWindow
    from inspector.workspace.changes import Changes


class FileHandlers:
    """A part of the window's handlers. Every dialog is opened, none blocks."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    @property
    def _session(self) -> Session:
        return self._window.open_session

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
        dialog.open()

    def ask_key(self) -> None:
        """Ask for the key that payloads are encrypted with, and read the store with it."""
        from inspector.ui.dialogs.key import KeyDialog

        dialog = KeyDialog(self._session, self._window)
        dialog.chosen.connect(lambda key: self._window.read_otherwise(key=key))
        dialog.open()

    def choose_zone(self) -> None:
        """Ask for the zone of times without one, and read the store with it, also when it is opened again."""
        from inspector.ui.dialogs.zone import ZoneDialog

        def chosen(zone: str) -> None:
            settings.remember_zone(self._session.workspace.path, zone)
            self._window.read_otherwise(zone=zone)

        dialog = ZoneDialog(self._session, self._window)
        dialog.chosen.connect(chosen)
        dialog.open()

    def map_table(self) -> None:
        """Ask how a table of the open file, or of the one that was refused, is read as events; then read it so."""
        from inspector.ui.mapping.dialog import MappingDialog

        window = self._window
        path = window.mappable()
        assert path is not None, "mapping was enabled without a file"
        reading = window.request.reading
        dialog = MappingDialog(window.jobs, path, window, mapping=reading.mapping, table=reading.table, key=reading.key)
        dialog.settled.connect(lambda: window.read_mapped(path))
        dialog.open()

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
                WritableDialog(session, window, write).open()

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
