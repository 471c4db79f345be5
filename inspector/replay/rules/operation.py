"""The operations of fold rules: each takes a state to the next, sharing with it what it leaves as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from inspector.events.errors import InvalidData
from inspector.replay.reducers import merged
from inspector.replay.rules.expression import Expression, field, number

Path = tuple[str, ...]
Change = Callable[[Any], Any]
"""From the value at a path, `MISSING` where there is none, to the next one; `MISSING` removes it."""


class _Missing:
    """Stands for no value."""


MISSING = _Missing()


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of a rule. verb: what to do. path: where; empty is the whole state. value: with what.

    where: for `remove`, which elements; `item` names each. when: only if this holds. to: for `rename`, the new path.
    """

    verb: str
    path: tuple[Expression | str, ...]
    value: Expression | None = None
    where: Expression | None = None
    when: Expression | None = None
    first: bool = False
    to: Path = ()

    def apply(self, state: Any, names: Mapping[str, Any]) -> Any:
        """The state after it. Raises `InvalidData` with a sentence where it cannot be done."""
        names = {**names, "state": state}
        if self.when is not None and not self.when.value(names):
            return state
        path = tuple(part if isinstance(part, str) else _key(part.value(names)) for part in self.path)
        value = None if self.value is None else self.value.value(names)
        if self.verb == "rename":
            moved = _get(state, path)
            return (
                state
                if moved is MISSING
                else _changed(_changed(state, path, lambda _: MISSING), self.to, lambda _: moved)
            )
        try:
            return _changed(state, path, _CHANGES[self.verb](self, value, names))
        except (TypeError, KeyError, IndexError) as error:
            raise InvalidData(f"{self.verb} at /{'/'.join(path)}: {error.args[0] if error.args else error}.") from None


def _key(value: Any) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    raise InvalidData("A part of a path is no text and no number.")


def _get(state: Any, path: Path) -> Any:
    for key in path:
        if isinstance(state, Mapping) and key in state:
            state = state[key]
        elif isinstance(state, list) and key.lstrip("-").isdecimal() and -len(state) <= int(key) < len(state):
            state = state[int(key)]
        else:
            return MISSING
    return state


def _changed(state: Any, path: Path, change: Change) -> Any:
    """The state with the value at a path changed; objects on the way are made where there are none."""
    if not path:
        found = change(state)
        return None if found is MISSING else found
    key, rest = path[0], path[1:]
    if isinstance(state, list):
        place = int(key) if key.lstrip("-").isdecimal() else None
        if place is None or not -len(state) <= place < len(state):
            raise IndexError(f"the list has no element {key}")
        before = state[place]
    elif isinstance(state, Mapping) or state is None or state is MISSING:
        state = dict(state) if isinstance(state, Mapping) else {}
        before, place = state.get(key, MISSING), None
    else:
        raise TypeError(f"{key} is to be inside of what is no object")
    after = change(before) if not rest else _changed(before, rest, change)
    return _put(state, key if place is None else place, after)


def _put(container: Any, key: Any, value: Any) -> Any:
    copy = container.copy()
    if value is not MISSING:
        copy[key] = value
    elif isinstance(copy, list) or key in copy:
        del copy[key]
    return copy


def _counted(sign: int) -> Callable[[Operation, Any, Mapping[str, Any]], Change]:
    def make(_operation: Operation, value: Any, _names: Mapping[str, Any]) -> Change:
        by = number(1 if value is None else value)
        return lambda before: (0 if before in (MISSING, None) else number(before)) + sign * by

    return make


def _append(_operation: Operation, value: Any, _names: Mapping[str, Any]) -> Change:
    def change(before: Any) -> Any:
        if before in (MISSING, None):
            return [value]
        if not isinstance(before, list):
            raise TypeError("only a list can be appended to")
        return [*before, value]

    return change


def _remove(operation: Operation, value: Any, names: Mapping[str, Any]) -> Change:
    def goes(item: Any) -> bool:
        return bool(operation.where.value({**names, "item": item})) if operation.where is not None else item == value

    def change(before: Any) -> Any:
        if before in (MISSING, None):
            return before
        if isinstance(before, Mapping):
            by_key = operation.where is None
            return {key: item for key, item in before.items() if not (key == value if by_key else goes(item))}
        if not isinstance(before, list):
            raise TypeError("only elements of a list or fields of an object can be removed")
        places = [place for place, item in enumerate(before) if goes(item)]
        gone = set(places[:1] if operation.first else places)
        return [item for place, item in enumerate(before) if place not in gone]

    return change


def _replace_by_id(_operation: Operation, value: Any, _names: Mapping[str, Any]) -> Change:
    def change(before: Any) -> Any:
        items = [] if before in (MISSING, None) else before
        if not isinstance(items, list):
            raise TypeError("only a list has elements with ids")
        known = [field(item, "id") for item in items]
        id = field(value, "id")
        return [value if item_id == id else item for item, item_id in zip(items, known, strict=True)] + (
            [] if id in known else [value]
        )

    return change


_CHANGES: Mapping[str, Callable[[Operation, Any, Mapping[str, Any]], Change]] = MappingProxyType(
    {
        "set": lambda _operation, value, _names: lambda _before: value,
        "merge": lambda _operation, value, _names: lambda before: merged({} if before is MISSING else before, value),
        "add": _counted(1),
        "increment": _counted(1),
        "subtract": _counted(-1),
        "append": _append,
        "remove": _remove,
        "delete": lambda _operation, _value, _names: lambda _before: MISSING,
        "replace_by_id": _replace_by_id,
    }
)
VERBS = (*_CHANGES, "rename")
"""The operations by name."""
