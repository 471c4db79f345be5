"""Fields that hold elements: lists that are appended to, objects with a member for each key."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspector.analysis.agreement import differences
from inspector.analysis.suggest import names
from inspector.analysis.suggest.spelling import field, is_name, picked
from inspector.analysis.suggest.trail import ABSENT, Fit, Known, Line, pointer
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import InvalidData
from inspector.replay.rules.rules import Rules

_MOST_TRIES = 200


def members(known: Known, cancel: Cancel = NEVER) -> Fit | None:
    """The way to add and to remove members that gives the field at most snapshots."""
    full = [value for value in known.present if isinstance(value, list | Mapping) and value]
    if not full or len({type(value) for value in known.present}) != 1:
        return None
    is_list = isinstance(full[0], list)
    best: Fit | None = None
    inner = [item for value in full for item in value]
    tries = _lists(known, inner) if is_list else _objects(known, set(inner))
    for at, lines in enumerate(tries):
        cancel.check()
        found = tried(known, "[]" if is_list else "{}", lines)
        if best is None or found.explained > best.explained:
            best = found
        if found.is_whole or at > _MOST_TRIES:
            break
    return best if best is not None and best.explained else None


def _lists(known: Known, items: Sequence[Any]) -> Iterator[list[tuple[str, Line]]]:
    keys = list(items[0]) if isinstance(items[0], Mapping) else None
    for type in known.types:
        there = known.keys(type)
        if keys is None:
            values = [field(key) for key in there]
        else:
            values = [picked(keys)] if set(keys) <= set(there) else []
            values += [field(key) for key in there]
        for value in values:
            adds: tuple[str, Line] = (type, {"append": known.path, "value": value})
            yield [adds]
            for other in _removers(known, type):
                for line in _removals(known, other, keys):
                    yield [adds, (other, line)]


def _removers(known: Known, adds: str) -> list[str]:
    """The other types, those first whose names say it."""
    others = [type for type in known.types if type != adds]
    return sorted(others, key=lambda one: not names.says(one, names.GONE))


def _removals(known: Known, type: str, keys: Sequence[str] | None) -> Iterator[Line]:
    for key in known.keys(type):
        if keys is None:
            yield {"remove": known.path, "value": field(key), "first": True}
        elif key in keys:
            where = f"{field(key, 'item')} == {field(key)}"
            yield {"remove": known.path, "where": where, "first": True}
            yield {"remove": known.path, "where": where}


def _objects(known: Known, inner: set[str]) -> Iterator[list[tuple[str, Line]]]:
    for type in known.types:
        for key in known.keys(type):
            if (
                not is_name(key)
                or not {payload[key] for payload in known.payloads(type) if _is_key(payload[key])} & inner
            ):
                continue
            path = f"{known.path}/{{payload.{key}}}"
            for verb in ("set", "merge"):
                adds: tuple[str, Line] = (type, {verb: path, "value": "payload"})
                yield [adds]
                for other in _removers(known, type):
                    if key in known.keys(other):
                        yield [adds, (other, {"delete": path})]


def _is_key(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def tried(
    known: Known, initial: str, lines: Sequence[tuple[str, Line]], beside: Mapping[str, str] | None = None
) -> Fit:
    """The lines as a fit, with what they explain. beside: other fields that they need, as they are at the beginning."""
    begun = {known.name: initial, **(beside or {})}
    on: dict[str, list[Line]] = {
        known.types[0]: [{"set": pointer(name), "value": value} for name, value in begun.items()]
    }
    for type, line in lines:
        on.setdefault(type, []).append(line)
    rules, right = Rules("", {"on": on}), 0
    for trail in known.kind.trails:
        state: Any = {}
        done = 0
        for count, whole in trail.states:
            stored = known.within(whole)
            try:
                for event in trail.events[done:count]:
                    if event.type in on:
                        state = rules.apply(state, event)
            except InvalidData:
                break
            done = count
            right += stored is not ABSENT and known.name in state and not differences(stored, state[known.name])
    return Fit(initial, tuple(lines), right, len(known.kind.events))
