"""Emmett's tables: `packages/emmett-sqlite/src/eventStore/schema` of github.com/event-driven-io/emmett."""

from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import numbered, stored


class Emmett(SQLModel, registry=registry()):
    """What its tables are registered with."""


class Message(Emmett, table=True):
    """A message of a stream: an event, or a command."""

    __tablename__ = "emt_messages"
    __table_args__: ClassVar = (UniqueConstraint("stream_id", "stream_position", "partition", "is_archived"),)

    stream_id: str = stored("TEXT NOT NULL", "The stream.")
    stream_position: int = stored("BIGINT NOT NULL", "The place in the stream, from 1.")
    partition: str = stored(
        "TEXT NOT NULL", "Of the key, but other tables may hold `[object Object]`.", default="'global'"
    )
    message_kind: str = stored("CHAR(1) NOT NULL", "E for an event, C for a command.", default="'E'")
    message_data: str = stored("JSONB NOT NULL", "The payload as JSON text.")
    message_metadata: str = stored("JSONB NOT NULL", "The metadata as JSON text.")
    message_schema_version: str = stored("TEXT NOT NULL", "The version of the payload's schema.")
    message_type: str = stored("TEXT NOT NULL", "The type of the message.")
    message_id: str = stored("TEXT NOT NULL", "A UUID.")
    is_archived: bool = stored("BOOLEAN NOT NULL", "Whether its stream was archived.", default="FALSE")
    global_position: int = numbered("The place in the store; an event's position.")
    created: str | None = stored("DATETIME", "When it was written, in UTC, to the second.", default="CURRENT_TIMESTAMP")


class Stream(Emmett, table=True):
    """A stream, and how far it is."""

    __tablename__ = "emt_streams"

    stream_id: str = stored("TEXT NOT NULL", "The stream.", key=True)
    stream_position: int = stored("BIGINT NOT NULL", "The place of its last message.", default="0")
    partition: str = stored("TEXT NOT NULL", "As in the messages.", key=True, default="'global'")
    stream_type: str = stored("TEXT NOT NULL", "What kind of stream it is.", default="''")
    stream_metadata: str = stored("JSONB NOT NULL", "The metadata as JSON text.", default="'{}'")
    is_archived: bool = stored("BOOLEAN NOT NULL", "Whether it was archived.", key=True, default="FALSE")
