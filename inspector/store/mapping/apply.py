"""From a mapping and a file to the format that reads it."""

from dataclasses import replace

from inspector.store.mapping.catalogue import Catalogue, read_catalogue
from inspector.store.mapping.mapped import Locked, Mapped
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.naive import naive_zone
from inspector.store.mapping.parts import payload_of, time_of
from inspector.store.mapping.source import source_of
from inspector.store.reader import Reader
from inspector.store.zones import zone_of


def by_mapping(
    reader: Reader,
    mapping: Mapping,
    catalogue: Catalogue | None = None,
    *,
    exact: bool = True,
    note: str = "",
) -> Mapped:
    """The format of a mapping, checked against a file. exact: whether somebody vouches for it. note: beside its own.

    Raises `InvalidData` if the mapping names what the file has not.
    """
    source = source_of(mapping, read_catalogue(reader) if catalogue is None else catalogue, reader)
    time = time_of(mapping)
    if time is not None:
        zone_of(time.zone)
    table = replace(source.table, naive=naive_zone(reader, mapping), note=" ".join(filter(None, (note, mapping.note))))
    kind = Locked if "aes" in payload_of(mapping).steps else Mapped
    return kind(mapping, replace(source, table=table), exact=exact)
