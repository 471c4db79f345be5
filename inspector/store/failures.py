"""SQLite's errors as sentences for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import Cancelled, StoreError


@contextmanager
def explained(path: Path, cancel: Cancel = NEVER) -> Iterator[None]:
    """Turn what SQLite and the file system raise about `path` into a `StoreError`, an interrupt into `Cancelled`."""
    try:
        yield
    except sqlite3.Error as error:
        if cancel.cancelled:
            raise Cancelled from None
        raise StoreError(sentence(path, error)) from error
    except OSError as error:
        raise StoreError(f"{path.name} cannot be read: {error.strerror or error}; check the path {path}.") from error


def sentence(path: Path, error: Exception) -> str:
    """One sentence: what is wrong with the file, and what to do."""
    text = str(error)
    if "not a database" in text:
        return f"{path.name} is no SQLite database (or an encrypted one); open the event store's own file."
    if "malformed" in text or "corrupt" in text:
        return f"{path.name} is damaged ({text}); restore a backup, or recover a copy with SQLite's .recover."
    if "locked" in text or "busy" in text:
        return f"{path.name} is locked by another process; try again when that has finished."
    if "readonly" in text or "unable to open" in text or "access permission" in text:
        return f"{path.name} cannot be opened ({text}); check the permissions of the file and its folder."
    if "disk is full" in text or "disk I/O" in text:
        return f"{path.name}: {text}; nothing was written; check the disk's space and health."
    return f"{path.name} cannot be used: {text}."
