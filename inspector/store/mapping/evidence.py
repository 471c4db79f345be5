"""What sampled values say of what a column may be. No values say neither yes nor no."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC
from itertools import combinations
from typing import Any

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.store.decoding import to_int, to_json
from inspector.store.mapping.mapping import Time
from inspector.store.mapping.moment import reader_of
from inspector.store.mapping.roles import normal
from inspector.store.mapping.sample import Value

_MOST = 0.8
"""The share of values that must agree; the others are taken for damage."""
_WORD = re.compile(r"[^\W\d][^\s]*(?: [^\s]+){0,3}")
"""A type is a word, or a few; prose is none."""
_LONGEST_TYPE = 200
_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_FIRST_NS, _LAST_NS = 315_532_800 * 10**9, 4_102_444_800 * 10**9
"""1980 and 2100."""
_LONGEST_NAME = 300
_MOST_COLUMNS = 12
_FEWEST_STEPS = 4

_time_of = reader_of(Time())


def known(values: Iterable[Value]) -> list[Value]:
    """The values that are not NULL."""
    return [value for value in values if value is not None]


def mostly(values: Sequence[Value], test: Callable[[Value], bool]) -> bool:
    """Whether most of the values that there are pass a test; not where there are none."""
    found = known(values)
    return bool(found) and sum(map(test, found)) >= _MOST * len(found)


def documents(values: Sequence[Value]) -> list[JsonValue]:
    """What values hold that is a JSON object or list, however it is encoded."""
    opened = (to_json(value) for value in known(values) if isinstance(value, str | bytes) and value)
    return [one for one in opened if not isinstance(one, Undecodable) and isinstance(one, dict | list)]


def are_documents(values: Sequence[Value]) -> bool:
    """Whether half of them or more are JSON objects or lists; what is damaged is looked at for just that reason."""
    return 2 * len(documents(values)) >= len(known(values)) > 0


def are_binary(values: Sequence[Value]) -> bool:
    """Whether most are bytes, longer than an id."""
    return mostly(values, lambda value: isinstance(value, bytes) and len(value) > 16)


def are_types(values: Sequence[Value]) -> bool:
    """Whether most are words, such as types are called."""
    return mostly(
        values,
        lambda value: (
            isinstance(value, str)
            and len(value) <= _LONGEST_TYPE
            and bool(_WORD.fullmatch(value))
            and not _UUID.fullmatch(value)
        ),
    )


def are_numbers(values: Sequence[Value]) -> bool:
    """Whether most are whole numbers from 0."""
    return mostly(values, lambda value: (number := to_int(value)) is not None and 0 <= number < 2**53)


def are_times(values: Sequence[Value]) -> bool:
    """Whether most are times of our days, in whatever unit."""
    return mostly(values, is_time)


def is_time(value: Any) -> bool:
    """Whether a value may be a time of our days."""
    time_ns = _time_of(value, UTC)
    if time_ns is None:
        return False
    # A text that reads as a date is one of whatever year; a number is one only if the year makes sense.
    return _FIRST_NS < time_ns < _LAST_NS or (isinstance(value, str) and "-" in value[1:])


def are_names(values: Sequence[Value]) -> bool:
    """Whether most may name something: short, and no documents or fractions."""
    return mostly(
        values,
        lambda value: isinstance(value, int) or (isinstance(value, str | bytes) and 0 < len(value) < _LONGEST_NAME),
    ) and not are_documents(values)


def repeat(values: Sequence[Value]) -> bool:
    """Whether a value comes more than once."""
    found = known(values)
    return len(set(found)) < len(found)


def counted(columns: Mapping[str, Sequence[Value]]) -> tuple[tuple[str, ...], str] | None:
    """The one or two columns for each of whose values another column counts the rows, and that column.

    That is how streams and their versions look, whatever they are called: two streams or more, each counted on by one
    from row to row. None if no columns are so.
    """
    some = [name for name, values in columns.items() if known(values)][:_MOST_COLUMNS]
    numbers = [name for name in some if all(type(value) is int for value in columns[name]) and repeat(columns[name])]
    streams = [name for name in some if are_names(columns[name]) and repeat(columns[name])]
    for width in (1, 2):
        for names in combinations(streams, width):
            for number in numbers:
                if number not in names and _counts(columns, names, number):
                    return names, number
    return None


def _counts(columns: Mapping[str, Sequence[Value]], names: Sequence[str], number: str) -> bool:
    last, steps = dict[tuple[Value, ...], int](), 0
    for key, count in zip(zip(*(columns[name] for name in names), strict=True), columns[number], strict=True):
        assert isinstance(count, int)
        if key in last:
            if count != last[key] + 1:
                return False
            steps += 1
        last[key] = count
    return len(last) > 1 and steps >= _FEWEST_STEPS


def differ(rows: Sequence[tuple[Value, ...]]) -> bool:
    """Whether most rows are the only ones that say what they say."""
    return len(set(rows)) >= _MOST * len(rows)


def key_of(objects: Sequence[JsonValue], names: Mapping[str, int], test: Callable[[Sequence[Value]], bool]) -> str:
    """The key, by the surest of some names, that most objects have and whose values pass a test; empty for none."""
    rows = [one for one in objects if isinstance(one, dict)]
    keys = {key for row in rows for key in row}
    likely = sorted((key for key in keys if normal(key) in names), key=lambda key: (-names[normal(key)], key))
    for key in likely:
        values = [_scalar(row.get(key)) for row in rows]
        if len(known(values)) >= _MOST * len(rows) and test(values):
            return key
    return ""


def _scalar(value: JsonValue) -> Value:
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None
