"""What became of a store since it was last looked at."""

from collections.abc import Callable
from dataclasses import dataclass

from inspector.events.errors import StoreError
from inspector.events.log import Growth
from inspector.store.failures import Locked, Missing
from inspector.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Mark:
    """The ends of a store: its last event, by position and id, and its last operation; 0 and None where it has none."""

    position: int
    id: bytes | None
    operation: int


class Tail:
    """Watches one store, from its making on.

    look: the mark of the store as it is now. id_at: the id of the event at a position, None if there is none.
    physical: whether an operation moves rows, so that a new one means another store.
    """

    def __init__(
        self, reader: Reader, look: Callable[[], Mark], id_at: Callable[[int], bytes | None], *, physical: bool = False
    ) -> None:
        self._reader = reader
        self._look = look
        self._id_at = id_at
        self._physical = physical
        self._version = reader.version()
        self._seen = look()

    def poll(self) -> Growth:
        """What became of the store since the last poll. A store that is locked just now counts as unchanged."""
        try:
            version = self._reader.version()
            if version == self._version:
                return Growth.UNCHANGED
            mark = self._look()
            goes_on = self._goes_on(mark)
        except Locked:
            return Growth.UNCHANGED
        except Missing:
            return Growth.GONE
        except StoreError:
            return Growth.REWRITTEN
        if not goes_on:
            return Growth.REWRITTEN
        grown = mark != self._seen
        self._version, self._seen = version, mark
        return Growth.GROWN if grown else Growth.UNCHANGED

    def _goes_on(self, mark: Mark) -> bool:
        """Whether what was seen is still there; positions and numbers are never reused, so its end tells."""
        seen = self._seen
        return (
            mark.position >= seen.position
            and (mark.operation == seen.operation or (mark.operation > seen.operation and not self._physical))
            and (seen.position == 0 or self._id_at(seen.position) == seen.id)
        )
