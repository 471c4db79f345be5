"""act's tables: `libs/act-sqlite/src/sqlite-store.ts` of github.com/Rotorsoft/act-root."""

from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import numbered, stored


class Act(SQLModel, registry=registry()):
    """What its tables are registered with."""


class Event(Act, table=True):
    """An event; `__snapshot__` and `__tombstone__` are events too."""

    __tablename__ = "events"
    __table_args__: ClassVar = (UniqueConstraint("stream", "version"), {"sqlite_autoincrement": True})

    id: int = numbered("The place in the store; an event's position and id.")
    stream: str = stored("TEXT NOT NULL", "The stream.")
    version: int = stored("INTEGER NOT NULL", "The place in the stream, from 0.")
    name: str = stored("TEXT NOT NULL", "The type.")
    data: str = stored("TEXT NOT NULL", "The payload as JSON; of a snapshot, the state.")
    meta: str = stored("TEXT NOT NULL", "JSON: `correlation`, and in `causation.event.id` what caused it.")
    created: str = stored("TEXT NOT NULL", "ISO 8601 in UTC, to the millisecond.")
    pii: str | None = stored("TEXT", "Personal data, apart so that it can be erased; in later versions alone.")


class Stream(Act, table=True):
    """A stream that somebody follows, and how far they are."""

    __tablename__ = "streams"

    stream: str = stored("TEXT", "The stream.", key=True)
    source: str | None = stored("TEXT", "The streams that it follows.")
    at: int = stored("INTEGER NOT NULL", "The id of the last event that was taken; -1 for none.", default="-1")
    retry: int = stored("INTEGER NOT NULL", "How often it has been tried again.", default="-1")
    blocked: int = stored("INTEGER NOT NULL", "Whether it was given up.", default="0")
    error: str = stored("TEXT NOT NULL", "Why.", default="''")
    leased_by: str | None = stored("TEXT", "Who is at work on it.")
    leased_until: str | None = stored("TEXT", "Until when.")
