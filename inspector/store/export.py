"""Copying events into a new native store, as they are."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from sqlalchemy import LargeBinary, Text, bindparam, cast, insert

from inspector.events.event import Event, Undecodable
from inspector.events.json_value import encode
from inspector.store.fresh import fresh_file
from inspector.store.schema import EventRow, create_schema
from inspector.store.session import Writing

_BATCH_EVENTS = 5000


def write_store(path: Path, events: Iterable[Event]) -> int:
    """Write events as a new native store that keeps ids, positions and versions, with no operations; how many.

    The store appears at `path` whole or not at all. Raises `StoreError` if something is there already, or if the events
    do not ascend in position.
    """
    count = 0
    # Bytes that are no UTF-8 are kept as they are.
    statement = insert(EventRow).values(payload=cast(bindparam("raw", type_=LargeBinary), Text))
    with fresh_file(path) as part:
        part.touch(exist_ok=False)
        source = iter(events)
        with Writing(part) as writing:
            with writing.transaction() as session:
                create_schema(session.connection())
            while batch := [_row(event) for event in islice(source, _BATCH_EVENTS)]:
                with writing.transaction() as session:
                    session.execute(statement, batch)
                count += len(batch)
    return count


def _row(event: Event) -> dict[str, object]:
    payload = event.payload
    return {
        "position": event.position,
        "id": event.id,
        "stream": event.stream,
        "version": event.version,
        "type": event.type,
        "time_ns": event.time_ns,
        "raw": payload.raw if isinstance(payload, Undecodable) else encode(payload),
        "meta": encode(dict(event.metadata)).decode(),
    }
