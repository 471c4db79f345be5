"""Stores as files: made, written past the program, and compared with how they were."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import inspector
from inspector.events.errors import InspectorError
from inspector.events.event import NewEvent
from inspector.events.log import TextFilter
from inspector.store.registry import open_log

STREAM = "counter"

_WRITER = """
import sqlite3, sys
path, first, count, end, *pragmas = sys.argv[1:]
db = sqlite3.connect(path, isolation_level=None)
for pragma in pragmas:
    db.execute(f"PRAGMA {pragma}")
db.execute("BEGIN IMMEDIATE")
for position in range(int(first), int(first) + int(count)):
    row = (position, f"id-{position}", "counter", position, "Counted", position, '{"n":%d}' % position, "{}")
    db.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
if end:
    db.execute("COMMIT")
if end == "checkpoint":
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
print("ready", flush=True)
sys.stdin.read()
db.close()
"""


def make_store(path: Path, count: int = 5) -> Path:
    """A native store of `count` events of one stream, `{"n": 1}`, `{"n": 2}`…, in one operation."""
    with inspector.create(path) as store:
        events = [NewEvent(STREAM, "Counted", {"n": n}, time_ns=n, id=f"id-{n}") for n in range(1, count + 1)]
        if events:
            store.append_all(events)
    return path


@contextmanager
def raw_sql(path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection, as any other program would open the file; each statement is its own transaction."""
    sqlite = sqlite3.connect(path, isolation_level=None)
    try:
        yield sqlite
    finally:
        sqlite.close()


def without_wal(path: Path) -> Path:
    """The store, turned to a rollback journal."""
    with raw_sql(path) as sqlite:
        assert sqlite.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    return path


class OtherWriter:
    """Another process that has appended `count` events from position `first` on, and keeps the file open.

    end: "commit", "checkpoint" to move them into the file as well, or "" to leave the transaction unfinished.
    """

    def __init__(self, path: Path, first: int, count: int, *pragmas: str, end: str = "commit") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path.absolute()), str(first), str(count), end, *pragmas],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if said != "ready\n":
            self.kill()
        assert said == "ready\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.communicate()

    def leave(self) -> None:
        """Let it close the file as it should."""
        self._process.communicate()
        assert self._process.returncode == 0


def folder_state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Names, bytes and mtimes of all files in a folder, and the folder's own mtime."""
    files = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir() if path.is_file()}
    return {".": (b"", folder.stat().st_mtime_ns), **files}


def read_everything(path: Path) -> None:
    """Ask a file everything that can be asked of a log, and what the facade makes of it."""
    log = open_log(path)
    try:
        for event in log.read():
            log.raw(event.position, 100)
        list(log.columns())
        list(log.search(TextFilter(text="n")))
        log.page([1, 2, 3])
        log.find_id("id-1")
        log.position_of("id-1")
        log.effects("id-1", 10)
        log.last_version(STREAM)
        log.at_version(STREAM, 1)
        log.at_time(2)
        log.operations()
        log.poll()
    finally:
        log.close()
    with inspector.open(path) as store:
        store.info()
        store.state()


def sentence(error: InspectorError) -> str:
    """The error's one sentence for the user."""
    text = str(error)
    assert text.endswith(".")
    assert "\n" not in text
    assert "Traceback" not in text
    return text
