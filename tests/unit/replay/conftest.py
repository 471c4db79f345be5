"""A log in memory, and events made easily."""

from collections.abc import Iterator, Sequence

import pytest

from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event


class ListLog:
    """As much of an event log as histories read, on a plain list; it counts what it hands out."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.handed_out = 0

    def add(self, stream: str, payload: object, *, type: str = "Happened") -> Event:
        version = sum(event.stream == stream for event in self.events) + 1
        position = len(self.events) + 1
        event = Event(position, f"id-{position}", stream, version, type, position, payload)
        self.events.append(event)
        return event

    def fill(self, stream: str, count: int) -> None:
        first = len(self.events)
        version = sum(event.stream == stream for event in self.events)
        self.events += [
            Event(n, f"id-{n}", stream, version + n - first, "Counted", n, {"n": n, f"k{n % 7}": {"at": n}})
            for n in range(first + 1, first + count + 1)
        ]

    def read(
        self, after: int = 0, upto: int | None = None, *, stream: str | None = None, cancel: Cancel = NEVER
    ) -> Iterator[Event]:
        for event in self.events[after : len(self.events) if upto is None else upto]:
            cancel.check()
            if stream in (None, event.stream):
                self.handed_out += 1
                yield event

    def last_position(self) -> int:
        return len(self.events)

    def page(self, positions: Sequence[int]) -> list[Event]:
        return [self.events[position - 1] for position in positions]


@pytest.fixture
def log() -> ListLog:
    return ListLog()
