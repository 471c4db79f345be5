"""What a file of another producer is: the formats that know its tables, or the mappings that read them."""

from collections.abc import Iterator
from typing import NamedTuple

from inspector.events.errors import InvalidData, StoreError
from inspector.store import native
from inspector.store.fingerprint import schema_fingerprint
from inspector.store.foreign import Format, Table
from inspector.store.formats.act import Act
from inspector.store.formats.akka_net import AkkaNet
from inspector.store.formats.cqrs_es import CqrsEs
from inspector.store.formats.emmett import Emmett
from inspector.store.formats.eventsource_py import EventsourcePy
from inspector.store.formats.eventsourcing import Eventsourcing
from inspector.store.formats.google_adk import GoogleAdk
from inspector.store.formats.langgraph import LangGraph
from inspector.store.formats.neventstore import NEventStore
from inspector.store.formats.opencode import OpenCode
from inspector.store.formats.rails import Rails
from inspector.store.formats.spatie import Spatie
from inspector.store.formats.verbs import Verbs
from inspector.store.mapping.apply import by_mapping
from inspector.store.mapping.catalogue import Catalogue, read_catalogue
from inspector.store.mapping.guess import guesses
from inspector.store.mapping.mapping import Mapping
from inspector.store.mapping.saved import SavedMappings
from inspector.store.mapping.shipped import fitting
from inspector.store.reader import Reader
from inspector.store.reading import Reading
from inspector.store.schema_facts import SchemaFacts

FORMATS: tuple[Format, ...] = (
    Eventsourcing(),
    Emmett(),
    Act(),
    EventsourcePy(),
    Rails(),
    Spatie(),
    Verbs(),
    CqrsEs(),
    NEventStore(),
    AkkaNet(),
    LangGraph(),
    OpenCode(),
    GoogleAdk(),
)
"""The formats of other producers; the one with the best score reads a file."""

_SAVED = "The mapping that was saved for stores of this schema is used."


class Recognised(NamedTuple):
    """A table of events, and the format that reads it."""

    format: Format
    table: Table


def recognised(reader: Reader, schema: SchemaFacts, reading: Reading) -> tuple[list[Recognised], str]:
    """The tables of events in a file, the one to open first; empty where nothing is recognised. And why a mapping that
    was saved is not used, empty if it is or there is none.

    First what the user said, now or when it was saved, then the formats that know the tables, then the mappings that
    come with this program and what can be guessed. Raises `InvalidData` for a mapping, named now, that does not fit.
    """
    if reading.mapping is not None:
        return _of(by_mapping(reader, reading.mapping), schema), ""
    known = [pair for format in _known(schema) for pair in _of(format, schema)]
    saved, trouble = _saved(reader, schema)
    found = _distinct([*saved, *known])
    if found and reading.table in (None, *(pair.table.name for pair in found)):
        return found, trouble
    return _distinct([*found, *_mapped(reader, schema, reading.table)]), trouble


def format_name(schema: SchemaFacts) -> str:
    """The name of the format, ours or another producer's, that knows a file's tables; empty if none does."""
    if native.score(schema):
        return native.NAME
    return next((format.name for format in _known(schema)), "")


def suggested(reader: Reader, catalogue: Catalogue, table: str | None = None) -> Iterator[tuple[Mapping, str]]:
    """The mappings that come with this program and fit; if none does, what can be guessed, with what says so."""
    fits = list(fitting(catalogue, table))
    yield from ((mapping, "") for mapping in fits)
    if fits:
        return
    for guess in guesses(reader, catalogue, table):
        yield guess.mapping, guess.note


def _known(schema: SchemaFacts) -> list[Format]:
    scores = [(format.score(schema), format) for format in FORMATS]
    return [format for score, format in sorted(scores, key=lambda pair: -pair[0]) if score]


def _mapped(reader: Reader, schema: SchemaFacts, table: str | None) -> Iterator[Recognised]:
    catalogue = read_catalogue(reader)
    for mapping, note in suggested(reader, catalogue, table):
        yield from _of(by_mapping(reader, mapping, catalogue, exact=not note, note=note), schema)


def _saved(reader: Reader, schema: SchemaFacts) -> tuple[list[Recognised], str]:
    saved, fingerprint = SavedMappings(), schema_fingerprint(schema)
    try:
        mapping = saved.recall(fingerprint)
    except (InvalidData, StoreError) as error:
        return [], f"The mapping that was saved for stores of this schema is not used: {error}"
    if mapping is None:
        return [], ""
    try:
        return _of(by_mapping(reader, mapping, note=_SAVED), schema), ""
    except InvalidData as error:
        return [], (
            "The mapping that was saved for stores of this schema is not used, as it does not fit: "
            f"{str(error).rstrip('.')}; delete {saved.file(fingerprint)} or use `inspector map FILE --forget`."
        )


def _of(format: Format, schema: SchemaFacts) -> list[Recognised]:
    return [Recognised(format, table) for table in format.tables(schema)]


def _distinct(found: list[Recognised]) -> list[Recognised]:
    """Of every table the first."""
    first: dict[str, Recognised] = {}
    for pair in found:
        first.setdefault(pair.table.name, pair)
    return list(first.values())
