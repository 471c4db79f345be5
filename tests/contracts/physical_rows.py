"""What a producer has in its file, to the last bit, and a file that nobody may have touched beside it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

Tables: TypeAlias = dict[str, list[tuple[object, ...]]]


def producer_tables(path: Path) -> Tables:
    """Every table but ours, `sqlite_sequence` too: each row's rowid, and each value as `quote()` and `typeof()` say."""
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.text_factory = bytes
        names = [name.decode() for (name,) in sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _rows(sqlite, name) for name in names if not name.startswith("inspector_")}


def _rows(sqlite: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    columns = [name.decode() for (name,) in sqlite.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    values = ", ".join(f'quote("{column}"), typeof("{column}")' for column in columns)
    try:
        return sqlite.execute(f'SELECT rowid, {values} FROM "{table}" ORDER BY rowid').fetchall()
    except sqlite3.OperationalError:  # WITHOUT ROWID
        return sqlite.execute(f'SELECT {values} FROM "{table}"').fetchall()


def files(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}
