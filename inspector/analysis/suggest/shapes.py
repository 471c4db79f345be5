"""Rules for types of which no snapshot tells: by the shape of their payloads and the sound of their names."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from inspector.analysis.suggest import names
from inspector.analysis.suggest.spelling import field, is_decimal
from inspector.analysis.suggest.trail import Line, Trail, pointer
from inspector.events.event import Event

_ADDED = {"added", "add", "appended", "attached", "assigned", "inserted", "created"}
_BALANCES = ("balance", "total", "amount", "quantity", "stock", "count")


def by_shape(trails: Sequence[Trail], told: Collection[str]) -> dict[str, list[Line]]:
    """Lines for the types that no snapshot tells of. told: the others."""
    begun = {trail.events[0].type for trail in trails if trail.events}
    on: dict[str, list[Line]] = {}
    samples: dict[str, list[Event]] = {}
    for trail in trails:
        for event in trail.events:
            samples.setdefault(event.type, []).append(event)
    for type, events in samples.items():
        lines = [] if type in told else _lines(type, events, samples, begins=type in begun)
        if lines:
            on[type] = lines
    return on


def _lines(type: str, events: Sequence[Event], samples: Mapping[str, Sequence[Event]], *, begins: bool) -> list[Line]:
    keys = _keys(events)
    if begins:
        return [{"merge": "", "value": "payload"}] if keys else []
    counted = [key for key in keys if all(_is_number(event, key) for event in events)]
    up, down = names.says(type, names.UP), names.says(type, names.DOWN)
    if len(counted) == 1 and up is not down and len(keys) <= 2 + len(counted):
        path = pointer(_balance(samples))
        return [{"add" if up else "subtract": path, "value": field(counted[0])}]
    noun, verb = _noun(type)
    if noun and verb in _ADDED and keys:
        return [{"append": f"/{noun}s", "value": "payload"}]
    is_added = any((noun, word) in map(_noun, samples) for word in _ADDED)
    if is_added and verb.startswith(names.GONE) and keys:
        return [{"remove": f"/{noun}s", "where": f"{field(keys[0], 'item')} == {field(keys[0])}", "first": True}]
    if not keys and verb:
        return [_flag(type, verb, samples)]
    return [{"merge": "", "value": "payload"}] if keys else []


def _flag(type: str, verb: str, samples: Mapping[str, Sequence[Event]]) -> Line:
    """A type without a payload switches something: off where another type switches it on."""
    for other in samples:
        word = names.words(other)[-1:]
        if other != type and word and names.sets(type, word[0]) is False:
            return {"set": pointer(word[0]), "value": "false"}
    return {"set": pointer(verb), "value": "true"}


def _noun(type: str) -> tuple[str, str]:
    """What a type is about, and what was done to it: `OrderLineAdded` is `line`, `added`."""
    found = names.words(type)
    return (found[-2], found[-1]) if len(found) > 1 else ("", found[-1] if found else "")


def _balance(samples: Mapping[str, Sequence[Event]]) -> str:
    """What is counted: a field of the payloads that sounds like it, or `balance`."""
    keys = {key for events in samples.values() for key in _keys(events)}
    return next((name for name in _BALANCES[:2] if name in keys), _BALANCES[0])


def _keys(events: Sequence[Event]) -> list[str]:
    """The keys of the payloads of a type, those of its first one first."""
    return list(dict.fromkeys(key for event in events if isinstance(event.payload, dict) for key in event.payload))


def _is_number(event: Event, key: str) -> bool:
    value: Any = event.payload.get(key) if isinstance(event.payload, dict) else None
    return (isinstance(value, int | float) and not isinstance(value, bool)) or is_decimal(value)
