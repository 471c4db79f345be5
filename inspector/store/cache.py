"""What was read of a store and takes seconds to read again, kept in the user's cache folder: named arrays and texts.

Whoever keeps something says with a key what it is true of (the file's inode, its schema cookie, its last position),
and compares that with the store when it is found again. One file holds all that is kept of one thing:

    16 bytes  magic, with the version of this form
     8 bytes  length of the head, little-endian
     4 bytes  CRC-32 of the head, then 4 of nothing
              head: msgpack of `_Head`, with the CRC-32 of each MiB of each part
              parts: arrays as they are in memory, texts as a msgpack list, each at a multiple of 64

The head and the texts are checked at once, the arrays, which are mapped and not read, when `is_sound` is asked.
"""

import hashlib
import mmap
import os
import struct
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt
import platformdirs

from inspector.events.cancel import NEVER, Cancel

Key: TypeAlias = Mapping[str, int | str]
Arrays: TypeAlias = Mapping[str, npt.NDArray[Any]]
Texts: TypeAlias = Mapping[str, Sequence[str]]

MOST_BYTES = 4 << 30
"""Of all that is kept; what was not used for longest goes first."""

_APP = "event-timeline-inspector"
_MAGIC = b"inspector kept\x00\x01"
_START = struct.Struct("<16sQI4x")
_ALIGNED = 64
_BLOCK_BYTES = 1 << 20
_MOST_HEAD_BYTES = 64 << 20
_ABANDONED_S = 600
"""Nobody writes a part of a file for so long."""
_LETS_GO = hasattr(mmap, "MADV_DONTNEED")
_TYPES = {np.dtype(type).str: np.dtype(type) for type in "bhilqBHILQ?"}


class Kept:
    """What is kept of one thing. Its arrays are mapped from the file, read-only, and live as long as they are used.

    key: what it was kept with. arrays, texts: by name.
    """

    def __init__(self, file: FileIO) -> None:
        """Raises `ValueError` if the file holds nothing whole, and `OSError`."""
        magic, length, told = _START.unpack(_exactly(file, _START.size))
        if magic != _MAGIC or length > _MOST_HEAD_BYTES:
            raise ValueError("of another form")
        raw = _exactly(file, length)
        if zlib.crc32(raw) != told:
            raise ValueError("its head is not as it was written")
        head = msgspec.msgpack.decode(raw, type=_Head)
        self._base = _aligned(_START.size + length)
        if os.fstat(file.fileno()).st_size != self._base + head.length:
            raise ValueError("not of its length")
        self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._parts = head.parts
        self.key: Key = head.key
        self.arrays: dict[str, npt.NDArray[Any]] = {}
        self.texts: dict[str, list[str]] = {}
        for part in head.parts:
            start = self._base + part.start
            if part.type:
                dtype = _TYPES[part.type]
                self.arrays[part.name] = np.frombuffer(self._mapped, dtype, part.length // dtype.itemsize, start)
            elif self._is_whole(part, NEVER):
                packed = self._mapped[start : start + part.length]
                self.texts[part.name] = msgspec.msgpack.decode(packed, type=list[str])
            else:
                raise ValueError("its texts are not as they were written")

    def is_sound(self, cancel: Cancel) -> bool:
        """Whether every array is as it was written; half a second a GB, with the interpreter's lock released."""
        return all(self._is_whole(part, cancel) for part in self._parts if part.type)

    def _is_whole(self, part: "_Part", cancel: Cancel) -> bool:
        start = self._base + part.start
        with memoryview(self._mapped) as mapped, mapped[start : start + part.length] as body:
            for at, told in enumerate(part.sums):
                cancel.check()
                with body[at * _BLOCK_BYTES : (at + 1) * _BLOCK_BYTES] as block:
                    if zlib.crc32(block) != told:
                        return False
                if _LETS_GO:  # or all that was checked would count as memory of ours
                    page = (start + at * _BLOCK_BYTES) // mmap.PAGESIZE * mmap.PAGESIZE
                    self._mapped.madvise(mmap.MADV_DONTNEED, page, _BLOCK_BYTES)
        return True


class Cache:
    """The folder of what is kept; `INSPECTOR_CACHE_DIR` names another place for it. Any thread, any process.

    It is a convenience, so it fails in silence: what cannot be written is not kept, what is not whole is not found.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        named = os.environ.get("INSPECTOR_CACHE_DIR")
        self.folder = Path(named or platformdirs.user_cache_dir(_APP, appauthor=False)) / "read"
        self._most_bytes = most_bytes

    def find(self, store: Path, what: str) -> Kept | None:
        """What was kept of a store under a name, None if nothing whole is there."""
        path = self._path(store, what)
        try:
            with FileIO(path) as file:
                kept = Kept(file)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, msgspec.MsgspecError):
            self.drop(store, what)
            return None
        with suppress(OSError):  # a folder that may not be written is read all the same
            os.utime(path)
        return kept

    def keep(self, store: Path, what: str, key: Key, arrays: Arrays, texts: Texts, *, cancel: Cancel = NEVER) -> bool:
        """Keep this of a store, in place of what was kept under that name; whether it is kept.

        Written whole or not at all. If another process keeps the same just now, this one does not.
        """
        target = self._path(store, what)
        part = target.with_suffix(".part")
        try:
            self._tidy()
            with open(part, "xb", opener=_for_us_alone) as file:
                try:
                    for piece in _pieces(key, arrays, texts):
                        cancel.check()
                        file.write(piece)
                except BaseException:
                    part.unlink()
                    raise
            part.replace(target)
        except (OSError, UnicodeEncodeError):
            return False
        self._shrink(target)
        return True

    def drop(self, store: Path, what: str) -> None:
        """Keep nothing of a store under that name."""
        with suppress(OSError):
            self._path(store, what).unlink()

    def size(self) -> int:
        """How many bytes are kept."""
        return sum(length for _, length, _ in self._files())

    def clear(self) -> None:
        """Keep nothing of any store."""
        for _, _, path in self._files():
            with suppress(OSError):
                path.unlink()

    def _path(self, store: Path, what: str) -> Path:
        named = b"\0".join((os.fsencode(store.resolve()), what.encode()))
        return self.folder / f"{hashlib.sha256(named).hexdigest()[:40]}.kept"

    def _files(self) -> list[tuple[int, int, Path]]:
        """Date, length and path of each file that is kept, oldest first."""
        found = []
        with suppress(OSError):
            for path in self.folder.glob("*.kept"):
                with suppress(OSError):  # another process may drop it
                    stat = path.stat()
                    found.append((stat.st_mtime_ns, stat.st_size, path))
        return sorted(found)

    def _tidy(self) -> None:
        """Make the folder, and remove what a process that was ended has left in it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in self.folder.glob("*.part"):
            with suppress(OSError):
                if part.stat().st_mtime < time.time() - _ABANDONED_S:
                    part.unlink()

    def _shrink(self, newest: Path) -> None:
        files = self._files()
        size = sum(length for _, length, _ in files)
        for _, length, path in files:
            if size > self._most_bytes and path != newest:
                with suppress(OSError):
                    path.unlink()
                size -= length


class _Part(msgspec.Struct, array_like=True):
    """An array or texts: where it lies after the head, in bytes. type: numpy's name of the array's, empty for texts."""

    name: str
    type: str
    start: int
    length: int
    sums: list[int]


class _Head(msgspec.Struct, array_like=True):
    key: dict[str, int | str]
    length: int
    parts: list[_Part]


def _pieces(key: Key, arrays: Arrays, texts: Texts) -> Iterator[bytes | memoryview]:
    """The bytes of a file, in order."""
    bodies = [
        (name, array.dtype.str, np.ascontiguousarray(array).view(np.uint8).data) for name, array in arrays.items()
    ]
    bodies += [(name, "", memoryview(msgspec.msgpack.encode(list(some)))) for name, some in texts.items()]
    parts, length = [], 0
    for name, type, body in bodies:
        parts.append(_Part(name, type, length, len(body), [zlib.crc32(block) for block in _blocks(body)]))
        length += _aligned(len(body))
    raw = msgspec.msgpack.encode(_Head(dict(key), length, parts))
    yield _START.pack(_MAGIC, len(raw), zlib.crc32(raw))
    yield raw
    yield _padding(_START.size + len(raw))
    for _, _, body in bodies:
        yield from _blocks(body)
        yield _padding(len(body))


def _blocks(body: memoryview) -> Iterator[memoryview]:
    return (body[start : start + _BLOCK_BYTES] for start in range(0, len(body), _BLOCK_BYTES))


def _aligned(length: int) -> int:
    return -(-length // _ALIGNED) * _ALIGNED


def _padding(length: int) -> bytes:
    return bytes(_aligned(length) - length)


def _exactly(file: FileIO, length: int) -> bytes:
    raw = file.read(length)
    if raw is None or len(raw) != length:
        raise ValueError("cut short")
    return raw


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
