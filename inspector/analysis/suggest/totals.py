"""Fields that sum up the elements of a list: more with each that is appended, less with each that is removed."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from inspector.analysis.suggest.members import tried
from inspector.analysis.suggest.spelling import constant, field, is_decimal, text
from inspector.analysis.suggest.trail import Fit, Known, Line
from inspector.events.cancel import NEVER, Cancel


def totalled(known: Known, fits: Mapping[str, Fit], cancel: Cancel = NEVER) -> Fit | None:
    """The way that gives the field at every snapshot. fits: of the other fields."""
    zero = constant("0" if any(is_decimal(value) for value in known.present) else 0, counted=True)
    for name, fit in fits.items():
        adds = next(((type, line) for type, line in fit.lines if "append" in line), None)
        removes = next(((type, line) for type, line in fit.lines if "remove" in line and "where" in line), None)
        if adds is None or removes is None or not fit.is_whole:
            continue
        for value in _values(known, adds[0]):
            cancel.check()
            lines = [(adds[0], {"add": known.path, "value": value("payload")}), _less(known, name, removes, value)]
            found = tried(known, zero, [*lines, adds, removes], {name: "[]"})
            if found.is_whole:
                return Fit(zero, tuple(lines), found.explained, found.of, looks=True)
    return None


class _Value:
    """A field of an element, or the product of some."""

    def __init__(self, *keys: str) -> None:
        self._keys = keys

    def __call__(self, of: str) -> str:
        return " * ".join(field(key, of) for key in self._keys)


def _values(known: Known, type: str) -> Iterator[_Value]:
    keys = known.keys(type)
    numbers = [key for key in keys if all(_counts(payload[key]) for payload in known.payloads(type))]
    yield from map(_Value, numbers)
    yield from (_Value(*pair) for pair in combinations(numbers, 2))


def _counts(value: object) -> bool:
    return is_decimal(value) or (isinstance(value, int | float) and not isinstance(value, bool))


def _less(known: Known, name: str, removes: tuple[str, Line], value: _Value) -> tuple[str, Line]:
    """What goes with the element that is removed: the first one, as its line says."""
    type, line = removes
    key = str(line["where"]).partition(" == ")[2]
    sought = key.removeprefix("payload.")
    found = f"find({field(name, 'state')}, {text(sought)}, {key})"
    return type, {"subtract": known.path, "value": value(found), "when": f"exists({found})"}
