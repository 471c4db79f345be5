"""Emmett for TypeScript, versions 0.38 to 0.42: the tables `emt_…` (github.com/event-driven-io/emmett)."""

from collections.abc import Sequence
from functools import partial

from inspector.store.cut import GONE, Cut, Step
from inspector.store.decoding import iso_time, to_int, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, Table, Values
from inspector.store.narrow import Name, Narrow, Number, Times
from inspector.store.schema_facts import SchemaFacts
from inspector.store.time_columns import iso_times

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

_LAST = "(SELECT coalesce(max(global_position), 0) FROM emt_messages)"
_LEFT = "(SELECT max(here.stream_position) FROM emt_messages AS here WHERE here.stream_id = emt_streams.stream_id)"
_TOUCHED = f"stream_id IN (SELECT gone.stream_id FROM {GONE} AS gone)"  # noqa: S608  the names are the format's
_STREAMS = (
    # A stream without messages is appended to as a new one, which must not be there.
    Step("emt_streams", f"{_TOUCHED} AND {_LEFT} IS NULL"),
    Step("emt_streams", _TOUCHED, column="stream_position", value=_LEFT),
)
_CHECKPOINTS = (
    # Since 0.42 a text of digits, padded so that it sorts.
    Step(
        "emt_processors",
        f"CAST(last_processed_checkpoint AS INTEGER) > {_LAST}",
        column="last_processed_checkpoint",
        value=f"printf('%0*d', length(last_processed_checkpoint), {_LAST})",
    ),
    Step(
        "emt_subscriptions",
        f"last_processed_position > {_LAST}",
        column="last_processed_position",
        value=_LAST,
    ),
)
_PROJECTIONS = "Inline projections and what processors made of these messages are not undone; rebuild them."


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

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:  # noqa: ARG002
        """The streams' ends, and the checkpoints of processors, as global positions are given again."""
        if not {"stream_id", "stream_position"} <= set(facts.tables.get("emt_streams", ())):
            return Cut(refused="it has no emt_streams that would end where the messages do.")
        checkpoints = (step for step in _CHECKPOINTS if step.column in facts.tables.get(step.table, ()))
        return Cut((*_STREAMS, *checkpoints), ("stream_id",), unmoved=(_PROJECTIONS,))

    def narrow(self, table: Table) -> Narrow:  # noqa: ARG002
        """By single columns."""
        times = Times(("created",), partial(iso_times, zone=self.zone))
        return Narrow(Name(("stream_id",)), Name(("message_type",)), Number("stream_position"), times)

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
