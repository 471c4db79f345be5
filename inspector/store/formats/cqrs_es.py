"""cqrs-es for Rust: the table `events` of its SQLite repositories (github.com/serverlesstechnology/cqrs,
github.com/johnbcodes/sqlite-es).

There is no column of a time, and no id: an event is named by its stream and version.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.snapshot import Snapshot
from inspector.store.causality import links
from inspector.store.cut import Cut, later
from inspector.store.decoding import iso_time, to_int, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, SnapshotTable, Table, Values
from inspector.store.narrow import Name, Narrow, Number, Times
from inspector.store.schema_facts import SchemaFacts
from inspector.store.time_columns import Cells, Int64s, each

_PRIMARY_KEY = ("aggregate_type", "aggregate_id", "sequence")
_COLUMNS = (*_PRIMARY_KEY, "event_type", "event_version", "payload", "metadata")
_TIMES = ("time", "timestamp", "occurred_at", "created_at", "recorded_at", "date")
"""Where applications keep the time in the metadata, which are theirs."""

_SNAPSHOTS = SnapshotTable("snapshots", ("aggregate_type", "aggregate_id", "last_sequence", "payload"), state="payload")
_VARIANT = re.compile(r"[A-Z][A-Za-z0-9]*")
"""As Rust names variants; fields are not named so."""

_REFUSED = "the views that its queries keep would not go back."
_VIEWS = "The views that queries keep are still those after all the events."


class CqrsEs(Format):
    """`sequence` counts from 1. A payload is a serde enum, tagged with its variant, which is the type."""

    name = "cqrs-es"

    def score(self, facts: SchemaFacts) -> int:
        """Exactly these columns, whatever the table is called."""
        return 90 if _names(facts) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """All tables of events: `events` first, then by name."""
        # The time is in the metadata, if anywhere, so these are always read.
        table = Table("", _COLUMNS, heavy=frozenset({"payload"}), payload="payload")
        names = sorted(_names(facts), key=lambda name: (name != "events", name))
        return [
            replace(table, name=name, key=_PRIMARY_KEY, by_time=True)
            if name in facts.without_rowid
            else replace(table, name=name)
            for name in names
        ]

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:  # noqa: ARG002
        """Only in a copy: the snapshots above the version."""
        there = set(_SNAPSHOTS.columns) <= set(facts.tables.get(_SNAPSHOTS.name, ()))
        same = {name: name for name in ("aggregate_type", "aggregate_id")}
        steps = (later(_SNAPSHOTS.name, same, ("last_sequence", "sequence")),) if there else ()
        return Cut(steps, refused=_REFUSED, unmoved=(_VIEWS,))

    def narrow(self, table: Table) -> Narrow:  # noqa: ARG002
        """By single columns, but for the time, which is in the metadata."""
        streams = Name(("aggregate_type", "aggregate_id"), _stream)
        return Narrow(streams, Name(("event_type",)), Number("sequence"), Times(("metadata",), _times))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event."""
        kind, aggregate, sequence, type, event_version, data, meta = row
        stream = _stream(kind, aggregate)
        version = to_int(sequence)
        metadata = to_object(meta)
        own: dict[str, JsonValue] = {"aggregate_type": to_text(kind), "event_version": to_text(event_version)}
        return (
            Draft(
                f"{stream}@{to_text(sequence)}",
                stream,
                version,
                to_text(type),
                _time(metadata),
                _untagged(to_json(data)),
                own | metadata | links(metadata),
            ),
        )

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable | None:  # noqa: ARG002
        """The table of the same repository."""
        name = _SNAPSHOTS.name
        there = set(_SNAPSHOTS.columns) <= set(facts.tables.get(name, ())) and name not in facts.without_rowid
        return _SNAPSHOTS if there else None

    def snapshot(self, row: Values) -> Snapshot | None:
        """The aggregate as serde writes it."""
        kind, aggregate, sequence, payload = row
        version = to_int(sequence)
        return None if version is None else Snapshot(_stream(kind, aggregate), version, to_json(payload))


def _times(metas: Cells) -> Int64s:
    return each(_time(to_object(meta)) for meta in metas)


def _time(metadata: Mapping[str, JsonValue]) -> int | None:
    stamps = (iso_time(stamp) for key in _TIMES if isinstance(stamp := metadata.get(key), str))
    return next((time_ns for time_ns in stamps if time_ns is not None), None)


def _stream(kind: Any, aggregate: Any) -> str:
    return "-".join(filter(None, (to_text(kind), to_text(aggregate))))


def _untagged(payload: "JsonValue | Undecodable") -> "JsonValue | Undecodable":
    """What a variant holds: `{"Placed": {…}}` is `{…}`, and a variant of no fields, `"Closed"`, is `{}`."""
    if isinstance(payload, str) and _VARIANT.fullmatch(payload):
        return {}
    if isinstance(payload, dict) and len(payload) == 1:
        [(tag, content)] = payload.items()
        if _VARIANT.fullmatch(tag):
            return content
    return payload


def _names(facts: SchemaFacts) -> list[str]:
    return [
        name
        for name, columns in facts.tables.items()
        if set(_COLUMNS) <= set(columns) and set(facts.stored(name)) <= set(_COLUMNS)
    ]
