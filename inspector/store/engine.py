"""Opening SQLite files: to read without changing anything, and to write durably.

Looking never writes. Measured with SQLite 3.40: plain `mode=ro` creates or rewrites `-shm` and `-wal` beside a file in
WAL mode, and `immutable=1` changes nothing but ignores a pending `-wal`. So how a file is read depends on what lies in
its folder (`Access`).
"""

import os
import re
import shutil
import sqlite3
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from inspector.events.errors import StoreError
from inspector.store.failures import DRIVER_ERRORS, Missing, explained, is_hot_journal, is_passing
from inspector.store.open_file import OpenFile
from inspector.store.private_copy import private_copy
from inspector.store.wal import has_header

BUSY_S = 5.0
"""How long to wait for another process's lock."""

_DATE_STEP_NS = 2_000_000_000
"""The coarsest dates that a file system gives, those of FAT; ext4's may be 10 ms apart."""

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_REFUSED_JSON = re.compile(r"unsafe use of (?:->>?|json\w*)\(\)")
"""What an old SQLite says where an index or a generated column of a file uses JSON functions."""
_LOCKLESS_VFS = "win32-none" if os.name == "nt" else "unix-none"


_WRITER_PRAGMAS = (
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "recursive_triggers=ON",
    "cache_size=-32768",  # KiB: ids arrive in no order, and with the default 2 MiB their index is read again and again
)
_FRESH_PRAGMAS = (
    "trusted_schema=OFF",
    # One transaction fills a file that nobody else can see; it is synced when it is whole.
    "journal_mode=MEMORY",
    "synchronous=OFF",
    "cache_size=-65536",  # KiB, as above
)
_GUEST_PRAGMAS = (
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "synchronous=FULL",
    "foreign_keys=OFF",  # what moves is said by the format, never by a cascade
    "temp_store=MEMORY",
)


class Access(Enum):
    """How a file is read, and the query of the URI it is opened with."""

    LOCKS = auto()
    """Rollback journal: shared locks suffice and leave nothing."""
    IMMUTABLE = auto()
    """WAL mode with nothing pending: no locks, no side files, and blind to a writer who comes later."""
    FOLLOW = auto()
    """WAL mode with `-wal` and `-shm` there: the shared memory is read, never written."""
    LINKED = auto()
    """A pending `-wal` without `-shm`: the file and a copy of its `-wal` in a private folder. Nothing is locked there:
    the file is linked if possible, and SQLite would take both places for one and share memory between them."""
    REPAIRED = auto()
    """A crashed writer's journal: rolled back in a private copy."""
    BESIDE = auto()
    """This process writes the file, so its side files exist anyway."""


_QUERY = {
    Access.LOCKS: "mode=ro",
    Access.IMMUTABLE: "mode=ro&immutable=1",
    Access.FOLLOW: "mode=ro&readonly_shm=1",
    Access.LINKED: f"mode=ro&vfs={_LOCKLESS_VFS}",
    Access.REPAIRED: "mode=rw",
    Access.BESIDE: "mode=ro",
}
_LOCKING = {Access.LOCKS, Access.FOLLOW, Access.BESIDE}
_SNAPSHOTS = {Access.IMMUTABLE, Access.LINKED, Access.REPAIRED}


@dataclass(frozen=True, slots=True)
class Ground:
    """What the file system says of a file and of what lies beside it: size, date and inode, or None for nothing."""

    file: tuple[int, int]
    wal: tuple[int, ...] | None
    journal: tuple[int, ...] | None
    shm: int | None
    """The inode alone: whoever uses it changes the rest."""


class Connection:
    """A read connection: close it here, so that nothing is left behind."""

    def __init__(self, path: Path, real: Path, opened: OpenFile, access: Access, ground: Ground) -> None:
        self.access = access
        self._path = path
        self._real = real
        self._opened = opened
        self._ground = ground
        self._opened_ns = time.time_ns()
        self._folder: Path | None = None
        target = self._real
        if access in (Access.LINKED, Access.REPAIRED):
            suffix = "-wal" if access is Access.LINKED else "-journal"
            self._folder = private_copy(opened, self._real, suffix, link=access is Access.LINKED)
            target = self._folder / self._real.name
        if access in _LOCKING:
            opened.lock()
        try:
            self.sqlite = _open(target, access)
        except BaseException:
            self._let_go(None)
            raise

    def steady(self) -> AbstractContextManager[object]:
        """What to hold while reading, so that less changes meanwhile."""
        return self._opened.shared() if self.access in _SNAPSHOTS else nullcontext()

    def is_current(self) -> bool:
        """Whether what it shows is still the file as it is.

        Raises `StoreError` if the file was removed, or replaced by another one.
        """
        now = _ground(self._path, self._real, self._opened)
        if self.access in _SNAPSHOTS:
            return now == self._ground
        if self.access is Access.FOLLOW:
            return now.shm == self._ground.shm
        return self.access is not Access.LOCKS or not _uses_wal(self._opened.header(_HEADER_BYTES))

    def is_lasting(self) -> bool:
        """Whether a change of the file would be seen: not while a second one might bear the date of the first."""
        return self.access is not Access.IMMUTABLE or self._ground.file[1] < self._opened_ns - _DATE_STEP_NS

    def close(self) -> None:
        """Close it, and remove its private folder if it has one."""
        self._let_go(self.sqlite)

    def _let_go(self, sqlite: sqlite3.Connection | None) -> None:
        if sqlite is not None:
            # A linked file's descriptor is one of the file itself, see `open_file`.
            if self.access is Access.LINKED:
                self._opened.close_late(sqlite.close)
            else:
                sqlite.close()
        if self.access in _LOCKING:
            self._opened.unlock()
        if self._folder is not None:
            shutil.rmtree(self._folder)


class Unsteady(Exception):
    """What lies in the file's folder changed while it was looked at."""


def connect(path: Path, opened: OpenFile) -> Connection:
    """A read connection on a file; not a byte in the file's folder changes.

    Raises `StoreError` with the reason if there is no SQLite file that we may read, or not the one that was opened,
    and `Unsteady`.
    """
    with explained(path):
        real = path.resolve()
        with opened.shared() as held:
            ground = _ground(path, real, opened)
            access = _access(path, real, opened, ground)
            if access is Access.FOLLOW and not held:
                raise Unsteady
            if access not in (Access.LOCKS, Access.BESIDE):
                return _connection(path, real, opened, access, ground)
        # Not while we hold the lock: whoever waits for its end keeps SQLite from taking it again.
        try:
            return _connection(path, real, opened, access, ground)
        except sqlite3.OperationalError as error:
            if access is not Access.LOCKS or not is_hot_journal(error):
                raise
            return _connection(path, real, opened, Access.REPAIRED, ground)


def _connection(path: Path, real: Path, opened: OpenFile, access: Access, ground: Ground) -> Connection:
    try:
        return Connection(path, real, opened, access, ground)
    except (*DRIVER_ERRORS, FileNotFoundError) as error:
        if is_passing(error) or _ground(path, real, opened) != ground:
            raise Unsteady from error
        raise


def connect_writer(path: Path) -> sqlite3.Connection:
    """A connection that writes durably: WAL, `synchronous=FULL`; transactions are begun by whoever uses it."""
    with explained(path):
        sqlite = _sqlite(path.resolve(), "mode=rw")
        try:
            for pragma in _WRITER_PRAGMAS:
                sqlite.execute(f"PRAGMA {pragma}")
        except BaseException:
            sqlite.close()
            raise
        return sqlite


def connect_fresh(path: Path) -> sqlite3.Connection:
    """A connection that fills a new file in a private place, in one transaction."""
    with explained(path):
        sqlite = _sqlite(path.resolve(), "mode=rw")
        for pragma in _FRESH_PRAGMAS:
            sqlite.execute(f"PRAGMA {pragma}")
        return sqlite


def connect_beside(path: Path) -> sqlite3.Connection:
    """A connection that writes another producer's file: durably, in the journal mode that it has."""
    with explained(path):
        sqlite = _sqlite(path.resolve(), "mode=rw")
        try:
            sqlite.text_factory = bytes
            for pragma in _GUEST_PRAGMAS:
                sqlite.execute(f"PRAGMA {pragma}")
        except BaseException:
            sqlite.close()
            raise
        return sqlite


def check(path: Path) -> None:
    """Raise `StoreError` unless there is an ordinary file that we may read."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name the SQLite file inside it.")
    if not path.exists():
        raise Missing(f"There is no file {path}; check the path.")
    if not path.is_file():
        raise StoreError(f"{path} is no ordinary file; name an SQLite file.")
    if not os.access(path, os.R_OK):
        raise StoreError(f"{path} may not be read by you; check its permissions.")


def check_place(path: Path, opened: OpenFile) -> os.stat_result:
    """What the file system says of the file at a path.

    Raises `StoreError` if the opened file is there no longer, removed or replaced by another one.
    """
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise Missing(f"{path} was removed while it was open; put it back, or open another.") from None
    if not opened.is_at(stat):
        raise StoreError(f"{path} was replaced by another file while it was open; open it again.")
    return stat


def _access(path: Path, real: Path, opened: OpenFile, ground: Ground) -> Access:
    header = opened.header(_HEADER_BYTES)
    if not header:
        raise StoreError(f"{path} is empty, so it holds no event store; name another file.")
    if not _MAGIC.startswith(header[: len(_MAGIC)]):
        raise StoreError(f"{path} is no SQLite database (or an encrypted one); name the event store's own file.")
    if len(header) < _HEADER_BYTES:
        raise StoreError(f"{path} is cut short after {len(header)} bytes; restore a backup.")
    if opened.is_written(real):
        return Access.BESIDE
    if ground.wal is not None and has_header(Path(f"{real}-wal")):
        return Access.LINKED if ground.shm is None else Access.FOLLOW
    return Access.IMMUTABLE if _uses_wal(header) else Access.LOCKS


def _uses_wal(header: bytes) -> bool:
    """Whether the read version, byte 19, says WAL (https://www.sqlite.org/fileformat.html)."""
    return header[19:20] == b"\x02"


def _ground(path: Path, real: Path, opened: OpenFile) -> Ground:
    stat = check_place(path, opened)
    shm = _side(f"{real}-shm", empty=True)
    return Ground(
        (stat.st_size, stat.st_mtime_ns),
        _side(f"{real}-wal"),
        _side(f"{real}-journal"),
        shm[-1] if shm else None,
    )


def _side(path: str, *, empty: bool = False) -> tuple[int, ...] | None:
    try:
        stat = os.stat(path)  # noqa: PTH116  before every statement: a Path takes four times as long
    except FileNotFoundError:
        return None
    return (stat.st_size, stat.st_mtime_ns, stat.st_ino) if stat.st_size or empty else None


def _open(target: Path, access: Access) -> sqlite3.Connection:
    sqlite = _sqlite(target, _QUERY[access])
    try:
        sqlite.text_factory = bytes
        if access is Access.LINKED:
            sqlite.execute("PRAGMA locking_mode=EXCLUSIVE")  # without shared memory
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
            sqlite.execute(f"PRAGMA {pragma}")
        _read_schema(sqlite)
    except BaseException:
        sqlite.close()
        raise
    return sqlite


def _read_schema(sqlite: sqlite3.Connection) -> None:
    look = "SELECT count(*) FROM sqlite_master"
    try:
        sqlite.execute(look).fetchone()
    except sqlite3.DatabaseError as error:
        if not _REFUSED_JSON.search(str(error)):
            raise
        # Of its functions, SQLite 3.38 to 3.40 take JSON's alone for unsafe, by mistake; `load_extension` is refused
        # in any schema, and we define none.
        sqlite.execute("PRAGMA trusted_schema=ON")
        sqlite.execute(look).fetchone()


def _sqlite(target: Path, query: str) -> sqlite3.Connection:
    sqlite = sqlite3.connect(
        f"{target.as_uri()}?{query}", uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    if sys.version_info >= (3, 12):
        sqlite.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    return sqlite
