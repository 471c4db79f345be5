"""The first rows of a table as events by a mapping, and what does not fit: quick, however large the table is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inspector.events.errors import InspectorError
from inspector.events.event import Event, Undecodable
from inspector.events.log import StoreFacts
from inspector.store.foreign import Table
from inspector.store.foreign_log import ForeignLog
from inspector.store.mapping.apply import by_mapping
from inspector.store.mapping.catalogue import Catalogue
from inspector.store.mapping.mapped import NO_STREAM, NO_TYPE, Mapped
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.parts import time_of, version_of
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted
from inspector.store.zones import zone_of


@dataclass(frozen=True, slots=True)
class Preview:
    """Events of the first rows, and a sentence for each thing that is wrong with the mapping or with them."""

    events: tuple[Event, ...]
    problems: tuple[str, ...]


def preview(reader: Reader, mapping: Mapping, catalogue: Catalogue, limit: int, key: bytes | None = None) -> Preview:
    """At most `limit` rows. A mapping that does not fit gives no events and one problem."""
    try:
        format: Mapped = by_mapping(reader, mapping, catalogue, key=key)
        [table] = format.tables()
        format.zone = zone_of(table.naive or "UTC")
        log = ForeignLog(reader, StoreFacts(format.name), format, _limited(table, limit))
        events = tuple(log.read())
    except InspectorError as error:
        return Preview((), (str(error),))
    return Preview(events, tuple(_problems(mapping, events)))


def _limited(table: Table, rows: int) -> Table:
    keys = ", ".join(map(quoted, table.key))
    named = f"{keys} AS {quoted(table.key[0])}, " if not table.source and len(table.key) == 1 else ""
    source = table.source or quoted(table.name)
    return replace(table, source=f"(SELECT {named}* FROM {source} ORDER BY {keys} LIMIT {rows:d})")  # noqa: S608  quoted


def _problems(mapping: Mapping, events: Sequence[Event]) -> Iterator[str]:
    reasons = [event.payload.reason for event in events if isinstance(event.payload, Undecodable)]
    if reasons:
        yield f"{_of(len(reasons), events)} a payload that cannot be decoded: {reasons[0]}"
    missing = {
        "no stream": sum(event.stream == NO_STREAM for event in events),
        "no type": sum(event.type == NO_TYPE for event in events),
        "no time that can be read": sum(event.time_ns is None for event in events) if time_of(mapping) else 0,
    }
    yield from (f"{_of(count, events)} {what}." for what, count in missing.items() if count)
    if version_of(mapping) is not None:
        places = Counter((event.stream, event.version) for event in events)
        twice = next((place for place, count in places.items() if count > 1), None)
        if twice is not None:
            yield f"The version {twice[1]} comes more than once in the stream {twice[0]}."
    if not events:
        yield "No row is an event by this mapping."


def _of(count: int, events: Sequence[Event]) -> str:
    return f"Of the first {len(events)} events, {count} {'has' if count == 1 else 'have'}"
