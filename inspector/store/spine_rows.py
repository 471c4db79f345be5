"""The narrow columns of a foreign store as arrays: as they are read, and as they are kept."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.events.names import Names
from inspector.store.growing import Growing
from inspector.store.keyed_rows import Entry, Key

Int64s: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Bools: TypeAlias = npt.NDArray[np.bool_]
Keys: TypeAlias = Int64s | list[Key]
"""Keys of rows: the integers themselves, where each is one."""
Node: TypeAlias = tuple[str, str]
"""An event's id and its parent's."""
Rank: TypeAlias = tuple[Any, ...]

UNTOLD = -(2**63)
"""Stands for the version of an event whose producer stores none."""


class Chunk(NamedTuple):
    """Some events as they were read, in the order of the keys of their rows; the arrays are of one length.

    types, streams: numbered by the spine's names. versions: `UNTOLD` where none is stored. places: of each its place
    among the events of its row; None where all are the first. ranks: as in `Draft`; None where all are empty. nodes:
    None where the events of no stream are a tree. last: the key of the last row, None if there were none. whole:
    whether no rows follow.
    """

    keys: Keys
    times: Int64s
    types: Int32s
    streams: Int32s
    versions: Int64s
    last: Key | None
    whole: bool
    places: Int32s | None = None
    ranks: list[Rank] | None = None
    nodes: list[Node | None] | None = None

    def taken(self, order: npt.NDArray[np.intp]) -> "Chunk":
        """The same events in another order."""
        some, rows = self, order.tolist()
        return some._replace(
            keys=some.keys[order] if isinstance(some.keys, np.ndarray) else [some.keys[row] for row in rows],
            times=some.times[order],
            types=some.types[order],
            streams=some.streams[order],
            versions=some.versions[order],
            places=None if some.places is None else some.places[order],
            ranks=None if some.ranks is None else [some.ranks[row] for row in rows],
            nodes=None if some.nodes is None else [some.nodes[row] for row in rows],
        )


def joined(chunks: Sequence[Chunk]) -> Chunk:
    """Chunks that follow each other as one."""
    if len(chunks) == 1:
        return chunks[0]
    arrays = [chunk.keys for chunk in chunks if isinstance(chunk.keys, np.ndarray)]
    places = [zeros(chunk) if chunk.places is None else chunk.places for chunk in chunks]
    ranks = [[()] * len(chunk.times) if chunk.ranks is None else chunk.ranks for chunk in chunks]
    nodes = [[None] * len(chunk.times) if chunk.nodes is None else chunk.nodes for chunk in chunks]
    return chunks[-1]._replace(
        keys=np.concatenate(arrays)
        if len(arrays) == len(chunks)
        else [key for one in chunks for key in tuples(one.keys)],
        times=np.concatenate([chunk.times for chunk in chunks]),
        types=np.concatenate([chunk.types for chunk in chunks]),
        streams=np.concatenate([chunk.streams for chunk in chunks]),
        versions=np.concatenate([chunk.versions for chunk in chunks]),
        places=None if all(chunk.places is None for chunk in chunks) else np.concatenate(places),
        ranks=None if all(chunk.ranks is None for chunk in chunks) else [rank for some in ranks for rank in some],
        nodes=None if all(chunk.nodes is None for chunk in chunks) else [node for some in nodes for node in some],
    )


def zeros(chunk: Chunk) -> Int32s:
    """A zero for each event."""
    return np.zeros(len(chunk.times), np.int32)


def tuples(keys: Keys) -> list[Key]:
    """Keys as tuples."""
    return [(number,) for number in keys.tolist()] if isinstance(keys, np.ndarray) else keys


def in_time(chunk: Chunk, names: Sequence[str]) -> tuple[Chunk, Rank, Rank]:
    """Events sorted by rank, time, stream and version, and by what the first and the last of them are.

    Those that are alike in all of it stay in the order of their keys.
    """
    versions = np.where(chunk.versions == UNTOLD, 0, chunk.versions)
    codes, streams = np.unique(chunk.streams, return_inverse=True)
    some = [names[code] for code in codes.tolist()]
    by_name = np.empty(len(some), np.int64)
    by_name[sorted(range(len(some)), key=some.__getitem__)] = np.arange(len(some))

    def place(row: int) -> Rank:
        rank = () if chunk.ranks is None else chunk.ranks[row]
        return rank, int(chunk.times[row]), names[int(chunk.streams[row])], int(versions[row])

    if chunk.ranks is None:
        order = np.lexsort((versions, by_name[streams], chunk.times))
    else:
        order = np.array(sorted(range(len(versions)), key=place), np.intp)
    return chunk.taken(order), place(int(order[0])), place(int(order[-1]))


def named_in_order(chunk: Chunk, names: Names) -> tuple[Chunk, Names]:
    """The same events with their names numbered in the order in which they first use them."""
    found = Names()
    types, streams = (
        _renumbered(codes, old.names, new.codes)
        for codes, old, new in (
            (chunk.types, names.types, found.types),
            (chunk.streams, names.streams, found.streams),
        )
    )
    return chunk._replace(types=types, streams=streams), found


def _renumbered(codes: Int32s, names: Sequence[str], number: Any) -> Int32s:
    used, firsts = np.unique(codes, return_index=True)
    used = used[np.argsort(firsts)]
    table = np.zeros(len(names), np.int32)
    table[used] = number([names[code] for code in used.tolist()])
    return table[codes]


class Rows(NamedTuple):
    """The columns of a spine as they were at one moment, all of one length; never changed.

    keys: of the rows in the file, the integers themselves where a key is one. branches: the position of the first
    event of an event's branch, 0 on the one that a stream began with; None where all are 0.
    """

    positions: Int64s
    times: Int64s
    types: Int32s
    streams: Int32s
    versions: Int64s
    keys: Keys
    places: Int32s | None
    branches: Int64s | None

    def row_of(self, position: int) -> int | None:
        """The row of the event at a position."""
        row = int(np.searchsorted(self.positions, position))
        return row if row < len(self.positions) and int(self.positions[row]) == position else None

    def key(self, row: int) -> Key:
        """The key of the row in the file that the event of a row is in."""
        key = self.keys[row]
        return key if isinstance(key, tuple) else (int(key),)

    def entry(self, row: int) -> Entry:
        """Where the event of a row is found."""
        return self.key(row), 0 if self.places is None else int(self.places[row])

    def branch(self, row: int) -> int:
        """The branch of the event of a row."""
        return 0 if self.branches is None else int(self.branches[row])

    def among(self, keys: Collection[Key]) -> Bools:
        """Whether the key of each event is one of these."""
        if isinstance(self.keys, np.ndarray):
            return np.isin(self.keys, np.array([key[0] for key in keys if isinstance(key[0], int)], np.int64))
        count = len(self.positions)
        return np.fromiter((self.keys[row] in keys for row in range(count)), np.bool_, count)

    def goes_on(self, before: "Rows") -> bool:
        """Whether it begins with the same events."""
        count = len(before.positions)
        return (
            count <= len(self.positions)
            and np.array_equal(self.times[:count], before.times)
            and np.array_equal(self.streams[:count], before.streams)
            and tuples(self.keys)[:count] == tuples(before.keys)[:count]
        )


_NONE = np.empty(0, np.int64)
NO_ROWS = Rows(_NONE, _NONE, _NONE.astype(np.int32), _NONE.astype(np.int32), _NONE, _NONE, None, None)


class Columns:
    """The columns of a spine as they grow."""

    def __init__(self, *, own_keys: bool) -> None:
        self.streams = Growing(np.int32)
        self.length = 0
        self._own_keys = own_keys
        self._positions, self._times, self._versions = Growing(np.int64), Growing(np.int64), Growing(np.int64)
        self._types, self._places, self._branches = Growing(np.int32), Growing(np.int32), Growing(np.int64)
        self._numbers, self._keys = Growing(np.int64), list[Key]()
        self.numbered = True
        """Whether every key is an integer."""

    def extended(self, chunk: Chunk, positions: Int64s, versions: Int64s, branches: Int64s | None) -> Rows:
        """All columns with a chunk at their end."""
        before, self.length = self.length, self.length + len(positions)
        found = self._positions.extend(positions)
        return Rows(
            found,
            self._times.extend(chunk.times),
            self._types.extend(chunk.types),
            self.streams.extend(chunk.streams),
            self._versions.extend(versions),
            found if self._own_keys else self._with_keys(chunk.keys),
            self._seldom(self._places, before, chunk.places),
            self._seldom(self._branches, before, branches),
        )

    def _with_keys(self, keys: Keys) -> Keys:
        if self.numbered and isinstance(keys, np.ndarray):
            return self._numbers.extend(keys)
        if self.numbered:
            self._keys = tuples(self._numbers.view())
            self._numbers, self.numbered = Growing(np.int64), False
        self._keys += tuples(keys)
        return self._keys

    def _seldom(self, column: Growing, before: int, more: npt.NDArray[Any] | None) -> npt.NDArray[Any] | None:
        """A column that is made when it is first more than zeros."""
        there = len(column.view())
        if not there and (more is None or not more.any()):
            return None
        if there < before:
            column.extend(np.zeros(before - there, np.int64))
        return column.extend(np.zeros(self.length - before, np.int64) if more is None else more)
