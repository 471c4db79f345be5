"""The first rows of a table as events by a mapping, and what does not fit: quick, however large the table is."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from inspector.events.errors import Cancelled, InspectorError
from inspector.events.event import Event, Undecodable
from inspector.events.log import StoreFacts
from inspector.store.decoding import to_text
from inspector.store.foreign import Table
from inspector.store.foreign_log import ForeignLog
from inspector.store.mapping.apply import by_mapping
from inspector.store.mapping.catalogue import Catalogue
from inspector.store.mapping.mapped import NO_STREAM, NO_TYPE, Locked
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.moment import reader_of
from inspector.store.mapping.parts import time_of, version_of
from inspector.store.reader import Reader
from inspector.store.reading import PLAIN, Reading
from inspector.store.schema_facts import quoted
from inspector.store.zones import zone_of

_PART = re.compile(r"The mapping's `(\w+)")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong, as a sentence. part: of the mapping, which it is about; empty where it is about all of it."""

    part: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Preview:
    """Events of the first rows, and each thing that is wrong with the mapping or with them. rows: that were read."""

    events: tuple[Event, ...]
    problems: tuple[Problem, ...]
    rows: int = 0


def preview(reader: Reader, mapping: Mapping, catalogue: Catalogue, limit: int, reading: Reading = PLAIN) -> Preview:
    """At most `limit` rows. A mapping that does not fit gives no events and one problem. reading: its key, where
    payloads are encrypted, and its zone of times without one."""
    try:
        format = by_mapping(reader, mapping, catalogue)
        if reading.key is not None and isinstance(format, Locked):
            format = format.unlocked(reading.key)
        [table] = format.tables()
        format.zone = zone_of(reading.zone or table.naive or "UTC")
        table = _limited(table, limit)
        events = tuple(ForeignLog(reader, StoreFacts(format.name), format, table).read())
        rows = reader.value(f"SELECT count(*) FROM {table.source}")  # noqa: S608  quoted
        example = _unread(reader, table.source, mapping, format.zone)
    except Cancelled:
        raise
    except InspectorError as error:
        sentence = str(error)
        part = _PART.match(sentence)
        return Preview((), (Problem(part[1] if part else "", sentence),))
    return Preview(events, tuple(_problems(mapping, events, example)), rows)


def _limited(table: Table, rows: int) -> Table:
    keys = ", ".join(map(quoted, table.key))
    named = f"{keys} AS {quoted(table.key[0])}, " if not table.source and len(table.key) == 1 else ""
    source = table.source or quoted(table.name)
    return replace(table, source=f"(SELECT {named}* FROM {source} ORDER BY {keys} LIMIT {rows:d})")  # noqa: S608  quoted


def _unread(reader: Reader, source: str, mapping: Mapping, zone: tzinfo | None) -> str:
    """A value that is no time, quoted, where times stand in a column of their own."""
    time = time_of(mapping)
    if time is None or not time.column or time.lookup or time.path or time.key:
        return ""
    read = reader_of(time)
    values = (value for (value,) in reader.rows(f"SELECT {quoted(time.column)} FROM {source}"))  # noqa: S608  quoted
    found = next((value for value in values if value is not None and read(value, zone) is None), None)
    return "" if found is None else f", such as {to_text(found)[:_SHOWN]!r}"


def _problems(mapping: Mapping, events: Sequence[Event], example: str) -> Iterator[Problem]:
    reasons = [event.payload.reason for event in events if isinstance(event.payload, Undecodable)]
    if reasons:
        yield Problem("payload", f"{_of(len(reasons), events)} a payload that cannot be decoded: {reasons[0]}")
    timed = time_of(mapping) is not None
    missing = {
        "stream": ("no stream", sum(event.stream == NO_STREAM for event in events)),
        "type": ("no type", sum(event.type == NO_TYPE for event in events)),
        "time": (f"no time that can be read{example}", sum(timed and event.time_ns is None for event in events)),
    }
    for part, (what, count) in missing.items():
        if count:
            yield Problem(part, f"{_of(count, events)} {what}.")
    if version_of(mapping) is not None:
        places = Counter((event.stream, event.version) for event in events)
        twice = next((place for place, count in places.items() if count > 1), None)
        if twice is not None:
            yield Problem("version", f"The version {twice[1]} comes more than once in the stream {twice[0]}.")
    if not events:
        yield Problem("", "No row is an event by this mapping.")


def _of(count: int, events: Sequence[Event]) -> str:
    if len(events) == 1:
        return "The only event has"
    return f"Of the first {len(events)} events, {count} {'has' if count == 1 else 'have'}"
