"""What a table offers to a mapping: its columns, what stands in them, and the paths that lead into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inspector.events.json_value import JsonValue
from inspector.store.mapping.catalogue import Relation
from inspector.store.mapping.evidence import documents, known
from inspector.store.mapping.sample import Value
from inspector.ui.text import one_line

_VALUES = 3
_VALUE_LIMIT = 40
_PATHS = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A table or view. samples: of each column its first different values, in one line. paths: of each column that
    holds documents the JSON Pointers into them. binary: the columns that hold bytes."""

    table: str
    columns: tuple[str, ...]
    samples: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    binary: frozenset[str] = frozenset()


def offer_of(relation: Relation, values: Mapping[str, Sequence[Value]]) -> Offer:
    """What a table offers whose first values these are."""
    paths = {name: _paths(documents(some)) for name, some in values.items()}
    return Offer(
        relation.name,
        relation.names,
        {name: _sample(some) for name, some in values.items()},
        {name: some for name, some in paths.items() if some},
        frozenset(name for name, some in values.items() if any(isinstance(value, bytes) for value in some)),
    )


def _sample(values: Sequence[Value]) -> str:
    shown = dict.fromkeys(map(_shown, known(values)))
    return " · ".join(list(shown)[:_VALUES]) if shown else "empty" if values else ""


def _shown(value: Value) -> str:
    return one_line(value.hex() if isinstance(value, bytes) else str(value), _VALUE_LIMIT)


def _paths(objects: Sequence[JsonValue]) -> tuple[str, ...]:
    found = dict.fromkeys(path for one in objects for path in _inside(one, "", 2))
    return tuple(found)[:_PATHS]


def _inside(value: JsonValue, before: str, deep: int) -> list[str]:
    if not isinstance(value, dict) or not deep:
        return []
    found = []
    for key, inner in value.items():
        path = f"{before}/{key.replace('~', '~0').replace('/', '~1')}"
        found += [path, *_inside(inner, path, deep - 1)]
    return found
