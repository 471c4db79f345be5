"""The parts of a mapping that may be written as the mere name of a column."""

from collections.abc import Iterator

from inspector.store.mapping.cells import places
from inspector.store.mapping.mapping import Mapping, Payload, Place, Time, Version


def payload_of(mapping: Mapping) -> Payload:
    """Where the payload is."""
    return Payload(column=mapping.payload) if isinstance(mapping.payload, str) else mapping.payload


def version_of(mapping: Mapping) -> Version | None:
    """Where the version is, if it is stored."""
    found = mapping.version
    version = Version(column=found) if isinstance(found, str) else found
    return version if version is not None and (version.column or version.item is not None) else None


def time_of(mapping: Mapping) -> Time | None:
    """Where the time is, if there is one."""
    return Time(column=mapping.time) if isinstance(mapping.time, str) else mapping.time


def order_of(mapping: Mapping) -> tuple[Place, ...]:
    """The places that order the events; none where their rows or times do."""
    if isinstance(mapping.order, str):
        return places(mapping.id) if mapping.order == "id" else ()
    return places(mapping.order)


def base_of(mapping: Mapping) -> int:
    """Where versions start to count that are not stored."""
    return mapping.version.base if isinstance(mapping.version, Version) else 1


def narrow(mapping: Mapping) -> Iterator[tuple[str, Place]]:
    """The places that tell of every event its stream, version, type, time and rank, each with its part's name."""
    parts = {
        "stream": places(mapping.stream),
        "type": places(mapping.type),
        "version": places(version_of(mapping)),
        "time": places(time_of(mapping)),
        "order": order_of(mapping),
        "filters": mapping.filters,
    }
    if mapping.each is not None:
        parts["payload"] = places(payload_of(mapping))
    yield from ((name, place) for name, some in parts.items() for place in some)


def broad(mapping: Mapping) -> Iterator[tuple[str, Place]]:
    """The further places: those of payload and metadata."""
    payload = payload_of(mapping)
    parts = {
        "payload": (payload,),
        "payload.field": places(payload.field),
        "payload.gone": places(payload.gone),
        "payload.columns": places(payload.columns),
        "id": places(mapping.id),
        "metadata": places(mapping.metadata),
        "correlation": places(mapping.correlation),
        "causation": places(mapping.causation),
    }
    yield from ((name, place) for name, some in parts.items() for place in some)


def label(place: Place) -> str:
    """What a value is called that stands under the name of its place."""
    return (place.item or place.path).rpartition("/")[2] or place.column or "constant"
