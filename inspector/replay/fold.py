"""Folding: from a state and the events after it to the next state, in this process or in another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import InspectorError, InvalidData
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import JsonValue
from inspector.replay.merging import Merging
from inspector.replay.reducers import Merge, Reducer
from inspector.replay.trace import Trace, advance, started


@dataclass(frozen=True, slots=True)
class Folded:
    """A stream's state and who set it. position, version: of the last event folded, 0 for none.

    memento: what a fold whose own state is more than JSON needs to go on from here; nobody else reads it. State and
    trace are shared with caches and later states: never change them.
    """

    state: JsonValue
    trace: Trace
    position: int
    version: int
    memento: bytes = b""


@dataclass(frozen=True, slots=True)
class FoldError:
    """The event that could not be folded, and why; nothing after it is folded."""

    position: int
    type: str
    reason: str


Batch: TypeAlias = "tuple[str, Folded | None, Iterable[Event]]"
"""A stream, what to fold onto (None: its S(0)), and its next events."""
Steps: TypeAlias = tuple[list[Folded], FoldError | None]
"""What to fold onto, then the state after each event; with an error up to the last good one."""


class Fold(Protocol):
    """A reducer ready to run, here or in a helper process.

    name: what the user is shown: "merge", "shop.py". exact: False where nobody confirmed that this reducer is right.
    """

    name: str
    exact: bool

    def initial(self, stream: str) -> Folded:
        """S(0) of a stream."""

    def run(
        self, stream: str, start: Folded, events: Sequence[Event], *, cancel: Cancel
    ) -> tuple[Folded, FoldError | None]:
        """The fold of the next events of a stream onto `start`; on an error the last good state with it."""

    def run_many(self, batches: Sequence[Batch], *, cancel: Cancel) -> list[tuple[Folded, FoldError | None]]:
        """The folds of several streams at once; for a fold elsewhere that is one journey instead of many."""

    def steps_many(self, batches: Sequence[Batch], *, cancel: Cancel) -> "list[Steps]":
        """As `run_many`, with the state after each of the events in turn instead of the last one alone."""


class LocalFold:
    """A fold in this process."""

    def __init__(self, reducer: Reducer, *, exact: bool) -> None:
        self.name = reducer.name
        self.exact = exact
        self.reducer = reducer

    def initial(self, stream: str) -> Folded:
        return initial(self.reducer, stream)

    def run(
        self,
        stream: str,  # noqa: ARG002  a domain's fold sends it
        start: Folded,
        events: Sequence[Event],
        *,
        cancel: Cancel = NEVER,
    ) -> tuple[Folded, FoldError | None]:
        return fold_all(self.reducer, start, events, cancel)

    def run_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[tuple[Folded, FoldError | None]]:
        return fold_batches(self.reducer, batches, cancel)

    def steps_many(self, batches: Sequence[Batch], *, cancel: Cancel = NEVER) -> list[Steps]:
        return steps_of_batches(self.reducer, batches, cancel)


def initial(reducer: Reducer, stream: str) -> Folded:
    """S(0) of a stream, nothing folded yet. What the reducer raises passes through."""
    state = reducer.initial(stream)
    return Folded(state, started(state), 0, 0)


def fold_batches(
    reducer: Reducer, batches: Iterable[Batch], cancel: Cancel = NEVER
) -> list[tuple[Folded, FoldError | None]]:
    """The folds of several streams, each onto its start or its S(0)."""
    return [
        fold_all(reducer, initial(reducer, stream) if start is None else start, events, cancel)
        for stream, start, events in batches
    ]


def steps_of_batches(reducer: Reducer, batches: Iterable[Batch], cancel: Cancel = NEVER) -> list[Steps]:
    """The states after each event of several streams, each onto its start or its S(0)."""
    return [
        _steps(reducer, initial(reducer, stream) if start is None else start, events, cancel)
        for stream, start, events in batches
    ]


def _steps(reducer: Reducer, start: Folded, events: Iterable[Event], cancel: Cancel) -> Steps:
    states = [start]
    for event in events:
        folded, error = fold_events(reducer, states[-1], (event,), cancel)
        if error is not None:
            return states, error
        states.append(folded)
    return states, None


def fold_all(
    reducer: Reducer, start: Folded, events: Iterable[Event], cancel: Cancel = NEVER
) -> tuple[Folded, FoldError | None]:
    """As `fold_events`, in the fastest way that the reducer has where nobody asks for the states between."""
    if not isinstance(reducer, Merge):
        return fold_events(reducer, start, events, cancel)
    events = list(events)
    merging = Merging(start.state, start.trace)
    position, version = start.position, start.version
    try:
        for event in events:
            cancel.check()
            if isinstance(event.payload, Undecodable):
                error = FoldError(event.position, event.type, event.payload.reason)
                return Folded(merging.state, merging.trace, position, version), error
            merging.add(event.payload, event.position)
            position, version = event.position, event.version
    except InvalidData:  # too deep to be traced: the last good state is found event by event
        return fold_events(reducer, start, events, cancel)
    return Folded(merging.state, merging.trace, position, version), None


def fold_events(
    reducer: Reducer, start: Folded, events: Iterable[Event], cancel: Cancel = NEVER
) -> tuple[Folded, FoldError | None]:
    """The loop in which events become states: the fold of the events of a stream, or of a projection's key, onto
    `start`. It ends at the first event that cannot be decoded or that the reducer raises on, with the last good state.
    """
    state, trace, position, version = start.state, start.trace, start.position, start.version
    error: FoldError | None = None
    for event in events:
        cancel.check()
        if isinstance(event.payload, Undecodable):
            error = FoldError(event.position, event.type, event.payload.reason)
            break
        try:
            following = reducer.apply(state, event)
            trace = advance(trace, state, following, event.position)
        except Exception as raised:  # noqa: BLE001 - a reducer is the user's code: whatever it raises is its answer
            error = FoldError(event.position, event.type, _reason(raised))
            break
        state, position, version = following, event.position, event.version
    return Folded(state, trace, position, version), error


def _reason(raised: Exception) -> str:
    if isinstance(raised, InspectorError):
        return str(raised)
    message = str(raised)
    return f"{type(raised).__name__}: {message}" if message else type(raised).__name__
