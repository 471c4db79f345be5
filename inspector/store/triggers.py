"""Triggers of a copy that is ours, out of the way while its rows are moved."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from inspector.store.schema_facts import quoted


@contextmanager
def without_triggers(sqlite: sqlite3.Connection) -> Iterator[None]:
    """Take all triggers out, and put them back at the end; `sqlite`'s texts are bytes.

    What is run of their text is what SQLite writes for every trigger; a row of another kind stays where it is.
    """
    which = "type = 'trigger' AND sql LIKE 'CREATE TRIGGER %'"
    triggers = sqlite.execute(f"SELECT name, sql FROM sqlite_master WHERE {which} ORDER BY rowid").fetchall()  # noqa: S608
    for name, _ in triggers:
        sqlite.execute(f"DROP TRIGGER {quoted(name.decode())}")
    yield
    for _, made in triggers:
        sqlite.execute(made.decode())
