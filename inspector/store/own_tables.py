"""Our tables in another producer's file: the log of operations, and the rows that rollbacks have moved away.

Their columns have no declared type, so that no affinity alters a value. Formats do not see them.
"""

import re
import sqlite3
from dataclasses import astuple
from pathlib import Path

from inspector.events.errors import StoreError
from inspector.events.operation import Operation
from inspector.store.failures import Damaged
from inspector.store.reader import Reader
from inspector.store.rows import to_operation
from inspector.store.signature import TABLES

OPERATIONS = "inspector_operations"
STEPS = "inspector_steps"
"""What each rollback did to each table: how many rows it moved or changed, and how many of its scope it left."""

_COLUMNS = {
    OPERATIONS: ", ".join(TABLES["operations"]),
    STEPS: "operation, step, table_name, column_name, taken, kept",
}
_SCHEMA = {name: f"CREATE TABLE {name}({columns})" for name, columns in _COLUMNS.items()}
_NAME = re.compile(r"inspector_(operations|steps|rows_\d+_\d+)")
_MADE = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"


def rows_table(operation: int, step: int) -> str:
    """The table for what one step of a rollback took."""
    return f"inspector_rows_{operation}_{step}"


def is_ours(table: str) -> bool:
    """Whether a table has one of our names."""
    return _NAME.fullmatch(table) is not None


def read_operations(reader: Reader, after: int = 0) -> tuple[Operation, ...]:
    """The rows of the operation log above that number, ascending; none in a file that we never wrote.

    Rows that we cannot have written are left out, as the producer's events do not depend on them; `damage` tells.
    """
    return tuple(row for row in _rows(reader, after) if isinstance(row, Operation))


def damage(reader: Reader) -> str:
    """What is wrong with the operation log and what to do, as a sentence; empty where nothing is."""
    bad = sum(isinstance(row, Damaged) for row in _rows(reader, 0))
    if not bad:
        return ""
    return (
        f"{OPERATIONS}, this program's own record in the file, is damaged in {bad} of its rows: events are read, but "
        "nothing is rolled back or undone; restore a backup, such as the copy that each rollback made beside the file."
    )


def _rows(reader: Reader, after: int) -> list[Operation | Damaged]:
    def read(sqlite: sqlite3.Connection) -> list[tuple[object, ...]]:
        if not _is_there(sqlite, OPERATIONS):
            return []
        which = "number > ? OR typeof(number) <> 'integer'"
        statement = f"SELECT {_COLUMNS[OPERATIONS]} FROM {OPERATIONS} WHERE {which} ORDER BY number"  # noqa: S608
        return sqlite.execute(statement, (after,)).fetchall()

    def operation(row: tuple[object, ...]) -> Operation | Damaged:
        try:
            return to_operation(reader.path, row)
        except Damaged as error:
            return error

    return list(map(operation, reader.run(read)))


def last_operation(reader: Reader) -> int:
    """The number of the newest row, 0 where there is none."""
    return max((row.number for row in read_operations(reader)), default=0)


def create(sqlite: sqlite3.Connection, path: Path) -> None:
    """Make our tables where they are not. Raises `StoreError` if something of their name is not ours."""
    for name, statement in _SCHEMA.items():
        if _is_there(sqlite, name):
            continue
        if sqlite.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
            raise StoreError(f"{path} has a table {name} that is not this program's; it stays read-only.")
        sqlite.execute(statement)


def drop_all(sqlite: sqlite3.Connection) -> None:
    """Remove every table of ours."""
    tables = sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for name in (raw.decode("utf-8", "replace") for (raw,) in tables):
        if is_ours(name):
            sqlite.execute(f"DROP TABLE {name}")


def add_operation(sqlite: sqlite3.Connection, operation: Operation) -> None:
    """Write one row of the operation log."""
    marks = ", ".join("?" * len(TABLES["operations"]))
    values = (
        str(value) if name == "kind" else value
        for name, value in zip(TABLES["operations"], astuple(operation), strict=True)
    )
    sqlite.execute(f"INSERT INTO {OPERATIONS} VALUES ({marks})", tuple(values))  # noqa: S608  the name is ours


def _is_there(sqlite: sqlite3.Connection, name: str) -> bool:
    made = sqlite.execute(_MADE, (name,)).fetchone()
    return made is not None and made[0] == _SCHEMA[name].encode()
