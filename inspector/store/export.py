"""Copying events into a new native store, as they are."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from sqlalchemy import insert

from inspector.events.errors import StoreError
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import encode
from inspector.store.engine import Writing
from inspector.store.failures import explained
from inspector.store.native_writer import create_file, engine_for, writing
from inspector.store.schema import EventRow

_BATCH_EVENTS = 5000


def write_store(path: Path, events: Iterable[Event]) -> int:
    """Write events as a new native store that keeps ids, positions and versions, with no operations; how many.

    The store appears at `path` whole or not at all. Raises `StoreError` if something is there already.
    """
    if path.exists() or path.is_symlink():
        raise StoreError(f"{path} exists already; name a new file.")
    with explained(path):
        folder = Path(tempfile.mkdtemp(prefix=".inspector-", dir=path.parent))
        try:
            part = folder / path.name
            create_file(part)
            count = _fill(part, events)
            # A link, unlike a rename, refuses a path where something has appeared meanwhile.
            os.link(part, path)
        finally:
            shutil.rmtree(folder)
    return count


def _fill(path: Path, events: Iterable[Event]) -> int:
    permission = Writing(path)
    engine = engine_for(permission)
    count = 0
    source = iter(events)
    try:
        while batch := [_row(event) for event in islice(source, _BATCH_EVENTS)]:
            with writing(engine, path) as session:
                session.execute(insert(EventRow), batch)
            count += len(batch)
    finally:
        engine.dispose()
        permission.end()
    return count


def _row(event: Event) -> dict[str, object]:
    payload = event.payload
    raw = payload.raw if isinstance(payload, Undecodable) else encode(payload)
    return {
        "position": event.position,
        "id": event.id,
        "stream": event.stream,
        "version": event.version,
        "type": event.type,
        "time_ns": event.time_ns,
        "payload": raw.decode("utf-8", "replace"),
        "meta": encode(dict(event.metadata)).decode(),
    }
