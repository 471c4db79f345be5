"""A state that the producer of a store stored itself, beside its events or among them."""

from dataclasses import dataclass

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a producer stored as the state of a stream after one of its versions.

    state: `Undecodable` where the stored bytes are no JSON. inside: whether it is itself an event of the stream, of
    that version; it then says what the events before it add up to.
    """

    stream: str
    version: int
    state: "JsonValue | Undecodable"
    inside: bool = False
