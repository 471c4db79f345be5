"""Moves rows between a producer's tables and ours, inside a transaction of the caller's.

Values never leave SQLite on their way, so that they keep their type and every bit. What was done is counted at each
step, and what a trigger does beside it is noticed: then an error is raised, and the caller's transaction undone.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.events.errors import Conflict, Refused, StoreError
from inspector.store.cut import GONE, Cut, Step
from inspector.store.kept import Kept
from inspector.store.own_tables import STEPS, rows_table
from inspector.store.relation import Relation
from inspector.store.rows import to_text
from inspector.store.schema_facts import quoted

_KEYS = "temp.inspector_keys"
_BEFORE, _AFTER = "inspector_before", "inspector_after"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one step took. kept: what the rollback left of its scope, None where rows changed and none moved."""

    table: str
    column: str
    taken: int
    kept: Kept | None


class Mover:
    """The rows of one rollback. `sqlite`'s texts are bytes.

    number: of the operation that is the rollback. whole: whether it is of the whole store.
    """

    def __init__(
        self, sqlite: sqlite3.Connection, path: Path, number: int, table: str, cut: Cut, *, whole: bool
    ) -> None:
        self._sqlite = sqlite
        self._path = path
        self._number = number
        self._steps = (Step(table, ""), *cut.steps)
        together = self._together = ", ".join(map(quoted, cut.together))
        gone = rows_table(number, 0)
        self._scope = "1" if whole else f"({together}) IN (SELECT {together} FROM {gone})"  # noqa: S608  quoted

    def away(self, key: Sequence[str], keys: Iterable[tuple[str, Sequence[object]]], count: int) -> list[Taken]:
        """Move away the events' rows of some keys, and what goes in step with them.

        key: the columns of a key. keys: each as SQL for its values, and what that binds; `count` of them.
        Raises `Conflict` if those rows are not there, `Refused` if a trigger interferes.
        """
        self._sqlite.execute(f"CREATE TEMP TABLE inspector_keys({', '.join(f'k{n}' for n in range(len(key)))})")
        for marks, values in keys:
            self._sqlite.execute(f"INSERT INTO {_KEYS} VALUES ({marks})", values)  # noqa: S608  question marks
        where = f"({', '.join(map(quoted, key))}) IN (SELECT * FROM {_KEYS})"  # noqa: S608  quoted
        found = []
        for index, step in enumerate(self._steps):
            if index:
                where = step.where.replace(GONE, rows_table(self._number, 0))
            found.append((self._change if step.column else self._move)(index, step, where))
            if not index and self._together:
                gone = rows_table(self._number, 0)
                self._sqlite.execute(f"CREATE INDEX {gone}_index ON {gone}({self._together})")
        if found[0].taken != count:
            raise Conflict(f"{self._path.name} no longer has the rows that were to move; nothing was written.")
        self._sqlite.execute("DROP TABLE temp.inspector_keys")
        # Only now, as a later step may set a column of a table whose rows an earlier one moved.
        found = [one if one.column else replace(one, kept=self._in_scope(one.table)) for one in found]
        rows = [
            (self._number, index, one.table, one.column, one.taken, one.kept and str(one.kept))
            for index, one in enumerate(found)
        ]
        self._sqlite.executemany(f"INSERT INTO {STEPS} VALUES (?, ?, ?, ?, ?, ?)", rows)  # noqa: S608  ours
        return found

    def rehearse_back(self) -> None:
        """Raise what `back` would raise, and leave everything as it is."""
        self._sqlite.execute("SAVEPOINT inspector_rehearsal")
        self.back()
        self._sqlite.execute("ROLLBACK TO inspector_rehearsal")
        self._sqlite.execute("RELEASE inspector_rehearsal")

    def again(self, key: Sequence[str], keys: Iterable[tuple[str, Sequence[object]]], count: int) -> None:
        """Move away what was put back. Raises `Conflict` if that is not what was there then."""
        before = self._recorded()
        self._sqlite.execute(f"DELETE FROM {STEPS} WHERE operation = ?", (self._number,))  # noqa: S608  ours
        if self.away(key, keys, count) != before:
            raise Conflict(
                f"{self._path.name} has changed since operation {self._number} was undone: its rollback would now take "
                "other rows. Nothing was written; roll back anew."
            )

    def back(self) -> None:
        """Put everything back.

        Raises `Conflict` if the producer has written to what the rollback touched, `StoreError` if what it took is not
        all there, `Refused` if a trigger interferes.
        """
        steps = list(enumerate(self._recorded()))
        if [(one.table, one.column) for _, one in steps] != [(step.table, step.column) for step in self._steps]:
            raise self._incomplete()
        for index, one in steps:
            self._check_taken(index, one)
        for index, one in steps:
            self._check(index, one)
        for index, one in reversed(steps):
            (self._restore if one.column else self._put_back)(index, one)
        for index, _ in steps:
            self._sqlite.execute(f"DROP TABLE {rows_table(self._number, index)}")

    # Away

    def _move(self, index: int, step: Step, where: str) -> Taken:
        relation, ours = Relation.of(self._sqlite, step.table), rows_table(self._number, index)
        self._sqlite.execute(f"CREATE TABLE {ours}({', '.join(relation.pairs.values())})")
        values = ", ".join(relation.pairs)
        taken = self._count(f"INSERT INTO {ours} SELECT {values} FROM {relation.name} WHERE {where}")  # noqa: S608  quoted
        if self._matching(relation, ours, relation.pairs) != taken:
            raise Refused(f"Rows of {step.table} cannot be told apart by their keys; nothing was written.")
        self._expect(f"DELETE FROM {relation.name} WHERE {where}", taken, step.table)  # noqa: S608  quoted
        return Taken(step.table, "", taken, None)

    def _change(self, index: int, step: Step, where: str) -> Taken:
        relation, ours, column = (
            Relation.of(self._sqlite, step.table),
            rows_table(self._number, index),
            quoted(step.column),
        )
        identity = relation.identity
        self._sqlite.execute(f"CREATE TABLE {ours}({', '.join((*identity.values(), _BEFORE, _AFTER))})")
        selected = ", ".join((*identity, column, step.value))
        taken = self._count(f"INSERT INTO {ours} SELECT {selected} FROM {relation.name} WHERE {where}")  # noqa: S608  quoted
        self._sqlite.execute(f"CREATE INDEX {ours}_index ON {ours}({', '.join(identity.values())})")
        self._set(relation, ours, column, _AFTER, taken, step.table)
        # As the column's affinity has stored it.
        stored = f"(SELECT {column} FROM {relation.name} WHERE {relation.same(ours)})"  # noqa: S608  quoted
        self._sqlite.execute(f"UPDATE {ours} SET {_AFTER} = {stored}")  # noqa: S608  quoted
        return Taken(step.table, step.column, taken, None)

    # Back

    def _check(self, index: int, one: Taken) -> None:
        relation, ours = Relation.of(self._sqlite, one.table), rows_table(self._number, index)
        if one.column:
            if self._matching(relation, ours, {quoted(one.column): _AFTER}) != one.taken:
                raise self._conflict(f"{one.column} of {one.table} is no longer what the rollback set")
            return
        if Relation.of(self._sqlite, ours).columns != tuple(relation.pairs.values()):
            raise self._conflict(f"{one.table} has other columns than it had")
        now = self._in_scope(one.table)
        assert one.kept is not None
        more = now.rows - one.kept.rows
        if more > 0:
            raise self._conflict(f"{one.table} has {more} new rows of what was rolled back")
        if more < 0:
            raise self._conflict(f"{one.table} lacks {-more} rows of what the rollback left")
        if now != one.kept:
            raise self._conflict(f"rows of {one.table} that the rollback left hold other values")

    def _put_back(self, index: int, one: Taken) -> None:
        relation, ours = Relation.of(self._sqlite, one.table), rows_table(self._number, index)
        columns, values = ", ".join(relation.pairs), ", ".join(relation.pairs.values())
        try:
            self._expect(f"INSERT INTO {relation.name}({columns}) SELECT {values} FROM {ours}", one.taken, one.table)  # noqa: S608
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorname == "SQLITE_CONSTRAINT_TRIGGER":
                raise self._interference(one.table) from error
            raise self._conflict(f"other rows of {one.table} are now where those were ({error})") from error
        if self._matching(relation, ours, relation.pairs) != one.taken:
            raise Refused(f"The rows of {one.table} cannot be put back as they were; nothing was written.")

    def _restore(self, index: int, one: Taken) -> None:
        relation, ours, column = (
            Relation.of(self._sqlite, one.table),
            rows_table(self._number, index),
            quoted(one.column),
        )
        self._set(relation, ours, column, _BEFORE, one.taken, one.table)
        if self._matching(relation, ours, {column: _BEFORE}) != one.taken:
            raise Refused(f"{one.column} of {one.table} cannot be put back as it was; nothing was written.")

    # Counting

    def _set(self, relation: Relation, ours: str, column: str, source: str, count: int, table: str) -> None:
        value = f"(SELECT {source} FROM {ours} WHERE {relation.same(ours)})"  # noqa: S608  every name is quoted
        where = f"EXISTS (SELECT 1 FROM {ours} WHERE {relation.same(ours)})"  # noqa: S608  as above
        self._expect(f"UPDATE {relation.name} SET {column} = {value} WHERE {where}", count, table)  # noqa: S608  as above

    def _matching(self, relation: Relation, ours: str, columns: Mapping[str, str]) -> int:
        """How many of our rows are in the producer's table with the same values, in type and every bit."""
        same = [
            f"{ours}.{our} IS +{relation.name}.{their} AND typeof({ours}.{our}) = typeof({relation.name}.{their})"
            for their, our in columns.items()
        ]
        found = self._sqlite.execute(
            f"SELECT count(*) FROM {ours} JOIN {relation.name} ON {relation.same(ours)} WHERE {' AND '.join(same)}"  # noqa: S608
        )
        return int(found.fetchone()[0])

    def _in_scope(self, table: str) -> Kept:
        return Kept.of(self._sqlite, Relation.of(self._sqlite, table), self._scope)

    def _recorded(self) -> list[Taken]:
        found = self._sqlite.execute(
            f"SELECT table_name, column_name, taken, kept FROM {STEPS} WHERE operation = ? ORDER BY step",  # noqa: S608
            (self._number,),
        ).fetchall()
        for table, column, taken, kept in found:
            written = {type(table), type(column)} == {bytes} and type(taken) is int
            if not written or (not column and Kept.read(kept) is None):
                raise self._incomplete()
        return [Taken(to_text(table), to_text(column), taken, Kept.read(kept)) for table, column, taken, kept in found]

    def _check_taken(self, index: int, one: Taken) -> None:
        ours = rows_table(self._number, index)
        there = self._sqlite.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (ours,)
        ).fetchone()
        if there is None or self._sqlite.execute(f"SELECT count(*) FROM {ours}").fetchone()[0] != one.taken:  # noqa: S608
            raise self._incomplete()

    def _incomplete(self) -> StoreError:
        return StoreError(
            f"{self._path.name} no longer has all of this program's own record of operation {self._number}, so that "
            "cannot be undone. Nothing was written."
        )

    def _count(self, statement: str) -> int:
        """Run a statement; how many rows it and every trigger touched."""
        before = self._sqlite.total_changes
        self._sqlite.execute(statement)
        return self._sqlite.total_changes - before

    def _expect(self, statement: str, count: int, table: str) -> None:
        if self._count(statement) != count:
            raise self._interference(table)

    def _interference(self, table: str) -> Refused:
        return Refused(
            f"A trigger on {table} of {self._path.name} interferes with moving its rows; nothing was written. Export a "
            "truncated copy instead."
        )

    def _conflict(self, what: str) -> Conflict:
        return Conflict(
            f"{self._path.name} was written to since operation {self._number}, so that cannot be undone: {what}. "
            "Nothing was written."
        )
