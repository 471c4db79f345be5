"""What a format says of the narrow columns of its events, where single values of a row tell them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from inspector.store.decoding import to_int, to_text
from inspector.store.foreign import Table


@dataclass(frozen=True, slots=True)
class Name:
    """A type or a stream: what `make` makes of the values of some columns, texts as bytes.

    It is called once for each different value. None where the row tells it elsewhere, so that `drafts` must be asked.
    """

    columns: tuple[str, ...]
    make: Callable[..., str | None] = to_text


@dataclass(frozen=True, slots=True)
class Number:
    """A version: what `make` makes of the value of a column; None where the producer stores none."""

    column: str
    make: Callable[..., int | None] = to_int


@dataclass(frozen=True, slots=True)
class Times:
    """Times: what `make` makes of some columns, each of them given for many rows, a text as such or as bytes."""

    columns: tuple[str, ...]
    make: Callable[..., npt.NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Narrow:
    """The narrow columns of a table whose rows are one event each; always what `drafts` says of the same rows.

    version, time: None where no row tells one.
    """

    stream: Name
    type: Name
    version: Number | None = None
    time: Times | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the table that are needed."""
        version = () if self.version is None else (self.version.column,)
        time = () if self.time is None else self.time.columns
        return tuple(dict.fromkeys((*self.stream.columns, *self.type.columns, *version, *time)))


@runtime_checkable
class Bulk(Protocol):
    """A format of which at least some tables can be read by column; others are read row by row."""

    def narrow(self, table: Table) -> Narrow | None:
        """How; None where several values must be weighed that only `drafts` does."""
