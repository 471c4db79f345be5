"""NEventStore for .NET: `Commits`, one row a commit of several events (github.com/NEventStore, SqliteStatements.resx).

A payload is a serialised array of messages, each with headers and a body: JSON, perhaps gzipped, as Newtonsoft writes
it with its `$type` and `$values`, perhaps then encrypted by its RijndaelSerializer; BSON is shown as its bytes.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.snapshot import Snapshot
from inspector.store.causality import links
from inspector.store.cipher import HOW, AesCbc
from inspector.store.class_names import of_dot_net
from inspector.store.cut import Cut, later
from inspector.store.decoding import iso_time, ticks_time, to_int, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, SnapshotTable, Table, Values
from inspector.store.schema_facts import SchemaFacts

_NAME = "Commits"
_SNAPSHOTS = "Snapshots"
_COLUMNS = (
    "BucketId", "StreamId", "StreamIdOriginal", "StreamRevision", "Items", "CommitId", "CommitSequence", "CommitStamp",
    "Headers", "Payload",
)  # fmt: skip
_LATER = ("BucketId", "StreamIdOriginal")
"""What its version 5 added, with the checkpoint."""
_MOST_ITEMS = 10_000
"""Of a commit that cannot be decoded; a larger number is taken for damage."""

_REFUSED = "dispatchers and polling clients remember elsewhere which checkpoints they have seen."
_READ_MODELS = "What was made of the commits elsewhere stays."


class NEventStore(Format):
    """`StreamRevision` is the version of a commit's last event. An event is named by its commit, and where that has
    several, by its place among them."""

    name = "neventstore"

    def __init__(self, cipher: AesCbc | None = None) -> None:
        self._cipher = cipher

    def unlocked(self, key: bytes) -> "NEventStore":
        """For stores of an application that chose encryption."""
        return NEventStore(AesCbc(key))

    def score(self, facts: SchemaFacts) -> int:
        """The columns of its first version."""
        return 95 if {*_COLUMNS} - {*_LATER} <= set(facts.tables.get(_NAME, ())) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """The commits, in the order of their checkpoints."""
        columns = facts.tables[_NAME]
        return (
            Table(
                _NAME,
                _COLUMNS,
                # Types are in the payloads, so these are always read.
                heavy=frozenset({"Headers"}),
                payload="Payload",
                key=("CheckpointNumber",) if "CheckpointNumber" in columns else ("rowid",),
                many=True,
                naive="UTC",
                expressions={name: "NULL" for name in _LATER if name not in columns},
            ),
        )

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:
        """Only in a copy: the snapshots above the revision."""
        same: dict[str, str] = {name: name for name in ("BucketId", "StreamId") if name in facts.tables[table.name]}
        there = {*same, "StreamRevision"} <= set(facts.tables.get(_SNAPSHOTS, ()))
        steps = (later(_SNAPSHOTS, same, ("StreamRevision", "StreamRevision")),) if there else ()
        return Cut(steps, refused=_REFUSED, unmoved=(_READ_MODELS,))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """The events of a commit; where it cannot be decoded, as many that say so."""
        bucket, hashed, original, revision, items, commit, sequence, stamp, *serialised = row
        headers, payload = map(self._clear, serialised)
        stream = _stream(bucket, hashed, original)
        commit_id, last = _guid(commit), to_int(revision)
        time_ns = ticks_time(stamp) if isinstance(stamp, int) else iso_time(stamp, self.zone)
        common: dict[str, JsonValue] = {"commit_id": commit_id, "commit_sequence": to_int(sequence)}
        common |= _without_type(to_object(headers))
        messages = self._messages(payload, to_int(items))
        found = []
        for place, message in enumerate(messages, start=1):
            type, body, own = _opened(message)
            metadata = common | own
            version = None if last is None else max(-(2**63), last - len(messages) + place)
            id = commit_id if len(messages) == 1 else f"{commit_id}/{place}"
            found.append(Draft(id, stream, version, type, time_ns, body, metadata | links(own, common)))
        return found

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable | None:
        """The snapshots know a stream by its hash alone; its commits know its name."""
        columns = ("BucketId", "StreamId", "StreamIdOriginal", "StreamRevision", "Payload")
        has = facts.tables.get(_SNAPSHOTS, ())
        if not {"StreamId", "StreamRevision", "Payload"} <= set(has) or _SNAPSHOTS in facts.without_rowid:
            return None
        buckets = {"BucketId"} <= set(has) & set(facts.tables[table.name])
        named = "StreamIdOriginal" not in table.expressions
        bucket = " AND own.BucketId = Snapshots.BucketId" if buckets else ""
        own = f"own WHERE own.StreamId = Snapshots.StreamId{bucket} LIMIT 1"
        original = f"(SELECT StreamIdOriginal FROM Commits AS {own})"  # noqa: S608  no name is the file's
        expressions = {"StreamIdOriginal": original if named else "NULL"}
        if "BucketId" not in has:
            expressions["BucketId"] = "NULL"
        return SnapshotTable(_SNAPSHOTS, columns, state="Payload", expressions=expressions)

    def snapshot(self, row: Values) -> Snapshot | None:
        """The payload of a snapshot is the memento, serialised as events are."""
        bucket, hashed, original, revision, payload = row
        version = to_int(revision)
        if version is None:
            return None
        state = to_json(self._clear(payload))
        if not isinstance(state, Undecodable):
            state = _values(state)
            state = _without_type(state) if isinstance(state, dict) else state
        return Snapshot(_stream(bucket, hashed, original), version, state)

    def _clear(self, value: Any) -> Any:
        """A serialised value as it was before it was encrypted; as it is, where it was not or the key is another."""
        if self._cipher is None or not isinstance(value, bytes) or not isinstance(to_json(value), Undecodable):
            return value
        plain = self._cipher.decrypted(value)
        return value if plain is None or isinstance(to_json(plain), Undecodable) else plain

    def _messages(self, payload: Any, items: int | None) -> "Sequence[JsonValue | Undecodable]":
        found = to_json(payload)
        if isinstance(found, Undecodable):
            lacks = "it needs its key" if self._cipher is None else "the key does not decrypt it; if there is another"
            reason = f"{found.reason} It is the payload of a whole commit; if it is encrypted, {lacks}: {HOW}."
            return [Undecodable(found.raw, reason)] * (items if items is not None and 0 < items <= _MOST_ITEMS else 1)
        values = _values(found)
        return values if isinstance(values, list) else [values]


def _stream(bucket: Any, hashed: Any, original: Any) -> str:
    stream = _guid(hashed) if original is None else to_text(original)
    return stream if bucket in (None, b"default") else f"{to_text(bucket)}/{stream}"


def _opened(message: "JsonValue | Undecodable") -> "tuple[str, JsonValue | Undecodable, dict[str, JsonValue]]":
    """A message's type, its body and its headers."""
    if isinstance(message, Undecodable):
        return "(unreadable)", message, {}
    parts = {key.casefold(): value for key, value in message.items()} if isinstance(message, dict) else {}
    body = _values(parts["body"]) if "body" in parts else message
    headers = parts.get("headers")
    metadata = _without_type(headers) if isinstance(headers, dict) else {}
    name = body.get("$type") if isinstance(body, dict) else None
    if not isinstance(name, str):
        return "(no type)", body, metadata
    assert isinstance(body, dict)
    return of_dot_net(name), _without_type(body), metadata | {"class": name}


def _values(value: JsonValue) -> JsonValue:
    """What Newtonsoft wraps with the type of a collection."""
    return value["$values"] if isinstance(value, dict) and "$values" in value else value


def _without_type(value: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: item for key, item in value.items() if key != "$type"}


def _guid(value: Any) -> str:
    """A GUID as .NET writes it, also where the driver stored its 16 bytes."""
    if isinstance(value, bytes) and len(value) == 16:
        return str(UUID(bytes_le=value))
    return to_text(value)
