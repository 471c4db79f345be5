"""Imports: the events of a file become a native store's, as one operation."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import Refused
from inspector.events.log import Imported
from inspector.workspace.actor import current_actor
from inspector.workspace.open_store import OpenStore

if TYPE_CHECKING:
    from inspector.store.intake.source import Source
    from inspector.store.native_writer import NativeWriter

Report: TypeAlias = Callable[[int, int], object]
"""Called with what is done and all there is: bytes of an import, positions of an export; 0 where nobody knows."""


def silent(_done: int, _total: int) -> None:
    """The report of work that nobody watches."""


def import_into(store: OpenStore, source: "Source", report: Report, cancel: Cancel) -> Imported:
    """Append a file's events to an open store, all of them or none. Raises `Refused` for another producer's store."""
    if store.physical is not None:
        raise Refused(
            f"{store.path.name} is a store of {store.log.facts.format}, whose events only its own program appends "
            "truly; export it as a native store to import into that."
        )
    writer = cast("NativeWriter", store.writer())
    return writer.take_in(source, actor=current_actor(), report=report, cancel=cancel)


def import_new(path: Path, source: "Source", report: Report = silent, cancel: Cancel = NEVER) -> Imported:
    """Make a native store of a file's events. Raises `StoreError` if something is at the path already."""
    from inspector.store.intake import importing  # noqa: PLC0415  reading must not import the ORM (0.5 s)

    return importing.import_new(path, source, actor=current_actor(), report=report, cancel=cancel)
