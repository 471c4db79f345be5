"""opencode's sessions: `event` beside `event_sequence` (github.com/anomalyco/opencode).

Ids grow with time, but hold only its last 36 bits of milliseconds, so that they begin again every 2.2 years, last in
August 2026. The order is therefore that of the rows, which are written as the events happen; a time is the one from
2026 on, the year in which the table came to be. The number at the end of a type is the version of its payload.
"""

import re
from collections.abc import Sequence

from inspector.store.cut import GONE, Cut, Step
from inspector.store.decoding import to_int, to_json, to_text
from inspector.store.foreign import Draft, Format, Table, Values
from inspector.store.narrow import Name, Narrow, Number, Times
from inspector.store.schema_facts import SchemaFacts
from inspector.store.time_columns import Cells, Int64s, each

_TABLE = Table("event", ("id", "aggregate_id", "seq", "type", "data"), heavy=frozenset({"data"}), payload="data")

_ROUND_MS = 2**36
_FIRST_MS = 1_767_225_600_000
"""2026-01-01; no store of this kind is older."""
_ID = re.compile(r"[a-z]{3}_([0-9a-f]{12}).*", re.DOTALL)

_LEFT = "(SELECT max(here.seq) FROM event AS here WHERE here.aggregate_id = event_sequence.aggregate_id)"
_ENDS = Step(
    "event_sequence",
    f"aggregate_id IN (SELECT gone.aggregate_id FROM {GONE} AS gone) AND {_LEFT} IS NOT NULL",  # noqa: S608  fixed names
    column="seq",
    value=_LEFT,
)
_REFUSED = "its sessions, messages and parts hold what the events made of them, and would not go back."
_MADE = "Sessions, messages and parts are still what all the events made of them."


class OpenCode(Format):
    """Versions count from 0. An event carries the whole session, message or part that it is about."""

    name = "opencode"
    reducer = "replace-by-id"
    exact = True

    def score(self, facts: SchemaFacts) -> int:
        """The columns of both tables."""
        ours = set(_TABLE.columns) <= set(facts.tables.get("event", ()))
        return 95 if ours and {"aggregate_id", "seq"} <= set(facts.tables.get("event_sequence", ())) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:  # noqa: ARG002
        """The events."""
        return (_TABLE,)

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:  # noqa: ARG002
        """Only in a copy: the sequences' ends."""
        return Cut((_ENDS,), refused=_REFUSED, unmoved=(_MADE,))

    def narrow(self, table: Table) -> Narrow:  # noqa: ARG002
        """By single columns; the time is in the id."""
        return Narrow(Name(("aggregate_id",)), Name(("type",)), Number("seq"), Times(("id",), _times))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event."""
        id, aggregate, seq, type, data = row
        event_id = to_text(id)
        return (Draft(event_id, to_text(aggregate), to_int(seq), to_text(type), _time(event_id), to_json(data), {}),)


def _times(ids: Cells) -> Int64s:
    return each(_time(to_text(id)) for id in ids)


def _time(id: str) -> int | None:
    """Nanoseconds of the time in an id such as `evt_206a77b85001T6akxtdfKyMRmQ`: 36 bits of it and 12 of a counter."""
    match = _ID.fullmatch(id)
    if match is None:
        return None
    last_bits = int(match[1], 16) >> 12
    return (_FIRST_MS + (last_bits - _FIRST_MS) % _ROUND_MS) * 1_000_000
