"""The table that a mapping speaks of, checked against a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inspector.store.foreign import Link, Table
from inspector.store.mapping.catalogue import Catalogue, Relation
from inspector.store.mapping.cells import Columns, places
from inspector.store.mapping.checks import check
from inspector.store.mapping.mapping import Mapping, Place
from inspector.store.mapping.parts import base_of, broad, narrow, payload_of
from inspector.store.mapping.stored_states import StoredStates
from inspector.store.reader import Reader
from inspector.store.schema_facts import quoted

_NUMBER = "number of the row"
"""The key of a view's rows; longer by a space for each column that is called so."""
_LARGEST_KEY = 2**53
"""Larger keys are snowflakes or the like; such positions would say nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read, and where in a row each column is. remaining: the places that a payload is made of.
    states: where the producer stored states."""

    table: Table
    columns: Columns
    remaining: tuple[Place, ...]
    states: StoredStates | None


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
    kept = mapping.snapshots
    states = None if kept is None else StoredStates(kept, mapping.separator, catalogue[kept.table])
    return Source(_keyed(table, relation, reader), where, remaining, states)


def _keyed(table: Table, relation: Relation, reader: Reader) -> Table:
    """How rows are told apart: by rowid, by their primary key, or by their number in a view.

    So too in a table whose own columns hide all names of its rowid.
    """
    if relation.rowid:
        span = f"SELECT min({relation.rowid}), max({relation.rowid}) FROM {quoted(relation.name)}"  # noqa: S608  quoted
        first, last = reader.rows(span)[0]
        leaps = first is not None and not 1 <= first <= last < _LARGEST_KEY
        return replace(table, key=(relation.rowid,), counted=leaps)
    if relation.primary_key and not relation.is_view:
        return replace(table, key=relation.primary_key, counted=True)
    number = _NUMBER
    while number in relation.names:
        number += " "
    rows = f"SELECT *, row_number() OVER () AS {quoted(number)} FROM {quoted(relation.name)}"  # noqa: S608  quoted
    return replace(table, key=(number,), source=f"({rows})", counted=True)


def _named(named: Sequence[tuple[str, Place]], table: str) -> list[str]:
    """The columns of a lookup, or with "" of the table itself, that places name."""
    return list(dict.fromkeys(place.column for _, place in named if place.column and place.lookup == table))
