"""eventsource-py for Python: `events` with the whole envelope in the payload, beside `event_outbox`."""

from collections.abc import Sequence

from inspector.events.json_value import JsonValue
from inspector.events.snapshot import Snapshot
from inspector.store.cut import Cut, later
from inspector.store.decoding import iso_time, to_int, to_json, to_text
from inspector.store.foreign import Draft, Format, SnapshotTable, Table, Values
from inspector.store.narrow import Name, Narrow, Number, Times
from inspector.store.schema_facts import SchemaFacts
from inspector.store.time_columns import iso_times

_TABLE = Table(
    "events",
    (
        "event_id",
        "aggregate_id",
        "aggregate_type",
        "event_type",
        "tenant_id",
        "actor_id",
        "version",
        "timestamp",
        "payload",
    ),
    heavy=frozenset({"tenant_id", "actor_id", "payload"}),
    payload="payload",
    key=("global_position",),
)
_SNAPSHOTS = SnapshotTable("snapshots", ("aggregate_id", "version", "state"), state="state", key=("id",))
_ENVELOPE = (
    "event_id", "event_type", "event_version", "occurred_at", "aggregate_id", "aggregate_type", "aggregate_version",
    "tenant_id", "actor_id", "correlation_id", "causation_id", "metadata",
)  # fmt: skip

_LATER = later(
    "snapshots", {"aggregate_id": "aggregate_id", "aggregate_type": "aggregate_type"}, ("version", "version")
)
_READ_MODELS = (
    "Messages of these events in event_outbox, checkpoints of projections and read models stay as they are: rebuild "
    "the read models."
)


class EventsourcePy(Format):
    """The payload is the event's own fields and its envelope, which is shown as metadata."""

    name = "eventsource-py"

    def score(self, facts: SchemaFacts) -> int:
        """Its columns, and its outbox."""
        ours = {*_TABLE.columns, *_TABLE.key} <= set(facts.tables.get("events", ()))
        return 95 if ours and "event_outbox" in facts.tables else 80 if ours else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:  # noqa: ARG002
        """The events."""
        return (_TABLE,)

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:  # noqa: ARG002
        """The snapshots above the version; positions are never given again."""
        columns = {"aggregate_id", "aggregate_type", "version"}
        steps = (_LATER,) if columns <= set(facts.tables.get("snapshots", ())) else ()
        return Cut(steps, ("aggregate_id",), unmoved=(_READ_MODELS,))

    def narrow(self, table: Table) -> Narrow:  # noqa: ARG002
        """By single columns."""
        times = Times(("timestamp",), iso_times)
        return Narrow(Name(("aggregate_id",)), Name(("event_type",)), Number("version"), times)

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event."""
        id, aggregate, kind, type, tenant, actor, version, timestamp, raw = row
        payload = to_json(raw)
        metadata: dict[str, JsonValue] = {"aggregate_type": to_text(kind)}
        if isinstance(payload, dict):
            metadata |= {key: payload[key] for key in _ENVELOPE if payload.get(key) is not None}
            payload = {key: value for key, value in payload.items() if key not in _ENVELOPE}
        for name, value in (("tenant_id", tenant), ("actor_id", actor)):
            if value is not None:
                metadata[name] = to_text(value)
        return (
            Draft(
                to_text(id), to_text(aggregate), to_int(version), to_text(type), iso_time(timestamp), payload, metadata
            ),
        )

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable | None:  # noqa: ARG002
        """The last snapshot of each aggregate."""
        wanted = {*_SNAPSHOTS.columns, *_SNAPSHOTS.key}
        return _SNAPSHOTS if wanted <= set(facts.tables.get(_SNAPSHOTS.name, ())) else None

    def snapshot(self, row: Values) -> Snapshot | None:
        """The state of an aggregate."""
        aggregate, version, state = row
        number = to_int(version)
        return None if number is None else Snapshot(to_text(aggregate), number, to_json(state))
