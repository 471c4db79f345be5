"""An event: an immutable fact at its place in the store's one global order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from inspector.events import times
from inspector.events.json_value import JsonValue

BRANCH = "checkpoint_branch"
"""In metadata: the position at which the branch began that an event is on, where the events of a stream are a tree."""


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Bytes that stand where a JSON value should, and why they could not be decoded."""

    raw: bytes
    reason: str


class Event(msgspec.Struct, frozen=True, gc=False):
    """One stored event. A struct, which is made in a tenth of a frozen dataclass's time: there are millions of them.

    position: its place in the store's global order, from 1; grows, never reused.
    stream, version: its stream and its place therein, from 1 in native stores.
    time_ns: nanoseconds since 1970-01-01 UTC, or None where the store has no time for it.
    payload: what happened; `Undecodable` where the stored bytes are no JSON.
    metadata: what is known about the event: causation and correlation ids, actor and whatever the writer added.
    """

    position: int
    id: str
    stream: str
    version: int
    type: str
    time_ns: int | None
    payload: "JsonValue | Undecodable"
    metadata: Mapping[str, JsonValue] = msgspec.field(default_factory=dict)

    @property
    def time(self) -> datetime | None:
        """The time as a UTC datetime, floored to microseconds, for code that wants one."""
        return None if self.time_ns is None else times.to_local(self.time_ns).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be appended; the store gives it position and version, and id and time where they are None.

    expected_version: the stream's last written version (0: the stream must be new), or None for no check. Within one
    batch it speaks of the stream as it was before the batch.
    """

    stream: str
    type: str
    payload: JsonValue
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)
    time_ns: int | None = None
    expected_version: int | None = None
    id: str | None = None
