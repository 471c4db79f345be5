"""Rails Event Store's tables: the generator of its migrations (github.com/RailsEventStore/rails_event_store)."""

from typing import ClassVar

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import numbered, stored


class Rails(SQLModel, registry=registry()):
    """What its tables are registered with."""


class Event(Rails, table=True):
    """An event, as since 2.0."""

    __tablename__ = "event_store_events"
    __table_args__: ClassVar = ({"sqlite_autoincrement": True},)

    id: int = numbered("The place in the store; an event's position.")
    event_id: str = stored("varchar(36) NOT NULL", "A UUID.")
    event_type: str = stored("varchar NOT NULL", "The class.")
    meta: bytes | None = stored("blob", "YAML, or JSON: correlation and causation ids among others.", name="metadata")
    data: bytes = stored("blob NOT NULL", "The payload as YAML, or as JSON.")
    created_at: str = stored("datetime(6) NOT NULL", "When it was written, in UTC, without saying so.")
    valid_at: str | None = stored("datetime(6)", "When it took effect, where that was another time.")


class EventInStream(Rails, table=True):
    """That an event belongs to a stream; it may belong to several."""

    __tablename__ = "event_store_events_in_streams"
    __table_args__: ClassVar = ({"sqlite_autoincrement": True},)

    id: int = numbered("A number.")
    stream: str = stored("varchar NOT NULL", "The stream.")
    position: int | None = stored("integer", "The place in the stream, from 0; NULL where it was linked.")
    event_id: str = stored("varchar(36) NOT NULL", "The event.")
    created_at: str = stored("datetime(6) NOT NULL", "When it was linked.")
