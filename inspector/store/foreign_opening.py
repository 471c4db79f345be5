"""Opening the file of another producer: which of its tables, read how, and what is to be said of it."""

from collections.abc import Sequence
from copy import copy
from pathlib import Path

from inspector.events.errors import StoreError, UnknownFormat
from inspector.events.log import EventLog, StoreFacts
from inspector.store.cutting_log import CuttingLog
from inspector.store.fingerprint import schema_fingerprint
from inspector.store.foreign import Format, Lockable, Snapshotting, Typed
from inspector.store.foreign_writer import ForeignWriter
from inspector.store.mapping.mapped import Mapped
from inspector.store.reader import Reader
from inspector.store.reading import Reading
from inspector.store.recognition import recognised
from inspector.store.schema_facts import SchemaFacts
from inspector.store.zones import HOW, zone_of

_SHOWN = 5
"""Names of tables in a sentence."""


def open_foreign(reader: Reader, schema: SchemaFacts, reading: Reading, *, writable: bool) -> EventLog:
    """The log of what is no native store; with `writable` a `WritableLog`. Raises `StoreError` if there is none."""
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
