"""Fields that count: the sum of fields of the events before, each added, subtracted or scaled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from inspector.analysis.suggest import names
from inspector.analysis.suggest.spelling import constant, field, is_decimal
from inspector.analysis.suggest.trail import ABSENT, Fit, Known, Line
from inspector.events.event import Event
from inspector.replay.rules.expression import number

_FACTORS = (1, -1, 100, -100)
"""A hundred: amounts in the events, cents in the state."""
_MOST_TERMS = 24
_ENOUGH = 0.6
"""Of the snapshots that a sum must give for it to be worth showing."""

Numbers = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    """What one type adds up to at each snapshot. value: its expression; None counts the events."""

    type: str
    value: str | None
    sums: Numbers


def counted(known: Known) -> Fit | None:
    """The fewest terms that give the field at all snapshots; else the best that give most of them."""
    if not known.present or any(_number(value) is None for _, value in known.values):
        return None
    stored = tuple(_number(value) or Decimal(0) for _, value in known.values)
    if len(set(stored)) < 2:
        return None
    terms = list(_terms(known))[:_MOST_TERMS]
    best: tuple[int, Sequence[tuple[int, _Term]]] = (0, ())
    for many in (1, 2, 3):
        found = _exact(stored, terms, many) or ()
        if found:
            best = len(stored), found
            break
        partly = max(_partly(stored, terms, many), key=lambda one: one[0], default=best) if many < 3 else best
        best = max(best, partly, key=lambda one: one[0])
    explained, sums = best
    if not sums or explained < _ENOUGH * len(stored):
        return None
    scaled = any(abs(factor) == 100 for factor, _ in sums)
    zero = "0" if any(isinstance(value, str) for value in known.present) and not scaled else 0
    lines = tuple((term.type, _line(known.path, factor, term)) for factor, term in sums)
    return Fit(constant(zero, counted=True), lines, explained, len(stored))


def _exact(stored: Numbers, terms: Sequence[_Term], many: int) -> Sequence[tuple[int, _Term]] | None:
    """That many terms whose sum is what was stored, everywhere; of several the one that fits the names best."""
    last: dict[Numbers, list[tuple[int, _Term]]] = {}
    for term in terms:
        for factor in _FACTORS:
            last.setdefault(_times(factor, term.sums), []).append((factor, term))
    found: list[Sequence[tuple[int, _Term]]] = []
    for some in combinations(terms, many - 1):
        for factors in _each(many - 1):
            rest = stored
            for factor, term in zip(factors, some, strict=True):
                rest = tuple(one - other for one, other in zip(rest, _times(factor, term.sums), strict=True))
            found += [
                (*zip(factors, some, strict=True), end)
                for end in last.get(rest, ())
                if end[1] not in some and len({abs(factor) for factor in (*factors, end[0])}) == 1
            ]
    return max(found, key=_likely, default=None)


def _partly(stored: Numbers, terms: Sequence[_Term], many: int) -> Iterator[tuple[int, Sequence[tuple[int, _Term]]]]:
    for some in combinations(terms, many):
        for factors in _each(many):
            sums = [_times(factor, term.sums) for factor, term in zip(factors, some, strict=True)]
            right = sum(sum(parts) == value for *parts, value in zip(*sums, stored, strict=True))
            # One that is right only where nothing happened explains nothing.
            if right and any(sum(parts) for parts in zip(*sums, strict=True)):
                yield right, tuple(zip(factors, some, strict=True))


def _each(many: int) -> Iterator[tuple[int, ...]]:
    """The factors of that many terms: all of one size."""
    if many == 0:
        yield ()
        return
    for size in (1, 100):
        for signs in range(2**many):
            yield tuple(-size if signs >> at & 1 else size for at in range(many))


def _likely(sums: Sequence[tuple[int, _Term]]) -> int:
    """How well the signs fit the names of the types; counting events is what happens by chance."""
    fits = 0
    for factor, term in sums:
        if names.says(term.type, names.UP if factor > 0 else names.DOWN):
            fits += 2
        fits -= 3 * (term.value is None)
    return fits


def _terms(known: Known) -> Iterator[_Term]:
    for type in known.types:
        keys = [key for key in known.keys(type) if all(_number(one[key]) is not None for one in known.payloads(type))]
        for key in keys:
            yield _Term(type, field(key), _sums(known, type, (key,)))
        for one, other in combinations(keys, 2):
            yield _Term(type, f"{field(one)} * {field(other)}", _sums(known, type, (one, other)))
    for type in known.types[1:]:
        yield _Term(type, None, _sums(known, type, ()))


def _sums(known: Known, type: str, keys: Sequence[str]) -> Numbers:
    return tuple(sum((_product(event, keys) for event in events if event.type == type), Decimal(0))
                 for events, _ in known.values)  # fmt: skip


def _product(event: Event, keys: Sequence[str]) -> Decimal:
    product, payload = Decimal(1), event.payload
    for key in keys:
        product *= (_number(payload.get(key)) if isinstance(payload, Mapping) else None) or Decimal(0)
    return product


def _number(value: Any) -> Decimal | None:
    """A number, or a text of one; None for anything else."""
    if value is ABSENT or isinstance(value, bool) or not (isinstance(value, int | float) or is_decimal(value)):
        return None
    return Decimal(number(value))


def _times(factor: int, sums: Numbers) -> Numbers:
    return tuple(factor * one for one in sums)


def _line(path: str, factor: int, term: _Term) -> Line:
    if term.value is None:
        return (
            {"add" if factor > 0 else "subtract": path, "value": str(abs(factor))}
            if factor != 1
            else {"increment": path}
        )
    value = f"round({term.value} * 100)" if abs(factor) == 100 else term.value
    return {"add" if factor > 0 else "subtract": path, "value": value}
