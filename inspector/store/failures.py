"""SQLite's errors, and the file system's, as sentences for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.events.errors import StoreError

DRIVER_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What the driver raises; the latter where SQLite's message quotes bytes of a damaged schema that are no UTF-8."""


_PASSING = {"SQLITE_INTERRUPT", "SQLITE_READONLY_RECOVERY", "SQLITE_READONLY_CANTINIT"}


class Locked(StoreError):
    """Another process holds the file locked; later it may not."""


class Missing(StoreError):
    """There is no file, or no longer."""


class Damaged(StoreError):
    """The file holds what no working program writes there."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} is damaged ({what}); restore a backup, or recover a copy with SQLite's .recover.")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise about `path` into a `StoreError`."""
    try:
        yield
    except DRIVER_ERRORS as error:
        raise failure(path, error) from error
    except FileNotFoundError as error:
        raise Missing(f"There is no file {path}; check the path.") from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; check the path and its permissions.") from error


def is_hot_journal(error: BaseException) -> bool:
    """Whether a file cannot be read because a crashed writer's journal must be rolled back first."""
    return getattr(error, "sqlite_errorname", "") == "SQLITE_READONLY_ROLLBACK"


def is_passing(error: BaseException) -> bool:
    """Whether a statement may work when repeated: interrupted, or met by shared memory that a writer is setting up."""
    return getattr(error, "sqlite_errorname", "") in _PASSING


def failure(path: Path, error: BaseException) -> StoreError:
    """The error to raise for an error of the driver: one sentence, what is wrong with the file, and what to do."""
    if isinstance(error, UnicodeDecodeError):
        name, text = "SQLITE_CORRUPT", _line(error.object.decode("utf-8", "replace"))
    else:
        name, text = getattr(error, "sqlite_errorname", ""), _line(str(error))
    match name.split("_")[1:2]:
        case ["NOTADB"]:
            return StoreError(f"{path} is no SQLite database (or an encrypted one); name the event store's own file.")
        case ["CORRUPT"]:
            return Damaged(path, text)
        case ["BUSY" | "LOCKED" | "PROTOCOL"]:
            return Locked(f"{path} is locked by another process; try again when that has finished.")
        case ["READONLY" | "CANTOPEN" | "PERM" | "AUTH"]:
            return StoreError(f"{path}: {text}; check the permissions of the file and its folder.")
        case ["FULL" | "IOERR"]:
            return StoreError(f"{path}: {text}; nothing was written; check the disk's space and health.")
        case _:
            return StoreError(f"{path} cannot be used as an event store: {text}.")


def _line(text: str) -> str:
    """The text on one line, whatever of the file it quotes."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
