"""What the dialog reads of a file, off the GUI thread: what there is to choose, and what a choice makes of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

from inspector.events.cancel import Cancel
from inspector.store.mapping.catalogue import Relation
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.roles import table_weight
from inspector.ui.mapping.form import Choices
from inspector.ui.mapping.offer import Offer, offer_of
from inspector.ui.text import counted
from inspector.workspace.mapper import Mapper

_FIRST_ZONES = ("UTC", "local")


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to choose, and a mapping to begin with.

    note: why it is that one. kept: whether a mapping is remembered for the schema, readable or not. is_guess: whether
    nobody vouches for it.
    """

    choices: Choices
    mapping: Mapping
    note: str
    kept: bool
    is_guess: bool


def look(path: Path, given: Mapping | None, table: str | None, cancel: Cancel) -> Found:
    """Read what a file offers. given: the mapping to begin with, else the one that is remembered, else one that fits,
    else one that takes every column of the named or the likeliest table for the payload.

    Raises `StoreError`, `InvalidData`.
    """
    with Mapper(path, cancel) as mapper:
        kept, trouble = mapper.remembered()
        relations = {relation.name: relation for relation in mapper.tables()}
        mapping, note, is_guess = given, "", False
        if mapping is None and kept is not None and table in (None, kept.table):
            mapping, note = kept, "This mapping is remembered for stores of this schema."
        if mapping is None:
            fits = next(iter(mapper.suggestions(table)), None)
            name = table if table is not None else _likeliest(relations.values())
            mapping, note = (Mapping(table=name), "") if fits is None else (fits.mapping, fits.note)
            is_guess = fits is not None and fits.is_guess
        relation = relations.get(mapping.table)
        offer = Offer(mapping.table, ()) if relation is None else offer_of(relation, mapper.values(relation.name))
        asides = [
            (one.name, ("view, " if one.is_view else "") + counted(len(one.columns), "column"))
            for one in relations.values()
        ]
    zones = (*_FIRST_ZONES, *sorted(available_timezones() - {*_FIRST_ZONES}))
    note = " ".join(filter(None, (trouble, note)))
    return Found(Choices(asides, offer, zones), mapping, note, kept is not None or bool(trouble), is_guess)


def _likeliest(relations: Iterable[Relation]) -> str:
    """The table, rather than view, whose name is most telling, and which has the most columns."""
    ranked = sorted(relations, key=lambda one: (one.is_view, -table_weight(one.name), -len(one.columns)))
    return next((one.name for one in ranked), "")
