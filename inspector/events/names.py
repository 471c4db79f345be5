"""Names as small numbers: what index columns hold instead of text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from inspector.events.arrays import np

if TYPE_CHECKING:
    import numpy.typing as npt


class NameTable:
    """Numbers names in the order in which they are first met. One thread adds; any thread may read meanwhile."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._codes = _Codes(self._names)
        self._filled = False

    @property
    def names(self) -> Sequence[str]:
        """The names by code; grows at the end."""
        return self._names

    def code(self, name: str) -> int | None:
        """The code of a name, None if it has not been met."""
        return self._known().get(name)

    def codes(self, names: Collection[str]) -> npt.NDArray[np.int32]:
        """The codes of these names, new ones numbered; 45 ns a name."""
        return np.fromiter(map(self._known().__getitem__, names), np.int32, len(names))

    def fill(self, names: Sequence[str]) -> None:
        """Take names, each once, that were numbered in this order; the table must be empty."""
        if self._names:
            raise ValueError("only an empty table of names can be filled")
        self._names.extend(names)
        self._filled = True

    def _known(self) -> _Codes:
        if self._filled:  # to number them takes twice as long as to read them, so it waits until somebody asks
            self._codes.update(zip(self._names, range(len(self._names)), strict=False))
            self._filled = False
        return self._codes


class Names:
    """The tables of one index: of event types and of streams."""

    def __init__(self) -> None:
        self.types = NameTable()
        self.streams = NameTable()


def pattern(wanted: str) -> re.Pattern[str]:
    """What names match: `*` stands for any text, case is ignored; an empty one matches all."""
    return re.compile(".*".join(map(re.escape, (wanted or "*").split("*"))), re.IGNORECASE | re.DOTALL)


def matching(wanted: str, names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Of each name, whether it matches a pattern."""
    matches = pattern(wanted)
    return np.fromiter((matches.fullmatch(name) is not None for name in names), np.bool_, len(names))


class _Codes(dict[str, int]):
    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, name: str) -> int:
        # The name first: whoever reads a code finds its name.
        self._names.append(name)
        code = self[name] = len(self._names) - 1
        return code
