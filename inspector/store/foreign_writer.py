"""Writing to another producer's store: rollbacks move rows away, undos put them back, nothing is appended."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from inspector.events.cancel import NEVER
from inspector.events.errors import Conflict, Refused, StoreError
from inspector.events.event import NewEvent
from inspector.events.json_value import encode_checked
from inspector.events.log import Appended, Basis, Capability, StoreFacts
from inspector.events.operation import Kind, Ledger, Operation
from inspector.store import own_tables
from inspector.store.backup import BACKUP, backup_path, copy_store
from inspector.store.basis import check_basis
from inspector.store.cut import Cut
from inspector.store.cutting_log import CuttingLog
from inspector.store.foreign import Format, SnapshotTable, Table
from inspector.store.fresh import fresh_file
from inspector.store.guest import check_writable, guest_transaction
from inspector.store.mover import Mover
from inspector.store.reader import Reader
from inspector.store.references import dangling
from inspector.store.reversal import reversible
from inspector.store.rows import to_text


class ForeignWriter(CuttingLog):
    """A foreign store that may be rolled back. Between two writes it is read as if it were read-only.

    After a write the events are others: the log is to be opened anew.
    """

    capabilities = CuttingLog.capabilities | Capability.CUT

    def __init__(
        self,
        reader: Reader,
        facts: StoreFacts,
        format: Format,
        table: Table,
        cut: Cut,
        stored: SnapshotTable | None = None,
    ) -> None:
        """Raises `Refused` where the producer's file is not rolled back, `StoreError` if it may not be written."""
        super().__init__(reader, facts, format, table, cut, stored)
        self._check_in_place(stream="")
        self._check_record()
        check_writable(self.path)

    def append(
        self,
        events: Sequence[NewEvent],  # noqa: ARG002
        *,
        actor: str,  # noqa: ARG002
        label: str = "",  # noqa: ARG002
        reason: str = "",  # noqa: ARG002
        basis: Basis | None = None,  # noqa: ARG002
        time_ns: int | None = None,  # noqa: ARG002
    ) -> Appended:
        """Refused: what else the producer writes with an event, and what its readers take for one, it alone knows."""
        raise Refused(
            f"{self.path.name} is a store of {self.facts.format}, whose events only its own program appends truly; "
            "export it as a native store to append to that."
        )

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
        """Move away the events after `target`, and what goes in step; the operation's label names the backup."""
        now = time.time_ns() if time_ns is None else time_ns
        made: Path | None = None
        try:
            with self._transaction(basis) as (sqlite, at):
                going = self._going_in_place(target, stream)
                number = at.operation + 1
                # Of the state that others see: the transaction holds off every other writer.
                backup = backup_path(self.path, number)
                with fresh_file(backup) as part:
                    copy_store(self._reader, part, NEVER)
                made, label = backup, f"{BACKUP}{backup.name}"
                operation = Operation(number, Kind.ROLLBACK, now, actor, reason, label, stream, target, at.position)
                mover = self._mover(sqlite, operation)
                with _reversibly(sqlite, mover):
                    mover.away(self._table.key, going.bindings(), len(going.keys))
                _add(sqlite, operation)
        except BaseException:
            if made is not None:
                made.unlink(missing_ok=True)
            raise
        return operation

    def undo(self, subject: int, *, actor: str, basis: Basis | None = None) -> Operation:
        """Put back what a rollback took. Raises `Conflict` if the producer has written to what it touched."""
        return self._reverse(Kind.UNDO, subject, actor, basis)

    def redo(self, subject: int, *, actor: str, basis: Basis | None = None) -> Operation:
        """Take again what a rollback took. Raises `Conflict` if that has changed since."""
        return self._reverse(Kind.REDO, subject, actor, basis)

    def _reverse(self, kind: Kind, number: int, actor: str, basis: Basis | None) -> Operation:
        with self._transaction(basis) as (sqlite, at):
            subject = reversible(Ledger(self.operations()), kind, number)
            mover = self._mover(sqlite, subject)
            if kind is Kind.UNDO:
                self._put_back(mover, subject)
            else:
                going = self._going(subject.after, subject.stream)
                with _reversibly(sqlite, mover):
                    mover.again(self._table.key, going.bindings(), len(going.keys))
            operation = replace(
                subject,
                number=at.operation + 1,
                kind=kind,
                time_ns=time.time_ns(),
                actor=actor,
                reason="",
                label="",
                subject=number,
            )
            _add(sqlite, operation)
        return operation

    def _check_record(self) -> None:
        if said := own_tables.damage(self._reader):
            raise StoreError(f"{self.path.name}: {said}")

    @contextmanager
    def _transaction(self, basis: Basis | None) -> Iterator[tuple[sqlite3.Connection, Basis]]:
        """A transaction on a file that has not moved past `basis`; where it stands."""
        with guest_transaction(self.path) as sqlite:
            self._check_record()
            own_tables.create(sqlite, self.path)
            self._spine.refresh(self._scan)
            if self._spine.turned:
                raise Conflict(
                    f"Events have been added to {self.path.name} between those that are there; nothing was written. "
                    "Open it again and repeat."
                )
            at = Basis(self.last_position(), own_tables.last_operation(self._reader))
            check_basis(self.path, basis, at)
            yield sqlite, at


@contextmanager
def _reversibly(sqlite: sqlite3.Connection, mover: Mover) -> Iterator[None]:
    """Raise `Refused` if what is taken could not be put back, or is named by a foreign key of what stays."""
    before = dangling(sqlite)
    yield
    try:
        mover.rehearse_back()
    except (Conflict, Refused, StoreError) as error:
        raise Refused(f"This rollback could not be undone: {error}") from error
    for table, _, named, _ in dangling(sqlite) - before:
        raise Refused(
            f"Rows of {to_text(table)} name, by a foreign key, rows of {to_text(named)} that this rollback would take; "
            "nothing was written. Export a truncated copy instead."
        )


def _add(sqlite: sqlite3.Connection, operation: Operation) -> None:
    for words in (operation.actor, operation.reason, operation.label):
        encode_checked(words)
    own_tables.add_operation(sqlite, operation)
