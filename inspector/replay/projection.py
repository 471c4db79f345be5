"""A projection: states folded across streams, one for each key that it finds in the events."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from inspector.events.cancel import Cancel
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import JsonFloat
from inspector.replay.fold import Fold, FoldError

ANY = "*"
"""Stands for every event type."""


class Projection(Protocol):
    """What the user declared: a key expression, and what folds the events of one key.

    types: the event types that it is about, `ANY` among them for all; others have no key. To its fold, keys are what
    streams are to another; the events that it is given keep the names of their own.
    """

    name: str
    types: frozenset[str]

    @property
    def fold(self) -> Fold:
        """What folds the events of a key."""

    def keys(self, events: Sequence[Event], *, cancel: Cancel) -> tuple[Sequence[Sequence[str]], Sequence[FoldError]]:
        """The keys of each of these events, and those whose keys cannot be told, which have none."""


def keys_of(key: Callable[[Event], object], events: Iterable[Event]) -> tuple[list[tuple[str, ...]], list[FoldError]]:
    """The keys of each event, and those that cannot be decoded, or on which the key expression raises; they have none.

    key: gives a text or a number, a list of them, or None for none.
    """
    found: list[tuple[str, ...]] = []
    errors: list[FoldError] = []
    for event in events:
        keys: tuple[str, ...] = ()
        if isinstance(event.payload, Undecodable):
            errors.append(FoldError(event.position, event.type, event.payload.reason))
        else:
            try:
                keys = as_keys(key(event))
            except Exception as raised:  # noqa: BLE001  the key is the user's expression: what it raises is its answer
                reason = f"Its key cannot be told: {str(raised) or type(raised).__name__}"
                errors.append(FoldError(event.position, event.type, reason))
        found.append(keys)
    return found, errors


def as_keys(value: object) -> tuple[str, ...]:
    """What a key expression says, as keys. Raises `TypeError` for what can be none."""
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return tuple(key for one in value for key in as_keys(one))
    if isinstance(value, str):
        return (value,)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(f"a key is a text or a number, not {type(value).__name__}")
    return (value.literal if isinstance(value, JsonFloat) else str(value),)
