"""What a what-if alters: events that are skipped, edited and inserted, and where that puts all the others."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from inspector.events.errors import InvalidData
from inspector.events.event import NewEvent
from inspector.events.json_value import JsonValue


@dataclass(frozen=True)
class Overlay:
    """Alterations of a store's history. Immutable; nothing of it is ever written to the store.

    skipped: positions. edited: payloads by position. inserted: new events, each with the position that it comes after,
    0 for the beginning; those after the same one in this order.

    All positions are the store's. In the altered history (`OverlayLog`) an inserted event has a position of its own, so
    that those behind it move on by one; `there` and `here` lead from the one to the other.
    """

    skipped: frozenset[int] = frozenset()
    edited: Mapping[int, JsonValue] = field(default_factory=dict)
    inserted: tuple[tuple[int, NewEvent], ...] = ()

    def __post_init__(self) -> None:
        """Raises `InvalidData` for an event that is inserted after a negative position."""
        if any(after < 0 for after, _ in self.inserted):
            raise InvalidData("Nothing can be inserted before the beginning, which is after 0.")
        object.__setattr__(self, "inserted", tuple(sorted(self.inserted, key=lambda one: one[0])))

    def __len__(self) -> int:
        """How many events it alters."""
        return len(self.skipped | self.edited.keys()) + len(self.inserted)

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The positions of the inserted events in the altered history, ascending."""
        return tuple(after + number for number, (after, _) in enumerate(self.inserted, 1))

    @cached_property
    def _afters(self) -> tuple[int, ...]:
        return tuple(after for after, _ in self.inserted)

    def there(self, position: int) -> int:
        """Where an event of the store is in the altered history."""
        return position + bisect_left(self._afters, position)

    def here(self, place: int) -> int:
        """The store's position of what is at one in the altered history; of an inserted event what it comes after."""
        before = bisect_left(self.places, place)
        return self._afters[before] if self.inserted_at(place) is not None else place - before

    def inserted_at(self, place: int) -> int | None:
        """The number, from 0, of the inserted event at a position in the altered history; None if none is."""
        at = bisect_left(self.places, place)
        return at if at < len(self.places) and self.places[at] == place else None
