"""The difference of two values as an RFC 6902 patch that knows a moved element of an array again."""

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from typing import TypeAlias

from inspector.analysis.pointer import pointer
from inspector.events.json_value import JsonValue, encode, same

Operation: TypeAlias = dict[str, JsonValue]
Path: TypeAlias = tuple[str | int, ...]

_IDS = ("id", "_id", "uuid", "key", "sku", "code", "name")
"""Fields by which the elements of an array may be told apart, the best first."""


def patch(old: JsonValue, new: JsonValue) -> list[Operation]:
    """Operations that make `new` of `old`, values compared as JSON: `apply(patch(a, b), a)` is `b`.

    Elements of arrays are known again by an id where all objects in them have one of their own, otherwise by being
    equal; those that went elsewhere are moved.
    """
    operations: list[Operation] = []
    _compare(old, new, (), operations)
    return operations


def _compare(old: JsonValue, new: JsonValue, path: Path, operations: list[Operation]) -> None:
    if old is new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        _compare_objects(old, new, path, operations)
    elif isinstance(old, list) and isinstance(new, list):
        _compare_arrays(old, new, path, operations)
    elif not same(old, new):
        operations.append({"op": "replace", "path": pointer(path), "value": new})


def _compare_objects(
    old: dict[str, JsonValue], new: dict[str, JsonValue], path: Path, operations: list[Operation]
) -> None:
    operations.extend({"op": "remove", "path": pointer((*path, key))} for key in old if key not in new)
    for key, value in new.items():
        if key in old:
            _compare(old[key], value, (*path, key), operations)
        else:
            operations.append({"op": "add", "path": pointer((*path, key)), "value": value})


def _compare_arrays(old: list[JsonValue], new: list[JsonValue], path: Path, operations: list[Operation]) -> None:
    before, after = _names(old, new)
    kept = set(before) & set(after)
    values = dict(zip(before, old, strict=True))
    current = list(before)
    for index in reversed(range(len(before))):
        if before[index] not in kept:
            operations.append({"op": "remove", "path": pointer((*path, index))})
            del current[index]
    places = {name: place for place, name in enumerate(after)}
    staying = {current[index] for index in _longest_ascending([places[name] for name in current])}
    # From left to right each element is put behind the one before it; what stands in the way moves on later.
    target = 0
    for name, value in zip(after, new, strict=True):
        if name not in kept:
            operations.append({"op": "add", "path": pointer((*path, target)), "value": value})
            current.insert(target, name)
        elif name not in staying:
            source = current.index(name)
            del current[source]
            target -= source < target
            current.insert(target, name)
            if source != target:
                places_told = {"from": pointer((*path, source)), "path": pointer((*path, target))}
                operations.append({"op": "move", **places_told})
        else:
            target = current.index(name, target)
        target += 1
    for index, (name, value) in enumerate(zip(after, new, strict=True)):
        if name in kept:
            _compare(values[name], value, (*path, index), operations)


def _names(old: list[JsonValue], new: list[JsonValue]) -> tuple[list[Hashable], list[Hashable]]:
    """A name for each element, which the same one has on both sides; no two of a side are alike."""
    for id in _IDS:
        before, after = _ids(old, id), _ids(new, id)
        if before is not None and after is not None:
            return before, after
    return _by_value(old, new)


def _ids(items: list[JsonValue], id: str) -> list[Hashable] | None:
    found: list[Hashable] = []
    for item in items:
        value = item.get(id) if isinstance(item, dict) else None
        if not isinstance(value, str | int):
            return None
        found.append((type(value), value))
    return found if len(set(found)) == len(found) else None


def _by_value(old: list[JsonValue], new: list[JsonValue]) -> tuple[list[Hashable], list[Hashable]]:
    """Equal elements are the same one, the first of them with the first; what is left over, by its place."""
    before, after = _counted(old), _counted(new)
    kept = set(before) & set(after)
    gone = [place for place, name in enumerate(before) if name not in kept]
    come = [place for place, name in enumerate(after) if name not in kept]
    # An element that was altered where it stands: both sides lack it.
    for there, here in zip(gone, come, strict=False):
        before[there] = after[here] = ("altered", there)
    return before, after


def _counted(items: list[JsonValue]) -> list[Hashable]:
    seen: dict[bytes, int] = {}
    names: list[Hashable] = []
    for item in items:
        text = _canonical(item)
        seen[text] = seen.get(text, 0) + 1
        names.append((text, seen[text]))
    return names


def _canonical(value: JsonValue) -> bytes:
    if isinstance(value, dict):
        return b"{" + b",".join(encode(key) + b":" + _canonical(value[key]) for key in sorted(value)) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(_canonical, value)) + b"]"
    return encode(value)


def _longest_ascending(numbers: Sequence[int]) -> list[int]:
    """The indices of a longest ascending subsequence: the elements that need not move."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(ends[place - 1] if place else None)
        if place == len(tails):
            tails.append(number)
            ends.append(index)
        else:
            tails[place], ends[place] = number, index
    found: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        found.append(at)
        at = before[at]
    return found[::-1]
