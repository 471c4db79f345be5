"""An event as JSON, the same wherever it is printed, copied or exported."""

from inspector.events.event import Event, Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.times import to_rfc3339


def event_json(event: Event, *, effective: bool) -> dict[str, JsonValue]:
    """`position, stream, version, type, time, payload, metadata, effective`.

    time: RFC 3339 in UTC, or null. An undecodable payload is null, with the reason and the bytes beside it.
    """
    payload = event.payload
    shown: dict[str, JsonValue] = {
        "position": event.position,
        "stream": event.stream,
        "version": event.version,
        "type": event.type,
        "time": None if event.time_ns is None else to_rfc3339(event.time_ns),
        "payload": None if isinstance(payload, Undecodable) else payload,
        "metadata": dict(event.metadata),
        "effective": effective,
    }
    if isinstance(payload, Undecodable):
        shown["undecodable"] = {"reason": payload.reason, "hex": payload.raw.hex()}
    return shown
