"""Which events add up to one state: those of a stream, or those that a projection gives one key."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Literal, Protocol

from inspector.events.arrays import np
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.log import EventLog
from inspector.events.names import NameTable
from inspector.events.operation import Ledger
from inspector.replay.effective import effective_ranges
from inspector.replay.fold import FoldError
from inspector.replay.projection import ANY, Projection

if TYPE_CHECKING:
    import numpy.typing as npt

_CHUNK_EVENTS = 2048
_PAGE_EVENTS = 512
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


class Grouping(Protocol):
    """Gives each event to the states that it is part of, by their names.

    steady: whether what is read up to a position is how what is read up to a later one begins. If not, that holds from
    the first event on that is of the stream itself.
    """

    steady: bool

    def parts(self, ledger: Ledger, event: Event) -> Sequence[tuple[str, Event]]:
        """The states that an effective event is part of, each with what it means there, in order."""

    def read(
        self, ledger: Ledger, name: str | None, after: int, upto: int, *, cancel: Cancel
    ) -> Generator[Event, None, None]:
        """The effective events in (after, upto] that are part of a state, or of any, ascending."""

    def scope(self, stream: str | None) -> str | None:
        """The state that alone is touched where the standing of a stream's events changes; None: it may be any."""


class ByStream:
    """Every stream has a state of its own."""

    steady = True

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def parts(self, ledger: Ledger, event: Event) -> Sequence[tuple[str, Event]]:  # noqa: ARG002
        """Its stream."""
        return ((event.stream, event),)

    def read(
        self, ledger: Ledger, name: str | None, after: int, upto: int, *, cancel: Cancel
    ) -> Generator[Event, None, None]:
        """The effective events of a stream, or of all."""
        for start, end in effective_ranges(ledger, name, after, upto):
            for event in self._log.read(start, end, stream=name, cancel=cancel):
                if name is not None or not ledger.ignores(event.position, event.stream):
                    yield event

    def scope(self, stream: str | None) -> str | None:
        """The stream."""
        return stream


class ByKey:
    """Every key of a projection has a state of its own; an event may have none, or several.

    What it has read so far are 12 to 24 bytes for each event and key. One thread at a time. Where the key of an
    effective event cannot be told, nothing from there on is read, and `trouble` says why.
    """

    steady = True

    def __init__(self, log: EventLog, projection: Projection) -> None:
        self._log = log
        self._projection = projection
        self._known = 0
        self._names = NameTable()
        self._all_positions: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._all_codes: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self._length = 0
        self._untold: list[tuple[str, FoldError]] = []
        """The events whose keys cannot be told, each with its stream."""

    def trouble(self, ledger: Ledger, upto: int, *, cancel: Cancel = NEVER) -> FoldError | None:
        """The first effective event at or before a position whose key cannot be told."""
        self.extend(upto, cancel=cancel)
        return next(
            (
                error
                for stream, error in self._untold
                if error.position <= upto and not ledger.ignores(error.position, stream)
            ),
            None,
        )

    def upto(self, position: int, *, cancel: Cancel = NEVER) -> tuple[str, ...]:
        """The keys of the events at or before a position, ignored ones included, in the order of their first ones."""
        self.extend(position, cancel=cancel)
        stop = int(np.searchsorted(self._positions, position, side="right"))
        # Codes are given in the order in which keys are met.
        return tuple(self._names.names[: int(self._codes[:stop].max(initial=-1)) + 1])

    def knows(self, key: str, *, cancel: Cancel = NEVER) -> bool:
        """Whether any event has that key."""
        self.extend(self._log.last_position(), cancel=cancel)
        return self._names.code(key) is not None

    def parts(self, ledger: Ledger, event: Event) -> Sequence[tuple[str, Event]]:  # noqa: ARG002
        """Its keys."""
        return [(key, event) for key in self.at(event.position)]

    def at(self, position: int, *, cancel: Cancel = NEVER) -> tuple[str, ...]:
        """The keys of the event at a position."""
        self.extend(position, cancel=cancel)
        start, stop = (int(np.searchsorted(self._positions, position, side=side)) for side in _SIDES)
        return tuple(self._names.names[code] for code in self._codes[start:stop].tolist())

    def last(self, position: int, *, cancel: Cancel = NEVER) -> str | None:
        """The first key of the last event at or before a position that has one."""
        self.extend(position, cancel=cancel)
        stop = int(np.searchsorted(self._positions, position, side="right"))
        return self.at(int(self._positions[stop - 1]))[0] if stop else None

    def read(
        self, ledger: Ledger, name: str | None, after: int, upto: int, *, cancel: Cancel
    ) -> Generator[Event, None, None]:
        """The effective events of a key, or of all, before the first of which no key can be told."""
        trouble = self.trouble(ledger, upto, cancel=cancel)
        upto = upto if trouble is None else trouble.position - 1
        start, stop = (int(np.searchsorted(self._positions, bound, side="right")) for bound in (after, upto))
        positions = self._positions[start:stop]
        if name is None:
            positions = np.unique(positions)
        else:
            code = self._names.code(name)
            positions = positions[self._codes[start:stop] == code] if code is not None else positions[:0]
        for first in range(0, len(positions), _PAGE_EVENTS):
            cancel.check()
            for event in self._log.page(positions[first : first + _PAGE_EVENTS].tolist()):
                if not ledger.ignores(event.position, event.stream):
                    yield event

    def scope(self, stream: str | None) -> str | None:  # noqa: ARG002
        """Any key may have events of that stream."""
        return None

    def extend(self, upto: int, *, cancel: Cancel = NEVER) -> None:
        """Read the keys of the events up to a position that are not known yet."""
        if upto <= self._known:
            return
        upto = min(upto, self._log.last_position())
        with closing(self._wanted(upto, cancel)) as chunks:
            for events in chunks:
                self._add(events, *self._projection.keys(events, cancel=cancel))
                cancel.report(self._known, upto)
        self._known = upto

    @property
    def _positions(self) -> npt.NDArray[np.int64]:
        return self._all_positions[: self._length]

    @property
    def _codes(self) -> npt.NDArray[np.int32]:
        return self._all_codes[: self._length]

    def _wanted(self, upto: int, cancel: Cancel) -> Generator[list[Event], None, None]:
        """The events up to a position whose type the projection knows, in chunks."""
        types = self._projection.types
        for columns in self._log.columns(self._known, cancel=cancel):
            inside = columns.positions <= upto
            if ANY not in types:
                known = [name in types for name in columns.names.types.names]
                inside &= np.array(known, np.bool_)[columns.types]
            positions = columns.positions[inside]
            for start in range(0, len(positions), _CHUNK_EVENTS):
                cancel.check()
                yield self._log.page(positions[start : start + _CHUNK_EVENTS].tolist())
            if len(columns.positions) and int(columns.positions[-1]) >= upto:
                return

    def _add(self, events: list[Event], keys: Sequence[Sequence[str]], untold: Sequence[FoldError]) -> None:
        pairs = [(event.position, key) for event, some in zip(events, keys, strict=True) for key in dict.fromkeys(some)]
        end = self._length + len(pairs)
        if end > len(self._all_positions):
            self._all_positions = np.resize(self._all_positions, 2 * end)
            self._all_codes = np.resize(self._all_codes, 2 * end)
        self._all_positions[self._length : end] = [position for position, _ in pairs]
        self._all_codes[self._length : end] = self._names.codes([key for _, key in pairs])
        self._length = end
        if untold:
            streams = {event.position: event.stream for event in events}
            self._untold += [(streams[error.position], error) for error in untold]
        if events:
            self._known = events[-1].position
