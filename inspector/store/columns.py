"""The narrow columns of all events, read from SQLite in chunks."""

from collections.abc import Iterator

from inspector.events.cancel import Cancel
from inspector.events.log import NO_TIME, IndexColumns
from inspector.events.names import Names
from inspector.store.reader import Reader
from inspector.store.rows import to_columns

CHUNK_ROWS = 8192
INT64_MAX = 2**63 - 1

_MAX_SPAN = 16 * CHUNK_ROWS
"""Of positions in one chunk, so that it stays small where gaps end."""

# SQLite builds the arrays in C with the interpreter's lock released; fetching rows takes it for each of them. A range
# of positions takes 0.36 s for a million events, a subquery with a limit 0.62 s.
_STATEMENT = f"""
    SELECT json_group_array(position), json_group_array(coalesce(time_ns, {NO_TIME})),
           json_group_array(type), json_group_array(stream)
    FROM events NOT INDEXED WHERE position > ? AND position <= ?"""  # noqa: S608


def read_columns(reader: Reader, after: int, names: Names, cancel: Cancel) -> Iterator[IndexColumns]:
    """The columns of all events above a position, ascending, their names numbered by `names`."""
    span = CHUNK_ROWS
    while True:
        stop = min(after + span, INT64_MAX)
        columns = to_columns(reader.path, reader.rows(_STATEMENT, (after, stop), cancel)[0], names)
        count = len(columns.positions)
        if count:
            yield columns
            after = int(columns.positions[-1])
            # Where positions have gaps, a range of them holds fewer events.
            span = min(2 * span, _MAX_SPAN) if 2 * count < CHUNK_ROWS else max(CHUNK_ROWS, span // 2)
        else:
            following = reader.value("SELECT min(position) FROM events WHERE position > ?", (stop,))
            if following is None:
                return
            after = int(following) - 1
