"""Which format a file is in, and the log that reads it."""

from collections.abc import Sequence
from copy import copy
from pathlib import Path

from inspector.events.errors import StoreError, UnknownFormat
from inspector.events.log import EventLog, StoreFacts, WritableLog
from inspector.store import native
from inspector.store.cutting_log import CuttingLog
from inspector.store.fingerprint import schema_fingerprint
from inspector.store.foreign import Format, Lockable, Snapshotting, Typed
from inspector.store.foreign_writer import ForeignWriter
from inspector.store.mapping.mapped import Mapped
from inspector.store.native import NativeLog
from inspector.store.reader import Reader
from inspector.store.reading import PLAIN, Reading
from inspector.store.recognition import recognised
from inspector.store.schema_facts import SchemaFacts, read_facts
from inspector.store.zones import HOW, zone_of

_SHOWN = 5
"""Names of tables in a sentence."""


def open_log(path: Path, reading: Reading = PLAIN, *, writable: bool = False) -> EventLog:
    """The log in a file; with `writable` a `WritableLog`.

    Raises `StoreError` if the file cannot be read, is in no format we know, or was written by a newer version.
    """
    reader = Reader(path)
    try:
        schema = read_facts(reader)
        if reading.mapping is not None or not native.score(schema):
            return _open_foreign(reader, schema, reading, writable=writable)
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


def _open_foreign(reader: Reader, schema: SchemaFacts, reading: Reading, *, writable: bool) -> EventLog:
    found, trouble = recognised(reader, schema, reading)
    if not found and reading.table is not None:
        raise UnknownFormat(
            f"{reader.path} has no table {reading.table!r} that looks like events. Say how it is read, with File, "
            "Map a Table… or with --mapping."
        )
    if not found:
        names = sorted(schema.tables)
        here = f"the tables {_some(names)}" if names else "no tables at all"
        raise UnknownFormat(
            f"{reader.path} is an SQLite database, but no event store that this program knows; it has {here}. Say how "
            "a table is read as events, with File, Map a Table… or with --mapping." + (trouble and f" {trouble}")
        )
    names = [pair.table.name for pair in found]
    if reading.table is not None and reading.table not in names:
        raise StoreError(f"{reader.path} has no table {reading.table!r} of events; it has {', '.join(names)}.")
    format, chosen = found[0 if reading.table is None else names.index(reading.table)]
    if reading.key is not None:
        format = _unlocked(format, reader.path, reading.key)
    others = [name for name in names if name != chosen.name]
    said = f"These are the events of the table {chosen.name}; there are others: {_some(others)}." if others else ""
    zone = chosen.naive and (reading.zone or chosen.naive)
    if zone:
        format = copy(format)
        format.zone = zone_of(zone)
    read_as = f"Times without a zone are read as {zone}; {HOW} changes it." if zone else ""
    cut = format.cut(schema, chosen)
    facts = StoreFacts(
        format.name,
        notes=tuple(filter(None, (trouble, said, read_as, chosen.note))),
        reducer=format.reducer,
        exact=format.exact,
        tables=(chosen.name, *others) if others else (),
        lockable=isinstance(format, Lockable),
        fingerprint=schema_fingerprint(schema),
        zone=zone,
        own_code=isinstance(format, Typed),
        physical=True,
        whole=cut.refused or cut.whole,
        trouble=trouble,
        guess=chosen.note if isinstance(format, Mapped) and format.guessed else "",
    )
    stored = format.snapshot_table(schema, chosen) if isinstance(format, Snapshotting) else None
    return (ForeignWriter if writable else CuttingLog)(reader, facts, format, chosen, cut, stored)


def _unlocked(format: Format, path: Path, key: bytes) -> Format:
    if isinstance(format, Lockable):
        return format.unlocked(key)
    if isinstance(format, Mapped):
        how = "guess" if format.guessed else "mapping"
        raise StoreError(
            f"{path} is read by a {how} that takes nothing for encrypted; leave the key out, or name a mapping whose "
            "payload has the step aes."
        )
    raise StoreError(f"{path} is a store of {format.name}, of which no encryption is known; leave the key out.")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
