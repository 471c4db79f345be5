"""What rules are suggested from: the first events of some streams, and the states that are known of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from inspector.events.event import Event
from inspector.events.json_value import JsonValue

ABSENT: Any = object()
"""Stands for a field that a state does not have."""

Line: TypeAlias = "dict[str, Any]"
"""One line of fold rules, as TOML holds it."""


@dataclass(frozen=True, slots=True)
class Trail:
    """A stream from its first event on. states: by how many of the events they come after, ascending."""

    events: tuple[Event, ...]
    states: tuple[tuple[int, JsonValue], ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How one field of a state comes about.

    initial: the expression that gives it when the stream begins; None if it is not there yet. lines: with the type of
    event that each is for. explained, of: snapshots that it gives rightly, and all. by_name: lines that nothing but the
    names of type and field speaks for.
    """

    initial: str | None = None
    lines: tuple[tuple[str, Line], ...] = ()
    explained: int = 0
    of: int = 0
    by_name: int = 0
    looks: bool = False
    """Whether its lines look at another field, before that is changed."""

    @property
    def is_whole(self) -> bool:
        """Whether no snapshot speaks against it."""
        return self.explained == self.of


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one field: its values in the snapshots, each with the events that led to it.

    trails: all of one kind, which begin with the same type of event. types: of their events, the beginning first.
    """

    name: str
    trails: Sequence[Trail]
    values: Sequence[tuple[Sequence[Event], Any]]
    types: Sequence[str]

    @classmethod
    def of(cls, name: str, trails: Sequence[Trail]) -> "Known":
        """The field of that name in trails of one kind."""
        values = [
            (trail.events[:count], state[name] if isinstance(state, Mapping) and name in state else ABSENT)
            for trail in trails
            for count, state in trail.states
        ]
        types = list(dict.fromkeys(event.type for trail in trails for event in trail.events))
        return cls(name, trails, values, types)

    @property
    def path(self) -> str:
        """The field as a JSON Pointer."""
        return pointer(self.name)

    @property
    def present(self) -> list[Any]:
        """Its values where it is there."""
        return [value for _, value in self.values if value is not ABSENT]

    def payloads(self, type: str) -> Iterator[Mapping[str, Any]]:
        """The payloads of a type that are objects."""
        for trail in self.trails:
            for event in trail.events:
                if event.type == type and isinstance(event.payload, Mapping):
                    yield event.payload

    def keys(self, type: str) -> list[str]:
        """The keys that every payload of a type has."""
        found: list[str] | None = None
        for payload in self.payloads(type):
            found = list(payload) if found is None else [key for key in found if key in payload]
        return found or []


def pointer(key: str) -> str:
    """A key as a JSON Pointer (RFC 6901)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
