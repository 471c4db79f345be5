"""How one field of a state may come about, tried from the simplest on; each try is held against the snapshots."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from inspector.analysis.agreement import differences
from inspector.analysis.suggest import names
from inspector.analysis.suggest.spelling import constant, field, picked
from inspector.analysis.suggest.sums import counted
from inspector.analysis.suggest.trail import ABSENT, Fit, Known, Line
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.times import to_rfc3339
from inspector.replay.projection import ANY

_WORD = re.compile(r"[^\W\d][\w -]{0,40}")
_MOST_WORDS = 12
"""Distinct texts that may be a status; more are data."""


def fit(known: Known, cancel: Cancel = NEVER) -> Fit | None:
    """The simplest way that gives the field at every snapshot; else the one that gives it at most of them."""
    best: Fit | None = None
    for way in (_same, _born, _of_every, _taken, _flag, counted, partial(_object, cancel=cancel), _picked):
        cancel.check()
        found = way(known)
        if found is not None and found.is_whole:
            return found
        if found is not None and (best is None or found.explained > best.explained):
            best = found
    return best


def _alike(one: Any, other: Any) -> bool:
    if one is ABSENT or other is ABSENT:
        return one is other
    return not differences(one, other)


def _scored(known: Known, fit: Fit, value_of: Callable[[Sequence[Event]], Any]) -> Fit | None:
    """The fit with what it explains, None if that is nothing. value_of: what it gives after some events."""
    right = sum(_alike(stored, value_of(events)) for events, stored in known.values)
    return Fit(fit.initial, fit.lines, right, len(known.values), fit.by_name) if right else None


def _same(known: Known) -> Fit | None:
    """It never changes, whatever the payloads are; a type that sounds as if it changed it is taken at its word, where
    no snapshot comes after one."""
    first = known.values[0][1]
    simple = first is not ABSENT and (not isinstance(first, Mapping | list) or not first)
    if not simple or not all(_alike(first, value) for value in known.present) or len(known.present) < len(known.values):
        return None
    if len(known.values) < 2 and isinstance(first, str) and first:
        return None  # one text that was seen once is data
    met = {event.type for events, _ in known.values for event in events}
    lines: list[tuple[str, Line]] = []
    for type in (type for type in known.types if type not in met):
        if isinstance(first, bool) and names.sets(type, known.name) is (not first):
            lines.append((type, {"set": known.path, "value": constant(not first)}))
        elif isinstance(first, str) and names.is_status(known.name) and not names.says(type, names.UP + names.GONE):
            lines.append((type, {"set": known.path, "value": constant(names.words(type)[-1])}))
        elif first is None and known.name in known.keys(type):
            lines.append((type, {"set": known.path, "value": field(known.name)}))
    fit = Fit(constant(first, counted=True), tuple(lines), by_name=len(lines))
    return _scored(known, fit, lambda _events: first)


def _born(known: Known) -> Fit | None:
    """It is there from the beginning, as the first event has it."""
    for expression, value_of in _sources(known, known.types[0]):
        found = _scored(known, Fit(expression), partial(_end, 0, value_of))
        if found is not None and found.is_whole:
            return found
    return None


def _of_every(known: Known) -> Fit | None:
    """Every event sets it."""
    common = set.intersection(*(set(known.keys(type)) for type in known.types)) if known.types else set()
    ways: list[tuple[str, Callable[[Event], Any]]] = [(field(key), partial(_of_payload, key)) for key in sorted(common)]
    ways.append(("event.version", lambda event: event.version))
    ways.append(("event.time", _time))
    for expression, value_of in ways:
        line: Line = {"set": known.path, "value": expression}
        found = _scored(known, Fit(None, ((ANY, line),)), partial(_end, -1, value_of))
        if found is not None and found.is_whole:
            return found
    return None


def _taken(known: Known) -> Fit | None:
    """The events that have a field of the payload set it; before, it is not there, or what the first snapshots say."""
    keys = list(dict.fromkeys(key for type in known.types for key in known.keys(type)))
    for key in sorted(keys, key=lambda key: key != known.name):
        types = [type for type in known.types if key in known.keys(type)]
        start = _start(known, types)
        lines = tuple((type, {"set": known.path, "value": field(key)}) for type in types)
        initial = None if start is ABSENT else constant(start, counted=True)

        def value_of(events: Sequence[Event], key: str = key, types: list[str] = types, start: Any = start) -> Any:
            last = next((event for event in reversed(events) if event.type in types), None)
            return start if last is None else _of_payload(key, last)

        one = _scored(known, Fit(initial, lines), value_of)
        met = any(event.type in types for events, value in known.values if value is not ABSENT for event in events)
        if one is not None and met and one.is_whole:
            return one
    return None


def _flag(known: Known) -> Fit | None:
    """Some types set it to words or flags of their own."""
    values = {constant(value): value for value in known.present if _is_word(value)}
    if not all(map(_is_word, known.present)) or not 0 < len(values) <= _MOST_WORDS:
        return None
    hinted = {type: word for type in known.types[1:] for word in [_hint(known, type, values)] if word is not ABSENT}
    stored = [value for _, value in known.values]
    best, most = dict[str, Any](), 0
    for words in (hinted, *_pairs(known, stored)):
        start = _start(known, list(words))
        right = sum(
            value == (start if last is None else words[last])
            for last, value in zip(_last(known, list(words)), stored, strict=True)
        )
        if right > most:
            best, most = words, right
        if right == len(stored):
            break
    start = _start(known, list(best))
    lines = tuple((type, {"set": known.path, "value": constant(word)}) for type, word in best.items())
    return Fit(None if start is ABSENT else constant(start), lines, most, len(stored)) if most else None


def _is_word(value: Any) -> bool:
    return value is None or isinstance(value, bool) or (isinstance(value, str) and bool(_WORD.fullmatch(value)))


def _hint(known: Known, type: str, values: Mapping[str, Any]) -> Any:
    """What a type sounds as if it set the field to, `ABSENT` if it does not."""
    if all(isinstance(value, bool) for value in values.values()):
        turned = names.sets(type, known.name)
        return ABSENT if turned is None else turned
    return next((value for value in values.values() if isinstance(value, str) and names.names(type, value)), ABSENT)


def _pairs(known: Known, stored: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Up to two types with a word each: the one that is stored most often while theirs is the last event."""
    types = known.types[1:]
    for at, one in enumerate(types):
        for some in ([one], *([one, other] for other in types[at + 1 :])):
            seen: dict[str, Counter[Any]] = {type: Counter() for type in some}
            for last, value in zip(_last(known, some), stored, strict=True):
                if last is not None and value is not ABSENT:
                    seen[last][value] += 1
            words = {type: values.most_common(1)[0][0] for type, values in seen.items() if values}
            if len(words) == len(some) == len(set(words.values())):
                yield words


def _last(known: Known, types: Sequence[str]) -> Iterator[str | None]:
    """Of which of some types the last event before each snapshot is; None where none of them has happened."""
    if not types:
        return (None for _ in known.kind.events)
    ends = zip(*(known.kind.lasts[type] for type in types), strict=True)
    return (None if (last := max(places)) < 0 else types[places.index(last)] for places in ends)


def _start(known: Known, types: Sequence[str]) -> Any:
    """What the field is while none of some types has happened: as the snapshots say, else as any value may be."""
    for last, (_, value) in zip(_last(known, types), known.values, strict=True):
        if last is None:
            return value
    words = [value for value in known.present if _is_word(value)]
    if known.types[0] in types:
        return ABSENT
    return False if all(isinstance(value, bool) for value in words) else words[0]


def _object(known: Known, cancel: Cancel) -> Fit | None:
    """A list that some types append to, or an object by key; found by the elements."""
    from inspector.analysis.suggest.members import members  # noqa: PLC0415  it needs `Rules`, which most fields do not

    return members(known, cancel)


def _picked(known: Known) -> Fit | None:
    """An object of some fields of the last payload of a type."""
    objects = [value for value in known.present if isinstance(value, Mapping) and value]
    if not objects or len(objects) != len(known.present):
        return None
    keys = list(objects[0])
    for type in known.types:
        if set(keys) <= set(known.keys(type)):
            line: Line = {"set": known.path, "value": picked(keys)}

            def value_of(events: Sequence[Event], type: str = type) -> Any:
                last = next((event for event in reversed(events) if event.type == type), None)
                return ABSENT if last is None else {key: _of_payload(key, last) for key in keys}

            begins = type == known.types[0]
            fit = Fit(picked(keys)) if begins else Fit(None, ((type, line),))
            found = _scored(known, fit, value_of)
            if found is not None and found.is_whole:
                return found
    return None


def _sources(known: Known, type: str) -> Iterator[tuple[str, Callable[[Event], Any]]]:
    """Where a value may come from in one event: its payload, the same name first, or its place."""
    keys = known.keys(type)
    for key in sorted(keys, key=lambda key: key != known.name):
        yield field(key), partial(_of_payload, key)
    yield "event.stream", lambda event: event.stream
    yield "uuid(event.stream)", lambda event: _dashed(event.stream)
    yield "event.time", _time


def _end(at: int, value_of: Callable[[Event], Any], events: Sequence[Event]) -> Any:
    """What the first (0) or the last (-1) event gives."""
    return value_of(events[at]) if events else ABSENT


def _time(event: Event) -> str | None:
    return None if event.time_ns is None else to_rfc3339(event.time_ns)


def _of_payload(key: str, event: Event) -> Any:
    return event.payload[key] if isinstance(event.payload, dict) and key in event.payload else ABSENT


def _dashed(stream: str) -> str:
    return "-".join((stream[:8], stream[8:12], stream[12:16], stream[16:20], stream[20:])) if len(stream) == 32 else ""
