"""The columns read by a helper process, so that a window's frames stay even while a large store is indexed.

Reading in a thread takes turns with the window for the interpreter's lock: with a million events its frames were up to
150 ms apart. `python -m inspector.store.columns_apart PATH DEVICE INODE AFTER` is the helper: it writes frames to its
standard output.
"""

import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import IO

import msgspec
import numpy as np

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import StoreError
from inspector.events.log import IndexColumns
from inspector.events.names import Names, NameTable
from inspector.store import child, frames
from inspector.store.columns import read_columns
from inspector.store.open_file import Inode
from inspector.store.reader import Reader

APART_EVENTS = 200_000
"""From so many on; fewer are read sooner than a process is started."""


class Chunk(msgspec.Struct, array_like=True):
    """One chunk as it travels: the arrays' bytes, and the names that it is the first to use."""

    positions: bytes
    times: bytes
    types: bytes
    streams: bytes
    new_types: list[str]
    new_streams: list[str]


def read_apart(path: Path, inode: Inode, after: int, names: Names, cancel: Cancel) -> Iterator[IndexColumns]:
    """The columns of the events above a position, as many as a helper could read of the file with that inode.

    It ends early, without an error, if the helper cannot go on: whoever reads on by itself meets the reason.
    """
    try:
        process = child.start("inspector.store.columns_apart", str(path.resolve()), *map(str, (*inode, after)))
    except OSError:  # no process can be started just now
        return
    assert process.stdin is not None
    assert process.stdout is not None
    types, streams = _Translation(names.types), _Translation(names.streams)
    try:
        while True:
            with cancel.unblocking(partial(child.kill, process)):
                chunk = frames.receive(process.stdout, Chunk)
            cancel.check()
            if chunk is None:
                return
            yield IndexColumns(
                np.frombuffer(chunk.positions, np.int64),
                np.frombuffer(chunk.times, np.int64),
                types.of(chunk.types, chunk.new_types),
                streams.of(chunk.streams, chunk.new_streams),
                names,
            )
    finally:
        child.kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            pipe.close()


class _Translation:
    """From the helper's codes to those of a table here."""

    def __init__(self, table: NameTable) -> None:
        self._table = table
        self._codes = np.empty(0, np.int32)

    def of(self, codes: bytes, new_names: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        if new_names:
            self._codes = np.concatenate((self._codes, self._table.codes(new_names)))
        return self._codes[np.frombuffer(codes, np.int32)]


def _serve(path: Path, inode: Inode, after: int, out: IO[bytes]) -> None:
    names = Names()
    told = [0, 0]
    with closing(Reader(path)) as reader:
        if reader.inode != inode:
            return
        for columns in read_columns(reader, after, names, NEVER):
            positions, times = columns.positions.tobytes(), columns.times.tobytes()
            types, streams = columns.types.tobytes(), columns.streams.tobytes()
            new_types, new_streams = names.types.names[told[0] :], names.streams.names[told[1] :]
            told = [told[0] + len(new_types), told[1] + len(new_streams)]
            frames.send(out, Chunk(positions, times, types, streams, list(new_types), list(new_streams)))


if __name__ == "__main__":
    device, number, start = map(int, sys.argv[2:])
    # The reason is met again, and said, by the one who reads on.
    with suppress(StoreError, BrokenPipeError):
        _serve(Path(sys.argv[1]), (device, number), start, sys.stdout.buffer)
