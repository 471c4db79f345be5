"""Which format a file is in, and the log that reads it."""

from pathlib import Path

from inspector.events.errors import StoreError
from inspector.events.log import EventLog, WritableLog
from inspector.store import native
from inspector.store.native import NativeLog
from inspector.store.reader import Reader
from inspector.store.schema_facts import SchemaFacts, read_facts


def open_log(path: Path, *, writable: bool = False) -> EventLog:
    """The log in a file; with `writable` a `WritableLog`.

    Raises `StoreError` if the file cannot be read, is in no format we know, or was written by a newer version.
    """
    reader = Reader(path)
    try:
        schema = read_facts(reader)
        _check_known(path, schema)
        if not writable:
            return NativeLog(reader, schema)
        from inspector.store.native_writer import NativeWriter  # noqa: PLC0415  reading must not import the ORM (0.5 s)

        return NativeWriter(reader, schema)
    except BaseException:
        reader.close()
        raise


def create_log(path: Path) -> WritableLog:
    """A new, empty native store. Raises `StoreError` if something is at the path already."""
    from inspector.store.native_writer import NativeWriter, create_file  # noqa: PLC0415  as above

    create_file(path)
    reader = Reader(path)
    try:
        return NativeWriter(reader, read_facts(reader))
    except BaseException:
        reader.close()
        raise


def _check_known(path: Path, schema: SchemaFacts) -> None:
    if native.score(schema):
        return
    names = sorted(schema.tables)
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    tables = f"the tables {', '.join(names[:5])}{more}" if names else "no tables at all"
    raise StoreError(f"{path} is an SQLite database, but no event store that this program knows; it has {tables}.")
