"""A foreign store with what its format says of taking events out of it: planned and copied here, never written."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import Conflict, NotFound, Refused, StoreError
from inspector.events.log import Copied, Removal, StoreFacts
from inspector.events.operation import Ledger, Operation
from inspector.store import own_tables
from inspector.store.backup import BACKUP, backup_path, copy_store
from inspector.store.cut import Cut
from inspector.store.foreign import Format, SnapshotTable, Table
from inspector.store.foreign_log import ForeignLog
from inspector.store.fresh import fresh_file
from inspector.store.guest import guest_transaction
from inspector.store.keyed_rows import Key, bound, key_of, marks
from inspector.store.mover import Mover
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted
from inspector.store.spine_rows import Rows
from inspector.store.triggers import without_triggers


@dataclass(frozen=True, slots=True)
class Going:
    """The events that a rollback takes: their rows in the spine, and the keys of their rows in the file."""

    rows: npt.NDArray[np.intp]
    keys: Sequence[Key]

    def bindings(self) -> Iterator[tuple[str, Sequence[object]]]:
        """Each key as SQL, and what that binds."""
        return ((marks(key), bound(key)) for key in self.keys)


class CuttingLog(ForeignLog):
    """A foreign store, read-only. Where it is copied, the copy alone is changed."""

    def __init__(
        self,
        reader: Reader,
        facts: StoreFacts,
        format: Format,
        table: Table,
        cut: Cut,
        stored: SnapshotTable | None = None,
    ) -> None:
        if damage := own_tables.damage(reader):
            facts = replace(facts, notes=(*facts.notes, damage))
        super().__init__(reader, facts, format, table, stored)
        self._cut = cut

    def removal(self, target: int, stream: str | None) -> Removal:
        """What a rollback would take, and what the user should know of it.

        Raises `Refused` where it is not safe, `NotFound` for a stream without events.
        """
        rows, going = self._spine.rows, self._going_in_place(target, stream)
        names = self._spine.names.streams.names
        streams = tuple(names[code] for code in np.unique(rows.streams[going.rows]).tolist())
        tables = dict.fromkeys((self._table.name, *(step.table for step in self._cut.steps)))
        number = own_tables.last_operation(self._reader) + 1
        notes = (
            f"Rows of {_listed(list(tables))} move into this program's own tables in the file; undo puts them back.",
            f"Before that, the file is copied to {backup_path(self.path, number)}.",
            *self._cut.unmoved,
        )
        return Removal(streams, notes)

    def as_before(self, subject: Operation, cancel: Cancel = NEVER) -> "CuttingLog":
        """A private copy in which a rollback is undone; whoever asks closes it.

        Raises `Conflict` if it cannot be undone.
        """
        folder = Path(tempfile.mkdtemp(prefix="inspector-"))
        try:
            part = folder / self.path.name
            copy_store(self._reader, part, cancel)
            with guest_transaction(part) as sqlite:
                self._put_back(self._mover(sqlite, subject), subject)
            return _PrivateLog(Reader(part), self.facts, self._format, self._table, self._cut, self._stored)
        except BaseException:
            shutil.rmtree(folder)
            raise

    def write_truncated(self, path: Path, upto: int, cancel: Cancel = NEVER) -> Copied:
        """Write a copy in the producer's own format, without the events after a position and without our tables."""
        going = self._going(upto, None)
        with fresh_file(path) as part:
            copy_store(self._reader, part, cancel)
            with guest_transaction(part) as sqlite:
                sqlite.execute("PRAGMA secure_delete=ON")
                own_tables.drop_all(sqlite)
                own_tables.create(sqlite, part)
                if len(going.rows):
                    mover = Mover(sqlite, part, 1, self._table.name, self._cut, whole=True)
                    with without_triggers(sqlite):
                        mover.away(self._table.key, going.bindings(), len(going.keys))
                own_tables.drop_all(sqlite)
        left = len(self._spine.rows.positions) - len(going.rows)
        return Copied(left, self._cut.unmoved if len(going.rows) else ())

    def _check_in_place(self, stream: str | None) -> None:
        reason = self._cut.refused or (self._cut.whole if stream is None else "")
        if reason:
            raise Refused(
                f"{self.path.name} is not rolled back in place: {reason} "
                "Export a truncated copy in its own format instead."
            )

    def _going_in_place(self, target: int, stream: str | None) -> Going:
        self._check_in_place(stream)
        going = self._going(target, stream)
        if not going.keys:
            what = self.path.name if stream is None else stream
            raise Refused(f"Nothing of {what} lies after #{target}, so there is nothing to roll back.")
        return going

    def _going(self, target: int, stream: str | None) -> Going:
        rows = self._spine.rows
        going = rows.positions > target
        if stream is not None:
            going &= self._mates(rows, stream)
        wanted = np.flatnonzero(going)
        keys = dict.fromkeys(rows.key(row) for row in wanted.tolist())
        if self._table.many:
            for row in np.flatnonzero(~going).tolist():
                if rows.key(row) in keys:
                    raise Refused(
                        f"#{target} is in the middle of events that {self.facts.format} keeps in one row; name the "
                        "first or the last of them."
                    )
        return Going(wanted, list(keys))

    def _mates(self, rows: Rows, stream: str) -> npt.NDArray[np.bool_]:
        """Whether each event belongs to what is rolled back together with a stream."""
        own = rows.streams == self._code(stream)
        if not own.any():
            raise NotFound(f"The store has no stream {stream!r}.")
        table, key = self._table, rows.key(int(np.flatnonzero(own)[0]))
        together, named = ", ".join(map(quoted, self._cut.together)), ", ".join(map(quoted, table.key))
        name = quoted(table.name)
        one = f"SELECT {together} FROM {name} WHERE ({named}) IN (VALUES ({marks(key)}))"  # noqa: S608  names are quoted
        types = ", ".join(f"typeof({quoted(column)})" for column in table.key)
        found = self._reader.rows(
            f"SELECT {named}, {types} FROM {name} WHERE ({together}) IN ({one})",  # noqa: S608  as above
            bound(key),
        )
        mates = {key_of(row, len(table.key)) for row in found}
        going = rows.among(mates)
        if (own & ~going).any():
            raise Refused(
                f"The rows of {stream} are not all of one {_listed(list(self._cut.together))}; nothing is rolled back."
            )
        return going

    def _mover(self, sqlite: sqlite3.Connection, operation: Operation) -> Mover:
        whole = operation.stream is None
        return Mover(sqlite, self.path, operation.number, self._table.name, self._cut, whole=whole)

    def _put_back(self, mover: Mover, subject: Operation) -> None:
        try:
            mover.back()
        except (Conflict, Refused, StoreError) as error:
            if (later := self._later(subject)) is not None:
                raise Refused(
                    f"Operation {later} of {self.path.name} has rolled back more since operation {subject.number}; "
                    f"undo operation {later} first. Nothing was written."
                ) from error
            backup = self.path.parent / Path(subject.label.removeprefix(BACKUP)).name
            where = f"The store as it was before it is kept beside it as {backup.name}."
            gone = "The copy that was made before it is no longer beside it."
            raise type(error)(f"{error} {where if backup.is_file() else gone}") from error

    def _later(self, subject: Operation) -> int | None:
        """The newest rollback in force after another one, of what that was of."""
        for row in reversed(Ledger(self.operations()).rollbacks):
            if row.number > subject.number and (row.stream == subject.stream or None in (row.stream, subject.stream)):
                return row.number
        return None


class _PrivateLog(CuttingLog):
    """A log in a folder that goes with it."""

    def close(self) -> None:
        """Release the file, and remove it."""
        super().close()
        shutil.rmtree(self.path.parent)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
