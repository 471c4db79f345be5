"""Copying events into a new native store, as they are."""

from collections.abc import Callable, Iterable
from pathlib import Path

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import StoreError
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import encode
from inspector.store.fresh_store import Row, batches, fresh_store, insert_rows


def write_store(
    path: Path,
    events: Iterable[Event],
    upto: int = 0,
    report: Callable[[int, int], object] = lambda _position, _upto: None,
    cancel: Cancel = NEVER,
) -> int:
    """Write events as a new native store that keeps ids, positions and versions, with no operations; how many.

    report: called with the position that has been reached, and `upto`, the last one. The store appears at `path` whole
    or not at all. Raises `StoreError` if something is there already, or if the events do not ascend in position.
    """
    count = last = 0
    with fresh_store(path, cancel) as connection:
        for batch in batches(map(_row, events)):
            for row in batch:
                if row[0] <= last:
                    raise StoreError(f"{path}: event {row[0]} comes after event {last}, so they are no log to export.")
                last = row[0]
            insert_rows(connection, batch)
            count += len(batch)
            report(last, upto)
    return count


def _row(event: Event) -> Row:
    payload = event.payload
    return (
        event.position,
        event.id,
        event.stream,
        event.version,
        event.type,
        event.time_ns,
        payload.raw if isinstance(payload, Undecodable) else encode(payload).decode(),
        encode(dict(event.metadata)).decode(),
    )
