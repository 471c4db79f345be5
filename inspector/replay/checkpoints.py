"""Intermediate states, kept so that no seek replays a stream from the start; a cache within a budget of bytes."""

from bisect import bisect_left, bisect_right, insort
from collections import OrderedDict
from dataclasses import dataclass

import msgspec

from inspector.events import json_value
from inspector.replay.fold import Folded

BUDGET_BYTES = 32 * 1024 * 1024
_OVERHEAD_BYTES = 400
"""What an entry costs beside its two encoded texts: keys, dict slots, headers."""

_decode_trace = msgspec.msgpack.Decoder(list).decode


@dataclass(frozen=True, slots=True)
class _Checkpoint:
    state: bytes
    trace: bytes
    position: int
    version: int
    count: int
    memento: bytes

    @property
    def size(self) -> int:
        return len(self.state) + len(self.trace) + len(self.memento) + _OVERHEAD_BYTES


class Checkpoints:
    """Encoded states by stream and position; the least recently used go first when the budget is spent.

    They are kept encoded because that is a fifth of the memory of live values, and its size is known.
    """

    def __init__(self, budget_bytes: int = BUDGET_BYTES) -> None:
        self._budget = budget_bytes
        self._size = 0
        self._entries: OrderedDict[tuple[str, int], _Checkpoint] = OrderedDict()
        self._positions: dict[str, list[int]] = {}

    def put(self, stream: str, folded: Folded, count: int) -> None:
        """Keep the state after the `count`-th effective event of a stream."""
        key = (stream, folded.position)
        if key in self._entries:
            return
        entry = _Checkpoint(
            json_value.encode(folded.state),
            msgspec.msgpack.encode(folded.trace),
            folded.position,
            folded.version,
            count,
            folded.memento,
        )
        if entry.size > self._budget:
            return
        self._entries[key] = entry
        insort(self._positions.setdefault(stream, []), folded.position)
        self._size += entry.size
        while self._size > self._budget:
            self._forget(next(iter(self._entries)))

    def nearest(self, stream: str, first: int, last: int) -> tuple[Folded, int] | None:
        """The last kept state of a stream at positions first to last, and the number of effective events in it."""
        positions = self._positions.get(stream, [])
        at = bisect_right(positions, last) - 1
        if at < 0 or positions[at] < first:
            return None
        key = (stream, positions[at])
        self._entries.move_to_end(key)
        entry = self._entries[key]
        state = json_value.decode(entry.state)
        trace = _decode_trace(entry.trace)
        return Folded(state, trace, entry.position, entry.version, entry.memento), entry.count

    def drop_from(self, position: int, stream: str | None) -> None:
        """Forget the states at or after a position, of one stream or of all."""
        for name in list(self._positions) if stream is None else [stream]:
            positions = self._positions.get(name, [])
            for dropped in positions[bisect_left(positions, position) :]:
                self._forget((name, dropped))

    def _forget(self, key: tuple[str, int]) -> None:
        self._size -= self._entries.pop(key).size
        stream, position = key
        positions = self._positions[stream]
        positions.pop(bisect_left(positions, position))
        if not positions:
            del self._positions[stream]
