"""Where the events of an import come to stand: their positions, versions and ids."""

import secrets
from collections.abc import Callable, Sequence

from inspector.store.fresh_store import Row
from inspector.store.intake.arrival import Arrival, BadLine

_INT64 = 2**63
_STREAMS = 65_536
"""Of so many the last version is remembered between two batches, so that memory does not grow with their number."""


class Places:
    """Numbers events in the order in which they arrive.

    In a store without events the positions that the file gives are kept, where they ascend; in any other they go on.
    Versions that the file gives are kept in both; they must be above those of the same stream before them.
    """

    def __init__(self, last: int, last_version: Callable[[str], int]) -> None:
        """last: the last position of the store. last_version: of a stream as it is stored, 0 for none."""
        self.last = last
        self._keeps = self._knows_all = last == 0
        self._stored = last_version
        self._versions: dict[str, int] = {}
        self._ids = _Ids()

    def rows(self, batch: Sequence[Arrival]) -> list[Row]:
        """The rows of the next events; those of the batch before must be stored by now. Raises `BadLine`."""
        if len(self._versions) > _STREAMS:
            self._versions.clear()
            self._knows_all = False
        return list(map(self._row, batch))

    def _row(self, new: Arrival) -> Row:
        line, position, id, stream, version, type, time_ns, payload, metadata = new
        if position is None or not self._keeps:
            position = self.last + 1
        if not self.last < position < _INT64:
            raise BadLine(line, _misplaced(position, self.last))
        last = self._versions.get(stream)
        if last is None:
            last = 0 if self._knows_all else self._stored(stream)
        if version is None:
            version = last + 1
        if not last < version < _INT64:
            raise BadLine(line, _conflict(version, stream, last))
        self._versions[stream] = version
        self.last = position
        return position, self._ids.next() if id is None else id, stream, version, type, time_ns, payload, metadata


def _misplaced(position: int, last: int) -> str:
    if 0 < position < _INT64:
        return f"its position {position} is not above {last}, the one before it"
    return f"its position {position} is out of range; they count from 1 to {_INT64 - 1}"


def _conflict(version: int, stream: str, last: int) -> str:
    if 0 < version < _INT64:
        return f"its version {version} conflicts: {stream} is at version {last} already"
    return f"its version {version} is out of range; they count from 1 to {_INT64 - 1}"


class _Ids:
    """Ids for events that bring none: UUIDs of version 4's form, which ascend from a random one.

    Ascending ones lie together in the index of ids; random ones, at ten million, each read a page of it from the disk.
    """

    def __init__(self) -> None:
        self._count = secrets.randbits(47)
        text = f"{secrets.randbits(64):016x}"
        self._head = f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{secrets.randbits(12):03x}"

    def next(self) -> str:
        self._count += 1
        return f"{self._head}-{self._count:012x}"
