"""Akka.NET's tables: Akka.Persistence.Sqlite's, and those of Akka.Persistence.Sql (github.com/akkadotnet). Names of
tables may be chosen."""

from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import numbered, stored


class AkkaNet(SQLModel, registry=registry()):
    """What its tables are registered with."""


class EventJournal(AkkaNet, table=True):
    """An event, as Akka.Persistence.Sqlite keeps it."""

    __tablename__ = "event_journal"
    __table_args__: ClassVar = (UniqueConstraint("persistence_id", "sequence_nr"),)

    ordering: int = numbered("The place in the store; an event's position.")
    persistence_id: str = stored("VARCHAR(255) NOT NULL", "The stream.")
    sequence_nr: int = stored("INTEGER(8) NOT NULL", "The place in the stream, from 1.")
    is_deleted: int = stored("INTEGER(1) NOT NULL", "Whether it was marked as deleted.")
    manifest: str | None = stored("VARCHAR(255)", "The class, where the payload does not name it.")
    timestamp: int = stored("INTEGER NOT NULL", "Ticks of 100 ns since 0001-01-01, in UTC.")
    payload: bytes = stored("BLOB NOT NULL", "What one of Akka's serializers made.")
    tags: str | None = stored("VARCHAR(2000)", "Its tags, with semicolons around them.")
    serializer_id: int | None = stored("INTEGER(4)", "Which serializer.")


class Snapshot(AkkaNet, table=True):
    """A state of an actor, as Akka.Persistence.Sqlite keeps it."""

    __tablename__ = "snapshot"

    persistence_id: str = stored("VARCHAR(255) NOT NULL", "The stream.", key=True)
    sequence_nr: int = stored("INTEGER(8) NOT NULL", "The version that it is the state after.", key=True)
    created_at: int = stored("INTEGER(8) NOT NULL", "Ticks.")
    manifest: str = stored("VARCHAR(255) NOT NULL", "The class of the state.")
    payload: bytes = stored("BLOB NOT NULL", "The serialised state.")
    serializer_id: int | None = stored("INTEGER(4)", "Which serializer.")


class Journal(AkkaNet, table=True):
    """An event, as Akka.Persistence.Sql keeps it."""

    __tablename__ = "journal"
    __table_args__: ClassVar = ({"sqlite_autoincrement": True},)

    ordering: int = numbered("The place in the store; an event's position.")
    is_deleted: int = stored("INTEGER NOT NULL", "As above.")
    persistence_id: str = stored("NVarChar(255) NOT NULL", "The stream.")
    sequence_number: int = stored("BigInt NOT NULL", "The place in the stream, from 1.")
    created: int = stored("BigInt NOT NULL", "Milliseconds since 1970, or ticks.")
    tags: str | None = stored("NVarChar(100)", "As above, where they are not in a table of their own.")
    message: bytes = stored("VarBinary NOT NULL", "The serialised event.")
    identifier: int | None = stored("Int", "Which serializer.")
    manifest: str | None = stored("NVarChar(500)", "The class.")
    writer_uuid: str | None = stored("NVarChar(128)", "Which instance of the actor wrote it.")


class Tag(AkkaNet, table=True):
    """A tag of an event, as Akka.Persistence.Sql keeps it."""

    __tablename__ = "tags"

    ordering_id: int = stored("BigInt NOT NULL", "The event, by its `ordering`.", key=True)
    tag: str = stored("NVarChar(64) NOT NULL", "The tag.", key=True)
    sequence_nr: int = stored("BigInt NOT NULL", "The event's place in its stream.")
    persistence_id: str = stored("NVarChar(255) NOT NULL", "The event's stream.")
