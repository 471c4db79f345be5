"""The lines of a file, one at a time, whatever its size."""

from collections.abc import Iterator
from typing import BinaryIO

from inspector.store.intake.arrival import BadLine

_LONGEST_BYTES = 256 << 20
_BOM = b"\xef\xbb\xbf"


class Lines:
    """The lines of a binary stream, as text that is known to be UTF-8.

    number: of the line that was given last, from 1. done: the bytes read so far.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.number = 0
        self.done = 0

    def __iter__(self) -> Iterator[bytes]:
        """Raises `BadLine` for a line that is too long, or no UTF-8."""
        readline = self._stream.readline
        while line := readline(_LONGEST_BYTES):
            self.number += 1
            self.done += len(line)
            if len(line) == _LONGEST_BYTES:
                raise BadLine(self.number, f"it is longer than {_LONGEST_BYTES >> 20} MB")
            if not line.isascii():
                _check(self.number, line)
            yield line.removeprefix(_BOM) if self.number == 1 else line


def _check(number: int, line: bytes) -> None:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        raise BadLine(number, f"it is not valid UTF-8 at byte {error.start + 1}") from None
