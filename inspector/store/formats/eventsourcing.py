"""eventsourcing 9 for Python, and its SQLAlchemy and Django recorders (eventsourcing.readthedocs.io).

Any table with the four columns originator_id, originator_version, topic and state is one of events, unless its rows are
snapshots. `state` is JSON, perhaps compressed, perhaps then encrypted; its typed wrappers `{"_type_": …, "_data_": …}`
are shown as what they hold. Nothing is imported by its topic.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.snapshot import Snapshot
from inspector.store.causality import links
from inspector.store.cipher import HOW, LEAST, AesGcm
from inspector.store.cut import Cut, later
from inspector.store.decoding import iso_time, to_int, to_json, to_text
from inspector.store.foreign import Draft, Format, SnapshotTable, Table, Values
from inspector.store.likeness import looks_like
from inspector.store.narrow import Name, Narrow, Number, Times
from inspector.store.schema_facts import SchemaFacts, quoted
from inspector.store.time_columns import Cells, Int64s, iso_times

_COLUMNS = ("originator_id", "originator_version", "topic", "state")
_EXTRA = {"id", "application_name"}
"""What the SQLAlchemy and Django recorders add."""
_ID = quoted("originator_id")
# SQLAlchemy keeps a UUID as its 16 bytes, which may look like text; the others write its hex, or any text.
_ID_AS_TEXT = f"CASE typeof({_ID}) WHEN 'blob' THEN lower(hex({_ID})) ELSE {_ID} END"

_VERSION = "originator_version"
_WHOLE = (
    "the followers of an application remember, often in other files, how far they have read, and would miss what comes "
    "after a rollback of the whole store; roll back one stream."
)
_REUSED = (
    "Where the stream's events are the last rows of all, the next events take their numbers: a follower that has read "
    "those does not see the new ones."
)


class Eventsourcing(Format):
    """The order of an application's events is that of their rows; a recorder of aggregates alone keeps none."""

    name = "eventsourcing"

    def __init__(self, cipher: AesGcm | None = None, *, typed: bool = False) -> None:
        self._cipher = cipher
        self._typed = typed

    def unlocked(self, key: bytes) -> "Eventsourcing":
        """For stores of an application with a cipher."""
        return Eventsourcing(AesGcm(key))

    def as_stored(self) -> "Eventsourcing":
        """With the types of the transcoder, for the application's own code."""
        return Eventsourcing(self._cipher, typed=True)

    def score(self, facts: SchemaFacts) -> int:
        """The four columns are its own, whatever the table is called."""
        return 90 if _names(facts) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """All tables of events: those that have any first, `stored_events` before others, then by name."""

        def rank(name: str) -> tuple[bool, bool, str]:
            return not facts.sample(name, ("topic",)), name != "stored_events", name

        return [_table(facts, name) for name in sorted(_names(facts), key=rank)]

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:
        """The snapshots above the version, else a later one is loaded and the next save leaves a hole."""
        together = tuple(name for name in ("application_name", "originator_id") if name in facts.tables[table.name])
        steps = [
            later(name, dict(zip(together, together, strict=True)), (_VERSION, _VERSION))
            for name in facts.tables
            if _has_columns(facts, name) and _is_of_snapshots(facts, name) and set(together) <= set(facts.tables[name])
        ]
        return Cut(tuple(steps), together, whole=_WHOLE, unmoved=(_REUSED,))

    def narrow(self, table: Table) -> Narrow:
        """By single columns, but for the time, which is in the state."""
        streams = ("originator_id", *table.columns[len(_COLUMNS) :])
        return Narrow(
            Name(streams, lambda originator, *application: _stream(originator, application)),
            Name(("topic",), _type),
            Number(_VERSION),
            Times(("state",), self._times),
        )

    def _times(self, states: Cells) -> Int64s:
        return iso_times([_stamp(self._payload(state)) for state in states])

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event: its type is the class of its topic, its name its stream and version."""
        originator, version, topic, state, *application = row
        topic_text = to_text(topic)
        stream = _stream(originator, application)
        payload = self._payload(state)
        metadata: dict[str, JsonValue] = {"topic": topic_text}
        time_ns = None
        if not isinstance(payload, Undecodable):
            shown = unwrapped(payload)
            time_ns = iso_time(_stamp(payload))
            metadata |= links(shown)
            payload = payload if self._typed else shown
        if self._typed:
            metadata["originator_id"] = to_text(originator)
        return (
            Draft(f"{stream}@{to_text(version)}", stream, to_int(version), _type(topic), time_ns, payload, metadata),
        )

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable | None:
        """Beside `stored_events` that is `stored_snapshots`; of several, the one whose name is most alike."""
        names = [name for name in facts.tables if _has_columns(facts, name) and name != table.name]
        names = [name for name in names if _is_of_snapshots(facts, name)]
        if not names:
            return None
        found = max(sorted(names), key=lambda name: SequenceMatcher(None, name, table.name).ratio())
        own = _table(facts, found)
        return SnapshotTable(found, own.columns, "state", own.key, own.expressions)

    def snapshot(self, row: Values) -> Snapshot | None:
        """The aggregate's attributes, and its id and version, which `Snapshot.mutate` gives back to it."""
        originator, version, _topic, state, *application = row
        number, content = to_int(version), self._payload(state)
        if number is None:
            return None
        if not isinstance(content, Undecodable):
            content = unwrapped(content)
        if isinstance(content, dict):
            inner = content.get("state", content)
            content = {"_id": _id(originator), "_version": number, **inner} if isinstance(inner, dict) else inner
        return Snapshot(_stream(originator, application), number, content)

    def _payload(self, state: Any) -> "JsonValue | Undecodable":
        found = to_json(state)
        if not isinstance(found, Undecodable) or not isinstance(state, bytes) or len(state) < LEAST:
            return found
        if self._cipher is None:
            return Undecodable(state, f"{looks_like(state)} If it is encrypted, it needs its key: {HOW}.")
        plain = self._cipher.decrypted(state)
        if plain is None:
            return Undecodable(state, f"The key does not decrypt this; if there is another, {HOW}.")
        return to_json(plain)


def _type(topic: Any) -> str:
    return to_text(topic).rpartition(":")[2]


def _stamp(payload: "JsonValue | Undecodable") -> str | None:
    """The time of an event as its state holds it."""
    while _is_wrapper(payload):
        assert isinstance(payload, dict)
        payload = payload["_data_"]
    stamp = unwrapped(payload["timestamp"]) if isinstance(payload, dict) and "timestamp" in payload else None
    return stamp if isinstance(stamp, str) else None


def _is_wrapper(value: object) -> bool:
    return isinstance(value, dict) and len(value) == 2 and "_type_" in value and "_data_" in value


def _stream(originator: Any, application: Sequence[Any]) -> str:
    return "/".join(filter(None, (*map(to_text, application), to_text(originator))))


def _id(originator: Any) -> str:
    text = to_text(originator)
    return str(UUID(text)) if re.fullmatch(r"[0-9a-f]{32}", text) else text


def unwrapped(value: JsonValue) -> JsonValue:
    """A value with the transcoder's typed wrappers replaced by what they hold."""
    if isinstance(value, dict):
        if _is_wrapper(value):
            return unwrapped(value["_data_"])
        return {key: unwrapped(item) for key, item in value.items()}
    return [unwrapped(item) for item in value] if isinstance(value, list) else value


def _table(facts: SchemaFacts, name: str) -> Table:
    columns = (*_COLUMNS, *(["application_name"] if "application_name" in facts.tables[name] else []))
    # The time is inside the state, so no column is heavy.
    table = Table(name, columns, payload="state", expressions={"originator_id": _ID_AS_TEXT})
    if name in facts.without_rowid:
        return replace(table, key=("originator_id", "originator_version"), by_time=True)
    return replace(table, key=("id",)) if "id" in facts.tables[name] else table


def _names(facts: SchemaFacts) -> list[str]:
    return [name for name in facts.tables if _has_columns(facts, name) and not _is_of_snapshots(facts, name)]


def _has_columns(facts: SchemaFacts, name: str) -> bool:
    return set(_COLUMNS) <= set(facts.tables[name]) and set(facts.stored(name)) <= {*_COLUMNS, *_EXTRA}


def _is_of_snapshots(facts: SchemaFacts, name: str) -> bool:
    """Whether a table's rows are states: where they tell, whatever it is called, otherwise by its name."""
    rows = facts.sample(name, ("topic", "state"))
    said = {said for topic, state in rows if (said := _is_snapshot(topic, state)) is not None}
    return said == {True} if said else "snapshot" in name.casefold()


def _is_snapshot(topic: Any, state: Any) -> bool | None:
    """Whether a row is a snapshot: of the class of that name, or holding a state; None where it is encrypted."""
    if to_text(topic).rpartition(":")[2].rpartition(".")[2] == "Snapshot":
        return True
    content = to_json(state)
    if isinstance(content, Undecodable):
        return None
    return isinstance(content, dict) and {"topic", "state"} <= content.keys()
