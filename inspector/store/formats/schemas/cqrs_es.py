"""cqrs-es's tables: `migrations` of github.com/johnbcodes/sqlite-es."""

from typing import ClassVar

from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from inspector.store.formats.schemas.declared import stored


class CqrsEs(SQLModel, registry=registry()):
    """What its tables are registered with."""


class Event(CqrsEs, table=True):
    """An event."""

    __tablename__ = "events"
    __table_args__: ClassVar = ({"sqlite_strict": True},)

    aggregate_type: str = stored("text NOT NULL", "The kind of the aggregate, part of the stream.", key=True)
    aggregate_id: str = stored("text NOT NULL", "The aggregate, part of the stream.", key=True)
    sequence: int = stored("integer NOT NULL", "The place in the stream, from 1.", key=True)
    event_type: str = stored("text NOT NULL", "The type.")
    event_version: str = stored("text NOT NULL", "The version of the payload's schema.")
    payload: str = stored("text NOT NULL", 'JSON of a Rust enum, tagged with its variant: `{"Placed": {…}}`.')
    meta: str = stored("text NOT NULL", "JSON of the application's; there is no column of a time.", name="metadata")


class Snapshot(CqrsEs, table=True):
    """The last state of an aggregate that was kept."""

    __tablename__ = "snapshots"
    __table_args__: ClassVar = ({"sqlite_strict": True},)

    aggregate_type: str = stored("text NOT NULL", "The kind of the aggregate.", key=True)
    aggregate_id: str = stored("text NOT NULL", "The aggregate.", key=True)
    last_sequence: int = stored("integer NOT NULL", "The version that it is the state after.", key=True)
    current_snapshot: int = stored("integer NOT NULL", "How many have been kept.")
    payload: str = stored("text NOT NULL", "The state as JSON.")
