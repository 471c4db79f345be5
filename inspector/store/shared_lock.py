"""The lock that SQLite calls SHARED, taken by hand.

Whoever holds it keeps other processes from the two things that need an exclusive one: to write a file with a rollback
journal, and to remove `-wal` and `-shm` when leaving a file in WAL mode. SQLite takes it only after it has looked what
lies beside the file, and makes a `-wal` where one has just been removed.
"""

import sys

if sys.platform == "win32":

    def take(_descriptor: int) -> bool:
        """Whether the lock is held now; Windows locks handles, not processes, so there SQLite's own must do."""
        return True

    def drop(_descriptor: int) -> None:
        """Give it back."""

else:
    import fcntl

    _PENDING = 0x40000000
    _SHARED = _PENDING + 2
    _SHARED_BYTES = 510
    """The bytes that stand for the locks (https://www.sqlite.org/src/file/src/os.h)."""

    def take(descriptor: int) -> bool:
        """Whether the lock is held by this process now; once more is no harm.

        Not for a process in which SQLite holds a lock on the file: it would be turned into this one.
        """
        try:
            # Whoever waits for an exclusive lock holds the pending one, so that readers do not keep coming.
            fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, _PENDING)
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB, _SHARED_BYTES, _SHARED)
            finally:
                fcntl.lockf(descriptor, fcntl.LOCK_UN, 1, _PENDING)
        except OSError:  # held exclusively by another process, or a file system without locks
            return False
        return True

    def drop(descriptor: int) -> None:
        """Give it back."""
        fcntl.lockf(descriptor, fcntl.LOCK_UN, _SHARED_BYTES, _SHARED)
