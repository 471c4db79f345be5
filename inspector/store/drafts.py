"""The rows of a foreign table as its format reads them, whole or without what only payloads need."""

from collections.abc import Sequence

from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Undecodable
from inspector.store.foreign import Draft, Format, Table, Values
from inspector.store.keyed_rows import Entry, Key, bound, key_of, marks, selected
from inspector.store.links import Links
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted

_PAGE_ROWS = 512

GONE = Draft("", "", None, "", None, Undecodable(b"", "The row was deleted while the store was open."), {})
"""What stands for a row that is no longer there."""


class Drafts:
    """Reads one table. One thread at a time uses it."""

    def __init__(self, reader: Reader, format: Format, table: Table) -> None:
        self._reader = reader
        self._format = format
        self._table = table
        self._links = [Links(reader, link) for link in table.links]

    def of(self, entries: Sequence[Entry]) -> list[Draft]:
        """The events at some places, in this order."""
        table, found = self._table, dict[Key, Sequence[Draft]]()
        keys = list({key for key, _ in entries})
        count, named = len(table.key), ", ".join(map(quoted, table.key))
        for start in range(0, len(keys), _PAGE_ROWS):
            some = keys[start : start + _PAGE_ROWS]
            tuples = ", ".join(f"({marks(key)})" for key in some)
            # Together, as a statement a row took 80 µs a row.
            statement = f"{self._select(heavy=True)} WHERE ({named}) IN (VALUES {tuples})"
            rows = self._reader.rows(statement, [value for key in some for value in bound(key)])
            found |= zip((key_of(row, count) for row in rows), self._parsed(rows, heavy=True), strict=True)
        return [_at(found.get(key, ()), place) for key, place in entries]

    def after(
        self, after: Key | None, limit: int, *, heavy: bool, cancel: Cancel = NEVER
    ) -> tuple[list[Key], list[Sequence[Draft]]]:
        """The first rows after a key, or of all: their keys, ascending, and the events in each."""
        key = ", ".join(map(quoted, self._table.key))
        where = f" WHERE ({key}) > ({marks(after)})" if after is not None else ""
        statement = f"{self._select(heavy=heavy)}{where} ORDER BY {key} LIMIT {limit}"
        rows = self._reader.rows(statement, bound(after or ()), cancel)
        return [key_of(row, len(self._table.key)) for row in rows], self._parsed(rows, heavy=heavy)

    def _parsed(self, rows: Sequence[Values], *, heavy: bool) -> list[Sequence[Draft]]:
        """The events in each of some rows, as `_select` gives them."""
        values = [row[2 * len(self._table.key) :] for row in rows]
        if self._links:
            # Read after the events: they come with their links in one transaction, so these are there by now.
            own = len(self._table.columns)
            linked = [
                links.of([row[at] for row in values]) if heavy or not link.heavy else [()] * len(values)
                for at, (link, links) in enumerate(zip(self._table.links, self._links, strict=True), own)
            ]
            values = [(*row[:own], *rows) for row, *rows in zip(values, *linked, strict=True)]
        return [self._format.drafts(row) for row in values]

    def _select(self, *, heavy: bool) -> str:
        table = self._table
        columns = selected(table.key, table.columns, table.expressions, () if heavy else table.heavy)
        columns += [quoted(link.own) for link in table.links]
        return f"SELECT {', '.join(columns)} FROM {source_of(table)}"  # noqa: S608  every name is quoted


def source_of(table: Table) -> str:
    """What the rows of a table are selected from, as SQL."""
    return table.source or quoted(table.name)


def _at(drafts: Sequence[Draft], place: int) -> Draft:
    return drafts[place] if place < len(drafts) else GONE
