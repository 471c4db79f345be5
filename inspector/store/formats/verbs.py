"""Verbs for Laravel: `verb_events`, and `verb_state_events`, which says which states an event belongs to.

The tables are those of its migrations (github.com/hirethunk/verbs); an application may rename them. Ids are
snowflakes, or ULIDs or UUIDs.
"""

from collections.abc import Sequence

from inspector.events.json_value import JsonValue
from inspector.store.causality import links
from inspector.store.class_names import of_php
from inspector.store.cut import Cut, linked
from inspector.store.decoding import iso_time, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, Link, Table, Values
from inspector.store.schema_facts import SchemaFacts

_EVENTS = {"id", "type", "data", "metadata", "created_at"}
_STATES = {"id", "event_id", "state_id", "state_type"}
_NO_STATE = "(no state)"

_REFUSED = "what handlers made of the events lies in tables that only the application knows."
_READ_MODELS = "What handlers made of the events is still there; replay them."


class Verbs(Format):
    """An event of several states is one event in the stream of the first; the others stand in its metadata. Versions
    are not stored."""

    name = "verbs"

    def score(self, facts: SchemaFacts) -> int:
        """Events beside the states they belong to."""
        if not (_events(facts) and _states(facts)):
            return 0
        return 95 if "verb_events" in facts.tables else 70

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """The events; a snowflake is no position, so they are counted."""
        return [
            Table(
                name,
                ("id", "type", "data", "metadata", "created_at"),
                heavy=frozenset({"data", "metadata"}),
                payload="data",
                counted=True,
                links=(Link(_states(facts)[0], "event_id", "id", ("state_type", "state_id")),),
                naive="UTC",
            )
            for name in _events(facts)
        ]

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:
        """Only in a copy: an event's states, and the snapshots that it was the last of."""
        snapshots = {"last_event_id"} <= set(facts.tables.get("verb_snapshots", ()))
        steps = [linked(table.links[0].table, "event_id", "id")]
        steps += [linked("verb_snapshots", "last_event_id", "id")] if snapshots else []
        return Cut(tuple(steps), refused=_REFUSED, unmoved=(_READ_MODELS,))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event."""
        id, type, data, meta, created, linked = row
        metadata = to_object(meta)
        if metadata.get("value") == []:
            metadata = {}  # how PHP writes an empty object
        own: dict[str, JsonValue] = {"event_class": to_text(type)}
        # Its singleton states have one id per class; a name without the class would mix the ids of two.
        states = ["-".join(filter(None, (of_php(to_text(kind)), to_text(state)))) for kind, state in linked]
        if states[1:]:
            own["other_states"] = list[JsonValue](states[1:])
        return (
            Draft(
                to_text(id),
                states[0] if states else _NO_STATE,
                None,
                of_php(to_text(type)),
                iso_time(created, self.zone),
                to_json(data),
                own | metadata | links(metadata),
            ),
        )


def _events(facts: SchemaFacts) -> list[str]:
    found = [
        name
        for name, columns in facts.tables.items()
        if set(columns) >= _EVENTS
        and set(facts.stored(name)) <= {*_EVENTS, "updated_at"}
        and name not in facts.without_rowid
    ]
    return sorted(found, key=lambda name: (name != "verb_events", name))


def _states(facts: SchemaFacts) -> list[str]:
    found = [
        name for name, columns in facts.tables.items() if set(columns) >= _STATES and name not in facts.without_rowid
    ]
    return sorted(found, key=lambda name: (name != "verb_state_events", name))
