"""Rails Event Store: `event_store_events`, linked into streams by `event_store_events_in_streams`.

The tables are those of its generator's migrations (github.com/RailsEventStore/rails_event_store): since 2.0 with a
number `id` and an `event_id`, before with the event's own id in `id`, at first with the `stream` in the row.
"""

import re
from collections.abc import Sequence

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.store.causality import links
from inspector.store.cut import Cut, linked
from inspector.store.decoding import iso_time, to_int, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, Link, Table, Values
from inspector.store.schema_facts import SchemaFacts

_EVENTS = "event_store_events"
_LINKS = "event_store_events_in_streams"
_COLUMNS = {"id", "event_type", "metadata", "data", "created_at"}
_EVERYWHERE = "all"
"""The stream of an event that was published into none."""
_YAML_ID = re.compile(r"^:?[\"']?(correlation_id|causation_id)[\"']?: +[\"']?([^\s\"']+)", re.MULTILINE)

_REFUSED = "what subscribers made of the events lies in tables that only the application knows."
_READ_MODELS = "What subscribers made of the events is still there."


class Rails(Format):
    """An event is one event, however many streams it is linked into; it belongs to the stream that gave it a position,
    or to the first. Positions in streams count from 0; most writers store none."""

    name = "rails event store"

    def score(self, facts: SchemaFacts) -> int:
        """Nobody else writes tables of these names."""
        columns = set(facts.tables.get(_EVENTS, ()))
        linked = {"stream", "position", "event_id"} <= set(facts.tables.get(_LINKS, ()))
        return 100 if columns >= _COLUMNS and (linked or "stream" in columns) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """The events."""
        columns = facts.tables[_EVENTS]
        own = "event_id" if "event_id" in columns else "id"
        linked = "stream" not in columns
        none = {name: "NULL" for name in ("valid_at", "stream") if name not in columns}
        return (
            Table(
                _EVENTS,
                (own, "event_type", "metadata", "data", "created_at", "valid_at", "stream"),
                heavy=frozenset({"metadata", "data", "valid_at"}),
                payload="data",
                key=("id",) if own == "event_id" else ("rowid",),
                expressions=none,
                naive="UTC",
                links=(Link(_LINKS, "event_id", own, ("stream", "position")),) if linked else (),
            ),
        )

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:
        """Only in a copy: its links go with an event."""
        own = "event_id" if "event_id" in facts.tables[table.name] else "id"
        steps = (linked(_LINKS, "event_id", own),) if _LINKS in facts.tables else ()
        return Cut(steps, refused=_REFUSED, unmoved=(_READ_MODELS,))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event."""
        id, type, meta, data, created, valid, stream, *linked = row
        metadata = _metadata(meta)
        if valid is not None:
            metadata["valid_at"] = to_text(valid)
        version = None
        if linked and (rows := linked[0]):
            primary = next((index for index, link in enumerate(rows) if link[1] is not None), 0)
            stream, version = rows[primary][0], to_int(rows[primary][1])
            others = [to_text(link[0]) for index, link in enumerate(rows) if index != primary]
            if others:
                metadata["linked_streams"] = list[JsonValue](others)
        return (
            Draft(
                to_text(id),
                _EVERYWHERE if stream is None else to_text(stream),
                version,
                to_text(type),
                iso_time(created, self.zone),
                _payload(data),
                metadata,
            ),
        )


def _payload(data: object) -> "JsonValue | Undecodable":
    yaml = _yaml(data)
    return to_json(data) if yaml is None else {"yaml": yaml}


def _metadata(meta: object) -> dict[str, JsonValue]:
    yaml = _yaml(meta)
    if yaml is None:
        found = to_object(meta)
        return found | links(found)
    # Two plain ids on lines of their own need no YAML; nothing of the rest is made into objects.
    return {"yaml": yaml, **{match[1]: match[2] for match in _YAML_ID.finditer(yaml) if match[2] != "null"}}


def _yaml(value: object) -> str | None:
    """YAML, the serializer that it has if none is chosen, as the text it is."""
    if not isinstance(value, bytes) or not value.startswith(b"---"):
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None
