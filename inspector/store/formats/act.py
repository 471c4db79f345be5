"""Rotorsoft act for TypeScript: `events` beside `streams` with leases (github.com/Rotorsoft/act-root)."""

from collections.abc import Sequence
from dataclasses import replace

from inspector.events.json_value import JsonValue
from inspector.events.snapshot import Snapshot
from inspector.store.cut import Cut
from inspector.store.decoding import iso_time, to_int, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, SnapshotTable, Table, Values
from inspector.store.narrow import Name, Narrow, Number, Times
from inspector.store.schema_facts import SchemaFacts
from inspector.store.time_columns import iso_times

_TABLE = Table(
    "events",
    ("id", "stream", "version", "name", "data", "meta", "created", "pii"),
    heavy=frozenset({"data", "meta", "pii"}),
    payload="data",
    key=("id",),
)


_SNAPSHOTS = SnapshotTable(
    "events", ("stream", "version", "data"), state="data", key=("id",), where="name = '__snapshot__'"
)

_REACTIONS = (
    "What reactions to the events did is not undone, and a running application keeps states that it has cached."
)


class Act(Format):
    """Versions count from 0. `__snapshot__` holds a state and `__tombstone__` ends a stream; both have versions."""

    name = "act"

    def score(self, facts: SchemaFacts) -> int:
        """Its columns, and the leases of its streams."""
        ours = {*_TABLE.columns, *_TABLE.key} - {"pii"} <= set(facts.tables.get("events", ()))
        return 95 if ours and "leased_by" in facts.tables.get("streams", ()) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """The events; `pii` came with a later version."""
        columns = tuple(name for name in _TABLE.columns if name in facts.tables["events"])
        return (replace(_TABLE, columns=columns),)

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:  # noqa: ARG002
        """The events alone: ids are never given again, so that what reactions have read stays read."""
        return Cut(together=("stream",), unmoved=(_REACTIONS,))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event; its id is its `id`, by which causation names it."""
        id, stream, version, name, data, meta, created, *pii = row
        metadata = to_object(meta)
        links: dict[str, JsonValue] = {}
        if "correlation" in metadata:
            links["correlation_id"] = metadata["correlation"]
        cause = metadata.get("causation")
        event = cause.get("event") if isinstance(cause, dict) else None
        if isinstance(event, dict) and "id" in event:
            links["causation_id"] = str(event["id"])
        if pii and pii[0] is not None:
            metadata["pii"] = "present"
        draft = Draft(
            to_text(id),
            to_text(stream),
            to_int(version),
            to_text(name),
            iso_time(created),
            to_json(data),
            metadata | links,
        )
        return (draft,)

    def narrow(self, table: Table) -> Narrow:  # noqa: ARG002
        """By single columns."""
        return Narrow(Name(("stream",)), Name(("name",)), Number("version"), Times(("created",), iso_times))

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable:  # noqa: ARG002
        """Among the events."""
        return _SNAPSHOTS

    def snapshot(self, row: Values) -> Snapshot | None:
        """The state that `__snapshot__` holds."""
        stream, version, data = row
        number = to_int(version)
        return None if number is None else Snapshot(to_text(stream), number, to_json(data), inside=True)
