"""Whether a mapping fits a file: every table and column that it names is there."""

from collections.abc import Iterable

from inspector.events.errors import InvalidData
from inspector.store.mapping.catalogue import Catalogue, Relation
from inspector.store.mapping.mapping import Mapping, Snapshots
from inspector.store.mapping.parts import broad, narrow, payload_of
from inspector.store.mapping.stored_states import named

_SHOWN = 8
"""Names in a sentence."""


def check(mapping: Mapping, catalogue: Catalogue) -> None:
    """Raises `InvalidData` if the mapping names what a file has not, or contradicts itself."""
    relation = _relation(catalogue, mapping.table, "table")
    lookups = {lookup.table: _relation(catalogue, lookup.table, "lookups") for lookup in mapping.lookups}
    if len(lookups) < len(mapping.lookups):
        raise InvalidData("The mapping names one table twice in `lookups`; every table is looked up by one column.")
    for lookup in mapping.lookups:
        if lookups[lookup.table].rowid != "rowid":
            raise InvalidData(f"The mapping looks up {lookup.table!r}, whose rows have no rowid to be found by.")
        _column(lookups[lookup.table], lookup.on, "lookups")
        _column(relation, lookup.its, "lookups")
    _check_places(mapping, relation, lookups)
    if mapping.snapshots is not None:
        _check_snapshots(mapping.snapshots, catalogue)
    if mapping.each is not None and not payload_of(mapping).column:
        raise InvalidData("The mapping has `each`, but no column of a `payload` that holds the items.")
    if mapping.order == "id" and not mapping.id:
        raise InvalidData("The mapping orders events by their ids, but does not say where their `id` is.")


def _check_places(mapping: Mapping, relation: Relation, lookups: Catalogue) -> None:
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


def _check_snapshots(snapshots: Snapshots, catalogue: Catalogue) -> None:
    stored = _relation(catalogue, snapshots.table, "snapshots")
    if stored.is_view:
        raise InvalidData(f"The mapping's `snapshots` are in the view {stored.name!r}; they must be in a table.")
    for place in named(snapshots):
        if place.lookup or place.item is not None or not (place.column or place.constant is not None):
            raise InvalidData("The mapping's `snapshots` must be in columns of their own table.")
        if place.column:
            _column(stored, place.column, "snapshots")


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
