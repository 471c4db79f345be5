"""A store held against its domain: every event folded, every invariant asked, every stored snapshot compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from inspector.analysis.invariant import Invariant
from inspector.events.cancel import Cancel
from inspector.replay.walk import Stride
from inspector.workspace.matching import matches
from inspector.workspace.states import States


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not hold. kind: an event that cannot be folded, an invariant that is violated from an event on, or a
    stored snapshot that the fold disagrees with. subject: the invariant's name, else empty. reason: why, as a sentence.
    """

    kind: Literal["error", "violation", "disagreement"]
    position: int
    stream: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found, and of how much. untold: the invariants that could be computed after none of their events."""

    findings: tuple[Finding, ...]
    events: int
    streams: int
    snapshots: int
    invariants: tuple[str, ...]
    reducer: str
    exact: bool
    untold: tuple[str, ...]


@dataclass(slots=True)
class _Tally:
    events: int = 0
    streams: set[str] = field(default_factory=set)


def check(states: States, head: int, invariants: Sequence[Invariant], *, cancel: Cancel) -> Checkup:
    """Fold the whole store up to the head once, and hold it against the invariants and the stored snapshots."""
    tally = _Tally()
    findings = list(_along(states.walk(None, head, cancel=cancel), invariants, tally))
    snapshots = 0
    for stream, position, sentence in states.snapshots_upto(head, cancel=cancel):
        snapshots += 1
        if sentence:
            findings.append(Finding("disagreement", position, stream, "", sentence))
    findings.sort(key=lambda finding: finding.position)
    return Checkup(
        tuple(findings),
        tally.events,
        len(tally.streams),
        snapshots,
        tuple(invariant.name for invariant in invariants),
        states.fold.name,
        states.fold.exact,
        tuple(one.name for one in invariants if one.must.asked and one.must.asked == one.must.failed),
    )


def _along(strides: Iterator[Stride], invariants: Sequence[Invariant], tally: _Tally) -> Iterator[Finding]:
    held: dict[tuple[str, int], bool] = {}
    about: dict[str, list[int]] = {}
    for stride in strides:
        event, name = stride.event, stride.name
        tally.events += 1
        tally.streams.add(name)
        if stride.error is not None:
            yield Finding("error", event.position, name, "", stride.error.reason)
            continue
        if name not in about:
            about[name] = [number for number, one in enumerate(invariants) if matches(name, one.stream)]
        for number in about[name]:
            invariant = invariants[number]
            truth = invariant.must.truth(stride)
            # What cannot be computed yet, as of a field that comes later, is neither kept nor broken.
            if truth is False and held.get((name, number), True):
                reason = f"{invariant.must.text} no longer holds after {event.type}."
                yield Finding("violation", event.position, name, invariant.name, reason)
            if truth is not None:
                held[name, number] = truth
