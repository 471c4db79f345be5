"""What the payloads of an event type have looked like so far; the guide where no domain says what they must be."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from inspector.events.json_value import JsonValue, literal

Place: TypeAlias = tuple[str, ...]
"""A place in a payload: object keys from the top, `*` for any element of an array."""

ELEMENT = "*"

_VALUES_KEPT = 20
"""Distinct values remembered at a place; more than that is no vocabulary."""


@dataclass
class Seen:
    """What was seen at one place: how often, of which JSON kinds, and which short texts, booleans and nulls."""

    count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)


class Shape:
    """The shape of one event type, learnt from payloads."""

    def __init__(self, payloads: Iterable[JsonValue] = ()) -> None:
        self._places: dict[Place, Seen] = {}
        for payload in payloads:
            self.learn(payload)

    def learn(self, payload: JsonValue) -> None:
        """Take one more payload into account."""
        for place, value in _walk(payload):
            seen = self._places.setdefault(place, Seen())
            seen.count += 1
            seen.kinds[kind(value)] += 1
            if not isinstance(value, dict | list) and len(seen.values) <= _VALUES_KEPT:
                seen.values[literal(value)] += 1

    def keys(self, place: Place = ()) -> tuple[str, ...]:
        """The keys seen in the object at a place, the most frequent first."""
        below = {one[-1]: seen.count for one, seen in self._places.items() if one[:-1] == place and one}
        below.pop(ELEMENT, None)
        return tuple(sorted(below, key=lambda key: -below[key]))

    def values(self, place: Place) -> tuple[str, ...]:
        """The JSON literals seen at a place, the most frequent first; none where every value differs."""
        seen = self._places.get(place)
        if seen is None or len(seen.values) > _VALUES_KEPT:
            return ()
        return tuple(value for value, _ in seen.values.most_common())

    def check(self, payload: JsonValue) -> list[str]:
        """Sentences on how a payload differs from all that were seen; none if it does not, or nothing was seen."""
        if not self._places:
            return []
        required: dict[Place, list[str]] = {}
        for place, seen in self._places.items():
            if place and place[-1] != ELEMENT and seen.count == self._places[place[:-1]].kinds["object"]:
                required.setdefault(place[:-1], []).append(place[-1])
        return list(dict.fromkeys(self._unlike(payload, (), required)))

    def _unlike(self, value: JsonValue, place: Place, required: Mapping[Place, list[str]]) -> Iterator[str]:
        seen = self._places.get(place)
        if seen is None:
            if place[-1] != ELEMENT:
                yield f"{shown(place)} has not been seen in this type."
            return
        if kind(value) not in seen.kinds:
            yield f"{shown(place)} is {kind(value)}; so far it was {' or '.join(seen.kinds)}."
        elif isinstance(value, dict):
            for key, item in value.items():
                yield from self._unlike(item, (*place, key), required)
            for key in required.get(place, ()):
                if key not in value:
                    yield f"{shown((*place, key))} is missing; every payload so far had it."
        elif isinstance(value, list):
            for item in value:
                yield from self._unlike(item, (*place, ELEMENT), required)


def kind(value: JsonValue) -> str:
    """The JSON kind of a value: object, array, text, number, boolean or null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | float):
        return "number"
    return "object" if isinstance(value, dict) else "array"


def shown(place: Place) -> str:
    """A place as the user reads it: `customer.address.city`, `items.*.qty`."""
    return ".".join(place) or "The payload"


def _walk(value: JsonValue, place: Place = ()) -> Iterator[tuple[Place, JsonValue]]:
    yield place, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*place, key))
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, (*place, ELEMENT))
