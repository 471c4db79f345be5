"""By which event an event was caused, as its metadata says it, and how those that name one cause are found fast.

An index on SQLite's own JSON functions would make the store unreadable for us: with `trusted_schema=OFF` SQLite 3.40
refuses them in a schema. So the index holds, of the rows whose metadata mention a cause, what plain text functions see
in its place: the quoted id, or nothing where that takes a closer look (escapes, the key more than once). Queries ask
for both and have JSON functions decide. Where the index is missing, the same query scans.

Measured for 100,000 events of which two thirds have a cause: an export takes 2.0 s instead of 1.3 s and its file 30 MB
instead of 27 MB, appends by the thousand take 8 s with or without; the effects of an event are found in 0.1 ms instead
of 250 ms.
"""

_KEY = '"causation_id"'
_AT = f"instr(metadata, '{_KEY}')"
_AFTER = f"ltrim(substr(metadata, {_AT} + {len(_KEY)}), ': \t\r\n')"

MENTIONED = "instr(metadata, 'causation_id')"
"""Whether metadata speak of a cause: the rows in the index."""

SEEN = (
    f"CASE WHEN instr(metadata, '\\') OR instr(substr(metadata, {_AT} + 1), '{_KEY}') THEN '' "
    f"ELSE substr({_AFTER}, 1, instr(substr({_AFTER}, 2), '\"') + 1) END"
)
"""The indexed expression."""

# The CASE guards the extraction: SQLite may evaluate what AND joins in any order, and raises for what is no JSON.
IS_CAUSE = (
    f"{MENTIONED} AND {SEEN} IN ('\"' || ?1 || '\"', '') "
    "AND CASE WHEN json_valid(metadata) THEN json_extract(metadata, '$.causation_id') = ?1 END"
)
"""The condition that `?1` caused the event."""
