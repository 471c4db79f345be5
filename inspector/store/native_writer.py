"""Writing to a native store: each write is one durable transaction, or nothing."""

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, create_engine, event, func, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, col, select

from inspector.events.errors import Conflict, InvalidData, NotFound, Refused, StoreError
from inspector.events.event import Event, NewEvent
from inspector.events.json_value import JsonValue, decode, encode_checked
from inspector.events.log import Appended, Basis, Capability
from inspector.events.operation import Kind, Ledger, Operation
from inspector.store.engine import Writing
from inspector.store.failures import sentence
from inspector.store.native import NativeLog
from inspector.store.schema import EventRow, OperationRow, create_schema, triggers

_INT64 = 2**63

Row = dict[str, Any]
"""The values of an `EventRow` by attribute. Making the entity itself takes 20 times as long."""


class NativeWriter(NativeLog):
    """A native store that can be added to. Reads go the way of `NativeLog`, writes through SQLModel.

    `close` ends both, and leaves no side files if nobody else has the file open.
    """

    capabilities = NativeLog.capabilities | Capability.APPEND | Capability.CUT

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with ExitStack() as opening:
            permission = Writing(path)
            opening.callback(permission.end)
            self._engine = engine_for(permission)
            opening.callback(self._engine.dispose)
            # Readers let go first, so that the writer is the last to close and SQLite removes the side files.
            opening.callback(self.release)
            opening.callback(permission.release_readers)
            with writing(self._engine, path) as session:
                _check_triggers(session, path)
            self._resources = opening.pop_all()

    def close(self) -> None:
        """End writing and reading."""
        self._resources.close()
        self.release()

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
        with writing(self._engine, self.path) as session:
            at = _check_basis(session, self.path, basis)
            versions = _next_versions(session, events)
            written, rows = [], []
            for position, new in enumerate(events, at.position + 1):
                row = _row(new, position, versions[new.stream], now)
                versions[new.stream] += 1
                rows.append(row)
                written.append(_event(row))
            _check_ids(session, [row["id"] for row in rows])
            session.execute(insert(EventRow), rows)
            operation = _operation(
                at,
                Kind.APPEND,
                now,
                actor=actor,
                reason=reason,
                label=label,
                after=at.position,
                upto=written[-1].position,
            )
            session.add(_operation_row(operation))
        return Appended(tuple(written), operation)

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
        with writing(self._engine, self.path) as session:
            at = _check_basis(session, self.path, basis)
            if not 0 <= target <= at.position:
                raise NotFound(f"Position {target} is outside the store, which ends at {at.position}.")
            if stream is not None and _last_version(session, stream) == 0:
                raise NotFound(f"The store has no stream {stream!r}.")
            operation = _operation(
                at,
                Kind.ROLLBACK,
                time.time_ns() if time_ns is None else time_ns,
                actor=actor,
                reason=reason,
                stream=stream,
                after=target,
                upto=at.position,
            )
            session.add(_operation_row(operation))
        return operation

    def undo(self, subject: int, *, actor: str, basis: Basis | None = None) -> Operation:
        """Record that operation `subject` no longer stands."""
        return self._reverse(Kind.UNDO, subject, actor, basis)

    def redo(self, subject: int, *, actor: str, basis: Basis | None = None) -> Operation:
        """Record that operation `subject` stands again."""
        return self._reverse(Kind.REDO, subject, actor, basis)

    def _reverse(self, kind: Kind, number: int, actor: str, basis: Basis | None) -> Operation:
        with writing(self._engine, self.path) as session:
            at = _check_basis(session, self.path, basis)
            ledger = Ledger(_to_operation(row) for row in session.exec(select(OperationRow).order_by("number")))
            subject = ledger.operation(number)
            if subject is None:
                raise NotFound(f"The store has no operation {number}.")
            if kind is Kind.UNDO and not ledger.in_force(subject):
                raise Refused(f"Operation {number} is not in force, so it cannot be undone.")
            if kind is Kind.REDO and subject != ledger.next_redo():
                raise Refused(f"Operation {number} is not the newest undone one, so it cannot be redone.")
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
            session.add(_operation_row(operation))
        return operation


def engine_for(permission: Writing) -> Engine:
    """An engine of one connection whose transactions begin IMMEDIATE: whoever gets in has the store to itself."""
    engine = create_engine("sqlite://", creator=permission.connect, poolclass=StaticPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@contextmanager
def writing(engine: Engine, path: Path) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on any error, SQLite's errors as `StoreError`."""
    try:
        with Session(engine) as session, session.begin():
            session.connection()
            yield session
    except DBAPIError as error:
        raise StoreError(sentence(path, error.orig if isinstance(error.orig, Exception) else error)) from error


def create_file(path: Path) -> None:
    """Make an empty native store. Raises `StoreError` if something is at the path already."""
    try:
        path.open("xb").close()
    except FileExistsError:
        raise StoreError(f"{path} exists already; name a new file.") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be created: {error.strerror}; check the folder.") from None
    permission = Writing(path, new=True)
    engine = engine_for(permission)
    try:
        with writing(engine, path) as session:
            create_schema(session.connection())
    finally:
        engine.dispose()
        permission.end()


def _check_triggers(session: Session, path: Path) -> None:
    rows = session.connection().execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    if {row.name: row.sql for row in rows} != triggers():
        raise StoreError(
            f"{path.name} lacks the triggers that keep it append-only, or has others; it stays read-only. "
            "Export it as a new store to go on."
        )


def _check_basis(session: Session, path: Path, basis: Basis | None) -> Basis:
    position = session.exec(select(func.coalesce(func.max(EventRow.position), 0))).one()
    number = session.exec(select(func.coalesce(func.max(OperationRow.number), 0))).one()
    at = Basis(position, number)
    if basis is not None and basis != at:
        raise Conflict(
            f"{path.name} has moved on: expected last position {basis.position} and last operation {basis.operation}, "
            f"found {at.position} and {at.operation}; nothing was written. Look again and repeat."
        )
    return at


def _last_version(session: Session, stream: str) -> int:
    return session.exec(
        select(func.coalesce(func.max(EventRow.version), 0)).where(col(EventRow.stream) == stream)
    ).one()


def _next_versions(session: Session, events: Sequence[NewEvent]) -> dict[str, int]:
    last = {stream: _last_version(session, stream) for stream in dict.fromkeys(new.stream for new in events)}
    for new in events:
        if new.expected_version is not None and new.expected_version != last[new.stream]:
            raise Conflict(
                f"{new.stream}: expected version {new.expected_version}, found {last[new.stream]}; nothing was written."
            )
    return {stream: version + 1 for stream, version in last.items()}


def _check_ids(session: Session, ids: list[str]) -> None:
    twice = len(set(ids)) < len(ids)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        if twice or session.exec(select(EventRow.id).where(col(EventRow.id).in_(some))).first() is not None:
            raise Refused("An event with the same id is in the store already; nothing was written.")


def _row(new: NewEvent, position: int, version: int, now: int) -> Row:
    for what, name in (("stream", new.stream), ("type", new.type)):
        if not name:
            raise InvalidData(f"An event needs a {what}; nothing was written.")
        encode_checked(name)
    time_ns = now if new.time_ns is None else new.time_ns
    if not -_INT64 < time_ns < _INT64:
        raise InvalidData("An event's time must lie between the years 1677 and 2262; nothing was written.")
    return {
        "position": position,
        "id": str(uuid.uuid4()) if new.id is None else new.id,
        "stream": new.stream,
        "version": version,
        "type": new.type,
        "time_ns": time_ns,
        "payload": encode_checked(new.payload).decode(),
        "meta": encode_checked(dict(new.metadata)).decode(),
    }


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
        cast("dict[str, JsonValue]", decode(row["meta"])),
    )


def _operation(at: Basis, kind: Kind, time_ns: int, **fields: object) -> Operation:
    known = {"reason": "", "label": "", "stream": None, "subject": None, **fields}
    return Operation(number=at.operation + 1, kind=kind, time_ns=time_ns, **known)  # type: ignore[arg-type]


def _operation_row(operation: Operation) -> OperationRow:
    return OperationRow(**asdict(operation))


def _to_operation(row: OperationRow) -> Operation:
    return Operation(**{**row.model_dump(), "kind": Kind(row.kind)})
