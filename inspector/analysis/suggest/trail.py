"""What rules are suggested from: the first events of some streams, and the states that are known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True)
class Kind:
    """The trails that begin with the same type of event, and what is looked up in them for every field."""

    trails: Sequence[Trail]

    @cached_property
    def events(self) -> Sequence[Sequence[Event]]:
        """The events that led to each snapshot."""
        return [trail.events[:count] for trail in self.trails for count, _ in trail.states]

    @cached_property
    def lasts(self) -> Mapping[str, Sequence[int]]:
        """By type, where its last event before each snapshot is; -1 if there is none. In the order of first events."""
        lasts = {event.type: [-1] * len(self.events) for trail in self.trails for event in trail.events}
        for number, events in enumerate(self.events):
            for at, event in enumerate(events):
                lasts[event.type][number] = at
        return lasts

    @cached_property
    def payloads(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """By type, the payloads that are objects."""
        found: dict[str, list[Mapping[str, Any]]] = {type: [] for type in self.lasts}
        for trail in self.trails:
            for event in trail.events:
                if isinstance(event.payload, Mapping):
                    found[event.type].append(event.payload)
        return found

    @cached_property
    def keys(self) -> Mapping[str, Sequence[str]]:
        """By type, the keys that every payload has."""
        return {type: _common(payloads) for type, payloads in self.payloads.items()}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one field of a kind of stream: its values in the snapshots."""

    name: str
    kind: Kind

    @property
    def values(self) -> Sequence[tuple[Sequence[Event], Any]]:
        """Its value in each snapshot, with the events that led to it."""
        stored = (self.within(state) for trail in self.kind.trails for _, state in trail.states)
        return list(zip(self.kind.events, stored, strict=True))

    def within(self, state: JsonValue) -> Any:
        """Its value in one state, `ABSENT` if it is not there."""
        return state[self.name] if isinstance(state, Mapping) and self.name in state else ABSENT

    @property
    def types(self) -> Sequence[str]:
        """The types of the events, the beginning first."""
        return list(self.kind.lasts)

    @property
    def path(self) -> str:
        """The field as a JSON Pointer."""
        return pointer(self.name)

    @property
    def present(self) -> list[Any]:
        """Its values where it is there."""
        return [value for _, value in self.values if value is not ABSENT]

    def payloads(self, type: str) -> Sequence[Mapping[str, Any]]:
        """The payloads of a type that are objects."""
        return self.kind.payloads[type]

    def keys(self, type: str) -> Sequence[str]:
        """The keys that every payload of a type has."""
        return self.kind.keys[type]


def _common(payloads: Sequence[Mapping[str, Any]]) -> Sequence[str]:
    found = list(payloads[0]) if payloads else []
    for payload in payloads:
        found = [key for key in found if key in payload]
    return found


def pointer(key: str) -> str:
    """A key as a JSON Pointer (RFC 6901)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
