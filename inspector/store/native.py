"""The native store as a log: events, and the operation log beside them."""

from pathlib import Path

from inspector.events.log import StoreFacts
from inspector.events.operation import Kind, Operation
from inspector.store.sqlite_log import SqliteLog, text

FORMAT = "native"

_COLUMNS = "number, kind, time_ns, actor, reason, label, stream, after, upto, subject"


class NativeLog(SqliteLog):
    """A native store, read-only."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, StoreFacts(FORMAT))

    def operations(self, after: int = 0) -> tuple[Operation, ...]:
        """The rows of the operation log above that number, ascending."""
        statement = f"SELECT {_COLUMNS} FROM operations WHERE number > ? ORDER BY number"  # noqa: S608
        return tuple(
            Operation(
                number=number,
                kind=Kind(text(kind)),
                time_ns=time_ns,
                actor=text(actor),
                reason=text(reason),
                label=text(label),
                stream=None if stream is None else text(stream),
                after=first,
                upto=upto,
                subject=subject,
            )
            for number, kind, time_ns, actor, reason, label, stream, first, upto, subject in self._rows(
                statement, (after,)
            )
        )
