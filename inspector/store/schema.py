"""The native store's schema: its tables, and the triggers that keep them append-only.

A file is ours by `application_id`, and its schema's version is `user_version`. `INSERT OR REPLACE` deletes the row that
is in its way without firing a delete trigger, so insertion over an existing key is refused before it happens.
"""

from typing import ClassVar

from sqlalchemy import Column, Connection, Index, Integer, Table, Text, UniqueConstraint, text
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import Field, SQLModel

from inspector.store import cause
from inspector.store.signature import APPLICATION_ID, SCHEMA_VERSION, TABLES


class EventRow(SQLModel, table=True):
    """An event. STRICT: a column holds what its type says, whoever writes."""

    __tablename__ = "events"
    __table_args__: ClassVar = (
        UniqueConstraint("stream", "version"),
        Index("events_by_stream", "stream"),
        Index("events_by_cause", text(cause.SEEN), sqlite_where=text(cause.MENTIONED)),
        {"sqlite_strict": True},
    )

    position: int = Field(sa_column=Column(Integer, primary_key=True))
    id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    stream: str = Field(sa_column=Column(Text, nullable=False))
    version: int = Field(sa_column=Column(Integer, nullable=False))
    type: str = Field(sa_column=Column(Text, nullable=False))
    time_ns: int | None = Field(sa_column=Column(Integer))
    payload: str = Field(sa_column=Column(Text, nullable=False))
    meta: str = Field(sa_column=Column("metadata", Text, nullable=False))


class OperationRow(SQLModel, table=True):
    """A row of the operation log; the columns are those of `events.operation.Operation`."""

    __tablename__ = "operations"
    __table_args__: ClassVar = ({"sqlite_strict": True},)

    number: int = Field(sa_column=Column(Integer, primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    time_ns: int = Field(sa_column=Column(Integer, nullable=False))
    actor: str = Field(sa_column=Column(Text, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    label: str = Field(sa_column=Column(Text, nullable=False))
    stream: str | None = Field(sa_column=Column(Text))
    after: int = Field(sa_column=Column(Integer, nullable=False))
    upto: int = Field(sa_column=Column(Integer, nullable=False))
    subject: int | None = Field(sa_column=Column(Integer))


_KEYS = {table: columns[0] for table, columns in TABLES.items()}
_UNIQUE = {
    "events": "EXISTS (SELECT 1 FROM events WHERE id = NEW.id) "
    "OR EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND version = NEW.version)",
    "operations": "0",
}


def _triggers() -> dict[str, str]:
    found = {}
    for table, key in _KEYS.items():
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_refuse_{verb.lower()}"
            found[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END"
            )
        # NEW.key is -1 in a BEFORE trigger when SQLite is to choose it, so the writer always gives it.
        name = f"{table}_refuse_insert_over"
        found[name] = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} "  # noqa: S608  the names are this module's own
            f"WHEN NEW.{key} < 1 OR NEW.{key} <= (SELECT coalesce(max({key}), 0) FROM {table}) OR {_UNIQUE[table]} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: INSERT over an existing row refused'); END"
        )
    return found


TRIGGERS = _triggers()
"""The triggers of a native store by name, as `sqlite_master` holds them."""


def create_schema(connection: Connection) -> None:
    """Make the tables, the triggers and the marks of a native store in an empty file, inside one transaction."""
    create_tables(connection)
    seal(connection)


def create_tables(connection: Connection) -> None:
    """Make the tables alone, to be filled before `seal` makes the store of them that they are part of."""
    for table in _tables():
        connection.execute(CreateTable(table))


def seal(connection: Connection) -> None:
    """Make the indexes, the triggers and the marks, which cost four times less on tables that are full."""
    for table in _tables():
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))
    for statement in TRIGGERS.values():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _tables() -> list[Table]:
    return [SQLModel.metadata.tables[name] for name in _KEYS]
