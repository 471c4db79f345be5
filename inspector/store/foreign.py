"""What a format of another producer says of its rows; `ForeignLog` reads the file by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.snapshot import Snapshot
from inspector.store.cut import Cut
from inspector.store.schema_facts import SchemaFacts

Values: TypeAlias = tuple[Any, ...]
"""A row as SQLite gives it; texts are bytes."""
Select: TypeAlias = Callable[[str, Sequence[object]], list[Values]]
"""Reads the rows of a statement, with what it binds."""


class Draft(NamedTuple):
    """An event as its row tells it, before it has its position; a tuple, as millions are made when a file is opened.

    version: None where the producer stores none; versions then count in the order of positions.
    """

    id: str
    stream: str
    version: int | None
    type: str
    time_ns: int | None
    payload: "JsonValue | Undecodable"
    metadata: Mapping[str, JsonValue]
    rank: tuple[Any, ...] = ()
    """Its place before others in a table that is sorted; those of one table compare."""
    parent: str | None = None
    """The id of the event of its stream that it was made from, where these are a tree; empty if from none."""


@dataclass(frozen=True, slots=True)
class Link:
    """A table whose rows are found by what a column of the events' table holds: any number for one event.

    on: its column that names an event. own: the column of the events' table that holds what it names. columns: those
    that `drafts` is given of each of its rows. heavy: whether payload and metadata alone need them.
    """

    table: str
    on: str
    own: str
    columns: tuple[str, ...]
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of events.

    columns: those that `drafts` is given, in this order. payload: the one whose bytes are an event's payload. heavy:
    those that payload and metadata alone need, so that NULL may stand for them while the narrow columns are read.
    key: a column of unique integers that grow from 1, or `rowid`, or for a table without one the columns of its primary
    key. by_time: whether rows have no order of their own, so that rank, time, stream, version sort their events.
    """

    name: str
    columns: tuple[str, ...]
    heavy: frozenset[str] = frozenset()
    payload: str = ""
    key: tuple[str, ...] = ("rowid",)
    by_time: bool = False
    many: bool = False
    """Whether a row may hold several events, or none."""
    counted: bool = False
    """Whether positions count from 1, although the key is one integer: it leaps, or another row may take it."""
    expressions: Mapping[str, str] = field(default_factory=dict)
    """What stands for a column of `columns`: SQL that the format itself makes, with every name of the file quoted."""
    source: str = ""
    """What rows are selected from, if not the table itself: SQL as above."""
    links: tuple[Link, ...] = ()
    """The tables of links; of each, a tuple of an event's, in the order of their rows, ends what `drafts` is given."""
    base: int = 1
    """Where versions start to count that are not stored."""
    naive: str = ""
    """The zone, by its name, that the producer means where a time is stored without one; empty if none ever is."""
    note: str = ""
    """What the user should know of the table, as a sentence: what was assumed."""


@dataclass(frozen=True, slots=True)
class SnapshotTable:
    """Where a producer stores states of its own.

    columns: those that `snapshot` is given, in this order. state: the one whose bytes are the state; NULL stands for
    it while versions are read. key, expressions: as of a `Table`. where: SQL that the format itself makes: which rows.
    """

    name: str
    columns: tuple[str, ...]
    state: str
    key: tuple[str, ...] = ("rowid",)
    expressions: Mapping[str, str] = field(default_factory=dict)
    where: str = ""


class Format(Protocol):
    """One producer's format: how it is recognised, and how its rows become events."""

    name: str
    reducer: str = "merge"
    """The built-in reducer that suits it best."""
    exact: bool = False
    """Whether that reducer gives the producer's own states: its rows are states."""
    zone: tzinfo | None = UTC
    """Of times that are stored without one; None is local. Whoever reads a file sets it by the table and the user."""

    def score(self, facts: SchemaFacts) -> int:
        """How surely a database is of this format; 0: not at all, 100: nobody else writes such tables."""

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """The tables of events in a database that scores, the most telling first; never empty."""

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:  # noqa: ARG002
        """What moves with the events of a table, and where that is safe."""
        return Cut(refused="what its own program keeps in step with its events is not known.")

    def drafts(self, row: Values) -> Sequence[Draft]:
        """The events in a row, in their order; never raises: what cannot be read is shown as exactly that."""


@runtime_checkable
class Typed(Protocol):
    """A format that shows what its producer encodes with types, which the producer's own code needs."""

    def as_stored(self) -> Format:
        """The same format with payloads as they are stored, and `topic` and `originator_id` in the metadata."""


@runtime_checkable
class Defaulting(Protocol):
    """A format whose rows are states but for values that its producer stores only once they are written."""

    def likely(self, select: Select, where: str, values: Sequence[object]) -> Mapping[str, JsonValue]:
        """What the states of a stream are likely to begin with, by key.

        where, values: SQL that is true of the stream's first row in its table, and what that binds.
        """


@runtime_checkable
class Lockable(Protocol):
    """A format whose payloads may be encrypted."""

    def unlocked(self, key: bytes) -> Format:
        """The same format with the key. Raises `StoreError` if it can be no key."""


@runtime_checkable
class Snapshotting(Protocol):
    """A format whose producer stores states of its own."""

    def snapshot_table(self, facts: SchemaFacts, table: Table) -> SnapshotTable | None:
        """Where the states of a table's streams are stored; None if nowhere."""

    def snapshot(self, row: Values) -> Snapshot | None:
        """The state in a row, its stream named as by `drafts`; None if it is of no version."""
