"""Fold rules that a store suggests, with the evidence for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspector.analysis.agreement import differences
from inspector.analysis.suggest.fields import fit
from inspector.analysis.suggest.shapes import by_shape
from inspector.analysis.suggest.spelling import text
from inspector.analysis.suggest.totals import totalled
from inspector.analysis.suggest.trail import Fit, Kind, Known, Line, Trail
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import InvalidData
from inspector.replay.projection import ANY
from inspector.replay.rules.rules import Rules


@dataclass(frozen=True, slots=True)
class Suggestion:
    """rules: as TOML holds them. agrees, snapshots: those that the rules give, and all that were tried.

    explained, fields: of the states, by kind of stream. unexplained: the other fields, by name. by_name: lines for
    which only names speak. shaped, types: event types that have lines by their shape, as no snapshot tells of them,
    and all that were seen.
    """

    rules: Mapping[str, Any]
    agrees: int
    snapshots: int
    explained: int
    fields: int
    unexplained: tuple[str, ...]
    by_name: int
    shaped: int
    types: int

    def headline(self) -> str:
        """The same in a few words."""
        if not self.snapshots:
            return f"Rules suggested by shape, for {self.shaped} of {self.types} types"
        return f"Rules suggested: {self.agrees} of {self.snapshots} snapshots agree"

    def evidence(self) -> str:
        """What speaks for the rules, as a sentence."""
        if not self.snapshots:
            return f"By shape, for {self.shaped} of {self.types} event types; no snapshot confirms it."
        said = f"Agrees with {self.agrees} of {self.snapshots} stored snapshots"
        if self.unexplained:
            said += f"; explains {self.explained} of {self.fields} fields, not {', '.join(self.unexplained)}"
        if self.by_name:
            said += f"; {self.by_name} line{'s' if self.by_name > 1 else ''} by name alone"
        if self.shaped:
            said += f"; {self.shaped} event type{'s' if self.shaped > 1 else ''} by shape alone"
        return said + "."


def suggest(trails: Sequence[Trail], whole: Iterable[str] = (), *, cancel: Cancel = NEVER) -> Suggestion | None:
    """The best rules for these streams; None where no event has a payload that says anything.

    whole: the types of events whose payloads are states.
    """
    on: dict[str, list[Line]] = {}
    by_name, fields, unexplained, told = 0, 0, list[str](), set[str]()
    for kind in _kinds(trails):
        told |= {event.type for trail in kind for event in trail.events[: trail.states[-1][0] if trail.states else 0]}
        fits = _fits(kind, cancel)
        fields += len(fits)
        unexplained += [name for name, found in fits.items() if not found.explained or not found.is_whole]
        by_name += sum(found.by_name for found in fits.values())
        _add(on, kind[0].events[0].type, fits)
    seen = list(dict.fromkeys(event.type for trail in trails for event in trail.events))
    shaped = by_shape(trails, told | on.keys())
    on |= shaped | {type: [{"set": "", "value": "payload"}] for type in whole}
    if not on:
        return None
    rules: dict[str, Any] = {"on": {type: on[type] for type in (*seen, *whole, ANY) if type in on}}
    return Suggestion(
        rules,
        *_checked(rules, trails),
        fields - len(unexplained),
        fields,
        tuple(dict.fromkeys(unexplained)),
        by_name,
        len(shaped),
        len(seen),
    )


def _fits(kind: Sequence[Trail], cancel: Cancel) -> dict[str, Fit]:
    """How each field of one kind of stream comes about, as far as can be told; those that no way gives explain 0."""
    same = Kind(kind)
    fields = [Known(name, same) for name in _fields(kind)]
    fits = {known.name: fit(known, cancel) or Fit() for known in fields}
    for known in fields:
        found = fits[known.name]
        if not found.explained or not found.is_whole:
            fits[known.name] = totalled(known, fits, cancel) or found
    return fits


def _kinds(trails: Sequence[Trail]) -> list[list[Trail]]:
    """The trails by the type of their first events, where states of some are known: streams that begin alike are of
    one kind."""
    kinds: dict[str, list[Trail]] = {}
    for trail in trails:
        if trail.events and all(isinstance(state, Mapping) for _, state in trail.states):
            kinds.setdefault(trail.events[0].type, []).append(trail)
    return [kind for kind in kinds.values() if any(trail.states for trail in kind)]


def _fields(kind: Sequence[Trail]) -> list[str]:
    states = [state for trail in kind for _, state in trail.states if isinstance(state, Mapping)]
    return list(dict.fromkeys(key for state in states for key in state))


def _add(on: dict[str, list[Line]], first: str, fits: Mapping[str, Fit]) -> None:
    """Add the lines of one kind of stream: its first event makes the state, the others change it."""
    made = {name: found.initial for name, found in fits.items() if found.initial is not None}
    if made:
        members = ", ".join(f"{text(name)}: {expression}" for name, expression in made.items())
        on.setdefault(first, []).append({"set": "", "value": "{" + members + "}"})
    # What looks at the elements of a list comes before what takes them away.
    for found in sorted(fits.values(), key=lambda found: not found.looks):
        for type, line in found.lines:
            lines = on.setdefault(type, [])
            if line not in lines:
                lines.append(line)


def _checked(rules: Mapping[str, Any], trails: Sequence[Trail]) -> tuple[int, int]:
    """How many snapshots the rules give, of how many."""
    reducer, right = Rules("", rules), 0
    for trail in trails:
        state, done = reducer.initial(""), 0
        for count, stored in trail.states:
            try:
                for event in trail.events[done:count]:
                    state = reducer.apply(state, event)
            except InvalidData:
                break
            done = count
            right += not differences(stored, state)
    return right, sum(len(trail.states) for trail in trails)
