"""Whether SQLite would read a `-wal` at all."""

import struct
from pathlib import Path

_HEADER = struct.Struct(">8I")
_WORDS = {0x377F0682: "<6I", 0x377F0683: ">6I"}
"""The magic numbers, and how the words are read that the checksum adds up."""


def has_header(wal: Path) -> bool:
    """Whether a `-wal` begins as one: where it does not, SQLite ignores it (https://www.sqlite.org/walformat.html).

    Whoever may not write beside the file must know it beforehand: SQLite takes such a `-wal` for one that is being
    changed, looks again for 10 s and calls the file locked.
    """
    try:
        with wal.open("rb") as file:
            header = file.read(_HEADER.size)
    except FileNotFoundError:
        return False
    if len(header) < _HEADER.size:
        return False
    magic, *_, first, second = _HEADER.unpack(header)
    return magic in _WORDS and _checksum(struct.unpack(_WORDS[magic], header[:24])) == (first, second)


def _checksum(words: tuple[int, ...]) -> tuple[int, int]:
    first = second = 0
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
