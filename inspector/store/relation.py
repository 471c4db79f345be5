"""The columns of a producer's table as SQL, and how its rows are told apart."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from inspector.events.errors import Refused
from inspector.store.schema_facts import has_rowid, quoted

ROWID = quoted("inspector_rowid")
"""The column of our tables that holds a row's rowid: their own rowids change with a VACUUM."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One table. Every name is quoted.

    columns: those that can be written. key: the primary key's. rowid: what its rowid is called, empty where there is
    none. alias: the column that is the rowid, empty where none is.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rowid: str
    alias: str

    @classmethod
    def of(cls, sqlite: sqlite3.Connection, table: str) -> Self:
        """The table as it is now; `sqlite`'s texts are bytes. Raises `Refused` for a view."""
        kind = sqlite.execute("SELECT type FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        if kind != (b"table",):
            raise Refused(f"{table} is no table whose rows could be moved; nothing was written.")
        found = [
            (name.decode("utf-8", "surrogateescape"), kind.upper(), place)
            for _, name, kind, _, _, place in sqlite.execute("SELECT * FROM pragma_table_info(?)", (table,))
        ]
        key = [(place, name, kind) for name, kind, place in found if place]
        rowid = ""
        if has_rowid(sqlite, table):
            taken = {name.casefold() for name, _, _ in found}
            rowid = next((name for name in ("rowid", "_rowid_", "oid") if name not in taken), "")
            if not rowid:
                raise Refused(f"The rows of {table} cannot be told apart, as all names of its rowid are columns.")
        alias = quoted(key[0][1]) if rowid and len(key) == 1 and key[0][2] == b"INTEGER" else ""
        columns = tuple(quoted(name) for name, _, _ in found)
        return cls(quoted(table), columns, tuple(quoted(name) for _, name, _ in sorted(key)), rowid, alias)

    @property
    def pairs(self) -> Mapping[str, str]:
        """What makes up a row, each with the name of the column of our tables that holds it."""
        own = {name: name for name in self.columns}
        return own | {self.rowid: ROWID} if self.rowid and not self.alias else own

    @property
    def identity(self) -> Mapping[str, str]:
        """What tells a row from the others, and what it is called in our table: the primary key, else the rowid."""
        return {name: name for name in self.key} or {self.rowid: ROWID}

    def same(self, ours: str) -> str:
        """Whether a row is the same as one of ours."""
        return " AND ".join(f"{self.name}.{their} = {ours}.{our}" for their, our in self.identity.items())
