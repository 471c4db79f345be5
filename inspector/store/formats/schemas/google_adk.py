"""google-adk's tables: `src/google/adk/sessions/schemas` of github.com/google/adk-python, in its three layouts."""

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import stored


class GoogleAdk(SQLModel, registry=registry()):
    """What the tables of version 1 are registered with."""


class OldGoogleAdk(SQLModel, registry=registry()):
    """What those of version 0 are registered with, which have the same names."""


class Event(GoogleAdk, table=True):
    """An event of a session. The SqliteSessionService keeps the time as a REAL, in seconds since 1970."""

    __tablename__ = "events"

    id: str = stored("VARCHAR(128) NOT NULL", "A UUID.", key=True)
    app_name: str = stored("VARCHAR(128) NOT NULL", "The application, part of the stream.", key=True)
    user_id: str = stored("VARCHAR(128) NOT NULL", "The user, part of the stream.", key=True)
    session_id: str = stored("VARCHAR(128) NOT NULL", "The session, part of the stream.", key=True)
    invocation_id: str = stored("VARCHAR(256) NOT NULL", "The invocation: the correlation id.")
    timestamp: str = stored("DATETIME NOT NULL", "In UTC, without saying so.")
    event_data: str | None = stored("TEXT", "The event as JSON; `actions.state_delta` is what it sets.")


class Session(GoogleAdk, table=True):
    """A session, and its state now."""

    __tablename__ = "sessions"

    app_name: str = stored("VARCHAR(128) NOT NULL", "The application.", key=True)
    user_id: str = stored("VARCHAR(128) NOT NULL", "The user.", key=True)
    id: str = stored("VARCHAR(128) NOT NULL", "The session.", key=True)
    state: str = stored("TEXT NOT NULL", "Its own keys as JSON, without those of the application and the user.")
    create_time: str = stored("DATETIME NOT NULL", "When it was created.")
    update_time: str = stored("DATETIME NOT NULL", "When it was last written.")


class AppState(GoogleAdk, table=True):
    """What all sessions of an application share."""

    __tablename__ = "app_states"

    app_name: str = stored("VARCHAR(128) NOT NULL", "The application.", key=True)
    state: str = stored("TEXT NOT NULL", "JSON, its keys without `app:`.")
    update_time: str = stored("DATETIME NOT NULL", "When it was last written.")


class UserState(GoogleAdk, table=True):
    """What all sessions of a user share."""

    __tablename__ = "user_states"

    app_name: str = stored("VARCHAR(128) NOT NULL", "The application.", key=True)
    user_id: str = stored("VARCHAR(128) NOT NULL", "The user.", key=True)
    state: str = stored("TEXT NOT NULL", "JSON, its keys without `user:`.")
    update_time: str = stored("DATETIME NOT NULL", "When it was last written.")


class OldEvent(OldGoogleAdk, table=True):
    """An event of a session, as version 0 keeps it."""

    __tablename__ = "events"

    id: str = stored("VARCHAR(128) NOT NULL", "A UUID.", key=True)
    app_name: str = stored("VARCHAR(128) NOT NULL", "As above.", key=True)
    user_id: str = stored("VARCHAR(128) NOT NULL", "As above.", key=True)
    session_id: str = stored("VARCHAR(128) NOT NULL", "As above.", key=True)
    invocation_id: str = stored("VARCHAR(256) NOT NULL", "As above.")
    author: str = stored("VARCHAR(256) NOT NULL", "The user, or the name of the agent.")
    actions: bytes = stored("BLOB NOT NULL", "A Python pickle, which is never loaded.")
    long_running_tool_ids_json: str | None = stored("TEXT", "A list as JSON.")
    branch: str | None = stored("VARCHAR(256)", "The agents above this one.")
    timestamp: str = stored("DATETIME NOT NULL", "In the computer's zone, without saying so.")
    content: str | None = stored("TEXT", "What was said, as JSON.")
    grounding_metadata: str | None = stored("TEXT", "JSON.")
    custom_metadata: str | None = stored("TEXT", "JSON of the application's.")
    usage_metadata: str | None = stored("TEXT", "Counts of tokens as JSON.")
    citation_metadata: str | None = stored("TEXT", "JSON.")
    partial: bool | None = stored("BOOLEAN", "Whether it is a part of a streamed answer.")
    turn_complete: bool | None = stored("BOOLEAN", "Whether the turn ended with it.")
    error_code: str | None = stored("VARCHAR(256)", "An error of the model.")
    error_message: str | None = stored("TEXT", "Its words.")
    interrupted: bool | None = stored("BOOLEAN", "Whether the user interrupted it.")
    input_transcription: str | None = stored("TEXT", "What was heard, as JSON.")
    output_transcription: str | None = stored("TEXT", "What was spoken, as JSON.")
