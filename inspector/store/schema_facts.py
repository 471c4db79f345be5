"""What a database's header and schema say, read without trusting either."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from inspector.store import engine
from inspector.store.failures import explained


@dataclass(frozen=True, slots=True)
class SchemaFacts:
    """Marks and tables of a database, by which formats recognise it."""

    application_id: int
    user_version: int
    tables: tuple[str, ...]


class _Nobody:
    """A reader whose connection is closed before anyone could ask it to let go."""

    def release(self) -> None:
        """Nothing is held between two uses."""


def read_facts(path: Path) -> SchemaFacts:
    """The facts of a file. Raises `StoreError` if it is no readable SQLite database."""
    with closing(engine.connect(path, _Nobody())) as connection, explained(path):
        sqlite = connection.sqlite
        (application_id,) = sqlite.execute("PRAGMA application_id").fetchone()
        (user_version,) = sqlite.execute("PRAGMA user_version").fetchone()
        rows = sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return SchemaFacts(application_id, user_version, tuple(name.decode("utf-8", "replace") for (name,) in rows))
