"""Whether the times of a mapped table are stored without a zone."""

from datetime import UTC, timedelta, timezone

from inspector.store.mapping.cells import Cells
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.moment import reader_of
from inspector.store.mapping.parts import time_of
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted

_ELSEWHERE = timezone(timedelta(hours=1))
_ROWS = 5


def naive_zone(reader: Reader, mapping: Mapping) -> str:
    """The zone of texts without one, by its name, if the first times are such texts; else empty.

    A time inside an item, which takes more than a look, counts as one without a zone.
    """
    time = time_of(mapping)
    if time is None or time.unit not in ("auto", "iso") or not (time.column or time.item is not None):
        return ""
    if not time.column:
        return time.zone
    column, table = quoted(time.column), quoted(time.lookup or mapping.table)
    rows = reader.rows(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL LIMIT {_ROWS}")  # noqa: S608  quoted
    read, where = reader_of(time), {(time.lookup, time.column): (0, 0)}
    for row in rows:
        value = Cells(((row,),) if time.lookup else row, where, {}).value(time)
        if read(value, UTC) != read(value, _ELSEWHERE):
            return time.zone
    return ""
