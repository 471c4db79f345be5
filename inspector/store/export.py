"""Copying events into a new native store, as they are."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from inspector.events.event import Event, Undecodable
from inspector.events.json_value import encode
from inspector.store.fresh import fresh_file
from inspector.store.schema import create_schema
from inspector.store.session import Writing
from inspector.store.signature import TABLES

_BATCH_EVENTS = 5000

# To the driver as it is: SQLAlchemy's parameters for a row cost as much as its insertion. The cast keeps payload bytes
# that are no UTF-8 as they are.
_INSERT = f"INSERT INTO events ({', '.join(TABLES['events'])}) VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)"  # noqa: S608


def write_store(path: Path, events: Iterable[Event]) -> int:
    """Write events as a new native store that keeps ids, positions and versions, with no operations; how many.

    The store appears at `path` whole or not at all. Raises `StoreError` if something is there already, or if the events
    do not ascend in position.
    """
    count = 0
    with fresh_file(path) as part:
        part.touch(exist_ok=False)
        source = iter(events)
        with Writing(part) as writing:
            with writing.transaction() as session:
                create_schema(session.connection())
            while batch := [_row(event) for event in islice(source, _BATCH_EVENTS)]:
                with writing.transaction() as session:
                    session.connection().exec_driver_sql(_INSERT, batch)
                count += len(batch)
    return count


def _row(event: Event) -> tuple[object, ...]:
    payload = event.payload
    return (
        event.position,
        event.id,
        event.stream,
        event.version,
        event.type,
        event.time_ns,
        payload.raw if isinstance(payload, Undecodable) else encode(payload),
        encode(dict(event.metadata)).decode(),
    )
