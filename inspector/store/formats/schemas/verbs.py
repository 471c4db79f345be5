"""Verbs' tables: `database/migrations` of github.com/hirethunk/verbs. An application may rename them."""

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import stored


class Verbs(SQLModel, registry=registry()):
    """What its tables are registered with."""


class VerbEvent(Verbs, table=True):
    """An event."""

    __tablename__ = "verb_events"

    id: str = stored("varchar NOT NULL", "A snowflake, a ULID or a UUID.", key=True)
    type: str = stored("varchar NOT NULL", "The class; the last part is the type.")
    data: str = stored("text NOT NULL", "The payload as JSON.")
    meta: str = stored("text NOT NULL", "The metadata as JSON.", name="metadata")
    created_at: str | None = stored("datetime", "The time in the application's zone, mostly UTC, to the second.")
    updated_at: str | None = stored("datetime", "The same.")


class VerbStateEvent(Verbs, table=True):
    """That an event belongs to a state; it may belong to several."""

    __tablename__ = "verb_state_events"

    id: int = stored("integer NOT NULL", "A number.", key=True)
    event_id: str = stored("varchar NOT NULL", "The event.")
    state_id: str = stored("varchar NOT NULL", "The state's id, part of the stream.")
    state_type: str = stored("varchar NOT NULL", "The state's class, part of the stream.")
    created_at: str | None = stored("datetime", "When it was linked.")
    updated_at: str | None = stored("datetime", "The same.")


class VerbSnapshot(Verbs, table=True):
    """The last state that was kept."""

    __tablename__ = "verb_snapshots"

    id: str = stored("varchar NOT NULL", "The state's id.", key=True)
    type: str = stored("varchar NOT NULL", "The state's class.")
    data: str = stored("text NOT NULL", "The state as JSON.")
    last_event_id: str | None = stored("varchar", "The event that it is the state after.")
    created_at: str | None = stored("datetime", "When it was kept.")
    updated_at: str | None = stored("datetime", "When it was changed.")
