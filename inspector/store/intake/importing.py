"""An import: the events of a file become a store's, as one operation."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from inspector.events.cancel import Cancel
from inspector.events.errors import Refused
from inspector.events.log import Basis, Imported
from inspector.events.operation import Kind, Operation
from inspector.store.fresh_store import Row, batches, driver_of, fresh_store, insert_rows
from inspector.store.intake.arrival import Arrival, BadLine
from inspector.store.intake.places import Places
from inspector.store.intake.source import Source
from inspector.store.schema import OperationRow

Report: TypeAlias = Callable[[int, int], object]
"""Called with the bytes that are done, and all there are; 0 where nobody knows."""


def import_new(path: Path, source: Source, *, actor: str, report: Report, cancel: Cancel) -> Imported:
    """Make a native store of a file's events; it appears at `path` whole or not at all.

    Raises `InvalidData` that names the line if one cannot be taken, `StoreError` if something is at `path` already.
    """
    with fresh_store(path, cancel) as connection:
        return take_in(connection, source, Basis(0, 0), actor=actor, report=report, cancel=cancel)


def take_in(
    connection: Connection, source: Source, at: Basis, *, actor: str, report: Report, cancel: Cancel
) -> Imported:
    """Insert a file's events, and the operation that records them, in the transaction that is open.

    at: where the store stands. Raises `InvalidData` that names the line if one cannot be taken, `Refused` if there is
    none; the caller then undoes the transaction.
    """
    started, count = time.time_ns(), 0
    places = Places(at.position, lambda stream: _last_version(connection, stream))
    with source.blamed():
        for batch in batches(source):
            cancel.check()
            rows = places.rows(batch)
            try:
                insert_rows(connection, rows)
            except IntegrityError as error:
                _blame(connection, batch, rows)
                raise error from None
            count += len(rows)
            report(source.done, source.size)
    if not count:
        left_out = f" but {source.left_out:,} that are ignored where they come from" if source.left_out else ""
        raise Refused(f"{source.name} holds no events{left_out}; nothing was imported.")
    label = f"import {source.name}"
    operation = Operation(
        at.operation + 1, Kind.APPEND, started, actor, "", label, None, after=at.position, upto=places.last
    )
    connection.execute(insert(OperationRow), asdict(operation))
    return Imported(operation, count, source.left_out)


def _last_version(connection: Connection, stream: str) -> int:
    found = driver_of(connection).execute("SELECT coalesce(max(version), 0) FROM events WHERE stream = ?", (stream,))
    return int(found.fetchone()[0])


def _blame(connection: Connection, batch: Sequence[Arrival], rows: Sequence[Row]) -> None:
    """Raise `BadLine` for the event whose id is taken; those before it are stored by now."""
    for new, row in zip(batch, rows, strict=True):
        found = driver_of(connection).execute("SELECT position FROM events WHERE id = ?", (row[1],)).fetchone()
        if found is not None and found[0] != row[0]:
            raise BadLine(new.line, f"its id {row[1]} is that of event {found[0]} already")
