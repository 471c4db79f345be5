"""The first values of a table's columns, to guess by and to show."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from inspector.events.errors import StoreError
from inspector.store.mapping.catalogue import Relation
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted

Value: TypeAlias = str | bytes | int | float | None
"""Texts that are no UTF-8 are bytes."""

SAMPLE_ROWS = 24
_SAMPLE_BYTES = 20_000
_TABLES_AT_ONCE = 50
_COLUMNS_AT_ONCE = 400
"""A statement has at most 2,000 columns, and a text is two here."""


def sample(reader: Reader, relation: Relation, rows: int = SAMPLE_ROWS) -> Mapping[str, Sequence[Value]]:
    """The values of the first rows, by column; what is long is cut. A column that fails when it is read is left out.

    Raises `StoreError` if all do.
    """
    names, found = relation.names, dict[str, Sequence[Value]]()
    for start in range(0, len(names), _COLUMNS_AT_ONCE):
        some = names[start : start + _COLUMNS_AT_ONCE]
        try:
            found |= _read(reader, relation.name, some, rows)
        except StoreError:
            for name in some:
                found |= _alone(reader, relation.name, name, rows)
    if not found:
        _read(reader, relation.name, names[:1], rows)  # to say why
    return found


def filled(reader: Reader, tables: Sequence[str]) -> set[str]:
    """Those of some tables that hold any row."""
    found: set[str] = set()
    for start in range(0, len(tables), _TABLES_AT_ONCE):
        some = tables[start : start + _TABLES_AT_ONCE]
        asked = ", ".join(f"EXISTS (SELECT 1 FROM {quoted(name)})" for name in some)  # noqa: S608  names are quoted
        [row] = reader.rows(f"SELECT {asked}")
        found |= {name for name, has in zip(some, row, strict=True) if has}
    return found


def _alone(reader: Reader, table: str, column: str, rows: int) -> Mapping[str, Sequence[Value]]:
    try:
        return _read(reader, table, [column], rows)
    except StoreError:
        return {}


def _read(reader: Reader, table: str, columns: Sequence[str], rows: int) -> Mapping[str, Sequence[Value]]:
    parts = ", ".join(f"typeof({one}), {_cut(one)}" for one in map(quoted, columns))
    found = reader.rows(f"SELECT {parts} FROM {quoted(table)} LIMIT {rows:d}")  # noqa: S608  every name is quoted
    return {name: [_value(row[2 * at], row[2 * at + 1]) for row in found] for at, name in enumerate(columns)}


def _cut(quoted_name: str) -> str:
    long = f"substr({quoted_name}, 1, {_SAMPLE_BYTES})"
    return f"CASE WHEN typeof({quoted_name}) IN ('text', 'blob') THEN {long} ELSE {quoted_name} END"


def _value(kind: bytes, value: Value) -> Value:
    if kind != b"text" or not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value
