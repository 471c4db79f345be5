"""The built-in reducers: what a stream's state is when no domain says so."""

from collections.abc import Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Any, Protocol, cast

from inspector.events.errors import InvalidData
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import JsonValue
from inspector.replay.replace_by_id import ReplaceById


class Reducer(Protocol):
    """`(state, event) -> state`, pure. What `apply` raises ends the fold of that stream and is shown as the reason."""

    name: str

    def initial(self, stream: str) -> JsonValue:
        """S(0) of a stream."""

    def apply(self, state: JsonValue, event: Event) -> JsonValue:
        """The state after the event; neither argument is changed, and unchanged parts should be the same objects.

        The event's payload is a JSON value: events that cannot be decoded never get here.
        """


class Merge:
    """Each payload is merged into the state, as RFC 7396 says: null removes a key, no object replaces everything."""

    name = "merge"

    def initial(self, stream: str) -> JsonValue:  # noqa: ARG002
        return {}

    def apply(self, state: JsonValue, event: Event) -> JsonValue:
        return merged(state, payload_of(event))


class Replace:
    """The state is the last payload, and null before the first."""

    name = "replace"

    def initial(self, stream: str) -> JsonValue:  # noqa: ARG002
        return None

    def apply(self, state: JsonValue, event: Event) -> JsonValue:  # noqa: ARG002
        return payload_of(event)


class Patch:
    """Each payload is an RFC 6902 patch of the state, which starts as an empty object."""

    name = "patch"

    def initial(self, stream: str) -> JsonValue:  # noqa: ARG002
        return {}

    def apply(self, state: JsonValue, event: Event) -> JsonValue:
        payload = payload_of(event)
        if not isinstance(payload, list):
            raise InvalidData("The payload is no RFC 6902 patch, which is an array of operations.")
        return patched(state, payload)


class StateDelta:
    """The top-level keys of each payload's `actions.state_delta` are set in the state, as google-adk does; null is a
    value, and keys that begin with `temp:` last no longer than their invocation."""

    name = "state-delta"

    def initial(self, stream: str) -> JsonValue:  # noqa: ARG002
        return {}

    def apply(self, state: JsonValue, event: Event) -> JsonValue:
        delta = {key: value for key, value in state_delta(event).items() if not key.startswith("temp:")}
        return state | delta if delta and isinstance(state, dict) else state


REDUCERS: Mapping[str, Reducer] = MappingProxyType(
    {reducer.name: reducer for reducer in (Merge(), Replace(), Patch(), ReplaceById(), StateDelta())}
)
"""The built-in reducers by name; the first is the default."""


def merged(target: JsonValue, patch: JsonValue) -> JsonValue:
    """The RFC 7396 merge of a patch into a target, sharing with both what it leaves as it is."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def patched(target: JsonValue, operations: list[JsonValue]) -> JsonValue:
    """The target after an RFC 6902 patch, sharing with it what the patch leaves as it is.

    Raises what jsonpatch raises for operations that are malformed or do not apply.
    """
    from jsonpatch import JsonPatch  # noqa: PLC0415  looking at a store must not import it, and few stores hold patches
    from jsonpointer import JsonPointer  # noqa: PLC0415

    for operation in operations:
        patch = JsonPatch([cast("dict[str, Any]", operation)])
        # jsonpatch copies the whole target or works in place; a copy of what lies on the paths is all it needs.
        for member in ("path", "from"):
            pointer = cast("dict[str, Any]", operation).get(member)
            if isinstance(pointer, str):
                target = _owned(target, JsonPointer(pointer).parts[:-1])
        target = patch.apply(target, in_place=True)
    return target


def _owned(value: JsonValue, parts: Sequence[str]) -> JsonValue:
    """The value with copies of the containers that a path leads through, the last one included."""
    root = container = copy(value)
    for part in parts:
        if isinstance(container, dict) and part in container:
            child = container[part] = copy(container[part])
        elif isinstance(container, list) and part.isdecimal() and int(part) < len(container):
            child = container[int(part)] = copy(container[int(part)])
        else:
            break
        container = child
    return root


def state_delta(event: Event) -> dict[str, JsonValue]:
    """What an event of google-adk sets in a state; nothing where it cannot be decoded."""
    payload = event.payload
    actions = payload.get("actions") if isinstance(payload, dict) else None
    delta = actions.get("state_delta") if isinstance(actions, dict) else None
    return delta if isinstance(delta, dict) else {}


def payload_of(event: Event) -> JsonValue:
    """The payload of an event that is known to be decodable."""
    assert not isinstance(event.payload, Undecodable)
    return event.payload
