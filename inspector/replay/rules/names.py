"""The names of an event that expressions may speak of."""

from typing import Any

from inspector.events.event import Event
from inspector.events.times import to_rfc3339
from inspector.replay.reducers import payload_of


def names_of(event: Event) -> dict[str, Any]:
    """`payload`, `metadata` and `event`, its time as RFC 3339; of an event that is known to be decodable."""
    return {
        "payload": payload_of(event),
        "metadata": event.metadata,
        "event": {
            "type": event.type,
            "stream": event.stream,
            "version": event.version,
            "position": event.position,
            "time": None if event.time_ns is None else to_rfc3339(event.time_ns),
        },
    }
