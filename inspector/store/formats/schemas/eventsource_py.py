"""eventsource-py's tables: `eventsource/migrations/templates/sqlite` of its package."""

from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import numbered, stored

_NOW = "(datetime('now'))"


class EventsourcePy(SQLModel, registry=registry()):
    """What its tables are registered with."""


class Event(EventsourcePy, table=True):
    """An event."""

    __tablename__ = "events"
    __table_args__: ClassVar = (
        UniqueConstraint("event_id"),
        UniqueConstraint("aggregate_id", "aggregate_type", "version"),
        {"sqlite_autoincrement": True},
    )

    global_position: int = numbered("The place in the store; an event's position.")
    event_id: str = stored("TEXT NOT NULL", "A UUID.")
    aggregate_id: str = stored("TEXT NOT NULL", "A UUID; the stream.")
    aggregate_type: str = stored("TEXT NOT NULL", "The kind of the aggregate.")
    event_type: str = stored("TEXT NOT NULL", "The type.")
    tenant_id: str | None = stored("TEXT", "Whose it is, where several share a store.")
    actor_id: str | None = stored("TEXT", "Who did it.")
    version: int = stored("INTEGER NOT NULL", "The place in the stream, from 1.")
    timestamp: str = stored("TEXT NOT NULL", "ISO 8601 with its zone, to the microsecond.")
    payload: str = stored("TEXT NOT NULL", "JSON: the event's own fields among those of its envelope.")
    created_at: str = stored("TEXT NOT NULL", "When the row was written.", default=_NOW)


class Outbox(EventsourcePy, table=True):
    """An event that is to be published."""

    __tablename__ = "event_outbox"

    id: str = stored("TEXT", "A UUID.", key=True)
    event_id: str = stored("TEXT NOT NULL", "The event.")
    event_type: str = stored("TEXT NOT NULL", "Its type.")
    aggregate_id: str = stored("TEXT NOT NULL", "Its stream.")
    aggregate_type: str = stored("TEXT NOT NULL", "The kind of the aggregate.")
    tenant_id: str | None = stored("TEXT", "Whose it is.")
    event_data: str = stored("TEXT NOT NULL", "The event as JSON.")
    created_at: str = stored("TEXT NOT NULL", "When it was put here.", default=_NOW)
    published_at: str | None = stored("TEXT", "When it was published.")
    retry_count: int = stored("INTEGER NOT NULL", "How often it has been tried again.", default="0")
    last_error: str | None = stored("TEXT", "Why it failed last.")
    status: str = stored("TEXT NOT NULL", "pending, published or failed.", default="'pending'")


class Snapshot(EventsourcePy, table=True):
    """The last state of an aggregate that was kept."""

    __tablename__ = "snapshots"
    __table_args__: ClassVar = (UniqueConstraint("aggregate_id", "aggregate_type"), {"sqlite_autoincrement": True})

    id: int = numbered("A number.")
    aggregate_id: str = stored("TEXT NOT NULL", "The stream.")
    aggregate_type: str = stored("TEXT NOT NULL", "The kind of the aggregate.")
    version: int = stored("INTEGER NOT NULL", "The version that it is the state after.")
    schema_version: int = stored("INTEGER NOT NULL", "The version of the state's schema.", default="1")
    state: str = stored("TEXT NOT NULL", "The state as JSON.")
    created_at: str = stored("TEXT NOT NULL", "When it was kept, ISO 8601.")
