"""What the domain's tests give it: a user's files, and events of a stream."""

from collections.abc import Callable
from pathlib import Path

from inspector.domain.loaded import LoadedDomain
from inspector.events.event import Event
from inspector.events.json_value import JsonValue

Write = Callable[..., Path]
Load = Callable[..., LoadedDomain]


def event(number: int, payload: JsonValue = None, type: str = "Deposited", stream: str = "account-1") -> Event:
    """The event at a position, which is its version too."""
    return Event(number, f"id-{number}", stream, number, type, number * 1_000_000_000, payload)
