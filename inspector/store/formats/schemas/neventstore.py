"""NEventStore's tables: `SqliteStatements.resx` of its SQL persistence (github.com/NEventStore)."""

from typing import ClassVar

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import numbered, stored


class NEventStore(SQLModel, registry=registry()):
    """What its tables are registered with."""


class Commit(NEventStore, table=True):
    """A commit: the events that were written to a stream at once."""

    __tablename__ = "Commits"
    __table_args__: ClassVar = ({"sqlite_autoincrement": True},)

    bucket: str = stored("varchar(40) NOT NULL", "The bucket, part of the stream unless `default`.", name="BucketId")
    hashed: str = stored("char(40) NOT NULL", "The SHA-1 of the stream's name.", name="StreamId")
    stream: str = stored("text NOT NULL", "The stream.", name="StreamIdOriginal")
    revision: int = stored("int NOT NULL", "The version of the commit's last event.", name="StreamRevision")
    items: int = stored("int NOT NULL", "How many events it holds.", name="Items")
    commit: str = stored("guid NOT NULL", "A GUID, as text or as its bytes.", name="CommitId")
    sequence: int = stored("int NOT NULL", "The place among the stream's commits, from 1.", name="CommitSequence")
    stamp: str = stored("datetime NOT NULL", "When it was made, in UTC, without saying so.", name="CommitStamp")
    checkpoint: int = numbered("The place in the store.", "CheckpointNumber")
    headers: bytes | None = stored("blob", "Serialised metadata of the commit.", name="Headers")
    payload: bytes = stored(
        "blob NOT NULL", "A serialised array of messages, each with headers and a body.", name="Payload"
    )


class Snapshot(NEventStore, table=True):
    """A state of a stream."""

    __tablename__ = "Snapshots"

    bucket: str = stored("varchar(40) NOT NULL", "The bucket.", name="BucketId", key=True)
    hashed: str = stored("char(40) NOT NULL", "The stream, by its SHA-1.", name="StreamId", key=True)
    revision: int = stored("int NOT NULL", "The version that it is the state after.", name="StreamRevision", key=True)
    payload: bytes = stored("blob NOT NULL", "The serialised state.", name="Payload")
