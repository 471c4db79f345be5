"""What this process does with each file it has open.

POSIX drops all locks that a process has on a file as soon as it closes any descriptor of it. SQLite guards itself
against that, but not against others: so the one descriptor that we peek at headers with stays open until the last use
of ours of that file ends.
"""

import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from io import FileIO
from pathlib import Path
from typing import Protocol, TypeAlias

from inspector.store import shared_lock

Inode: TypeAlias = tuple[int, int]

_COPY_BYTES = 1 << 20


class Holder(Protocol):
    """Whoever holds a read connection and can let go of it for a moment."""

    def paused(self) -> AbstractContextManager[None]:
        """Close the connection and open none while inside; the next use opens one by the rules of that moment."""


class OpenFile:
    """One file (one inode) that this process uses. Made by `enter`; any thread may call it.

    While it is in use its inode is not given to another file.
    """

    def __init__(self, inode: Inode, file: FileIO) -> None:
        self.inode = inode
        self._file = file
        self._holders: weakref.WeakSet[Holder] = weakref.WeakSet()
        self._written: list[Path] = []
        self._pausing = threading.Lock()
        self._users = 0
        self._lockers = 0
        self._sharers = 0
        self._closers: list[Callable[[], None]] = []

    def is_at(self, stat: os.stat_result) -> bool:
        """Whether that is what the file system says of this file."""
        return _inode(stat) == self.inode

    def is_written(self, real: Path) -> bool:
        """Whether a connection of ours writes the file under that name, beside which its side files are."""
        return real in self._written

    def header(self, length: int) -> bytes:
        """The first bytes of the file as it is now."""
        with _guard:
            self._file.seek(0)
            return self._file.read(length)

    def copy_to(self, target: Path) -> None:
        """Copy the file without closing a descriptor of it."""
        with _guard, target.open("xb") as copy:
            self._file.seek(0)
            while chunk := self._file.read(_COPY_BYTES):
                copy.write(chunk)

    def use(self) -> None:
        """Count one more use; `leave` ends it."""
        with _guard:
            self._users += 1

    def hold(self, holder: Holder) -> None:
        """Know who reads the file, as long as they live."""
        with self._pausing:
            self._holders.add(holder)

    @contextmanager
    def without_readers(self) -> Iterator[None]:
        """Have every reader of the file in this process let go of it, and keep them and new ones waiting."""
        with self._pausing, ExitStack() as paused:
            for holder in list(self._holders):
                paused.enter_context(holder.paused())
            yield

    @contextmanager
    def shared(self) -> Iterator[bool]:
        """Hold a SHARED lock; whether it is held."""
        with _guard:
            held = shared_lock.take(self._file.fileno())
            self._sharers += held
        try:
            yield held
        finally:
            with _guard:
                self._sharers -= held
                if held and not self._sharers:
                    shared_lock.drop(self._file.fileno())

    def write(self, real: Path) -> None:
        """Count a connection that writes the file under that name; `written` when it is closed."""
        with _guard:
            self._written.append(real)
            self._lockers += 1

    def written(self, real: Path) -> None:
        """A connection that wrote the file is closed."""
        with _guard:
            self._written.remove(real)
        self.unlock()

    def lock(self) -> None:
        """Count a connection that locks the file through SQLite; `unlock` when it is closed."""
        with _guard:
            self._lockers += 1

    def unlock(self) -> None:
        """A connection that locked the file is closed."""
        with _guard:
            self._lockers -= 1
            self._close_late()

    def close_late(self, close: Callable[[], None]) -> None:
        """Close what has a descriptor of the file as soon as no connection of ours locks it."""
        with _guard:
            self._closers.append(close)
            self._close_late()

    def leave(self) -> None:
        """End one use."""
        with _guard:
            self._users -= 1
            if not self._users:
                self._file.close()
                del _open_files[self.inode]

    def _close_late(self) -> None:
        while self._closers and not self._lockers:
            self._closers.pop()()


_guard = threading.RLock()
_open_files: dict[Inode, OpenFile] = {}


def enter(path: Path) -> OpenFile:
    """The file at a path, used once more; end the use with `leave`. Raises `OSError`."""
    with _guard:
        opened = _open_files.get(_inode(path.stat()))
        if opened is None:
            file = FileIO(path)
            inode = _inode(os.fstat(file.fileno()))
            opened = _open_files.get(inode)
            if opened is not None:  # replaced between the two looks, by a file that is known
                opened.close_late(file.close)
            else:
                opened = _open_files[inode] = OpenFile(inode, file)
        opened.use()
        return opened


def _inode(stat: os.stat_result) -> Inode:
    return stat.st_dev, stat.st_ino
