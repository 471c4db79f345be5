"""Akka.NET: `event_journal` of Akka.Persistence.Sqlite, `journal` of Akka.Persistence.Sql (github.com/akkadotnet).

Names of tables can be chosen, so the columns tell. A payload is what one of Akka's serializers made: Newtonsoft's JSON,
whose `$type` names the class, or any bytes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.snapshot import Snapshot
from inspector.store.causality import links
from inspector.store.class_names import of_dot_net
from inspector.store.cut import Cut, later
from inspector.store.decoding import ticks_time, to_int, to_json, to_text, unix_time
from inspector.store.foreign import Draft, Format, Link, SnapshotTable, Table, Values
from inspector.store.narrow import Name, Narrow, Number, Times
from inspector.store.schema_facts import SchemaFacts
from inspector.store.time_columns import Cells, Int64s, each

_NAMES = (
    ("persistence_id",), ("sequence_nr", "sequence_number"), ("is_deleted", "deleted"), ("manifest",),
    ("timestamp", "created", "created_at"), ("payload", "message"), ("tags",), ("serializer_id", "identifier"),
    ("writer_uuid",),
)  # fmt: skip
"""Each column as the two plugins name it."""
_SNAPSHOT_NAMES = (
    ("persistence_id",), ("sequence_nr", "sequence_number"), ("snapshot", "payload"),
)  # fmt: skip
_NEEDED = 6
_FIRST_TICKS = 10**17
"""Smaller times are milliseconds since 1970, which the newer plugin writes too."""

_REFUSED = "its projections remember elsewhere how far they have read."
_OFFSETS = "How far projections have read, and what they made of it, stays."


class AkkaNet(Format):
    """`sequence_nr` counts from 1. Deleting marks a row or removes it; a marked one is an event all the same. An event
    is named by its persistence id and number."""

    name = "akka.net"

    def score(self, facts: SchemaFacts) -> int:
        """Its columns, under either plugin's names."""
        return 95 if _tables(facts) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """All journals: those of the usual names first."""
        names = sorted(_tables(facts), key=lambda name: (name not in ("event_journal", "journal"), name))
        return [_table(facts, name) for name in names]

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:
        """Only in a copy: the snapshots above the number."""
        snapshots = self.snapshot_table(facts, table)
        if snapshots is None:
            return Cut(refused=_REFUSED, unmoved=(_OFFSETS,))
        step = later(snapshots.name, {"persistence_id": "persistence_id"}, (snapshots.columns[1], table.columns[1]))
        return Cut((step,), refused=_REFUSED, unmoved=(_OFFSETS,))

    def narrow(self, table: Table) -> Narrow:
        """By single columns, as long as no type is in a payload alone."""
        id, number, _deleted, manifest, stamp, *_others = table.columns
        return Narrow(Name((id,)), Name((manifest,), _type), Number(number), Times((stamp,), _times))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event."""
        id, number, deleted, manifest, stamp, data, tags, serializer, writer, *linked = row
        stream, payload = to_text(id), to_json(data)
        kind, metadata = to_text(manifest), dict[str, JsonValue]()
        if isinstance(payload, Undecodable):
            by = "an unknown serializer" if serializer is None else f"Akka's serializer {to_text(serializer)}"
            payload = Undecodable(payload.raw, f"{payload.reason} It was written by {by}.")
        elif isinstance(payload, dict) and isinstance(payload.get("$type"), str):
            kind = kind or str(payload["$type"])
            payload = {key: value for key, value in payload.items() if key != "$type"}
        if kind:
            metadata["manifest"] = kind
        if deleted:
            metadata["is_deleted"] = True
        words = [to_text(link[0]) for link in linked[0]] if linked else to_text(tags).split(";")
        if any(words):
            metadata["tags"] = [word for word in words if word]
        if writer is not None:
            metadata["writer_uuid"] = to_text(writer)
        type = of_dot_net(kind) or "(no manifest)"
        found = links(payload) if not isinstance(payload, Undecodable) else {}
        return (
            Draft(f"{stream}@{to_text(number)}", stream, to_int(number), type, _time(stamp), payload, metadata | found),
        )

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable | None:  # noqa: ARG002
        """The store of snapshots beside the journal, where either plugin's is."""
        for name, has in sorted(facts.tables.items()):
            columns = tuple(next((one for one in names if one in has), "") for names in _SNAPSHOT_NAMES)
            if all(columns) and "snapshot" in name.casefold() and name not in facts.without_rowid:
                return SnapshotTable(name, columns, state=columns[-1])
        return None

    def snapshot(self, row: Values) -> Snapshot | None:
        """The snapshot's object, without the class that the serializer notes."""
        id, number, data = row
        version, state = to_int(number), to_json(data)
        if isinstance(state, dict):
            state = {key: value for key, value in state.items() if key != "$type"}
        return None if version is None else Snapshot(to_text(id), version, state)


def _type(manifest: Any) -> str | None:
    return of_dot_net(to_text(manifest)) if manifest else None


def _times(stamps: Cells) -> Int64s:
    return each(map(_time, stamps))


def _time(stamp: Any) -> int | None:
    number = to_int(stamp)
    if not number:
        return None
    return ticks_time(number) if number >= _FIRST_TICKS else unix_time(number, 1000)


def _tables(facts: SchemaFacts) -> list[str]:
    return [
        name
        for name, columns in facts.tables.items()
        if all(set(names) & set(columns) for names in _NAMES[:_NEEDED]) and name not in facts.without_rowid
    ]


def _table(facts: SchemaFacts, name: str) -> Table:
    has = facts.tables[name]
    columns = tuple(next((one for one in names if one in has), names[0]) for names in _NAMES)
    key = ("ordering",) if "ordering" in has else ("rowid",)
    table = Table(
        name,
        columns,
        # A type may be in the payload alone, so no payload is left out.
        payload=columns[5],
        key=key,
        expressions={one: "NULL" for one in columns if one not in has},
    )
    tagged = {"ordering_id", "tag"} <= set(facts.tables.get("tags", ())) and key == ("ordering",)
    return replace(table, links=(Link("tags", "ordering_id", "ordering", ("tag",)),)) if tagged else table
