"""What a database's header and schema say, read without trusting either."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

from inspector.store.own_tables import is_ours
from inspector.store.reader import Reader
from inspector.store.rows import to_text

Sample: TypeAlias = Callable[[str, Sequence[str]], list[tuple[Any, ...]]]
"""The first rows of some columns of a table, with the first bytes of each value; texts are bytes."""

_SAMPLE_ROWS = 5
_SAMPLE_BYTES = 100_000
_GENERATED = (2, 3)
"""How `table_xinfo` marks a generated column, virtual and stored."""


def _no_rows(_table: str, _columns: Sequence[str]) -> list[tuple[Any, ...]]:
    return []


@dataclass(frozen=True, slots=True)
class SchemaFacts:
    """Marks, and the columns of each table, by which formats recognise a database.

    generated: of the columns of a table, those that SQLite computes; somebody may have added them for an index.
    sample: a look at a table's rows, for a format that cannot tell by the columns alone.
    """

    application_id: int
    user_version: int
    tables: Mapping[str, tuple[str, ...]]
    without_rowid: frozenset[str] = frozenset()
    generated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sample: Sample = _no_rows

    def stored(self, table: str) -> tuple[str, ...]:
        """The columns of a table that are not generated; none of a table that is not there."""
        generated = self.generated.get(table, frozenset())
        return tuple(column for column in self.tables.get(table, ()) if column not in generated)


def quoted(name: str) -> str:
    """A name of a file's schema as SQL; nothing in it is taken for more than a name."""
    return '"' + name.replace('"', '""') + '"'


def read_facts(reader: Reader) -> SchemaFacts:
    """The facts of a file."""
    return replace(reader.run(_facts), sample=partial(_sample, reader))


def _sample(reader: Reader, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    values = ", ".join(f"substr({quoted(column)}, 1, {_SAMPLE_BYTES})" for column in columns)
    return reader.rows(f"SELECT {values} FROM {quoted(table)} LIMIT {_SAMPLE_ROWS}")  # noqa: S608  names are quoted


def _facts(sqlite: sqlite3.Connection) -> SchemaFacts:
    tables: dict[str, list[str]] = {}
    generated: dict[str, set[str]] = {}
    for raw_table, raw_column, hidden in sqlite.execute(
        """SELECT tables.name, columns.name, columns.hidden
           FROM sqlite_master AS tables, pragma_table_xinfo(tables.name) AS columns
           WHERE tables.type = 'table' AND tables.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY tables.name, columns.cid"""
    ):
        table, column = to_text(raw_table), to_text(raw_column)
        if is_ours(table):
            continue
        tables.setdefault(table, []).append(column)
        if hidden in _GENERATED:
            generated.setdefault(table, set()).add(column)
    return SchemaFacts(
        sqlite.execute("PRAGMA application_id").fetchone()[0],
        sqlite.execute("PRAGMA user_version").fetchone()[0],
        {name: tuple(columns) for name, columns in tables.items()},
        frozenset(name for name in tables if not has_rowid(sqlite, name)),
        {name: frozenset(columns) for name, columns in generated.items()},
    )


def has_rowid(sqlite: sqlite3.Connection, table: str) -> bool:
    """Whether the rows of a table have rowids."""
    # `pragma_table_list` would tell, but came only with SQLite 3.37.
    try:
        sqlite.execute(f"SELECT rowid FROM {quoted(table)} LIMIT 0")  # noqa: S608  the name is quoted
    except sqlite3.OperationalError:
        return False
    return True
