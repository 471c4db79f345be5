"""opencode's tables of events (github.com/anomalyco/opencode)."""

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import stored


class OpenCode(SQLModel, registry=registry()):
    """What its tables are registered with."""


class Event(OpenCode, table=True):
    """An event of a session."""

    __tablename__ = "event"

    id: str = stored(
        "text", "`evt_`, twelve hex digits of which nine are of the time, and letters by chance.", key=True
    )
    aggregate_id: str = stored("text NOT NULL", "The session: the stream.")
    seq: int = stored("integer NOT NULL", "The place in the stream, from 0.")
    type: str = stored("text NOT NULL", "The type, with the version of its payload: `session.updated.1`.")
    data: str = stored("text NOT NULL", "JSON: the whole session, message or part.")


class EventSequence(OpenCode, table=True):
    """How far a stream is."""

    __tablename__ = "event_sequence"

    aggregate_id: str = stored("text", "The session.", key=True)
    seq: int = stored("integer NOT NULL", "The place of its last event.")
    owner_id: str | None = stored("text", "Who writes it.")
