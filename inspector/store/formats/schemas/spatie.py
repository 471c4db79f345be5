"""laravel-event-sourcing's tables: `database/migrations` of github.com/spatie/laravel-event-sourcing."""

from typing import ClassVar

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import numbered, stored


class Spatie(SQLModel, registry=registry()):
    """What its tables are registered with."""


class StoredEvent(Spatie, table=True):
    """An event."""

    __tablename__ = "stored_events"
    __table_args__: ClassVar = ({"sqlite_autoincrement": True},)

    id: int = numbered("The place in the store; an event's position and id.")
    aggregate_uuid: str | None = stored("varchar", "The stream; NULL for events of no aggregate.")
    aggregate_version: int | None = stored("integer", "The place in the stream, from 1.")
    event_version: int = stored("integer NOT NULL", "The version of the payload's schema.", default="'1'")
    event_class: str = stored("varchar NOT NULL", "The class, or its alias; the last part is the type.")
    event_properties: str = stored("text NOT NULL", "The payload as JSON.")
    meta_data: str = stored("text NOT NULL", "JSON; `created-at` is the time with its zone.")
    created_at: str = stored("datetime NOT NULL", "The time in the application's zone, mostly UTC, to the second.")


class Snapshot(Spatie, table=True):
    """A state of an aggregate."""

    __tablename__ = "snapshots"
    __table_args__: ClassVar = ({"sqlite_autoincrement": True},)

    id: int = numbered("A number.")
    aggregate_uuid: str = stored("varchar NOT NULL", "The stream.")
    aggregate_version: int = stored("integer NOT NULL", "The version that it is the state after.")
    state: str = stored("text NOT NULL", "The state as JSON.")
    created_at: str | None = stored("datetime", "When it was kept.")
    updated_at: str | None = stored("datetime", "When it was changed.")
