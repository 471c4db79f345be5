"""Foreign keys of a producer's file that name no row."""

import sqlite3
from collections import Counter

from inspector.store.rows import to_text


def dangling(sqlite: sqlite3.Connection) -> Counter[tuple[bytes, int | None, bytes, int]]:
    """Each table, rowid, table that it names and foreign key that SQLite finds to name no row there."""
    found: Counter[tuple[bytes, int | None, bytes, int]] = Counter()
    for (table,) in sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        try:
            found.update(sqlite.execute("SELECT * FROM pragma_foreign_key_check(?)", (to_text(table),)))
        except sqlite3.OperationalError as error:
            # Such a key names columns that are not unique, so that it holds for no row, before as after.
            if "foreign key mismatch" not in str(error):
                raise
    return found
