"""Opening SQLite files: to read without changing anything, and to write durably.

Looking never writes. Measured with SQLite 3.40: plain `mode=ro` creates or rewrites `-shm` and `-wal` beside a file in
WAL mode, and `immutable=1` changes nothing but ignores a pending `-wal`. So how a file is read depends on what lies in
its folder (`Access`).
"""

import os
import shutil
import sqlite3
import tempfile
import threading
import weakref
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from inspector.events.errors import StoreError
from inspector.store.failures import explained

BUSY_S = 5.0
"""How long to wait for another process's lock."""

COPY_LIMIT_BYTES = 1 << 30
"""Up to this size a file that cannot be linked is copied unasked."""

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100


class Access(Enum):
    """How a file is read."""

    LOCKS = auto()
    """Rollback journal: shared locks suffice and leave nothing."""
    IMMUTABLE = auto()
    """WAL mode with nothing pending: no locks, no side files, and blind to a writer who comes later."""
    FOLLOW = auto()
    """WAL mode with `-wal` and `-shm` there: the shared memory is read, never written."""
    PRIVATE = auto()
    """A pending `-wal` without `-shm`, or a hot journal: read in a private folder."""
    BESIDE = auto()
    """This process writes the file, so its side files exist anyway."""


class Reader(Protocol):
    """Whoever holds a read connection and can let go of it for a moment."""

    def release(self) -> None:
        """Close the connection; the next use opens another by the rules of that moment."""


@dataclass
class _OpenFile:
    """What this process does with one file (one inode).

    POSIX drops all locks that a process has on a file as soon as it closes any descriptor of it. So the header is
    peeked at only while no connection of ours is open; what it said is kept here meanwhile.
    """

    wal: bool
    connections: int = 0
    writers: int = 0
    readers: "weakref.WeakSet[Reader]" = field(default_factory=weakref.WeakSet)


_guard = threading.Lock()
_open_files: dict[tuple[int, int], _OpenFile] = {}


class Connection:
    """A connection of this module's: close it here, so that nothing is left behind."""

    def __init__(
        self, sqlite: sqlite3.Connection, access: Access, key: tuple[int, int], folder: Path | None = None
    ) -> None:
        self.sqlite = sqlite
        self.access = access
        self._key = key
        self._folder = folder

    def close(self) -> None:
        """Close it, and remove its private folder if it has one."""
        self.sqlite.close()
        if self._folder is not None:
            shutil.rmtree(self._folder)
        with _guard:
            _leave(self._key)


def connect(path: Path, reader: Reader) -> Connection:
    """A read connection on a file; not a byte in the file's folder changes.

    Raises `StoreError` with the reason if there is no SQLite file that we may read.
    """
    with explained(path):
        _check(path)
        with _guard:
            key = _identity(path)
            opened = _enter(path, key)
            opened.readers.add(reader)
            access = _access(path, opened)
        folder = None
        try:
            folder = _private_copy(path, opened.wal) if access is Access.PRIVATE else None
            return Connection(_open(path, access, folder), access, key, folder)
        except BaseException:
            if folder is not None:
                shutil.rmtree(folder)
            with _guard:
                _leave(key)
            raise


class Writing:
    """This process's permission to write one file: while it is held, our readers read beside the writer."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        """new: the file is an empty one that is about to become a store."""
        self.path = path
        with explained(path):
            _check(path)
            if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
                raise StoreError(f"{path} may not be written by you; check the permissions of the file and its folder.")
            with _guard:
                self._key = _identity(path)
                self._file = _enter(path, self._key, new=new)
                self._file.writers += 1
        # A shared memory that a reader of ours opened read-only would be read-only for the writer too.
        self.release_readers()

    def connect(self) -> sqlite3.Connection:
        """A connection that writes durably: `synchronous=FULL`, transactions begun by whoever uses it."""
        with explained(self.path):
            sqlite = sqlite3.connect(
                _uri(self.path, "mode=rw"), uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
            try:
                for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "journal_mode=WAL", "synchronous=FULL"):
                    sqlite.execute(f"PRAGMA {pragma}")
            except BaseException:
                sqlite.close()
                raise
            return sqlite

    def end(self) -> None:
        """Give the permission back; after the writer's connection is closed."""
        with _guard:
            self._file.writers -= 1
            _leave(self._key)

    def release_readers(self) -> None:
        """Have our readers of the file let go of it for a moment."""
        for reader in list(self._file.readers):
            reader.release()


def _check(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name the SQLite file inside it.")
    if not path.exists():
        raise StoreError(f"There is no file {path}; check the path.")
    if not path.is_file():
        raise StoreError(f"{path} is no ordinary file; name an SQLite file.")
    if not os.access(path, os.R_OK):
        raise StoreError(f"{path} may not be read by you; check its permissions.")


def _identity(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_dev, stat.st_ino


def _enter(path: Path, key: tuple[int, int], *, new: bool = False) -> _OpenFile:
    if key not in _open_files:
        _open_files[key] = _OpenFile(wal=new or _uses_wal(path))
    _open_files[key].connections += 1
    return _open_files[key]


def _leave(key: tuple[int, int]) -> None:
    opened = _open_files[key]
    opened.connections -= 1
    if opened.connections == 0:
        del _open_files[key]


def _uses_wal(path: Path) -> bool:
    """Whether the header says WAL: bytes 18 and 19 (https://www.sqlite.org/fileformat.html)."""
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        raise StoreError(f"{path} is empty, so it holds no event store; name another file.")
    if not _MAGIC.startswith(header[: len(_MAGIC)]):
        raise StoreError(f"{path} is no SQLite database (or an encrypted one); name the event store's own file.")
    if len(header) < _HEADER_BYTES:
        raise StoreError(f"{path} is cut short after {len(header)} bytes; restore a backup.")
    return header[18] == 2


def _side(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _has_bytes(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _access(path: Path, opened: _OpenFile) -> Access:
    path = path.resolve()
    if opened.writers:
        return Access.BESIDE
    if not opened.wal:
        return Access.PRIVATE if _is_hot(_side(path, "-journal")) else Access.LOCKS
    if not _has_bytes(_side(path, "-wal")):
        return Access.IMMUTABLE
    return Access.FOLLOW if _side(path, "-shm").exists() else Access.PRIVATE


def _is_hot(journal: Path) -> bool:
    """Whether a rollback journal may have to be rolled back: its header is not zeroed."""
    if not _has_bytes(journal):
        return False
    with journal.open("rb") as file:
        return any(file.read(28))


def _private_copy(path: Path, wal: bool) -> Path:
    """A private folder with the file and a copy of its `-wal` or `-journal`.

    In WAL mode the file is only linked: reading never checkpoints into it. Rolling a journal back writes, so then the
    file is copied.
    """
    path = path.resolve()
    folder = Path(tempfile.mkdtemp(prefix="inspector-"))
    try:
        side = _side(path, "-wal" if wal else "-journal")
        if not (wal and _linked(path, folder / path.name)):
            _check_room(path, folder)
            shutil.copyfile(path, folder / path.name)
        shutil.copyfile(side, folder / side.name)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return folder


def _linked(path: Path, link: Path) -> bool:
    try:
        os.link(path, link)
    except OSError:
        return False
    return True


def _check_room(path: Path, folder: Path) -> None:
    size = path.stat().st_size
    if size > min(COPY_LIMIT_BYTES, shutil.disk_usage(folder).free // 2):
        raise StoreError(
            f"{path.name} has unfinished changes beside it, and its {size / 2**20:,.0f} MiB are too many to copy "
            "aside; let its own program open and close it once, or set TMPDIR to a folder on the same disk."
        )


def _uri(path: Path, query: str) -> str:
    return f"file:{quote(str(path.resolve()))}?{query}"


def _open(path: Path, access: Access, folder: Path | None) -> sqlite3.Connection:
    query = {
        Access.LOCKS: "mode=ro",
        Access.IMMUTABLE: "mode=ro&immutable=1",
        Access.FOLLOW: "mode=ro&readonly_shm=1",
        Access.PRIVATE: "mode=rw",
        Access.BESIDE: "mode=ro",
    }[access]
    target = path
    if folder is not None:
        target = folder / path.resolve().name
        if target.stat().st_nlink > 1:
            query = "mode=ro"
    sqlite = sqlite3.connect(
        _uri(target, query), uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        sqlite.text_factory = bytes
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            sqlite.execute(f"PRAGMA {pragma}")
        sqlite.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        sqlite.close()
        raise
    return sqlite
