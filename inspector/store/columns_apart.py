"""The columns read by helper processes, so that a window's frames stay even while a large store is indexed.

Reading in a thread takes turns with the window for the interpreter's lock: with a million events its frames were up to
150 ms apart. `python -m inspector.store.columns_apart PATH DEVICE INODE` is a helper: it is told ranges of positions on
its standard input and answers each with a chunk on its standard output. Two of them, each with a range ahead of the one
that is waited for, keep two cores busy; the chunks are taken in order, as a row of an index is an event's rank.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from inspector.events.arrays import np
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import StoreError
from inspector.events.log import IndexColumns
from inspector.events.names import Names, NameTable
from inspector.store import child, frames
from inspector.store.columns import Ranges, following, read_range
from inspector.store.open_file import Inode
from inspector.store.reader import Reader

APART_EVENTS = 200_000
"""From so many on; fewer are read sooner than a process is started."""

_HELPERS = min(2, os.cpu_count() or 1)
_AHEAD = 2
"""Ranges that a helper is told before the first of them is answered."""
_PIPE_BYTES = 1 << 20
"""A chunk fits, so that a helper goes on while its last answer waits to be taken."""
_NICE = 5
"""A window that wants to paint goes first."""


class Range(msgspec.Struct, array_like=True):
    """The positions in (start, stop], as a helper is told them."""

    start: int
    stop: int


class Chunk(msgspec.Struct, array_like=True):
    """The events of one range as they travel: the arrays' bytes, and the names that this helper is the first to use.

    following: of an empty range, the position of the next event, None if there is none.
    """

    positions: bytes
    times: bytes
    types: bytes
    streams: bytes
    new_types: list[str]
    new_streams: list[str]
    following: int | None


def read_apart(path: Path, inode: Inode, after: int, upto: int, names: Names, cancel: Cancel) -> Iterator[IndexColumns]:
    """The columns of the events in (after, upto], as many as helpers could read of the file with that inode.

    It ends early, without an error, if a helper cannot go on: whoever reads on by itself meets the reason.
    """
    ranges, asked = Ranges(after, upto), deque[_Helper]()
    with ExitStack() as ending:
        try:
            helpers = [ending.enter_context(closing(_Helper(path, inode, names))) for _ in range(_HELPERS)]
        except OSError:  # no process can be started just now
            return
        turn = 0
        while True:
            while len(asked) < _AHEAD * len(helpers) and (some := ranges.next()) is not None:
                helper = helpers[turn % len(helpers)]
                turn += 1
                if not helper.ask(*some):
                    return
                asked.append(helper)
            if not asked:
                return
            chunk = asked.popleft().answer(cancel)
            if chunk is None:
                return
            if isinstance(chunk, IndexColumns):
                ranges.found(len(chunk.positions))
                yield chunk
            else:
                ranges.skip(chunk.following)


class _Helper:
    """A helper process, seen from here. Raises `OSError` if it cannot be started."""

    def __init__(self, path: Path, inode: Inode, names: Names) -> None:
        self._process = child.start("inspector.store.columns_apart", str(path.resolve()), *map(str, inode))
        self._names = names
        self._types, self._streams = _Translation(names.types), _Translation(names.streams)

    def ask(self, start: int, stop: int) -> bool:
        """Tell it a range; whether it is still there to be told."""
        assert self._process.stdin is not None
        try:
            frames.send(self._process.stdin, Range(start, stop))
        except OSError:
            return False
        return True

    def answer(self, cancel: Cancel) -> IndexColumns | Chunk | None:
        """The events of the range that it was told first; a chunk if there are none, None if it cannot go on."""
        assert self._process.stdout is not None
        with cancel.unblocking(partial(child.kill, self._process)):
            chunk = frames.receive(self._process.stdout, Chunk)
        cancel.check()
        if chunk is None or not chunk.positions:
            return chunk
        return IndexColumns(
            np.frombuffer(chunk.positions, np.int64),
            np.frombuffer(chunk.times, np.int64),
            self._types.of(chunk.types, chunk.new_types),
            self._streams.of(chunk.streams, chunk.new_streams),
            self._names,
        )

    def close(self) -> None:
        """End it."""
        child.kill(self._process)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # what it was told last and did not read
                pipe.close()


class _Translation:
    """From a helper's codes to those of a table here."""

    def __init__(self, table: NameTable) -> None:
        self._table = table
        self._codes = np.empty(0, np.int32)

    def of(self, codes: bytes, new_names: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        if new_names:
            self._codes = np.concatenate((self._codes, self._table.codes(new_names)))
        return self._codes[np.frombuffer(codes, np.int32)]


def _serve(path: Path, inode: Inode, told: IO[bytes], out: IO[bytes]) -> None:
    names = Names()
    known = [0, 0]
    with closing(Reader(path)) as reader:
        if reader.inode != inode:
            return
        while (range := frames.receive(told, Range)) is not None:
            columns = read_range(reader, range.start, range.stop, names, NEVER)
            new = [list(table.names[count:]) for table, count in zip((names.types, names.streams), known, strict=True)]
            known = [count + len(some) for count, some in zip(known, new, strict=True)]
            chunk = Chunk(
                columns.positions.tobytes(),
                columns.times.tobytes(),
                columns.types.tobytes(),
                columns.streams.tobytes(),
                new[0],
                new[1],
                None if len(columns.positions) else following(reader, range.stop),
            )
            frames.send(out, chunk)


def _yield_to_windows() -> None:
    """Be nice, and have room in the pipe, where the system knows of that."""
    with suppress(OSError, AttributeError):
        os.nice(_NICE)
    with suppress(OSError, ImportError, AttributeError):
        import fcntl  # noqa: PLC0415  not on Windows

        fcntl.fcntl(sys.stdout.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


if __name__ == "__main__":
    device, number = map(int, sys.argv[2:])
    _yield_to_windows()
    # The reason is met again, and said, by the one who reads on.
    with suppress(StoreError, BrokenPipeError):
        _serve(Path(sys.argv[1]), (device, number), sys.stdin.buffer, sys.stdout.buffer)
