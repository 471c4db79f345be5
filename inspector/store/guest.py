"""A transaction on another producer's file: held only as long as it takes, with nothing left behind."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.events.errors import StoreError
from inspector.store.engine import check, check_place, connect_beside
from inspector.store.failures import explained
from inspector.store.open_file import enter


def check_writable(path: Path) -> None:
    """Raise `StoreError` unless we may write the file and beside it."""
    check(path)
    if not os.access(path, os.W_OK) or not os.access(path.resolve().parent, os.W_OK):
        raise StoreError(f"{path} may not be written by you; check the permissions of the file and its folder.")


@contextmanager
def guest_transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """One immediate, durable transaction: committed at the end, undone on any error.

    Texts come as bytes. Our readers read beside it, what was committed before. Raises `StoreError` if the file is
    locked by another process, may not be written, or was removed or replaced.
    """
    with explained(path):
        check_writable(path)
        real, file = path.resolve(), enter(path)
        try:
            # A shared memory that a reader of ours opened read-only would be read-only for the writer too.
            with file.without_readers():
                file.write(real)
                try:
                    sqlite = connect_beside(path)
                except BaseException:
                    file.written(real)
                    raise
            try:
                sqlite.execute("BEGIN IMMEDIATE")
                yield sqlite
                check_place(path, file)
                sqlite.execute("COMMIT")
            finally:
                # Without readers the writer is the last to close, and SQLite removes the side files.
                with file.without_readers():
                    sqlite.close()
                    file.written(real)
        finally:
            file.leave()
