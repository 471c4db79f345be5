"""What travels between this program and the process that runs a user's code, in frames: values as JSON texts."""

from collections.abc import Callable
from typing import Any

import msgspec

from inspector.events.errors import InvalidData
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import decode, encode
from inspector.replay.fold import Folded, FoldError


class Request(msgspec.Struct):
    """A call by name, and the seconds after which the process ends itself rather than go on."""

    call: str
    values: list[Any]
    limit_s: float


class Reply(msgspec.Struct):
    """The call's value, or the name of an `InspectorError` and its sentence."""

    value: Any = None
    error: str | None = None
    message: str = ""


def from_folded(folded: Folded, to_json: Callable[[Any], bytes] = encode) -> list[Any]:
    """A fold as it travels: the state as JSON, the rest as it is."""
    return [to_json(folded.state), folded.trace, folded.position, folded.version]


def to_folded(wired: list[Any], state: Any) -> Folded:
    """A fold that has travelled, with its state as the receiver decoded it."""
    return Folded(state, wired[1], wired[2], wired[3])


def from_error(error: FoldError) -> tuple[int, str, str]:
    """A fold's error as it travels."""
    return error.position, error.type, error.reason


def from_event(event: Event) -> list[Any]:
    """An event as it travels."""
    payload = event.payload
    raw, reason = (payload.raw, payload.reason) if isinstance(payload, Undecodable) else (encode(payload), None)
    head = [event.position, event.id, event.stream, event.version, event.type, event.time_ns]
    return [*head, raw, reason, encode(dict(event.metadata))]


def to_event(wired: list[Any]) -> Event:
    """An event that has travelled."""
    position, id, stream, version, type, time_ns, raw, reason, metadata = wired
    known = decode(metadata)
    if not isinstance(known, dict):
        raise InvalidData("An event's metadata must be an object.")
    payload = decode(raw) if reason is None else Undecodable(raw, reason)
    return Event(position, id, stream, version, type, time_ns, payload, known)
