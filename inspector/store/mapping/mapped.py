"""A mapping at work: a format for the one table that it speaks of."""

from collections.abc import Iterator, Sequence
from typing import Any

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.snapshot import Snapshot
from inspector.store.causality import links
from inspector.store.cipher import AesGcm
from inspector.store.decoding import to_int, to_text
from inspector.store.foreign import Draft, Format, SnapshotTable, Table, Values
from inspector.store.mapping.cells import Cells, as_name, places, plain, reached, without
from inspector.store.mapping.chain import decoder
from inspector.store.mapping.conditions import met
from inspector.store.mapping.mapping import Mapping, Payload, Place, Time, Version
from inspector.store.mapping.moment import reader_of
from inspector.store.mapping.parts import label, order_of, payload_of, time_of, version_of
from inspector.store.mapping.source import Source
from inspector.store.schema_facts import SchemaFacts

NO_STREAM, NO_TYPE = "(no stream)", "(no type)"
"""What events are given whose row has none."""

_MOST_ITEMS = 100_000
"""Of one row; more are taken for an attack."""


class Mapped(Format):
    """Reads one table by a mapping that was checked against it. exact: whether somebody vouches for it."""

    def __init__(self, mapping: Mapping, source: Source, *, exact: bool, cipher: AesGcm | None = None) -> None:
        self.name = mapping.name or ("mapped" if exact else "≈ guessed")
        self.reducer = "replace" if mapping.states else "merge"
        self.exact = exact and mapping.states
        self.guessed = not exact
        self.mapping = mapping
        self._source = source
        self._payload: Payload = payload_of(mapping)
        self._version: Version | None = version_of(mapping)
        self._time: Time | None = time_of(mapping)
        self._read_time = reader_of(self._time) if self._time is not None else None
        self._stream, self._type, self._id = (places(name) for name in (mapping.stream, mapping.type, mapping.id))
        self._order, self._metadata = order_of(mapping), places(mapping.metadata)
        self._field = places(self._payload.field)
        column = (self._payload.lookup, self._payload.column)
        self._decoders = {column: decoder(self._payload.steps, cipher)} if self._payload.column else {}
        self._decode_state = None if source.states is None else source.states.decoder(cipher)

    def score(self, facts: SchemaFacts) -> int:  # noqa: ARG002
        """It was made for the file."""
        return 100

    def tables(self, facts: SchemaFacts | None = None) -> Sequence[Table]:  # noqa: ARG002
        """The one table."""
        return (self._source.table,)

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable | None:  # noqa: ARG002
        """The table of states that the mapping names."""
        return None if self._source.states is None else self._source.states.table

    def snapshot(self, row: Values) -> Snapshot | None:
        """The state in a row of it."""
        states, decode = self._source.states, self._decode_state
        return None if states is None or decode is None else states.snapshot(row, decode)

    def drafts(self, row: Values) -> Sequence[Draft]:
        """The events in a row that meets the filters."""
        cells = Cells(row, self._source.columns, self._decoders)
        if not all(met(condition, cells.value(condition)) for condition in self.mapping.filters):
            return ()
        if self.mapping.each is None:
            return (self._draft(cells, 0),)
        return self._several(cells)

    def _several(self, cells: Cells) -> Sequence[Draft]:
        document = cells.document(self._payload)
        if isinstance(document, Undecodable):
            return (self._draft(cells, 0),)
        items = reached(document, self.mapping.each or "")
        listed = items[:_MOST_ITEMS] if isinstance(items, list) else [] if items is None else [items]
        first = 1 - len(listed) if self._version is not None and self._version.of == "last" else 0
        return [self._draft(cells.of_item(item), first + at, at) for at, item in enumerate(listed)]

    def _draft(self, cells: Cells, later: int, at: int = 0) -> Draft:
        """The event of a row, or the one at a place of it, whose version is so much later than the one stored."""
        mapping, separator = self.mapping, self.mapping.separator
        stream = cells.name(self._stream, separator) or (mapping.table if not self._stream else NO_STREAM)
        version = to_int(cells.value(self._version)) if self._version is not None else None
        version = None if version is None else max(-(2**63), min(2**63 - 1, version + later))
        type = cells.name(self._type, separator) or (mapping.table if not self._type else NO_TYPE)
        time_ns = None
        if self._time is not None and self._read_time is not None:
            time_ns = self._read_time(cells.value(self._time), self.zone)
        id = cells.name(self._id, separator)
        if mapping.each is not None and id:
            id = f"{id}/{at + 1}"
        metadata, content = self._meta(cells), self._content(cells)
        gone = self._payload.gone
        if gone is not None and met(gone, cells.value(gone)) and not isinstance(content, Undecodable):
            metadata, content = metadata | {"deleted": content}, None
        return Draft(
            id or f"{stream}@{version or ''}",
            stream,
            version,
            type,
            time_ns,
            content,
            metadata,
            self._rank(cells),
        )

    def _content(self, cells: Cells) -> "JsonValue | Undecodable":
        place, found = self._payload, self._found(cells)
        if isinstance(found, Undecodable):
            return found
        found = without(found, place.without)
        return {cells.name(self._field, "/"): found} if self._field else found

    def _found(self, cells: Cells) -> "JsonValue | Undecodable":
        place = self._payload
        if not place.column:
            return {label(one): plain(cells.value(one)) for one in self._source.remaining}
        document = cells.document(place)
        if isinstance(document, Undecodable) or self.mapping.each is None:
            return cells.content(place)
        item: JsonValue = cells.value(Place(item=place.item or ""))
        return item

    def _meta(self, cells: Cells) -> dict[str, JsonValue]:
        metadata = dict(self._told(cells))
        metadata |= links(metadata)
        for ours, where in (("correlation_id", self.mapping.correlation), ("causation_id", self.mapping.causation)):
            for place in places(where):
                if id := cells.word(place):
                    metadata[ours] = id
        others = [to_text(value) for place in self._stream for value in (cells.others(place) if place.lookup else ())]
        return metadata | ({"other_streams": list[JsonValue](others)} if others else {})

    def _told(self, cells: Cells) -> Iterator[tuple[str, JsonValue]]:
        for place in self._metadata:
            value = plain(cells.value(place))
            if isinstance(value, dict) and place.form == "text" and set(value) != {"hex"}:
                yield from value.items()
            elif value is not None:
                yield label(place), value if place.form == "text" else as_name(cells.value(place), place.form)

    def _rank(self, cells: Cells) -> tuple[Any, ...]:
        return tuple(part for place in self._order for part in _ranked(cells.value(place)))


class Locked(Mapped):
    """A mapping by which payloads are encrypted."""

    def unlocked(self, key: bytes) -> Mapped:
        """With the key."""
        return Locked(self.mapping, self._source, exact=not self.guessed, cipher=AesGcm(key))


def _ranked(value: Any) -> tuple[int, Any]:
    """A value that compares with all others: as SQLite does, NULL, numbers, then texts by their bytes."""
    if value is None:
        return (0, 0)
    if isinstance(value, int | float):
        return (1, value)
    return (2, value if isinstance(value, bytes) else as_name(value, "text").encode("utf-8", "replace"))
