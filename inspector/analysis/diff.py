"""What differs between two states."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector.events.json_value import JsonValue, same

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indices from the root of a state to a value in it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, at the deepest path that differs; a subtree added or removed as a whole is one.

    old is None for what was added, new for what was removed; ask `kind` whether a None is the value null.
    """

    path: Path
    kind: Literal["added", "changed", "removed"]
    old: JsonValue
    new: JsonValue


def diff(old: JsonValue, new: JsonValue) -> list[Change]:
    """The changes from one state to another, in the order of the new state, what was removed last on each level.

    Values are compared as JSON (`1`, `1.0` and `1.00` differ), objects by key and arrays by index.
    """
    changes: list[Change] = []
    _compare(old, new, (), changes)
    return changes


def _compare(old: JsonValue, new: JsonValue, path: Path, changes: list[Change]) -> None:
    if old is new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        _compare_objects(old, new, path, changes)
    elif isinstance(old, list) and isinstance(new, list):
        _compare_arrays(old, new, path, changes)
    elif not same(old, new):
        changes.append(Change(path, "changed", old, new))


def _compare_objects(old: dict[str, JsonValue], new: dict[str, JsonValue], path: Path, changes: list[Change]) -> None:
    for key, value in new.items():
        if key in old:
            _compare(old[key], value, (*path, key), changes)
        else:
            changes.append(Change((*path, key), "added", None, value))
    changes.extend(Change((*path, key), "removed", value, None) for key, value in old.items() if key not in new)


def _compare_arrays(old: list[JsonValue], new: list[JsonValue], path: Path, changes: list[Change]) -> None:
    common = min(len(old), len(new))
    for index in range(common):
        _compare(old[index], new[index], (*path, index), changes)
    changes.extend(Change((*path, index), "added", None, new[index]) for index in range(common, len(new)))
    changes.extend(Change((*path, index), "removed", old[index], None) for index in range(common, len(old)))
