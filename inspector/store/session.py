"""Transactions through SQLModel on a file that this process writes."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from inspector.events.errors import StoreError
from inspector.store.engine import check, check_place, connect_writer
from inspector.store.failures import explained, failure
from inspector.store.open_file import enter


class Writing:
    """The one connection through which a file is written; while it is open, our readers read beside it.

    Raises `StoreError` if the file may not be written or is locked.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with ExitStack() as opening, explained(path):
            check(path)
            real = path.resolve()
            if not os.access(path, os.W_OK) or not os.access(real.parent, os.W_OK):
                raise StoreError(f"{path} may not be written by you; check the permissions of the file and its folder.")
            self._file = enter(path)
            opening.callback(self._file.leave)
            self._engine = create_engine("sqlite://", creator=lambda: connect_writer(path), poolclass=StaticPool)
            event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
            # A shared memory that a reader of ours opened read-only would be read-only for the writer too.
            with self._file.without_readers():
                self._file.write(real)
                opening.callback(self._end, real)
                with orm_explained(path):
                    self._engine.connect().close()
            with self.transaction():
                pass  # whether it can be written at all
            self._resources = opening.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction, immediate: committed at the end, undone on any error, SQLite's errors as `StoreError`.

        Raises `StoreError` also if the file was removed or replaced: what is written then would be lost.
        """
        with orm_explained(self.path), Session(self._engine) as session, session.begin():
            session.connection()
            yield session
            with explained(self.path):
                check_place(self.path, self._file)

    def close(self) -> None:
        """Close the connection; if nobody else has the file open, no side file is left."""
        self._resources.close()

    def _end(self, real: Path) -> None:
        # Without readers the writer is the last to close, and SQLite removes the side files.
        with self._file.without_readers():
            self._engine.dispose()
            self._file.written(real)


@contextmanager
def orm_explained(path: Path) -> Iterator[None]:
    """Turn what SQLAlchemy raises of SQLite into a `StoreError`."""
    try:
        yield
    except DBAPIError as error:
        raise failure(path, error.orig or error) from error
    except UnicodeDecodeError as error:
        raise failure(path, error) from error
