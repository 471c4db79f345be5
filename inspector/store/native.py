"""The native store as a log: events, and the operation log beside them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import StoreError
from inspector.events.log import IndexColumns, KeptColumns, StoreFacts, TimeOrder
from inspector.events.names import Names
from inspector.events.operation import Operation
from inspector.store.failures import Damaged
from inspector.store.reader import Reader
from inspector.store.rows import to_operation
from inspector.store.schema_facts import SchemaFacts
from inspector.store.signature import APPLICATION_ID, SCHEMA_VERSION, TABLES
from inspector.store.sqlite_log import SqliteLog

if TYPE_CHECKING:
    from inspector.store.columns_kept import ColumnsKept

NAME = "native"

_OPERATION = ", ".join(TABLES["operations"])
_KEY = "SELECT name, upper(type) FROM pragma_table_info('events') WHERE pk"


def score(facts: SchemaFacts) -> int:
    """How surely a database is a native store: it says so itself."""
    return 100 if facts.application_id == APPLICATION_ID else 0


class NativeLog(SqliteLog):
    """A native store, read-only."""

    def __init__(self, reader: Reader, schema: SchemaFacts) -> None:
        """Raises `StoreError` if the store was written by a newer version or lacks what it must have."""
        if schema.user_version > SCHEMA_VERSION:
            raise StoreError(
                f"{reader.path} was written by a newer version (schema {schema.user_version}; this program knows "
                f"{SCHEMA_VERSION}); update Event Timeline Inspector."
            )
        for table, columns in TABLES.items():
            if schema.stored(table) != columns:
                raise Damaged(reader.path, f"it is marked as an event store, but has no table {table} of one")
        # Else its rows lie in another order than their positions, or several at one.
        if reader.rows(_KEY) != [(b"position", b"INTEGER")]:
            raise Damaged(reader.path, "it is marked as an event store, but position is not the key of its events")
        super().__init__(reader, StoreFacts(NAME))
        self._schema = schema

    @cached_property
    def _kept(self) -> ColumnsKept:
        from inspector.store.columns_kept import ColumnsKept  # noqa: PLC0415  the first rows need no numpy

        return ColumnsKept(self._reader)

    def reader(self) -> NativeLog:
        """A further log of the same store, for another thread."""
        return NativeLog(Reader(self.path), self._schema)

    def kept_columns(self, names: Names) -> KeptColumns | None:
        """What is kept of the narrow columns, None if that is nothing or no longer true."""
        return self._kept.find(names)

    def keep_columns(self, columns: IndexColumns, order: TimeOrder, *, cancel: Cancel = NEVER) -> bool:
        """Keep them, if there are many more than are kept."""
        return self._kept.keep(columns, order, cancel)

    def operations(self, after: int = 0) -> tuple[Operation, ...]:
        """The rows of the operation log above that number, ascending."""
        statement = f"SELECT {_OPERATION} FROM operations WHERE number > ? ORDER BY number"  # noqa: S608
        return tuple(to_operation(self.path, row) for row in self._reader.rows(statement, (after,)))

    def _last_operation(self) -> int:
        return int(self._reader.value("SELECT coalesce(max(number), 0) FROM operations"))
