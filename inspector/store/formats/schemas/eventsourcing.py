"""eventsourcing's tables: `eventsourcing/sqlite.py` of github.com/pyeventsourcing/eventsourcing, and those of its
SQLAlchemy and Django recorders. Names of tables may be chosen."""

from typing import ClassVar

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import numbered, stored


class Eventsourcing(SQLModel, registry=registry()):
    """What its tables are registered with."""


class StoredEvent(Eventsourcing, table=True):
    """An event of an application, in the order of rowids; of a recorder of aggregates alone, without rowids."""

    __tablename__ = "stored_events"

    originator_id: str = stored("TEXT", "The stream: a UUID in hex, or any text.", key=True)
    originator_version: int = stored("INTEGER", "The place in the stream, from 1.", key=True)
    topic: str = stored("TEXT", "The class, as `module:Class.Event`; the last part is the type.")
    state: bytes = stored("BLOB", "The event's fields as JSON, perhaps compressed, perhaps then encrypted.")


class StoredSnapshot(Eventsourcing, table=True):
    """A state of an aggregate."""

    __tablename__ = "stored_snapshots"
    __table_args__: ClassVar = ({"sqlite_with_rowid": False},)

    originator_id: str = stored("TEXT", "The stream.", key=True)
    originator_version: int = stored("INTEGER", "The version that it is the state after.", key=True)
    topic: str = stored("TEXT", "The class of the snapshot.")
    state: bytes = stored("BLOB", "The class and the state of the aggregate, as an event's.")


class Tracking(Eventsourcing, table=True):
    """How far a follower is in the events of another application."""

    __tablename__ = "tracking"
    __table_args__: ClassVar = ({"sqlite_with_rowid": False},)

    application_name: str = stored("TEXT", "Which application it follows.", key=True)
    notification_id: int = stored("INTEGER", "The rowid of the last event that was taken.", key=True)


class SqlAlchemyEvent(Eventsourcing, table=True):
    """As the SQLAlchemy recorder keeps an event, in a table named by the application."""

    __tablename__ = "application_events"

    id: int = numbered("The place in the store; an event's position.")
    originator_id: bytes = stored("BINARY(16) NOT NULL", "The stream: the bytes of a UUID.")
    originator_version: int = stored("INTEGER NOT NULL", "The place in the stream, from 1.")
    topic: str = stored("TEXT NOT NULL", "As above.")
    state: bytes = stored("BLOB NOT NULL", "As above.")


class DjangoEvent(Eventsourcing, table=True):
    """As the Django recorder keeps an event; several applications share its table."""

    __tablename__ = "eventsourcing_django_storedeventrecord"
    __table_args__: ClassVar = ({"sqlite_autoincrement": True},)

    id: int = numbered("The place in the store; an event's position.")
    application_name: str = stored("varchar(32) NOT NULL", "The application, which is part of the stream.")
    originator_id: str = stored("char(32) NOT NULL", "The UUID in hex.")
    originator_version: int = stored("bigint NOT NULL", "The place in the stream, from 1.")
    topic: str = stored("text NOT NULL", "As above.")
    state: bytes = stored("BLOB NOT NULL", "As above.")
