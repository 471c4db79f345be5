"""A file of events that is to be imported."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from inspector.events.errors import InvalidData
from inspector.store.failures import explained
from inspector.store.intake import csv_rows, jsonl
from inspector.store.intake.arrival import Arrival, BadLine
from inspector.store.intake.lines import Lines

Form: TypeAlias = Literal["jsonl", "csv"]

_PARSERS = {"jsonl": jsonl.arrivals, "csv": csv_rows.arrivals}
_FORMS: dict[str, Form] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}


class Source:
    """The events of one stream of bytes, read once, in their order.

    name: what the user calls it. size: in bytes, 0 where nobody knows. left_out: how many were ignored where they come
    from, so far.
    """

    def __init__(self, name: str, stream: BinaryIO, form: Form, size: int = 0) -> None:
        self.name = name
        self.size = size
        self.left_out = 0
        self._lines = Lines(stream)
        self._arrivals = _PARSERS[form](self._lines)

    @property
    def done(self) -> int:
        """The bytes read so far."""
        return self._lines.done

    def __iter__(self) -> Iterator[Arrival]:
        """Raises `BadLine`; `blamed` names the file."""
        for arrival in self._arrivals:
            if arrival is None:
                self.left_out += 1
            else:
                yield arrival

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Turn a `BadLine` into the sentence for the user."""
        try:
            yield
        except BadLine as error:
            raise InvalidData(f"{self.name}, {error}; nothing was imported.") from None


@contextmanager
def source_of(path: Path, form: Form | None = None) -> Iterator[Source]:
    """The events in a file. Raises `InvalidData` if nothing says how it is written, `StoreError` if it is not there."""
    form = form or _FORMS.get(path.suffix.lower())
    if form is None:
        raise InvalidData(f"{path} is called neither .jsonl nor .csv; say with --format which of them it is.")
    with explained(path):
        file = path.open("rb")
    with file:
        yield Source(path.name, file, form, path.stat().st_size)
