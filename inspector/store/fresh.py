"""A new file that appears at its path whole or not at all, and never over another."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.events.errors import StoreError
from inspector.store.failures import explained


@contextmanager
def fresh_file(path: Path) -> Iterator[Path]:
    """A place, in a folder of its own beside `path`, to make the file; at the end of the block it appears at `path`.

    Raises `StoreError` if something is there already, or a side file that SQLite would take for the new file's.
    """
    _check_free(path)
    with explained(path):
        folder = Path(tempfile.mkdtemp(prefix=".inspector-", dir=path.parent))
        try:
            part = folder / path.name
            yield part
            _publish(part, path)
        except StoreError as error:  # the user knows of no such place
            raise StoreError(str(error).replace(str(part), str(path))) from error
        finally:
            shutil.rmtree(folder)


def _check_free(path: Path) -> None:
    if os.path.lexists(path):
        raise StoreError(f"{path} exists already; name a new file.")
    if not path.parent.is_dir():
        raise StoreError(f"There is no folder {path.parent}; make it, or name another.")
    for suffix in ("-wal", "-shm", "-journal"):
        left = path.with_name(path.name + suffix)
        if os.path.lexists(left):
            raise StoreError(f"{left} is left from another store; move it away, or name a new file.")


def _publish(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # unlike a rename it refuses a path where something has appeared meanwhile
    except FileExistsError:
        raise StoreError(f"{path} exists already; name a new file.") from None
    except OSError:  # a file system without links
        try:
            path.open("xb").close()
        except FileExistsError:
            raise StoreError(f"{path} exists already; name a new file.") from None
        part.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the folder's new entry durable; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
