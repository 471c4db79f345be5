"""What the rest of the program knows of a store: an ordered log of events, and perhaps a way to add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from inspector.events.arrays import np
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event, NewEvent
from inspector.events.names import Names
from inspector.events.operation import Operation
from inspector.events.snapshot import Snapshot

if TYPE_CHECKING:
    import numpy.typing as npt

NO_TIME = -(2**63)
"""The int64 that stands for "no time" in index columns."""


class Capability(Flag):
    """What a log can do beyond being read."""

    READ = auto()
    TAIL = auto()
    APPEND = auto()
    CUT = auto()


class Growth(Enum):
    """What became of the store since it was last looked at."""

    UNCHANGED = auto()
    GROWN = auto()
    REWRITTEN = auto()
    GONE = auto()


@dataclass(frozen=True, slots=True)
class IndexColumns:
    """One chunk of the narrow columns, ascending in position; all arrays have the same length.

    positions: int64. times: int64 nanoseconds UTC or `NO_TIME`. types, streams: int32 codes into `names.types` and
    `names.streams`, which all chunks of one reading share.
    """

    positions: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]
    types: npt.NDArray[np.int32]
    streams: npt.NDArray[np.int32]
    names: Names


@dataclass(frozen=True, slots=True)
class TimeOrder:
    """What the times of some rows come to, so that nobody reads them all again; in nanoseconds UTC or `NO_TIME`.

    monotone: whether none is earlier than the one before it; no time counts as earliest. span: the earliest and the
    latest, None if there are none. last: the time of the last row.
    """

    monotone: bool = True
    span: tuple[int, int] | None = None
    last: int = NO_TIME

    def then(self, times: npt.NDArray[np.int64]) -> TimeOrder:
        """With the times of further rows, at least one, behind."""
        known = times[times != NO_TIME]
        span = self.span
        if len(known):
            low, high = int(known.min()), int(known.max())
            span = (low, high) if span is None else (min(low, span[0]), max(high, span[1]))
        follows = int(times[0]) >= self.last and bool(np.all(times[1:] >= times[:-1]))
        return TimeOrder(self.monotone and follows, span, int(times[-1]))


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """The narrow columns of a store's first events, as an earlier reading left them in the user's cache folder.

    They are of this very store and none of their codes lies outside of the names. order: what their times come to.
    is_sound: reads all of them and says whether they are as they were written; if not, they are not kept any longer,
    and whoever showed them must take them back.
    """

    columns: IndexColumns
    order: TimeOrder
    is_sound: Callable[[Cancel], bool]


@dataclass(frozen=True, slots=True)
class TextFilter:
    """A plain filter: every given part must hold. `*` in stream and type stands for any text, case is ignored."""

    stream: str = ""
    type: str = ""
    text: str = ""
    """A piece of text that must occur in the payload's JSON as it is stored, or in the type or stream name."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a writer had seen when it decided: the last written position and the last row of the operation log."""

    position: int
    operation: int


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append wrote, in one transaction."""

    events: tuple[Event, ...]
    operation: Operation


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a log says of its file.

    notes: sentences about what cannot be seen or was assumed. reducer: the built-in one that suits its events best, and
    whether its states are exact. tables: all tables of events where there are several, the open one first. lockable:
    whether its payloads may be encrypted. fingerprint: of the schema, under which what the user says of such stores is
    kept; empty for native ones, which all have the same. zone: in which times that are stored without one were read;
    empty where all have one. own_code: whether its producer's own code can fold its events. physical: whether a
    rollback moves events away, as the store's own program knows of no others. whole: why it is then not of the whole
    store; empty if it may be. guess: what was guessed of how its tables are read, as a sentence; empty where nothing
    was. trouble: why something that the user keeps for such stores is not used, one of the notes; empty where all is.
    """

    format: str
    notes: tuple[str, ...] = field(default=())
    reducer: str = "merge"
    exact: bool = False
    tables: tuple[str, ...] = ()
    lockable: bool = False
    fingerprint: str = ""
    zone: str = ""
    own_code: bool = False
    physical: bool = False
    whole: str = ""
    guess: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    """What a physical rollback would take: events of these streams. notes: sentences that the user should have read."""

    streams: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of a store in its own format. notes: sentences about what in it is not in step with its events."""

    events: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote, in one transaction. left_out: events that are ignored where they come from."""

    operation: Operation
    events: int
    left_out: int


class EventLog(Protocol):
    """An ordered log of events, read-only. One thread at a time; `Cancel` may be tripped from any other.

    Every method raises `StoreError` where the file fails it.
    """

    facts: StoreFacts
    capabilities: Capability

    def last_position(self) -> int:
        """The last written position, ignored events counted; 0 when there is none."""

    def read(
        self,
        after: int = 0,
        upto: int | None = None,
        *,
        stream: str | None = None,
        cancel: Cancel = NEVER,
    ) -> Iterator[Event]:
        """The written events in (after, upto], ascending, of one stream or of all; ignored ones included."""

    def page(self, positions: Sequence[int]) -> list[Event]:
        """The events at these positions, in this order; positions that hold none are left out."""

    def columns(self, after: int = 0, *, names: Names | None = None, cancel: Cancel = NEVER) -> Iterator[IndexColumns]:
        """The narrow columns of all events above `after`, in chunks, ascending.

        names: numbers the names, so that a later reading goes on with the same codes; a new table if not given.
        """

    def kept_columns(self, names: Names) -> KeptColumns | None:
        """What is kept of them, from the first event on, so that `columns` need only be asked for what follows.

        names: empty; filled if anything is kept.
        """

    def keep_columns(self, columns: IndexColumns, order: TimeOrder, *, cancel: Cancel = NEVER) -> bool:
        """Keep the columns of all events so far, if that saves anybody's time; whether it was done."""

    def probe(self, count: int) -> Sequence[int | None]:
        """The times, None for none, of the events at `count` positions spread evenly up to the last one, ascending.

        A position without an event gives none. Empty where that would take a reading of the whole store.
        """

    def search(
        self, where: TextFilter, *, among: npt.NDArray[np.int64] | None = None, cancel: Cancel = NEVER
    ) -> Iterator[npt.NDArray[np.int64]]:
        """Chunks of the ascending positions of the written events that match; only of those at the positions `among`,
        which ascend, if given.
        """

    def find_id(self, text: str) -> list[int]:
        """The positions of the event with that id, or of those that carry it as correlation or causation id."""

    def position_of(self, id: str) -> int | None:
        """The position of the event with that id."""

    def effects(self, id: str, limit: int) -> list[int]:
        """The ascending positions, at most `limit`, of the events whose metadata name that id as their `causation_id`.

        Fast enough, in stores that we write, to be asked for every event that is looked at.
        """

    def raw(self, position: int, limit: int) -> tuple[bytes, int] | None:
        """The first `limit` bytes of the payload exactly as stored, and its whole length in bytes.

        None where there is no event. What is not asked for is not loaded.
        """

    def last_version(self, stream: str, upto: int | None = None) -> int | None:
        """The last written version of a stream (at or before position `upto`), None when it has no events."""

    def at_version(self, stream: str, version: int) -> int | None:
        """The position of that version of a stream."""

    def at_time(self, time_ns: int) -> tuple[int, ...]:
        """The target candidates of a time.

        The first is the last written position whose event is at or before it, 0 if none is. Where times go backwards
        around it, a second follows: the last position before the first event that is later than the time.
        """

    def operations(self, after: int = 0) -> tuple[Operation, ...]:
        """The rows of the operation log above that number, ascending; empty for stores that have none."""

    def snapshot_versions(self) -> Mapping[str, Sequence[int]]:
        """The versions of each stream at which the producer stored its state, ascending; as they are now."""

    def snapshot(self, stream: str, version: int) -> Snapshot | None:
        """The state that the producer stored of a stream at a version, None where it stored none."""

    def snapshots(self, places: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], Snapshot]:
        """The same for several streams and versions at once; all of them are held in memory."""

    def reader(self) -> EventLog:
        """A further, independent log of the same events, read-only, for another thread; whoever asks closes it."""

    def poll(self) -> Growth:
        """What became of the store since the last poll, by whomever; cheap enough to ask twenty times a second.

        Before the first poll: since it was opened. A log's own writes count.
        """

    def close(self) -> None:
        """Release the file. Leaves nothing behind."""


class WritableLog(EventLog, Protocol):
    """A log that can be added to. Every write is one durable transaction, or nothing.

    `basis`: if given and the store has moved past it, `Conflict` is raised and nothing is written. `time_ns`: the
    operation's own time, now if not given.
    """

    def append(
        self,
        events: Sequence[NewEvent],
        *,
        actor: str,
        label: str = "",
        reason: str = "",
        basis: Basis | None = None,
        time_ns: int | None = None,
    ) -> Appended:
        """Write the events and the operation that records them.

        Raises `Conflict` naming the expected and the found version, `InvalidData` for what JSON cannot hold.
        """

    def roll_back(
        self,
        target: int,
        *,
        stream: str | None,
        actor: str,
        reason: str,
        basis: Basis | None = None,
        time_ns: int | None = None,
    ) -> Operation:
        """Record that the written events after `target` are ignored, of one stream or of the whole store."""

    def undo(self, subject: int, *, actor: str, basis: Basis | None = None) -> Operation:
        """Record that operation `subject` no longer stands."""

    def redo(self, subject: int, *, actor: str, basis: Basis | None = None) -> Operation:
        """Record that operation `subject` stands again."""


class PhysicalLog(EventLog, Protocol):
    """A log whose rollbacks move the events away, so that what becomes of them is asked of it."""

    def removal(self, target: int, stream: str | None) -> Removal:
        """What a rollback would take. Raises `Refused` where it is not safe, `NotFound` for a stream without events."""

    def as_before(self, subject: Operation, cancel: Cancel = NEVER) -> PhysicalLog:
        """A private copy in which a rollback is undone; whoever asks closes it. Raises `Conflict` if it cannot be."""

    def write_truncated(self, path: Path, upto: int, cancel: Cancel = NEVER) -> Copied:
        """Write a copy in the same format without the events after a position; whole or not at all."""
