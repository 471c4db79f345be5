"""Events as rows of CSV; the first line names the columns.

`position`, `id`, `stream`, `version`, `type` and `time` are an event's own, `payload` and `metadata` hold JSON. A
column `metadata.x` is a field of the metadata, every other one of the payload, with or without `payload.` before its
name. A cell of such a column that is JSON is taken as it is, other text as a string, and an empty cell for no field.
"""

import csv
from collections.abc import Iterator, Sequence

from inspector.events.errors import InvalidData
from inspector.events.json_value import JsonValue, decode, encode
from inspector.store.intake.arrival import Arrival, BadLine, check_name, instant, now
from inspector.store.intake.lines import Lines

_OWN = ("position", "id", "stream", "version", "type", "time", "payload", "metadata", "effective")
_DELIMITERS = ",;\t"
_LONGEST_CELL = 256 << 20


def arrivals(lines: Lines) -> Iterator[Arrival | None]:
    """The events of the rows; None for one whose `effective` is false. Raises `BadLine`."""
    source = iter(lines)
    heading = next(source, b"").decode()
    if not heading.strip():
        return
    delimiter = max(_DELIMITERS, key=heading.count)
    columns = next(csv.reader([heading], delimiter=delimiter))
    _check_columns(columns)
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader((line.decode() for line in source), delimiter=delimiter, strict=True)
    begins = lines.number + 1
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise BadLine(begins, f"it is no CSV: {error}") from None
        if row is None:
            return
        if row:
            yield _arrival(begins, columns, row)
        begins = lines.number + 1


def _check_columns(columns: Sequence[str]) -> None:
    for name in ("stream", "type"):
        if name not in columns:
            raise BadLine(1, f"the first line names the columns, and {name} is not among them")
    if "" in columns:
        raise BadLine(1, "a column has no name")
    places = [name if name in _OWN else f"payload.{name.removeprefix('payload.')}" for name in columns]
    for name, place in zip(columns, places, strict=True):
        if places.count(place) > 1:
            raise BadLine(1, f"the column {name} is there twice")


def _arrival(line: int, columns: Sequence[str], row: Sequence[str]) -> Arrival | None:
    if len(row) != len(columns):
        raise BadLine(line, f"it has {len(row)} cells, where the first line names {len(columns)} columns")
    cells = {name: cell for name, cell in zip(columns, row, strict=True) if cell}
    own = {name: cells.pop(name, None) for name in _OWN}
    stream, type = own["stream"] or "", own["type"] or ""
    check_name(line, "stream", stream)
    check_name(line, "type", type)
    if own["id"] is not None:
        check_name(line, "id", own["id"])
    extra: dict[str, JsonValue] = {}
    about: dict[str, JsonValue] = {}
    for name, cell in cells.items():
        if name.startswith("metadata."):
            about[name.removeprefix("metadata.")] = _value(cell)
        else:
            extra[name.removeprefix("payload.")] = _value(cell)
    if (own["effective"] or "").lower() == "false":
        return None
    return Arrival(
        line,
        _number(line, "position", own["position"]),
        own["id"],
        stream,
        _number(line, "version", own["version"]),
        type,
        now() if own["time"] is None else instant(line, own["time"]),
        _merged(line, "payload", own["payload"], extra),
        _merged(line, "metadata", own["metadata"], about),
    )


def _number(line: int, what: str, cell: str | None) -> int | None:
    if cell is None:
        return None
    if not (cell.isascii() and cell.isdigit() and len(cell) < 20):
        raise BadLine(line, f"the {what} {cell[:40]!r} is no whole number from 1 to {2**63 - 1}")
    return int(cell)


def _value(cell: str) -> JsonValue:
    try:
        return decode(cell)
    except InvalidData:
        return cell


def _merged(line: int, what: str, text: str | None, fields: dict[str, JsonValue]) -> str:
    """The JSON text of a column, with the fields of other columns added."""
    try:
        whole = decode(text) if text is not None else {}
    except InvalidData as error:
        raise BadLine(line, f"the {what} is no JSON: {error}") from None
    if not isinstance(whole, dict):
        if fields or what == "metadata":
            raise BadLine(line, f"the {what} must be an object")
        return encode(whole).decode()
    if both := whole.keys() & fields.keys():
        raise BadLine(line, f"{min(both)!r} stands in the {what} and in a column of its own")
    return encode({**whole, **fields}).decode() if fields else text or "{}"
