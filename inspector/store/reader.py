"""A read connection that follows its file."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import StoreError
from inspector.store import engine
from inspector.store.engine import Access, Connection, Unsteady, check, connect
from inspector.store.failures import DRIVER_ERRORS, Locked, explained, is_hot_journal, is_passing
from inspector.store.open_file import Inode, enter

T = TypeVar("T")
Row: TypeAlias = tuple[Any, ...]

_PAUSE_S = 0.001


class Reader:
    """Reads one file, by the rules of `engine`, opening it anew whenever what lies in its folder asks for it.

    Work is short and comes whole: between two pieces nothing is held on the file. What was read from a file that nobody
    locks counts only if the file is afterwards as it was before; otherwise it is read again. Any thread may call it,
    one at a time works.

    Every method raises `StoreError` if the file is gone, replaced, damaged or locked.
    """

    def __init__(self, path: Path, cancel: Cancel = NEVER) -> None:
        """cancel: of all that is read and has no token of its own."""
        self.path = path.absolute()  # the working folder may change
        self._cancel = cancel
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._opened = 0
        self._closed = False
        with explained(path):
            check(path)
            self._file = enter(path)
        self._file.hold(self)
        try:
            self.run(lambda _sqlite: None)
        except BaseException:
            self.close()
            raise

    def run(self, work: Callable[[sqlite3.Connection], T], cancel: Cancel = NEVER) -> T:
        """What `work` makes of the file. It may be called again if the file changed meanwhile; `cancel` interrupts it.

        Raises `Cancelled`.
        """
        give_up = time.monotonic() + engine.BUSY_S
        cancel = self._cancel if cancel is NEVER else cancel
        with self._lock, explained(self.path):
            while True:
                cancel.check()
                if self._closed:
                    raise StoreError(f"{self.path} is closed; open it again.")
                try:
                    return self._once(work, cancel)
                except Unsteady:
                    if time.monotonic() > give_up:
                        raise Locked(
                            f"{self.path} keeps changing while it is read; try again when its writer has finished."
                        ) from None
                    time.sleep(_PAUSE_S)

    @property
    def inode(self) -> Inode:
        """Which file it is, whatever its path names by now."""
        return self._file.inode

    def is_private(self) -> bool:
        """Whether what it reads is a copy of its own just now, so that nobody else could read the same."""
        self.run(lambda _sqlite: None)
        return self._connection is None or self._connection.access in (Access.LINKED, Access.REPAIRED)

    def rows(self, statement: str, values: Iterable[object] = (), cancel: Cancel = NEVER) -> list[Row]:
        """All rows of a statement; texts come as bytes."""
        bound = tuple(values)
        return self.run(lambda sqlite: sqlite.execute(statement, bound).fetchall(), cancel)

    def value(self, statement: str, values: Iterable[object] = ()) -> Any:
        """The one value of a statement that always has one."""
        return self.rows(statement, values)[0][0]

    def version(self) -> tuple[int, int]:
        """Something that differs from what it was if the content may have changed."""
        version = self.value("PRAGMA data_version")
        return self._opened, version

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Close the connection and open none while inside; the next use opens one by the rules of that moment."""
        with self._lock:
            self._drop()
            yield

    def close(self) -> None:
        """Release the file for good."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._drop()
                self._file.leave()

    def _once(self, work: Callable[[sqlite3.Connection], T], cancel: Cancel) -> T:
        connection = self._current()
        try:
            with connection.steady(), cancel.unblocking(partial(_interrupt, connection.sqlite)):
                result = work(connection.sqlite)
        except DRIVER_ERRORS as error:
            # An interrupt may come late, from the token of a piece of work that has ended.
            if is_passing(error):
                raise Unsteady from error
            if connection.is_current() and not is_hot_journal(error):
                raise
            self._drop()
            raise Unsteady from error
        if not connection.is_current():
            raise Unsteady
        return result

    def _current(self) -> Connection:
        if self._connection is not None and not (self._connection.is_lasting() and self._connection.is_current()):
            self._drop()
        if self._connection is None:
            self._connection = connect(self.path, self._file)
            self._opened += 1
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _interrupt(sqlite: sqlite3.Connection) -> None:
    try:
        sqlite.interrupt()
    except sqlite3.ProgrammingError:
        return  # closed meanwhile, so there is nothing to interrupt
