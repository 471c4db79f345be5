"""Writing to a native store: each write is one durable transaction, or nothing."""

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias, cast

from sqlalchemy import bindparam, func, insert, text
from sqlmodel import Session, col, select

from inspector.events.cancel import Cancel
from inspector.events.errors import Conflict, InvalidData, NotFound, Refused, StoreError
from inspector.events.event import Event, NewEvent
from inspector.events.json_value import JsonValue, decode, encode_checked
from inspector.events.log import NO_TIME, Appended, Basis, Capability, Imported
from inspector.events.operation import Kind, Ledger, Operation
from inspector.store.basis import check_basis
from inspector.store.failures import explained
from inspector.store.fresh import fresh_file
from inspector.store.fresh_store import interrupted_by
from inspector.store.intake.importing import Report, take_in
from inspector.store.intake.source import Source
from inspector.store.native import NativeLog
from inspector.store.reader import Reader
from inspector.store.reversal import reversible
from inspector.store.schema import TRIGGERS, EventRow, OperationRow, create_schema
from inspector.store.schema_facts import SchemaFacts
from inspector.store.session import Writing

_INT64 = 2**63
_IDS_AT_ONCE = 500
# Built once and run below the ORM: an import asks it for thousands of streams, at a fifth of the cost.
_LAST_VERSION = select(func.max(EventRow.version)).where(col(EventRow.stream) == bindparam("stream"))

Row: TypeAlias = dict[str, Any]
"""The values of an `EventRow` by column. Making the entity itself takes 20 times as long."""


class NativeWriter(NativeLog):
    """A native store that can be added to. Reads go the way of `NativeLog`, writes through SQLModel.

    `close` ends both, and leaves no side files if nobody else has the file open.
    """

    capabilities = NativeLog.capabilities | Capability.APPEND | Capability.CUT

    def __init__(self, reader: Reader, schema: SchemaFacts) -> None:
        super().__init__(reader, schema)
        self._ledger = Ledger()
        self._writing = Writing(reader.path)
        try:
            with self._transaction(None):
                pass  # whether the schema is one that we write to
        except BaseException:
            self._writing.close()
            raise

    def close(self) -> None:
        """End writing and reading."""
        super().close()
        self._writing.close()

    def append(
        self,
        events: Sequence[NewEvent],
        *,
        actor: str,
        label: str = "",
        reason: str = "",
        basis: Basis | None = None,
        time_ns: int | None = None,
    ) -> Appended:
        """Write the events and the operation that records them, in one transaction."""
        if not events:
            raise Refused("There is nothing to append.")
        now = time.time_ns() if time_ns is None else time_ns
        rows = [_row(new, now) for new in events]
        with self._transaction(basis) as (session, at):
            versions = _next_versions(session, events)
            _check_ids(session, [new.id for new in events if new.id is not None])
            if at.position + len(rows) >= _INT64:
                raise Refused(f"{self.path} has no positions left; export it as a new store to go on.")
            for position, row in enumerate(rows, at.position + 1):
                row["position"], row["version"] = position, versions[row["stream"]]
                versions[row["stream"]] += 1
            session.connection().execute(insert(EventRow), rows)
            upto = at.position + len(rows)
            operation = _operation(
                at, Kind.APPEND, now, actor=actor, reason=reason, label=label, after=at.position, upto=upto
            )
            session.add(OperationRow(**asdict(operation)))
        return Appended(tuple(map(_event, rows)), operation)

    def take_in(self, source: Source, *, actor: str, report: Report, cancel: Cancel) -> Imported:
        """Append the events of a file, as one operation in one transaction; other writers wait meanwhile."""
        with self._transaction(None) as (session, at):
            connection = session.connection()
            with explained(self.path), interrupted_by(connection, cancel):
                return take_in(connection, source, at, actor=actor, report=report, cancel=cancel)

    def roll_back(
        self,
        target: int,
        *,
        stream: str | None,
        actor: str,
        reason: str,
        basis: Basis | None = None,
        time_ns: int | None = None,
    ) -> Operation:
        """Record that the written events after `target` are ignored, of one stream or of all."""
        now = time.time_ns() if time_ns is None else time_ns
        with self._transaction(basis) as (session, at):
            if not 0 <= target <= at.position:
                raise NotFound(f"Position {target} is outside the store, which ends at {at.position}.")
            if stream is not None and _last_version(session, stream) is None:
                raise NotFound(f"The store has no stream {stream!r}.")
            operation = _operation(
                at, Kind.ROLLBACK, now, actor=actor, reason=reason, stream=stream, after=target, upto=at.position
            )
            session.add(OperationRow(**asdict(operation)))
        return operation

    def undo(self, subject: int, *, actor: str, basis: Basis | None = None) -> Operation:
        """Record that operation `subject` no longer stands."""
        return self._reverse(Kind.UNDO, subject, actor, basis)

    def redo(self, subject: int, *, actor: str, basis: Basis | None = None) -> Operation:
        """Record that operation `subject` stands again."""
        return self._reverse(Kind.REDO, subject, actor, basis)

    def _reverse(self, kind: Kind, number: int, actor: str, basis: Basis | None) -> Operation:
        with self._transaction(basis) as (session, at):
            # Rows are never changed, so that only the new ones need be read; nobody adds more inside our transaction.
            ledger = self._ledger = self._ledger.extended(self.operations(self._ledger.last_number))
            subject = reversible(ledger, kind, number)
            operation = _operation(
                at,
                kind,
                time.time_ns(),
                actor=actor,
                stream=subject.stream,
                after=subject.after,
                upto=subject.upto,
                subject=number,
            )
            session.add(OperationRow(**asdict(operation)))
        return operation

    @contextmanager
    def _transaction(self, basis: Basis | None) -> Iterator[tuple[Session, Basis]]:
        """A transaction on a store whose schema is ours and that has not moved past `basis`; where it stands."""
        with self._writing.transaction() as session:
            _check_triggers(session, self.path)
            at = Basis(
                session.exec(select(func.coalesce(func.max(EventRow.position), 0))).one(),
                session.exec(select(func.coalesce(func.max(OperationRow.number), 0))).one(),
            )
            check_basis(self.path, basis, at)
            yield session, at


def create_file(path: Path) -> None:
    """Make an empty native store. Raises `StoreError` if something is at the path already."""
    with fresh_file(path) as part:
        part.touch(exist_ok=False)
        with Writing(part) as writing, writing.transaction() as session:
            create_schema(session.connection())


def _check_triggers(session: Session, path: Path) -> None:
    rows = session.connection().execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    if {row.name: row.sql for row in rows} != TRIGGERS:
        raise StoreError(
            f"{path} lacks the triggers that keep it append-only, or has others; it stays read-only. "
            "Export it as a new store to go on."
        )


def _last_version(session: Session, stream: str) -> int | None:
    version: int | None = session.connection().execute(_LAST_VERSION, {"stream": stream}).scalar_one()
    return version


def _next_versions(session: Session, events: Sequence[NewEvent]) -> dict[str, int]:
    last = {stream: _last_version(session, stream) or 0 for stream in dict.fromkeys(new.stream for new in events)}
    for new in events:
        if new.expected_version is not None and new.expected_version != last[new.stream]:
            raise Conflict(
                f"{new.stream}: expected version {new.expected_version}, found {last[new.stream]}; nothing was written."
            )
    return {stream: version + 1 for stream, version in last.items()}


def _check_ids(session: Session, ids: list[str]) -> None:
    """Refuse ids that are taken, or given twice."""
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise Refused(f"Two events have the id {id}; nothing was written.")
        seen.add(id)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        taken = session.exec(select(EventRow.id, EventRow.position).where(col(EventRow.id).in_(some))).first()
        if taken is not None:
            raise Refused(f"The event at position {taken[1]} has the id {taken[0]} already; nothing was written.")


def _row(new: NewEvent, now: int) -> Row:
    """An event's row, but for position and version."""
    time_ns = now if new.time_ns is None else new.time_ns
    if not NO_TIME < time_ns < _INT64:
        raise InvalidData("An event's time must lie between the years 1677 and 2262; nothing was written.")
    metadata: object = new.metadata
    if not isinstance(metadata, Mapping):
        raise InvalidData("An event's metadata must be an object; nothing was written.")
    return {
        "id": str(uuid.uuid4()) if new.id is None else _name("id", new.id),
        "stream": _name("stream", new.stream),
        "type": _name("type", new.type),
        "time_ns": time_ns,
        "payload": encode_checked(new.payload).decode(),
        "metadata": encode_checked(dict(metadata)).decode(),
    }


def _name(what: str, name: str) -> str:
    if not name:
        raise InvalidData(f"An event needs a {what}; nothing was written.")
    if "\0" in name:
        raise InvalidData(f"The {what} {name!r} holds a NUL character; nothing was written.")
    return _storable(name)


def _storable(words: str) -> str:
    """The text itself. Raises `InvalidData` if it has no UTF-8 form."""
    encode_checked(words)
    return words


def _event(row: Row) -> Event:
    """The event as a reader will meet it: decoded from what is stored."""
    return Event(
        row["position"],
        row["id"],
        row["stream"],
        row["version"],
        row["type"],
        row["time_ns"],
        decode(row["payload"]),
        cast("dict[str, JsonValue]", decode(row["metadata"])),
    )


def _operation(
    at: Basis,
    kind: Kind,
    time_ns: int,
    *,
    actor: str,
    after: int,
    upto: int,
    reason: str = "",
    label: str = "",
    stream: str | None = None,
    subject: int | None = None,
) -> Operation:
    for words in (actor, reason, label):
        _storable(words)
    return Operation(at.operation + 1, kind, time_ns, actor, reason, label, stream, after, upto, subject)
