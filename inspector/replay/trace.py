"""Who set each value: a tree of positions beside the state.

A node is `[position, children]`. The position is that of the last event that altered the value, anything within it
included (0: it stands since S(0)); children are `{key: node}` for an object, `[node, …]` for an array and None for a
scalar. Nodes are never changed once made and are shared between the traces of successive states, as the states share
their parts; both arrays and objects are compared place by place.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from inspector.events.errors import InvalidData
from inspector.events.json_value import MAX_DEPTH, JsonValue, same

Trace: TypeAlias = list[Any]
"""A node; plain lists, dicts and ints, so that it travels as JSON and msgpack."""

_ABSENT: Any = object()


def started(state: JsonValue, position: int = 0) -> Trace:
    """The trace of a state all of which was set at one position. Raises `InvalidData` as `advance` does."""
    return _Step(position).fresh(state, 0)


def advance(trace: Trace, old: JsonValue, new: JsonValue, position: int) -> Trace:
    """The trace of `new`, which the event at `position` made of `old`; the very same trace if the states are equal.

    Raises `InvalidData` if the new state is nested too deeply to be shown.
    """
    return _Step(position).advanced(trace, old, new, 0)


def last_set(trace: Trace, path: Sequence[str | int]) -> int:
    """The position that last set the value at a path. Raises `LookupError` where the state has no such path."""
    for key in path:
        children = trace[1]
        if children is None:
            raise KeyError(key)
        trace = children[key]
    position: int = trace[0]
    return position


class _Step:
    """The comparison of two states around one event."""

    def __init__(self, position: int) -> None:
        self._position = position
        self._scalar: Trace = [position, None]

    def fresh(self, value: JsonValue, depth: int) -> Trace:
        if depth > MAX_DEPTH:
            raise InvalidData(f"The state is nested deeper than {MAX_DEPTH} levels.")
        if isinstance(value, dict):
            return [self._position, {key: self.fresh(item, depth + 1) for key, item in value.items()}]
        if isinstance(value, list):
            return [self._position, [self.fresh(item, depth + 1) for item in value]]
        return self._scalar

    def advanced(self, trace: Trace, old: JsonValue, new: JsonValue, depth: int) -> Trace:
        if old is new:
            return trace
        if isinstance(old, dict) and isinstance(new, dict):
            return self._object(trace, old, new, depth + 1)
        if isinstance(old, list) and isinstance(new, list):
            return self._array(trace, old, new, depth + 1)
        return trace if same(old, new) else self.fresh(new, depth)

    def _object(self, trace: Trace, old: dict[str, JsonValue], new: dict[str, JsonValue], depth: int) -> Trace:
        children: dict[str, Trace] = trace[1]
        altered: dict[str, Trace] = {}
        for key, value in new.items():
            before = old.get(key, _ABSENT)
            if before is value:
                continue
            if before is _ABSENT:
                altered[key] = self.fresh(value, depth)
            elif (node := self.advanced(children[key], before, value, depth)) is not children[key]:
                altered[key] = node
        removed = old.keys() - new.keys()
        if not altered and not removed:
            return trace
        result = children | altered
        for key in removed:
            del result[key]
        return [self._position, result]

    def _array(self, trace: Trace, old: list[JsonValue], new: list[JsonValue], depth: int) -> Trace:
        children: list[Trace] = trace[1]
        result = [
            self.advanced(node, before, value, depth) for node, before, value in zip(children, old, new, strict=False)
        ]
        if len(old) == len(new) and all(node is before for node, before in zip(result, children, strict=True)):
            return trace
        result.extend(self.fresh(value, depth) for value in new[len(old) :])
        return [self._position, result]
