"""What LangGraph shows of a channel before its first write, inferred from what later writes became.

A checkpoint holds the channels that were written. A channel with a reducer begins as the empty value of its declared
type (langgraph.channels.BinaryOperatorAggregate), and LangGraph shows that from the start. A channel has a reducer
where a step's writes became something that none of them is. It stays a guess: a channel of a type that cannot be called
(`list | None`) and a `Topic` begin with nothing, and what they store may be the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from inspector.events.json_value import JsonValue

FIRST = 32
"""How many checkpoints of a thread are looked at."""
LARGE = 1_000_000
"""Bytes of a checkpoint or a write that is not looked at any more."""
_OPAQUE = {"extension", "lc"}
"""Keys of what stands for an object of a class."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One checkpoint: ids, its step (None if it has none), how many were made from it, and the state's channels."""

    id: str
    parent: str
    step: int | None
    children: int
    values: Mapping[str, JsonValue]


Writes: TypeAlias = Mapping[tuple[str, str], Sequence[JsonValue]]
"""What the step after a checkpoint wrote, by its id and the channel."""


def likely(checkpoints: Sequence[Stored], writes: Writes) -> dict[str, JsonValue]:
    """The values that channels of a thread are likely to begin with, by their names, as the first checkpoints tell."""
    by_id = {one.id: one for one in checkpoints}
    seen: dict[str, list[JsonValue]] = {}
    reduced = set[str]()
    for one in checkpoints:
        before = by_id.get(one.parent)
        # Where a thread forked, or steps in between were not kept, the writes are not those that led here.
        leads = before is not None and before.children == 1 and _follows(one.step, before.step)
        for channel, value in one.values.items():
            seen.setdefault(channel, []).append(value)
            written = writes.get((one.parent, channel), ()) if leads else ()
            if written and not _is_of(value, written):
                reduced.add(channel)
    begun = {channel: _empty(seen[channel]) for channel in sorted(reduced)}
    return {channel: value for channel, value in begun.items() if value is not None}


def _follows(step: int | None, before: int | None) -> bool:
    return step is not None and before is not None and step == before + 1


def _is_of(value: JsonValue, written: Sequence[JsonValue]) -> bool:
    """Whether a value may be the last write, or all of them in a list, as a channel without a reducer keeps them."""
    listed: list[JsonValue] = []
    for one in written:
        listed += one if isinstance(one, list) else [one]
    return value in written or value == listed


def _empty(values: Sequence[JsonValue]) -> JsonValue:
    """The empty value of the one type that all values are of; None if that is not known."""
    kinds = set(map(type, values))
    if any(isinstance(value, dict) and _OPAQUE & value.keys() for value in values):
        return None
    if kinds <= {int, float, Decimal}:
        return 0 if kinds == {int} else 0.0
    empty: dict[type, JsonValue] = {list: [], dict: {}, str: "", bool: False}
    return empty.get(kinds.pop()) if len(kinds) == 1 else None
