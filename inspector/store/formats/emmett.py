"""Emmett for TypeScript, versions 0.38 to 0.42: the tables `emt_…` (github.com/event-driven-io/emmett)."""

from collections.abc import Sequence

from inspector.store.decoding import iso_time, to_int, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, Table, Values
from inspector.store.schema_facts import SchemaFacts

_TABLE = Table(
    "emt_messages",
    (
        "stream_id", "stream_position", "message_kind", "message_data", "message_metadata",
        "message_type", "message_id", "is_archived", "created",
    ),
    heavy=frozenset({"message_data", "message_metadata"}),
    payload="message_data",
    key=("global_position",),
    naive="UTC",
)  # fmt: skip


class Emmett(Format):
    """`global_position` orders the messages; `stream_position` counts from 1. `partition` is no part of a stream's key:
    other tables hold the text `[object Object]` there."""

    name = "emmett"

    def score(self, facts: SchemaFacts) -> int:
        """Nobody else writes tables of that name."""
        columns = facts.tables.get(_TABLE.name, ())
        return 100 if {*_TABLE.columns, *_TABLE.key} <= set(columns) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:  # noqa: ARG002
        """The messages."""
        return (_TABLE,)

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One message; commands and archived ones are marked as what they are."""
        stream, version, kind, data, meta, type, id, archived, created = row
        metadata = to_object(meta)
        # The names that this program links events by.
        for theirs, ours in (("correlationId", "correlation_id"), ("causationId", "causation_id")):
            if theirs in metadata:
                metadata.setdefault(ours, metadata[theirs])
        if kind not in (None, b"E"):
            metadata["message_kind"] = to_text(kind)
        if archived:
            metadata["is_archived"] = True
        return (
            Draft(
                to_text(id),
                to_text(stream),
                to_int(version),
                to_text(type),
                iso_time(created, self.zone),
                to_json(data),
                metadata,
            ),
        )
