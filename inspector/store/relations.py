"""Which foreign events an id means, and which name it as cause or correlation: by hashes, made when first asked for."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from inspector.events.event import Event

Int64s = npt.NDArray[np.int64]

LINKS = ("causation_id", "correlation_id")
"""What events name others by, in their metadata."""


class Relations:
    """Twenty-four bytes an event: the hashes of its id, causation id and correlation id, 0 for none. Any thread.

    The logs that read one file share it. A hash only says where to look: whoever asks compares the events themselves.
    """

    def __init__(self) -> None:
        self._ids: Int64s = np.empty(0, np.int64)
        self._causes: Int64s = np.empty(0, np.int64)
        self._correlations: Int64s = np.empty(0, np.int64)
        self._positions: Int64s = np.empty(0, np.int64)
        self._lock = threading.Lock()

    def refresh(self, last: int, read: Callable[[int], Iterator[Event]]) -> None:
        """Take over the events up to position `last`; `read(after)` gives those above a position."""
        with self._lock:
            after = int(self._positions[-1]) if len(self._positions) else 0
            if after >= last:
                return
            rows = [
                (event.position, _hash(event.id), *(_hash(event.metadata.get(key)) for key in LINKS))
                for event in read(after)
            ]
            added = np.array(rows, np.int64).reshape(-1, 4)
            self._positions = np.concatenate((self._positions, added[:, 0]))
            self._ids = np.concatenate((self._ids, added[:, 1]))
            self._causes = np.concatenate((self._causes, added[:, 2]))
            self._correlations = np.concatenate((self._correlations, added[:, 3]))

    def with_id(self, id: str) -> list[int]:
        """The ascending positions of the events that may have an id."""
        return self._where(self._ids, id)

    def caused_by(self, id: str) -> list[int]:
        """The ascending positions of the events that may name an id as their cause."""
        return self._where(self._causes, id)

    def naming(self, id: str) -> list[int]:
        """The ascending positions of the events that may have an id, or name it as cause or correlation."""
        return sorted({*self.with_id(id), *self.caused_by(id), *self._where(self._correlations, id)})

    def _where(self, hashes: Int64s, id: str) -> list[int]:
        with self._lock:
            found: list[int] = self._positions[: len(hashes)][hashes == _hash(id)].tolist()
        return found


def _hash(id: object) -> int:
    return hash(id) if isinstance(id, str) else 0
