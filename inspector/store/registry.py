"""Which format a file is in, and the log that reads it."""

from pathlib import Path

from inspector.events.errors import StoreError
from inspector.events.log import EventLog, WritableLog
from inspector.store.native import NativeLog
from inspector.store.schema_facts import SchemaFacts, read_facts
from inspector.store.signature import APPLICATION_ID, SCHEMA_VERSION


def open_log(path: Path, *, writable: bool = False) -> EventLog:
    """The log in a file; with `writable` a `WritableLog`.

    Raises `StoreError` if the file cannot be read, is in no format we know, or was written by a newer version.
    """
    _check_native(path, read_facts(path))
    if not writable:
        return NativeLog(path)
    from inspector.store.native_writer import NativeWriter  # noqa: PLC0415  reading must not import the ORM (0.5 s)

    return NativeWriter(path)


def create_log(path: Path) -> WritableLog:
    """A new, empty native store. Raises `StoreError` if something is at the path already."""
    from inspector.store.native_writer import NativeWriter, create_file  # noqa: PLC0415  as above

    create_file(path)
    return NativeWriter(path)


def _check_native(path: Path, facts: SchemaFacts) -> None:
    if facts.application_id != APPLICATION_ID:
        tables = ", ".join(sorted(facts.tables)[:5]) or "no tables at all"
        raise StoreError(f"{path} is an SQLite database, but no event store that this program knows; it has {tables}.")
    if facts.user_version > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was written by a newer version (schema {facts.user_version}, this program knows "
            f"{SCHEMA_VERSION}); update Event Timeline Inspector."
        )
    if not {"events", "operations"} <= set(facts.tables):
        raise StoreError(f"{path} is marked as an event store, but has no tables of one; restore a backup.")
