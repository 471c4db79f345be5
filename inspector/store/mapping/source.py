"""The table that a mapping speaks of, checked against a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from inspector.events.errors import InvalidData
from inspector.store.foreign import Link, Table
from inspector.store.mapping.catalogue import Catalogue, Relation
from inspector.store.mapping.cells import Columns, places
from inspector.store.mapping.mapping import Mapping, Place
from inspector.store.mapping.parts import base_of, broad, narrow, payload_of
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted

_NUMBER = "number of the row"
"""The key of a view's rows; longer by a space for each column that is called so."""
_LARGEST_KEY = 2**53
"""Larger keys are snowflakes or the like; such positions would say nothing."""
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Source:
    """What is read, and where in a row each column is. remaining: the places that a payload is made of."""

    table: Table
    columns: Columns
    remaining: tuple[Place, ...]


def source_of(mapping: Mapping, catalogue: Catalogue, reader: Reader) -> Source:
    """Raises `InvalidData` if the mapping names what the file has not."""
    check(mapping, catalogue)
    relation = catalogue[mapping.table]
    needed = list(narrow(mapping))
    further = list(broad(mapping))
    payload = payload_of(mapping)
    own = _named(needed, "")
    if payload.column:
        remaining: tuple[Place, ...] = ()
    else:
        named = {*own, *_named(further, "")}
        remaining = places(payload.columns) or tuple(
            Place(column=one.name) for one in relation.columns if one.name not in named and not one.is_generated
        )
    rest = [one.column for one in remaining if not one.lookup]
    columns = tuple(dict.fromkeys((*own, *_named(further, ""), *rest)))
    links = [
        Link(lookup.table, lookup.on, lookup.its, tuple(_named([*needed, *further], lookup.table)), not light)
        for lookup in mapping.lookups
        for light in [bool(_named(needed, lookup.table))]
    ]
    where = {("", name): (at, 0) for at, name in enumerate(columns)}
    for at, link in enumerate(links, len(columns)):
        where |= {(link.table, name): (at, within) for within, name in enumerate(link.columns)}
    table = Table(
        mapping.table,
        columns,
        heavy=frozenset(columns) - set(own),
        payload=payload.column if not payload.lookup else "",
        links=tuple(links),
        base=base_of(mapping),
        by_time=mapping.order != "row",
        many=mapping.each is not None or bool(mapping.filters),
        note=mapping.note,
    )
    return Source(_keyed(table, relation, reader), where, remaining)


def _keyed(table: Table, relation: Relation, reader: Reader) -> Table:
    """How rows are told apart: by rowid, by their primary key, or by their number in a view."""
    if relation.rowid:
        span = f"SELECT min({relation.rowid}), max({relation.rowid}) FROM {quoted(relation.name)}"  # noqa: S608  quoted
        first, last = reader.rows(span)[0]
        leaps = first is not None and not 1 <= first <= last < _LARGEST_KEY
        return replace(table, key=(relation.rowid,), counted=leaps)
    if not relation.is_view:
        return replace(table, key=relation.primary_key, counted=True)
    number = _NUMBER
    while number in relation.names:
        number += " "
    rows = f"SELECT *, row_number() OVER () AS {quoted(number)} FROM {quoted(relation.name)}"  # noqa: S608  quoted
    return replace(table, key=(number,), source=f"({rows})", counted=True)


def check(mapping: Mapping, catalogue: Catalogue) -> None:
    """Raises `InvalidData` if the mapping names what a file has not, or contradicts itself."""
    relation = _relation(catalogue, mapping.table, "table")
    lookups = {lookup.table: _relation(catalogue, lookup.table, "lookups") for lookup in mapping.lookups}
    if len(lookups) < len(mapping.lookups):
        raise InvalidData("The mapping names one table twice in `lookups`; every table is looked up by one column.")
    for lookup in mapping.lookups:
        if not lookups[lookup.table].rowid:
            raise InvalidData(f"The mapping looks up {lookup.table!r}, whose rows have no rowid to be found by.")
        _column(lookups[lookup.table], lookup.on, "lookups")
        _column(relation, lookup.its, "lookups")
    for part, place in (*narrow(mapping), *broad(mapping)):
        if place.lookup and place.lookup not in lookups:
            raise InvalidData(f"The mapping's `{part}` is in {place.lookup!r}, which is not among its `lookups`.")
        if place.column:
            _column(lookups[place.lookup] if place.lookup else relation, place.column, part)
        if place.item is not None and mapping.each is None:
            raise InvalidData(f"The mapping's `{part}` is in an item, but there is no `each` to say where items are.")
        for pointer in (place.path, place.item):
            if pointer and not pointer.startswith("/"):
                raise InvalidData(f"The mapping's `{part}` has the path {pointer!r}, which does not begin with /.")
    if mapping.each is not None and not payload_of(mapping).column:
        raise InvalidData("The mapping has `each`, but no column of a `payload` that holds the items.")
    if mapping.order == "id" and not mapping.id:
        raise InvalidData("The mapping orders events by their ids, but does not say where their `id` is.")


def _relation(catalogue: Catalogue, name: str, part: str) -> Relation:
    if name not in catalogue:
        raise InvalidData(
            f"The mapping's `{part}` is {name!r}, which the file does not have; it has {_some(catalogue)}."
        )
    return catalogue[name]


def _column(relation: Relation, name: str, part: str) -> None:
    if name not in relation.names:
        raise InvalidData(
            f"The mapping's `{part}` is in the column {name!r}, which {relation.name!r} does not have; it has "
            f"{_some(relation.names)}."
        )


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more if listed else "none"


def _named(named: Sequence[tuple[str, Place]], table: str) -> list[str]:
    """The columns of a lookup, or with "" of the table itself, that places name."""
    return list(dict.fromkeys(place.column for _, place in named if place.column and place.lookup == table))
