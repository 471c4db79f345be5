"""The lock that SQLite calls SHARED, taken by hand.

Whoever holds it keeps others from the two things that need an exclusive one: to write a file with a rollback journal,
and to remove `-wal` and `-shm` when leaving a file in WAL mode. SQLite takes it only after it has looked what lies
beside the file, and makes a `-wal` where one has just been removed.

SQLite's locks belong to a process, so that one thread of it can drop another's. Linux has locks that belong to an open
file instead (fcntl(2), F_OFD_SETLK) and respect those, in the same process too. Elsewhere nothing is locked.
"""

import errno
import os
import struct
import sys
from contextlib import suppress

_AVAILABLE = sys.platform == "linux" and sys.maxsize > 2**32
if sys.platform == "linux":
    import fcntl

_FLOCK = struct.Struct("hhqqi0q")
_PENDING = (0x40000000, 1)
_SHARED = (0x40000002, 510)
"""First byte and number of the bytes that stand for the locks (https://www.sqlite.org/src/file/src/os.h)."""


def take(descriptor: int) -> bool:
    """Whether the lock is held now, or cannot be had on this system; to take it twice is no harm."""
    if not _AVAILABLE:
        return True
    try:
        # Whoever waits for an exclusive lock holds the pending one, so that readers do not keep coming.
        _set(descriptor, fcntl.F_RDLCK, _PENDING)
        try:
            _set(descriptor, fcntl.F_RDLCK, _SHARED)
        finally:
            _set(descriptor, fcntl.F_UNLCK, _PENDING)
    except OSError as error:
        # Other errors come from file systems that know no such locks.
        return error.errno not in (errno.EAGAIN, errno.EACCES)
    return True


def drop(descriptor: int) -> None:
    """Give it back."""
    if _AVAILABLE:
        with suppress(OSError):  # from file systems that know no such locks
            _set(descriptor, fcntl.F_UNLCK, _SHARED)


def _set(descriptor: int, kind: int, place: tuple[int, int]) -> None:
    fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _FLOCK.pack(kind, os.SEEK_SET, *place, 0))
