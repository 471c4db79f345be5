"""The narrow columns of many rows at once, made of the values that a format names."""

from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

import msgspec
import numpy as np

from inspector.events.log import NO_TIME
from inspector.events.names import Names, NameTable
from inspector.store.decoding import to_int, to_text
from inspector.store.keyed_rows import Key
from inspector.store.narrow import Name, Narrow, Number
from inspector.store.spine_rows import UNTOLD, Chunk, Int32s, Int64s, Keys
from inspector.store.time_columns import Cells

INTEGERS = (msgspec.json.Decoder(list[int]),)
_DECODERS = (msgspec.json.Decoder(list[str]), *INTEGERS, msgspec.json.Decoder(list[int | str | None]))


def decoded(array: bytes, decoders: Sequence[Any] = _DECODERS) -> Cells | None:
    """The values of a JSON array; None where they are others, which do not come out of JSON as they went in."""
    for decoder in decoders:
        try:
            found: Cells = decoder.decode(array)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        return found
    return None


class NarrowColumns:
    """Makes chunks of a spine. One thread at a time uses it."""

    def __init__(self, narrow: Narrow) -> None:
        self._narrow = narrow
        self._at = {column: at for at, column in enumerate(narrow.columns)}
        self._names: Names | None = None
        self._types = self._streams = _Codes(narrow.type, NameTable())

    def chunk(self, keys: Keys, cells: Sequence[Cells], names: Names, last: Key | None, *, whole: bool) -> Chunk | None:
        """The events of some rows; None where something of them is told by more than these values."""
        narrow = self._narrow
        if names is not self._names:
            self._names = names
            self._types, self._streams = _Codes(narrow.type, names.types), _Codes(narrow.stream, names.streams)
        types = self._types.of(self._some(cells, narrow.type.columns), len(keys))
        streams = None if types is None else self._streams.of(self._some(cells, narrow.stream.columns), len(keys))
        if types is None or streams is None:
            return None
        times = np.full(len(keys), NO_TIME, np.int64)
        if narrow.time is not None:
            times = narrow.time.make(*self._some(cells, narrow.time.columns))
        versions = np.full(len(keys), UNTOLD, np.int64)
        if narrow.version is not None:
            versions = _numbers(cells[self._at[narrow.version.column]], narrow.version)
        return Chunk(keys, times, types, streams, versions, last, whole)

    def _some(self, cells: Sequence[Cells], columns: Sequence[str]) -> list[Cells]:
        return [cells[self._at[column]] for column in columns]


class _Codes:
    """Numbers the names that values make; each different value is looked at once."""

    def __init__(self, name: Name, table: NameTable) -> None:
        self._plain = name.make is to_text
        self._table = table
        self._known = _Known(name.make, table)

    def of(self, cells: Sequence[Cells], count: int) -> Int32s | None:
        """None where only the whole row tells a name."""
        if len(cells) == 1 and self._plain and set(map(type, cells[0])) == {str}:
            return self._table.codes(cells[0])
        # 1 and 1.0 are the same key of a dictionary, and two names.
        if any(float in set(map(type, some)) for some in cells):
            return None
        values = zip(*cells, strict=True) if cells else repeat((), count)
        found = np.fromiter(map(self._known.__getitem__, values), np.int32, count)
        return None if (found < 0).any() else found


class _Known(dict[tuple[Any, ...], int]):
    def __init__(self, make: Callable[..., str | None], table: NameTable) -> None:
        super().__init__()
        self._make = make
        self._table = table

    def __missing__(self, values: tuple[Any, ...]) -> int:
        name = self._make(*(value.encode() if isinstance(value, str) else value for value in values))
        code = self[values] = -1 if name is None else int(self._table.codes((name,))[0])
        return code


def _numbers(cells: Cells, number: Number) -> Int64s:
    if number.make is to_int and set(map(type, cells)) == {int}:
        return np.array(cells, np.int64)
    found = (number.make(cell.encode() if isinstance(cell, str) else cell) for cell in cells)
    return np.array([UNTOLD if version is None else version for version in found], np.int64)
