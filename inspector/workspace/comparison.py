"""One history folded twice, as by two revisions of a domain: which streams part, where, and by what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from inspector.analysis.patch import Operation, patch
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.json_value import same
from inspector.replay.walk import Stride
from inspector.workspace.states import States


@dataclass(frozen=True, slots=True)
class Parting:
    """A stream whose two states are no longer the same after an event.

    patch: from the one state to the other, after that event. one_error, other_error: why the event could not be folded,
    empty where it could. at_head: whether they still differ at the head.
    """

    stream: str
    event: Event
    patch: tuple[Operation, ...]
    one_error: str
    other_error: str
    at_head: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """partings: in the order of their positions. events, streams: how many were folded. one, other: by what."""

    partings: tuple[Parting, ...]
    events: int
    streams: int
    one: str
    other: str


def compare(one: States, other: States, upto: int, *, cancel: Cancel = NEVER) -> Comparison:
    """Fold every stream of the same log with both, up to a position, and tell where they part.

    A fold that stops at an error keeps its last state from there on, and so do the two part there.
    """
    parted: dict[str, Parting] = {}
    last: dict[str, tuple[Any, Any]] = {}
    events = 0
    for ours, theirs in _together(one.walk(None, upto, cancel=cancel), other.walk(None, upto, cancel=cancel)):
        stride = ours or theirs
        assert stride is not None
        events += 1
        name = stride.name
        before = last.get(name, (stride.before, stride.before))
        last[name] = after = (
            before[0] if ours is None else ours.after,
            before[1] if theirs is None else theirs.after,
        )
        one_error, other_error = _reason(ours), _reason(theirs)
        if name not in parted and (one_error != other_error or not same(*after)):
            parted[name] = Parting(name, stride.event, tuple(patch(*after)), one_error, other_error, at_head=True)
    partings = tuple(replace(parting, at_head=_apart(parting, last[parting.stream])) for parting in parted.values())
    return Comparison(partings, events, len(last), one.fold.name, other.fold.name)


def _apart(parting: Parting, states: tuple[Any, Any]) -> bool:
    return parting.one_error != parting.other_error or not same(*states)


def _reason(stride: Stride | None) -> str:
    return "" if stride is None or stride.error is None else stride.error.reason


def _together(one: Iterator[Stride], other: Iterator[Stride]) -> Iterator[tuple[Stride | None, Stride | None]]:
    """The strides of two walks along one log by position; where one has none, its fold of that stream has stopped."""
    ours, theirs = next(one, None), next(other, None)
    while ours is not None or theirs is not None:
        if theirs is None or (ours is not None and ours.event.position < theirs.event.position):
            yield ours, None
            ours = next(one, None)
        elif ours is None or theirs.event.position < ours.event.position:
            yield None, theirs
            theirs = next(other, None)
        else:
            yield ours, theirs
            ours, theirs = next(one, None), next(other, None)
