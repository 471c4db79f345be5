"""A new native store that is filled as a whole: by an export, or by an import where there is none yet."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled
from inspector.store.engine import connect_fresh
from inspector.store.failures import explained
from inspector.store.fresh import fresh_file
from inspector.store.schema import create_tables, seal
from inspector.store.session import orm_explained
from inspector.store.signature import TABLES

Row: TypeAlias = tuple[int, str, str, int, str, int | None, str | bytes, str]
"""position, id, stream, version, type, time_ns, payload, metadata; a payload that is no UTF-8 is stored as it is."""

_T = TypeVar("_T", bound=Sequence[object])

_BATCH_EVENTS = 5000
_BATCH_BYTES = 8 << 20
_OPERATIONS_BETWEEN_LOOKS = 100_000
"""SQLite's, between two looks whether the work was cancelled: a few milliseconds."""

# To the driver as it is: SQLAlchemy's parameters for a row cost as much as its insertion.
_INSERT = (
    f"INSERT INTO events ({', '.join(TABLES['events'])}) "  # noqa: S608  the names are this module's own
    "VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?)"
)


@contextmanager
def fresh_store(path: Path, cancel: Cancel) -> Iterator[Connection]:
    """A transaction on the tables of a new store; at the end of the block it appears at `path`, whole, or not at all.

    Raises `StoreError` if something is there already, or if what was inserted cannot be one log.
    """
    with fresh_file(path) as part:
        part.touch(exist_ok=False)
        engine = create_engine("sqlite://", creator=lambda: connect_fresh(part), poolclass=StaticPool)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        try:
            with explained(part), orm_explained(part), engine.connect() as connection:
                with connection.begin(), interrupted_by(connection, cancel):
                    create_tables(connection)
                    yield connection
                    seal(connection)
                driver_of(connection).execute("PRAGMA journal_mode = WAL")
        finally:
            engine.dispose()
        _sync(part)


@contextmanager
def interrupted_by(connection: Connection, cancel: Cancel) -> Iterator[None]:
    """While inside, cancelling ends even a statement that takes minutes. Raises `Cancelled` then."""
    driver = driver_of(connection)
    driver.set_progress_handler(lambda: cancel.cancelled, _OPERATIONS_BETWEEN_LOOKS)
    try:
        yield
    except (sqlite3.OperationalError, OperationalError):
        if cancel.cancelled:
            raise Cancelled from None
        raise
    finally:
        driver.set_progress_handler(None, 0)


def insert_rows(connection: Connection, rows: Sequence[Row]) -> None:
    """Insert events by the driver's own `executemany`."""
    connection.exec_driver_sql(_INSERT, list(rows))


def batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    """The items, each of which ends with payload and metadata, in lists that are bounded in number and in bytes."""
    batch: list[_T] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item[-2]) + len(item[-1])  # type: ignore[arg-type]
        if len(batch) == _BATCH_EVENTS or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's connection, for what is asked thousands of times: SQLAlchemy takes 50 µs for each."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _sync(part: Path) -> None:
    descriptor = os.open(part, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
