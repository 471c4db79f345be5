"""From a mapping and a file to the format that reads it."""

from inspector.store.mapping.catalogue import Catalogue, read_catalogue
from inspector.store.mapping.mapped import Locked, Mapped
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.parts import payload_of
from inspector.store.mapping.source import source_of
from inspector.store.reader import Reader


def by_mapping(reader: Reader, mapping: Mapping, catalogue: Catalogue | None = None, *, exact: bool = True) -> Mapped:
    """The format of a mapping, checked against a file; `exact`: whether somebody vouches for it.

    Raises `InvalidData` if the mapping names what the file has not.
    """
    source = source_of(mapping, read_catalogue(reader) if catalogue is None else catalogue, reader)
    kind = Locked if "aes" in payload_of(mapping).steps else Mapped
    return kind(mapping, source, exact=exact)
