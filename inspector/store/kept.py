"""What a rollback leaves of a table, by which an undo sees whether the producer has written to it since."""

import hashlib
import re
import sqlite3
from dataclasses import dataclass
from typing import Self

from inspector.store.relation import Relation

_WRITTEN = re.compile(rb"(\d{1,19}) ([0-9a-f]{32})")
_RANGE = 1 << 128


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a table: how many, and a digest of what they hold, in whatever order they come."""

    rows: int
    digest: int

    @classmethod
    def of(cls, sqlite: sqlite3.Connection, relation: Relation, where: str) -> Self:
        """What the table holds now; `sqlite`'s texts are bytes. The rowid does not count, which a VACUUM changes."""
        values = ", ".join(f"{column}, typeof({column})" for column in relation.columns)
        rows = digest = 0
        for row in sqlite.execute(f"SELECT {values} FROM {relation.name} WHERE {where}"):  # noqa: S608  quoted
            rows += 1
            digest += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest(), "big")
        return cls(rows, digest % _RANGE)

    @classmethod
    def read(cls, text: object) -> Self | None:
        """From how it is written; None where it is not."""
        found = _WRITTEN.fullmatch(text) if isinstance(text, bytes) else None
        return None if found is None else cls(int(found[1]), int(found[2], 16))

    def __str__(self) -> str:
        return f"{self.rows} {self.digest:032x}"
