"""Which format a file is in, and the log that reads it."""

from pathlib import Path

from inspector.events.errors import StoreError
from inspector.events.log import EventLog, WritableLog
from inspector.store import native
from inspector.store.native import NativeLog
from inspector.store.reader import Reader
from inspector.store.reading import PLAIN, Reading
from inspector.store.schema_facts import SchemaFacts, read_facts


def open_log(path: Path, reading: Reading = PLAIN, *, writable: bool = False) -> EventLog:
    """The log in a file; with `writable` a `WritableLog`.

    Raises `StoreError` if the file cannot be read, is in no format we know, or was written by a newer version.
    """
    reader = Reader(path)
    try:
        schema = read_facts(reader)
        if reading.mapping is not None or not native.score(schema):
            from inspector.store.foreign_opening import open_foreign  # noqa: PLC0415  a native store needs none of it

            return open_foreign(reader, schema, reading, writable=writable)
        return _open_native(reader, schema, reading, writable=writable)
    except BaseException:
        reader.close()
        raise


def create_log(path: Path) -> WritableLog:
    """A new, empty native store. Raises `StoreError` if something is at the path already."""
    from inspector.store.native_writer import NativeWriter, create_file  # noqa: PLC0415  as below

    create_file(path)
    reader = Reader(path)
    try:
        return NativeWriter(reader, read_facts(reader))
    except BaseException:
        reader.close()
        raise


def _open_native(reader: Reader, schema: SchemaFacts, reading: Reading, *, writable: bool) -> EventLog:
    if reading.key is not None:
        raise StoreError(f"{reader.path} is a native store, in which nothing is encrypted; leave the key out.")
    if not writable:
        return NativeLog(reader, schema)
    from inspector.store.native_writer import NativeWriter  # noqa: PLC0415  reading must not import the ORM (0.5 s)

    return NativeWriter(reader, schema)
