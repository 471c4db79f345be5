"""Intermediate states, kept so that no seek replays a stream from the start; a cache within a budget of bytes."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field

import msgspec

from inspector.events import json_value
from inspector.replay.fold import Folded

BUDGET_BYTES = 32 * 1024 * 1024
_OVERHEAD_BYTES = 400
"""What an entry costs beside its two encoded texts: keys, slots, headers."""
_SOUND = 1 << 63
"""A position after all others."""

_decode_trace = msgspec.msgpack.Decoder(list).decode


@dataclass(frozen=True, slots=True)
class _Checkpoint:
    state: bytes
    trace: bytes
    position: int
    version: int
    memento: bytes

    @property
    def size(self) -> int:
        return len(self.state) + len(self.trace) + len(self.memento) + _OVERHEAD_BYTES

    def folded(self) -> Folded:
        state, trace = json_value.decode(self.state), _decode_trace(self.trace)
        return Folded(state, trace, self.position, self.version, self.memento)


@dataclass(slots=True)
class _Shelf:
    """The states of one stream, ascending in position.

    doubted: from this position on they may be wrong, since other events before them count now. settled: the last
    position whose event counts where it did not, or the other way round.
    """

    positions: list[int] = field(default_factory=list)
    entries: list[_Checkpoint] = field(default_factory=list)
    doubted: int = _SOUND
    settled: int = 0

    def cut(self, start: int, stop: int | None = None) -> int:
        """Take out a slice; its bytes."""
        freed = sum(entry.size for entry in self.entries[start:stop])
        del self.positions[start:stop], self.entries[start:stop]
        return freed

    def trust(self) -> None:
        """Doubt none any more."""
        self.doubted, self.settled = _SOUND, 0

    def thin(self) -> int:
        """Take out every second state, the last one last; the bytes."""
        start = len(self.entries) % 2 if len(self.entries) > 1 else 0
        freed = sum(entry.size for entry in self.entries[start::2])
        del self.positions[start::2], self.entries[start::2]
        return freed


class Checkpoints:
    """Encoded states by stream and position. When the budget is spent, the stream that was used least lately loses
    every second of them.

    They are kept encoded because that is a fifth of the memory of live values, and its size is known.
    """

    def __init__(self, budget_bytes: int = BUDGET_BYTES) -> None:
        self.budget = budget_bytes
        self.size = 0
        """In bytes."""
        self._shelves: OrderedDict[str, _Shelf] = OrderedDict()

    def put(self, stream: str, folded: Folded) -> bool:
        """Keep a state that was folded from the last one kept before it, or from the beginning.

        Whether doubted states after it are sound again: it equals what was there, and the same events follow.
        """
        shelf = self._shelves.setdefault(stream, _Shelf())
        self._shelves.move_to_end(stream)
        at = bisect_left(shelf.positions, folded.position)
        there = shelf.entries[at] if at < len(shelf.entries) and shelf.positions[at] == folded.position else None
        if there is not None and folded.position < shelf.doubted:
            return False
        state, trace = json_value.encode(folded.state), msgspec.msgpack.encode(folded.trace)
        entry = _Checkpoint(state, trace, folded.position, folded.version, folded.memento)
        if entry.size > self.budget:
            return False
        if folded.position >= shelf.doubted:
            passed = bisect_left(shelf.positions, shelf.doubted)
            if entry == there and folded.position >= shelf.settled:
                self.size -= shelf.cut(passed, at)
                shelf.trust()
                return True
            self.size -= shelf.cut(passed, at + (there is not None))
            if passed < len(shelf.entries):
                shelf.doubted = folded.position + 1
            else:
                shelf.trust()
            at = passed
        shelf.positions.insert(at, folded.position)
        shelf.entries.insert(at, entry)
        self.size += entry.size
        self.trim()
        return False

    def nearest(self, stream: str, first: int, last: int) -> Folded | None:
        """The last sound state of a stream at positions first to last."""
        shelf = self._shelves.get(stream)
        if shelf is None:
            return None
        at = bisect_right(shelf.positions, min(last, shelf.doubted - 1)) - 1
        if at < 0 or shelf.positions[at] < first:
            return None
        self._shelves.move_to_end(stream)
        return shelf.entries[at].folded()

    def between(self, stream: str, first: int, last: int) -> bool:
        """Whether any state of a stream is kept at positions first to last."""
        shelf = self._shelves.get(stream)
        return shelf is not None and bisect_left(shelf.positions, first) < bisect_right(shelf.positions, last)

    def doubted(self, stream: str, after: int) -> int | None:
        """The position of the first doubted state after one: folding up to there may find that it is sound."""
        shelf = self._shelves.get(stream)
        if shelf is None or shelf.doubted == _SOUND:
            return None
        at = bisect_right(shelf.positions, max(after, shelf.doubted - 1))
        return shelf.positions[at] if at < len(shelf.positions) else None

    def doubt(self, first: int, last: int, stream: str | None) -> None:
        """Events at positions first to last, of one stream or of any, count now where they did not, or no longer."""
        for name in list(self._shelves) if stream is None else [stream]:
            shelf = self._shelves.get(name)
            if shelf is not None and shelf.positions and shelf.positions[-1] >= first:
                shelf.doubted = min(shelf.doubted, first)
                shelf.settled = max(shelf.settled, last)

    def trim(self) -> None:
        """Keep to the budget, which may have been lowered."""
        while self.size > self.budget:
            stream, shelf = next(iter(self._shelves.items()))
            self.size -= shelf.thin()
            if not shelf.entries:
                del self._shelves[stream]


def bytes_of(folded: Folded) -> int:
    """How large a state is, encoded."""
    return len(json_value.encode(folded.state)) + len(msgspec.msgpack.encode(folded.trace))
