"""The mappings that come with this program, for stores whose tables a mapping expresses wholly."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import msgspec

from inspector.events.errors import InvalidData
from inspector.store.mapping import toml
from inspector.store.mapping.catalogue import Catalogue
from inspector.store.mapping.checks import check
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.parts import broad, narrow

_FOLDER = "known"


@lru_cache(maxsize=1)
def shipped() -> tuple[Mapping, ...]:
    """All of them, those that name the most columns first: they are the surest."""
    folder = resources.files("inspector.store.mapping") / _FOLDER
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(sorted((toml.loads(one.read_bytes(), one.name) for one in files), key=_columns, reverse=True))


def fitting(catalogue: Catalogue, table: str | None = None) -> Iterator[Mapping]:
    """Those that fit tables of a file, or the table that is named."""
    for mapping in shipped():
        named = [mapping.table] if mapping.table else [one.name for one in catalogue.values() if not one.is_view]
        for name in named:
            if table in (None, name) and (found := _for(mapping, name, catalogue)) is not None:
                yield found


def _for(mapping: Mapping, table: str, catalogue: Catalogue) -> Mapping | None:
    placed = msgspec.structs.replace(mapping, table=table)
    try:
        check(placed, catalogue)
    except InvalidData:
        return None
    return placed


def _columns(mapping: Mapping) -> tuple[bool, int]:
    return bool(mapping.table), len({(place.lookup, place.column) for _, place in (*narrow(mapping), *broad(mapping))})
