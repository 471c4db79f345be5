"""The tables and views of a file, with their columns, as a mapping may name them."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from inspector.store.own_tables import is_ours
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted

_ROWIDS = ("rowid", "_rowid_", "oid")


@dataclass(frozen=True, slots=True)
class Column:
    """A column. declared: its type as declared. key: its place in the primary key from 1, or 0."""

    name: str
    declared: str
    key: int
    is_generated: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or a view. rowid: by which name its rowid goes; empty where it has none."""

    name: str
    columns: tuple[Column, ...]
    rowid: str
    is_view: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of the primary key, in its order."""
        return tuple(column.name for column in sorted(self.columns, key=lambda one: one.key) if column.key)


Catalogue = Mapping[str, Relation]
"""By name. What cannot be named in UTF-8, or fails when it is looked at, as a view of a missing table, is left out."""


def read_catalogue(reader: Reader) -> Catalogue:
    """The catalogue of a file."""
    return reader.run(_relations)


def _relations(sqlite: sqlite3.Connection) -> Catalogue:
    found: dict[str, Relation] = {}
    for raw, kind in sqlite.execute(
        """SELECT name, type FROM sqlite_master
           WHERE type = 'view' OR type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"""
    ).fetchall():
        name = _text(raw)
        if name is None or is_ours(name) or name.casefold().startswith("sqlite_"):
            continue
        try:
            relation = _relation(sqlite, name, is_view=kind == b"view")
        except sqlite3.OperationalError:
            continue
        if relation.columns:
            found[name] = relation
    return found


def _relation(sqlite: sqlite3.Connection, name: str, *, is_view: bool) -> Relation:
    rows = sqlite.execute("SELECT name, type, pk, hidden FROM pragma_table_xinfo(?)", (name,)).fetchall()
    columns = tuple(
        Column(text, (_text(declared) or "").casefold(), key, hidden in (2, 3))
        for raw, declared, key, hidden in rows
        if (text := _text(raw)) is not None
    )
    taken = {column.name.casefold() for column in columns}
    free = [] if is_view else [alias for alias in _ROWIDS if alias not in taken]
    return Relation(name, columns, next((one for one in free if _has(sqlite, name, one)), ""), is_view)


def _has(sqlite: sqlite3.Connection, table: str, rowid: str) -> bool:
    try:
        sqlite.execute(f"SELECT {rowid} FROM {quoted(table)} LIMIT 0")  # noqa: S608  the name is quoted
    except sqlite3.OperationalError:
        return False
    return True


def _text(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
