"""eventsourcing 9 for Python, and its SQLAlchemy and Django recorders (eventsourcing.readthedocs.io).

Any table with the four columns originator_id, originator_version, topic and state is one of events, unless it is named
for snapshots. `state` is JSON, perhaps compressed; its typed wrappers `{"_type_": …, "_data_": …}` are shown as what
they hold. Nothing is imported by its topic.
"""

from collections.abc import Sequence
from dataclasses import replace

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.store.decoding import iso_time, to_int, to_json, to_text
from inspector.store.foreign import Draft, Table, Values
from inspector.store.schema_facts import SchemaFacts

_COLUMNS = ("originator_id", "originator_version", "topic", "state")
_EXTRA = {"id", "application_name"}
"""What the SQLAlchemy and Django recorders add."""


class Eventsourcing:
    """The order of an application's events is that of their rows; a recorder of aggregates alone keeps none."""

    name = "eventsourcing"
    reducer = "merge"
    exact = False

    def score(self, facts: SchemaFacts) -> int:
        """The four columns are its own, whatever the table is called."""
        return 90 if _names(facts) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """All tables of events: `stored_events` first, then by name."""
        names = sorted(_names(facts), key=lambda name: (name != "stored_events", name))
        return [_table(facts, name) for name in names]

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event: its type is the class of its topic."""
        originator, version, topic, state, *application = row
        topic_text, number = to_text(topic), to_int(version)
        stream = "/".join(filter(None, (*map(to_text, application), to_text(originator))))
        payload = to_json(state)
        time_ns = None
        if not isinstance(payload, Undecodable):
            payload = unwrapped(payload)
            stamp = payload.get("timestamp") if isinstance(payload, dict) else None
            time_ns = iso_time(stamp)
        type = topic_text.rpartition(":")[2]
        return (Draft(f"{stream}@{number}", stream, number, type, time_ns, payload, {"topic": topic_text}),)


def unwrapped(value: JsonValue) -> JsonValue:
    """A value with the transcoder's typed wrappers replaced by what they hold."""
    if isinstance(value, dict):
        if value.keys() == {"_type_", "_data_"}:
            return unwrapped(value["_data_"])
        return {key: unwrapped(item) for key, item in value.items()}
    return [unwrapped(item) for item in value] if isinstance(value, list) else value


def _table(facts: SchemaFacts, name: str) -> Table:
    columns = (*_COLUMNS, *(["application_name"] if "application_name" in facts.tables[name] else []))
    # The time is inside the state, so no column is heavy.
    table = Table(name, columns, payload="state")
    if name in facts.without_rowid:
        return replace(table, key=("originator_id", "originator_version"), by_time=True)
    return replace(table, key=("id",)) if "id" in facts.tables[name] else table


def _names(facts: SchemaFacts) -> list[str]:
    return [
        name
        for name, columns in facts.tables.items()
        if set(_COLUMNS) <= set(columns) <= {*_COLUMNS, *_EXTRA} and "snapshot" not in name.casefold()
    ]
