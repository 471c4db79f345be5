"""Merging many payloads into one state: as `Merge` does event by event, four times as fast."""

from typing import Any

from inspector.events.json_value import JsonValue, same
from inspector.replay.reducers import merged
from inspector.replay.trace import Trace, advance, started

_PLAIN = frozenset({str, int, bool})
"""Values of the same one of these types are the same JSON if they are equal."""


class Merging:
    """A state on its way from one event to a later one; those between are nobody's, so they are changed in place.

    What it starts from, and the payloads, are not changed: whatever is written to is copied first, once.
    """

    def __init__(self, state: JsonValue, trace: Trace) -> None:
        self.state = state
        self.trace = trace
        self._owned: dict[int, Any] = {}
        """Objects that are ours alone, by their ids, which stay theirs as long as they are here."""

    def add(self, payload: JsonValue, position: int) -> None:
        """Merge one more payload, that of the event at a position. Raises `InvalidData` as `advance` does."""
        state = self.state
        if not (isinstance(state, dict) and isinstance(payload, dict)):
            self.state = merged(state, payload)
            self.trace = advance(self.trace, state, self.state, position)
            return
        if id(state) not in self._owned:
            state, self.trace = self._copied(state, self.trace)
            self.state = state
        self._merge(state, self.trace, payload, position)

    def _copied(self, state: dict[str, JsonValue], node: Trace) -> tuple[dict[str, JsonValue], Trace]:
        copy = dict(state)
        self._owned[id(copy)] = copy
        return copy, [node[0], dict(node[1])]

    def _merge(self, state: dict[str, JsonValue], node: Trace, patch: dict[str, JsonValue], position: int) -> bool:
        """Merge into an object of ours, whose trace is ours too; whether that altered it."""
        children: dict[str, Trace] = node[1]
        altered = False
        for key, value in patch.items():
            if value is None:
                if key in state:
                    del state[key], children[key]
                    altered = True
            elif key not in state:
                state[key] = added = merged(None, value)
                children[key] = started(added, position)
                altered = True
            elif self._set(state, children, key, value, position):
                altered = True
        if altered:
            node[0] = position
        return altered

    def _set(
        self, state: dict[str, JsonValue], children: dict[str, Trace], key: str, value: JsonValue, position: int
    ) -> bool:
        """Merge into one value that is there; whether that altered it."""
        old = state[key]
        if isinstance(value, dict):
            if isinstance(old, dict):
                if id(old) not in self._owned:
                    old, children[key] = self._copied(old, children[key])
                    state[key] = old
                return self._merge(old, children[key], value, position)
            value = merged(None, value)
        kind = type(value)
        if old == value if kind is type(old) and kind in _PLAIN else same(old, value):
            return False
        state[key] = value
        children[key] = [position, None] if kind in _PLAIN else advance(children[key], old, value, position)
        return True
