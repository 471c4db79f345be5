"""Which events a plain selection by names means."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache

from inspector.events.cancel import Cancel
from inspector.events.event import Event
from inspector.events.log import EventLog


def select(
    reader: Callable[[], EventLog],
    stream: str | None,
    type: str | None,
    after: int,
    upto: int | None,
    *,
    cancel: Cancel,
) -> Iterator[Event]:
    """The written events in (after, upto] whose stream and type match, on a connection of their own.

    stream, type: names in which `*` stands for any text, or None for all.
    """
    exact = stream if stream is not None and "*" not in stream else None
    with closing(reader()) as log:
        for event in log.read(after, upto, stream=exact, cancel=cancel):
            if matches(event.stream, stream) and matches(event.type, type):
                yield event


def matches(name: str, pattern: str | None) -> bool:
    """Whether a name is what a pattern means, in which `*` stands for any text; None means any name."""
    return pattern is None or name == pattern or ("*" in pattern and _wildcard(pattern).fullmatch(name) is not None)


@lru_cache(maxsize=64)
def _wildcard(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
