"""The history of one value: the events that changed it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from inspector.analysis.pointer import ABSENT, at
from inspector.events.event import Event
from inspector.events.json_value import JsonValue, same
from inspector.replay.walk import Stride


@dataclass(frozen=True, slots=True)
class Setting:
    """An event that changed a value; old is None where it added it, new where it removed it."""

    event: Event
    kind: Literal["added", "changed", "removed"]
    old: JsonValue
    new: JsonValue


def settings(strides: Iterable[Stride], place: Sequence[str]) -> Iterator[Setting]:
    """Which of these events changed the value at a place, anything within it included, oldest first.

    An equal value that is written again is no change, as states are compared as JSON; a removal is one.
    """
    for stride in strides:
        if stride.before is stride.after:
            continue
        old, new = at(stride.before, place), at(stride.after, place)
        if old is new:
            continue
        if old is ABSENT:
            yield Setting(stride.event, "added", None, new)
        elif new is ABSENT:
            yield Setting(stride.event, "removed", old, None)
        elif not same(old, new):
            yield Setting(stride.event, "changed", old, new)
