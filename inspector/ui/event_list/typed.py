"""Which event is meant by what was typed into the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inspector.events.arrays import np
from inspector.replay.index import TimelineIndex

if TYPE_CHECKING:
    import numpy.typing as npt

_BLOCK = 16_384
"""Events looked at first; each further block is twice as long."""


def next_named(index: TimelineIndex, listed: npt.NDArray[np.int64], start: int, wanted: str) -> int | None:
    """The first of the listed positions, from `start` on and then from the beginning, whose stream or type contains it.

    The names are compared once, and of the events no more than it takes: what is typed is mostly near.
    """
    types, streams = _containing(wanted, index.type_names), _containing(wanted, index.stream_names)
    if not (types.any() or streams.any()):
        return None
    first, positions = int(np.searchsorted(listed, start)), index.positions
    for low, end in ((first, len(listed)), (0, first)):
        at, block = low, _BLOCK
        while at < end:
            some = listed[at : min(at + block, end)]
            rows = np.searchsorted(positions, some)
            hits = np.flatnonzero(types[index.types[rows]] | streams[index.streams[rows]])
            if len(hits):
                return int(some[hits[0]])
            at, block = at + block, 2 * block
    return None


def _containing(wanted: str, names: Sequence[str]) -> npt.NDArray[np.bool_]:
    return np.array([wanted in name.casefold() for name in names], np.bool_)
