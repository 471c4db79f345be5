"""Whole copies of a store, made with SQLite's online backup, and where they go."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from inspector.events.cancel import Cancel
from inspector.events.errors import StoreError
from inspector.store.reader import Reader

_PAGES_AT_ONCE = 4096
BACKUP = "backup "
"""What the label of a rollback's operation begins with; the copy's name follows."""


def backup_path(path: Path, operation: int) -> Path:
    """Where a store is copied to before an operation: beside it, at the first such name that is free."""
    free, number = path.with_name(f"{path.stem}.before-{operation}{path.suffix}"), 1
    while free.exists() or free.is_symlink():
        number += 1
        free = path.with_name(f"{path.stem}.before-{operation}-{number}{path.suffix}")
    return free


def copy_store(reader: Reader, target: Path, cancel: Cancel) -> None:
    """Copy what a reader sees into a new file, a pending `-wal` included. Raises `StoreError` if there is no room."""
    size, free = reader.path.stat().st_size, shutil.disk_usage(target.parent).free
    if size > free // 2:
        raise StoreError(
            f"{reader.path} is to be copied into {target.parent} first, and its {size / 2**20:,.0f} MiB are more than "
            "half of what is free there; make room."
        )

    def copy(sqlite: sqlite3.Connection) -> None:
        target.unlink(missing_ok=True)  # of a try during which the file has changed
        with closing(sqlite3.connect(target)) as made:
            sqlite.backup(made, pages=_PAGES_AT_ONCE, progress=lambda *_: cancel.check())

    reader.run(copy, cancel)
