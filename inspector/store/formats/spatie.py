"""Spatie's laravel-event-sourcing: a table as its `create_stored_events_table` makes it (spatie.be/docs).

The table has the name of another producer's, and applications choose others, so its columns tell.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from inspector.events.json_value import JsonValue
from inspector.events.log import NO_TIME
from inspector.events.snapshot import Snapshot
from inspector.store.causality import links
from inspector.store.class_names import of_php
from inspector.store.cut import Cut, later
from inspector.store.decoding import iso_time, to_int, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, SnapshotTable, Table, Values
from inspector.store.narrow import Name, Narrow, Number, Times
from inspector.store.schema_facts import SchemaFacts
from inspector.store.time_columns import Cells, Int64s, iso_times

_COLUMNS = {"id", "aggregate_uuid", "event_class", "event_properties", "meta_data", "created_at"}
_LATER = ("aggregate_version", "event_version")
"""What later versions of it added."""
_NO_AGGREGATE = "(no aggregate)"
"""The stream of events that were fired without one."""

_SNAPSHOTS = SnapshotTable("snapshots", ("aggregate_uuid", "aggregate_version", "state"), state="state", key=("id",))

_REFUSED = "what projectors made of the events lies in tables that only the application knows."
_READ_MODELS = "What projectors made of the events is still there; replay them."


class Spatie(Format):
    """Events of no aggregate have neither uuid nor version."""

    name = "spatie"

    def score(self, facts: SchemaFacts) -> int:
        """Its columns, whatever the table is called."""
        return 95 if _names(facts) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """All tables of events: `stored_events` first, then by name."""
        names = sorted(_names(facts), key=lambda name: (name != "stored_events", name))
        return [_table(name, facts.tables[name]) for name in names]

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:
        """Only in a copy: the snapshots above the version."""
        snapshots = _SNAPSHOTS.name in facts.tables and "aggregate_version" in facts.tables[table.name]
        step = later(_SNAPSHOTS.name, {"aggregate_uuid": "aggregate_uuid"}, ("aggregate_version", "aggregate_version"))
        return Cut((step,) if snapshots else (), refused=_REFUSED, unmoved=(_READ_MODELS,))

    def narrow(self, table: Table) -> Narrow:  # noqa: ARG002
        """By single columns, but for the time."""
        return Narrow(
            Name(("aggregate_uuid",), _stream),
            Name(("event_class",), _type),
            Number("aggregate_version"),
            Times(("meta_data", "created_at"), self._times),
        )

    def _times(self, metas: Cells, created: Cells) -> Int64s:
        stamps = [to_object(meta).get("created-at") for meta in metas]
        found = iso_times([stamp if isinstance(stamp, str) else None for stamp in stamps], self.zone)
        return np.where(found == NO_TIME, iso_times(created, self.zone), found)

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event. Its metadata may have the time to the microsecond with its zone; the column has seconds."""
        id, aggregate, version, event_version, kind, properties, meta, created = row
        metadata = to_object(meta)
        if metadata.get("value") == []:
            metadata = {}  # how PHP writes an empty object
        stamp = metadata.get("created-at")
        time_ns = iso_time(stamp, self.zone) if isinstance(stamp, str) else None
        own: dict[str, JsonValue] = {"event_class": to_text(kind)}
        if event_version not in (None, 1):
            own["event_version"] = to_text(event_version)
        return (
            Draft(
                to_text(id),
                _stream(aggregate),
                to_int(version),
                _type(kind),
                iso_time(created, self.zone) if time_ns is None else time_ns,
                to_json(properties),
                own | metadata | links(metadata),
            ),
        )

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable | None:  # noqa: ARG002
        """The package's own table; a store may name another in its configuration."""
        name = _SNAPSHOTS.name
        there = {"id", *_SNAPSHOTS.columns} <= set(facts.tables.get(name, ())) and name not in facts.without_rowid
        return _SNAPSHOTS if there else None

    def snapshot(self, row: Values) -> Snapshot | None:
        """The state of an aggregate root."""
        aggregate, version, state = row
        number = to_int(version)
        return None if number is None else Snapshot(to_text(aggregate), number, to_json(state))


def _stream(aggregate: Any) -> str:
    return _NO_AGGREGATE if aggregate is None else to_text(aggregate)


def _type(kind: Any) -> str:
    return of_php(to_text(kind))


def _names(facts: SchemaFacts) -> list[str]:
    return [
        name for name, columns in facts.tables.items() if set(columns) >= _COLUMNS and name not in facts.without_rowid
    ]


def _table(name: str, columns: Sequence[str]) -> Table:
    return Table(
        name,
        (
            "id", "aggregate_uuid", "aggregate_version", "event_version", "event_class", "event_properties",
            "meta_data", "created_at",
        ),
        heavy=frozenset({"event_properties"}),
        payload="event_properties",
        key=("id",),
        expressions={later: "NULL" for later in _LATER if later not in columns},
        naive="UTC",
    )  # fmt: skip
