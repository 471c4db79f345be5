"""What a format of another producer says of its rows; `ForeignLog` reads the file by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.store.schema_facts import SchemaFacts

Values: TypeAlias = tuple[Any, ...]
"""A row as SQLite gives it; texts are bytes."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as its row tells it, before it has its position.

    version: None where the producer stores none; versions then count from 1 in the order of positions.
    """

    id: str
    stream: str
    version: int | None
    type: str
    time_ns: int | None
    payload: "JsonValue | Undecodable" = None
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of events.

    columns: those that `drafts` is given, in this order. payload: the one whose bytes are an event's payload. heavy:
    those that payload and metadata alone need, so that NULL may stand for them while the narrow columns are read.
    key: a column of unique integers that grow from 1, or `rowid`, or for a table without one the columns of its primary
    key. by_time: whether the store has no order of its own, so that time, then stream, then version order its events.
    """

    name: str
    columns: tuple[str, ...]
    heavy: frozenset[str] = frozenset()
    payload: str = ""
    key: tuple[str, ...] = ("rowid",)
    by_time: bool = False
    many: bool = False
    """Whether a row may hold several events, or none."""


class Format(Protocol):
    """One producer's format: how it is recognised, and how its rows become events."""

    name: str
    reducer: str
    """The built-in reducer that suits it best."""
    exact: bool
    """Whether that reducer gives the producer's own states: its rows are states."""

    def score(self, facts: SchemaFacts) -> int:
        """How surely a database is of this format; 0: not at all, 100: nobody else writes such tables."""

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """The tables of events in a database that scores, the most telling first; never empty."""

    def drafts(self, row: Values) -> Sequence[Draft]:
        """The events in a row, in their order; never raises: what cannot be read is shown as exactly that."""
