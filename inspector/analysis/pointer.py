"""Places in a state, as JSON Pointers (RFC 6901)."""

from collections.abc import Sequence
from typing import Any

from inspector.events.errors import InvalidData
from inspector.events.json_value import JsonValue

ABSENT: Any = object()
"""What is at a place that a state has not."""


def parse(text: str) -> tuple[str, ...]:
    """The parts of a pointer; none for the whole state. Raises `InvalidData` if the text is none."""
    if text and not text.startswith("/"):
        raise InvalidData(f"{text!r} is no path; write it as /items/0/qty, or empty for the whole state.")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:])


def pointer(path: Sequence[str | int]) -> str:
    """A path as a pointer."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def at(state: JsonValue, place: Sequence[str]) -> Any:
    """The value at a place, or `ABSENT`; a part is a key of an object or the index of an array, as the state has it."""
    value: Any = state
    for part in place:
        if isinstance(value, dict):
            value = value.get(part, ABSENT)
        elif isinstance(value, list) and _is_index(part) and int(part) < len(value):
            value = value[int(part)]
        else:
            return ABSENT
        if value is ABSENT:
            return ABSENT
    return value


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 9 and (part == "0" or part[0] != "0")
