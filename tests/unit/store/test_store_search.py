"""Filters on a random store: what the store finds, and what the index tells, is what a look at every event finds."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import inspector
from inspector.events.cancel import NEVER
from inspector.events.event import Event, NewEvent
from inspector.events.json_value import encode
from inspector.events.log import EventLog, TextFilter
from inspector.events.names import matching
from inspector.replay.index import TimelineIndex
from inspector.ui.matches import Snapshot

NAMES = ("order-1", "order-12", "Order-2", "a%b", "a_b", "ümlaut", "stock", "*")
WORDS = ("paid", "PAID", "Größe", "grösse", "50%", "a_b", "x")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EventLog, list[Event], TimelineIndex]]:
    chance = random.Random(12)
    path: Path = tmp_path_factory.mktemp("search") / "store.sqlite"
    with inspector.create(path) as workspace:
        workspace.append_all(
            [
                NewEvent(chance.choice(NAMES), chance.choice(NAMES), {"word": chance.choice(WORDS), "n": number})
                for number in range(300)
            ]
        )
        log = workspace.reader()
        yield log, list(workspace.events()), TimelineIndex().read(log, cancel=NEVER)
        log.close()


def holds(event: Event, where: TextFilter) -> bool:
    text = where.text.lower()
    places = (encode(event.payload).decode(), event.type, event.stream)
    return (
        bool(matching(where.stream, [event.stream])[0])
        and bool(matching(where.type, [event.type])[0])
        and any(text in place.lower() for place in places)
    )


PATTERNS = some.sampled_from(("", "*", "order*", "*-1*", "A_B", "a%*", "ÜMLAUT", "none", *NAMES))


@settings(max_examples=60, deadline=None)
@given(
    where=some.builds(TextFilter, PATTERNS, PATTERNS, some.sampled_from(("", "n", "größe", "0%", "ord", *WORDS))),
    chosen=some.one_of(some.none(), some.sets(some.integers(-5, 310), max_size=8), some.just(set(range(40, 200)))),
)
def test_a_filter_finds_what_a_look_at_every_event_finds(
    store: tuple[EventLog, list[Event], TimelineIndex], where: TextFilter, chosen: set[int] | None
) -> None:
    log, events, index = store
    among = None if chosen is None else np.array(sorted(chosen), np.int64)
    expected = [
        event.position for event in events if holds(event, where) and (chosen is None or event.position in chosen)
    ]
    assert [int(at) for chunk in log.search(where, among=among) for at in chunk] == expected
    by_name = TextFilter(stream=where.stream, type=where.type)
    assert Snapshot.of(index, 100).matching(where).tolist() == [
        event.position for event in events if holds(event, by_name) and event.position > 100
    ]
