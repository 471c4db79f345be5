"""Where in a fold a domain's process is, readable from outside even once it is dead."""

import mmap
import os
import struct
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

_PLACE = struct.Struct("<qq")
_NOWHERE = (-1, 0)


class Place:
    """The number of a batch and the position of the event in it that is being folded; 16 bytes shared by two processes.

    The one `make`s it and reads, the other `join`s it by its path and writes; then the file has no name any more where
    the system allows that, so that nothing is left behind however the two end.
    """

    def __init__(self, path: Path, file: int) -> None:
        self.path = path
        self._file = file
        self._shared = mmap.mmap(file, _PLACE.size)

    @classmethod
    def make(cls) -> Self:
        """A new one."""
        file, path = tempfile.mkstemp(prefix="inspector-place-")
        os.write(file, _PLACE.pack(*_NOWHERE))
        return cls(Path(path), file)

    @classmethod
    def join(cls, path: str) -> Self:
        """The one that another process has made."""
        place = cls(Path(path), os.open(path, os.O_RDWR))
        place._unlink()
        return place

    def set(self, batch: int, position: int) -> None:
        """Say where we are."""
        _PLACE.pack_into(self._shared, 0, batch, position)

    def clear(self) -> None:
        """Say that no event is being folded."""
        self.set(*_NOWHERE)

    def get(self) -> tuple[int, int] | None:
        """Batch and position; None where no event is being folded."""
        batch, position = _PLACE.unpack_from(self._shared, 0)
        return None if (batch, position) == _NOWHERE else (batch, position)

    def close(self) -> None:
        """Release it."""
        self._shared.close()
        os.close(self._file)
        self._unlink()

    def _unlink(self) -> None:
        with suppress(OSError):  # gone already, or in use on a system that minds
            self.path.unlink()
