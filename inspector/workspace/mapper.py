"""Mapping a table of events: what a file offers, what a mapping makes of it, and keeping the mapping for its schema."""

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import InvalidData, StoreError
from inspector.store.fingerprint import schema_fingerprint
from inspector.store.mapping.catalogue import Catalogue, Relation, read_catalogue
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.preview import Preview, preview
from inspector.store.mapping.sample import Value, sample
from inspector.store.mapping.saved import SavedMappings
from inspector.store.reader import Reader
from inspector.store.reading import PLAIN, Reading
from inspector.store.recognition import format_name, suggested
from inspector.store.schema_facts import SchemaFacts, read_facts

PREVIEW_ROWS = 50


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mapping that may fit. note: the sentence that says it is a guess; empty for one that comes with the program."""

    mapping: Mapping
    note: str

    @property
    def is_guess(self) -> bool:
        """Whether nobody vouches for it."""
        return bool(self.note)


class Mapper:
    """One file that is being mapped, open read-only until it is closed. Any thread, one at a time.

    It reads what is asked for, when it is, and raises `StoreError` if the file is no SQLite database or cannot be read.
    `cancel` interrupts whatever is read of it: a view may never end.
    """

    def __init__(self, path: Path, cancel: Cancel = NEVER) -> None:
        self._reader = Reader(path, cancel)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._reader.close()

    @cached_property
    def _schema(self) -> SchemaFacts:
        return read_facts(self._reader)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return read_catalogue(self._reader)

    @cached_property
    def _fingerprint(self) -> str:
        return schema_fingerprint(self._schema)

    @property
    def format(self) -> str:
        """The name of the format that knows the file's tables without a mapping; empty if none does."""
        return format_name(self._schema)

    def tables(self) -> Sequence[Relation]:
        """The tables and views with their columns, by name."""
        return list(self._catalogue.values())

    def values(self, table: str) -> ReadOnly[str, Sequence[Value]]:
        """The values in the first rows of a table, by column; a column that cannot be read is left out."""
        return sample(self._reader, self._catalogue[table]) if table in self._catalogue else {}

    def suggestions(self, table: str | None = None) -> list[Suggestion]:
        """What may fit, the likeliest first: of a table or view, or of all tables."""
        return [Suggestion(*pair) for pair in suggested(self._reader, self._catalogue, table)]

    def preview(self, mapping: Mapping, limit: int = PREVIEW_ROWS, reading: Reading = PLAIN) -> Preview:
        """The first rows as events, and what is wrong; a mapping that does not fit is a problem, not an error."""
        return preview(self._reader, mapping, self._catalogue, limit, reading)

    def remembered(self) -> tuple[Mapping | None, str]:
        """The mapping that is kept for this schema; or why what is kept cannot be read, empty if nothing is."""
        try:
            return SavedMappings().recall(self._fingerprint), ""
        except (InvalidData, StoreError) as error:
            return None, str(error)

    def remember(self, mapping: Mapping) -> None:
        """Use the mapping from now on for every file of this schema, whatever it is called."""
        SavedMappings().remember(self._fingerprint, mapping)

    def forget(self) -> bool:
        """Keep no mapping for this schema; whether one was kept."""
        return SavedMappings().forget(self._fingerprint)
