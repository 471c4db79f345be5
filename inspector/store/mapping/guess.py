"""A guess of how a table is read as events, from the names of its columns and its first values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspector.events.json_value import JsonValue
from inspector.store.class_names import of_any
from inspector.store.mapping import evidence, roles
from inspector.store.mapping.catalogue import Catalogue, Relation
from inspector.store.mapping.cells import ANY_KEY
from inspector.store.mapping.mapping import Mapping as TableMapping
from inspector.store.mapping.mapping import Payload, Place, Time
from inspector.store.mapping.sample import Value, filled, sample
from inspector.store.reader import Reader

_ENOUGH = 6
"""The least score of a table that is taken for one of events."""
_MOST_TABLES = 40
"""That are looked into; the ones with the most telling names."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping, how much speaks for it, from 6 to about 16, and the sentence that says what it is."""

    mapping: TableMapping
    score: int
    note: str
    is_filled: bool


def guesses(reader: Reader, catalogue: Catalogue, table: str | None = None) -> list[Guess]:
    """The tables that look like events, the likeliest first; or the one that is named, which may be a view.

    Nothing in a view runs unless it is named.
    """
    if table is not None:
        named = [catalogue[table]] if table in catalogue else []
    else:
        likely = ((_by_names(one), one) for one in catalogue.values() if not one.is_view)
        named = [relation for _, relation in sorted(likely, key=lambda pair: -pair[0])]
        if len(named) > _MOST_TABLES:
            full = filled(reader, [relation.name for relation in named])
            named = sorted(named, key=lambda relation: relation.name not in full)[:_MOST_TABLES]
    found = (_Look(relation, sample(reader, relation)).guess() for relation in named)
    return sorted((one for one in found if one is not None), key=lambda one: (not one.is_filled, -one.score))


def _by_names(relation: Relation) -> int:
    words = set(map(roles.normal, relation.names))
    tables = (roles.PAYLOAD, roles.TYPE, roles.STREAM, roles.VERSION, roles.TIME)
    return roles.table_weight(relation.name) + sum(1 for names in tables if words & names.keys())


class _Look:
    """One table, its first values, and which of its columns have been given a part."""

    def __init__(self, relation: Relation, values: Mapping[str, Sequence[Value]]) -> None:
        self._relation = relation
        self._values = values
        self._is_filled = any(map(evidence.known, values.values()))
        key = [column for column in relation.columns if column.key]
        self._rowid = key[0].name if len(key) == 1 and key[0].declared == "integer" and relation.rowid else ""
        self._taken: set[str] = set()
        free = {name: some for name, some in values.items() if name != self._rowid}
        self._counted = evidence.counted(free)
        """Streams and versions by their values, where the names do not say so."""

    def guess(self) -> Guess | None:
        """What it makes of the table, None if it is hardly one of events."""
        relation = self._relation
        payload = self._take(roles.PAYLOAD, evidence.are_documents) or self._take(roles.PAYLOAD, evidence.are_binary, 2)
        payload = payload or self._by_values(evidence.are_documents)
        metadata = self._take(roles.METADATA, evidence.are_documents, 2)
        inside = {name: evidence.documents(self._values[name]) for name in (payload, metadata) if name}
        order = self._take(roles.ORDER, evidence.are_numbers, 3)
        type = self._type(inside)
        stream = self._stream(inside)
        version = self._version(stream)
        if not version and self._counted is not None and payload:
            self._taken -= {place.column for place in stream}
            columns, version = self._counted
            stream = tuple(map(self._place, columns))
            self._taken.update((*columns, version))
        if type is None and (named := self._by_values(lambda some: evidence.are_types(some) and evidence.repeat(some))):
            type = self._named(named)
        time = self._time(inside)
        id = self._take(roles.ID, lambda values: evidence.are_names(values) and not evidence.repeat(values))
        score = (
            roles.table_weight(relation.name)
            + (3 if payload and inside[payload] else 1 if payload else 0)
            + (2 if version and stream else 0)
            + (2 if type else 0)
            + (2 if stream else 0)
            + (1 if time is not None else 0)
            - 2 * len(roles.MUTABLE.keys() & set(map(roles.normal, relation.names)))
        )
        enough = score >= _ENOUGH and (payload or (version and stream)) and (type or stream)
        if not enough or self._are_snapshots(type):
            return None
        said = {"stream": stream, "type": type, "version": version, "payload": payload, "time": time}
        mapping = TableMapping(
            table=relation.name,
            stream=tuple(map(_short, stream)) if len(stream) > 1 else _short(*stream) if stream else (),
            type=_short(type) if type else (),
            order=Place(column=order) if order else "row" if relation.rowid or time is None else "time",
            version=version or None,
            time=time.column if time and not time.path else time,
            payload=self._payload(payload, type),
            id=_short(self._place(id)) if id else (),
            correlation=self._take(roles.CORRELATION, evidence.are_names, 2) or None,
            causation=self._take(roles.CAUSATION, evidence.are_names, 2) or None,
            metadata=self._rest(metadata, type) if payload else (metadata,) if metadata else (),
        )
        parts = ", ".join(f"{part} {_told(place)}" for part, place in said.items() if place)
        note = f"This is a guess: the table {relation.name} was read as events by its columns: {parts}."
        return Guess(mapping, score, note, self._is_filled)

    def _take(self, names: Mapping[str, int], test: Callable[[Sequence[Value]], bool], least: int = 1) -> str:
        """The column that goes best by some names and whose values pass a test; it has its part from then on."""
        found = next(self._candidates(names, test, least), "")
        self._taken.add(found)
        return found

    def _candidates(
        self, names: Mapping[str, int], test: Callable[[Sequence[Value]], bool], least: int = 1
    ) -> Iterator[str]:
        free = [name for name in self._values if name not in self._taken and names.get(roles.normal(name), 0) >= least]
        for name in sorted(free, key=lambda name: -names[roles.normal(name)]):
            values = self._values[name]
            # In an empty table a name must say it alone.
            if test(values) or (not self._is_filled and names[roles.normal(name)] > 1):
                yield name

    def _by_values(self, test: Callable[[Sequence[Value]], bool]) -> str:
        """The first column whose values pass a test, whatever it is called, in a table whose streams are counted."""
        names = (name for name, values in self._values.items() if name not in self._taken | {self._rowid})
        found = next((name for name in names if test(self._values[name])), "") if self._counted is not None else ""
        self._taken.add(found)
        return found

    def _type(self, inside: Mapping[str, Sequence[JsonValue]]) -> Place | None:
        column = self._take(roles.TYPE, evidence.are_types)
        if column:
            return self._named(column)
        for document, objects in inside.items():
            key = evidence.key_of(objects, roles.TYPE | roles.TAG, evidence.are_types)
            if key:
                return Place(column=document, path=_pointer(key))
            if objects and all(map(_is_variant, objects)):
                return Place(column=document, key=True)
        return None

    def _stream(self, inside: Mapping[str, Sequence[JsonValue]]) -> tuple[Place, ...]:
        versioned = next(self._candidates(roles.VERSION, evidence.are_numbers, 2), "") not in ("", self._rowid)
        for column in self._candidates(roles.STREAM, evidence.are_names):
            values = self._values[column]
            if column == self._rowid or not (versioned or evidence.repeat(values) or len(values) < 2):
                continue
            if roles.STREAM[roles.normal(column)] == 1 and not evidence.repeat(values):
                continue
            self._taken.add(column)
            kind = self._take(roles.STREAM_TYPE, evidence.are_types)
            return (*([self._named(kind)] if kind else []), self._place(column))
        keys = {name: weight for name, weight in roles.STREAM.items() if weight > 1}
        for document, objects in inside.items():
            key = evidence.key_of(objects, keys, evidence.are_names)
            if key:
                return (Place(column=document, path=_pointer(key)),)
        return ()

    def _version(self, stream: Sequence[Place]) -> str:
        columns = [place.column for place in stream if not place.path]
        least = 1 if self._rowid else 2
        for name in self._candidates(roles.VERSION, evidence.are_numbers, least):
            rows = list(zip(*(self._values[column] for column in (*columns, name)), strict=True))
            if name != self._rowid and columns and evidence.differ(rows):
                self._taken.add(name)
                return name
        return ""

    def _time(self, inside: Mapping[str, Sequence[JsonValue]]) -> Time | None:
        column = self._take(roles.TIME, evidence.are_times) or self._by_values(evidence.are_times)
        if column:
            return Time(column=column)
        for document, objects in inside.items():
            key = evidence.key_of(objects, roles.TIME, evidence.are_times)
            if key:
                return Time(column=document, path=_pointer(key))
        ids = self._candidates(roles.ID, evidence.are_times)
        return next((Time(column=name) for name in ids if not evidence.are_numbers(self._values[name])), None)

    def _payload(self, payload: str, type: Place | None) -> str | Payload:
        if type is not None and type.key and type.column == payload:
            return Payload(column=payload, path=f"/{ANY_KEY}")
        return payload or Payload()

    def _are_snapshots(self, type: Place | None) -> bool:
        """Whether the rows are states that were stored beside the events."""
        values = self._values[type.column] if type is not None and not type.path else ()
        words = evidence.mostly(values, lambda value: isinstance(value, str) and "snapshot" in value.casefold())
        return words or "snapshot" in self._relation.name.casefold()

    def _named(self, column: str) -> Place:
        full = evidence.mostly(self._values[column], _is_class)
        return Place(column=column, form="class" if full else "text")

    def _place(self, column: str) -> Place:
        raw = [value for value in self._values[column] if isinstance(value, bytes)]
        if not evidence.mostly(self._values[column], lambda value: isinstance(value, bytes)):
            return Place(column=column)
        return Place(column=column, form="uuid" if all(len(value) == 16 for value in raw) else "hex")

    def _rest(self, metadata: str, type: Place | None) -> tuple[str, ...]:
        """What nothing else takes, for nothing is to be hidden."""
        full = [type.column] if type is not None and type.form == "class" else []
        left = [
            column.name
            for column in self._relation.columns
            if column.name in self._values
            and column.name not in (*self._taken, metadata, self._rowid)
            and not column.is_generated
        ]
        return (*([metadata] if metadata else []), *full, *left)


def _short(place: Place) -> str | Place:
    """A place as one would write it: the name of a column where that says it all."""
    return place.column if place == Place(column=place.column) else place


def _is_class(value: Value) -> bool:
    return isinstance(value, str) and of_any(value) != value


def _is_variant(value: JsonValue) -> bool:
    """Whether a value is an object of one key that is called as types are, not as fields."""
    return isinstance(value, dict) and len(value) == 1 and next(iter(value))[:1].isupper()


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _told(name: str | Place | Sequence[Place]) -> str:
    """The columns of a part, for a sentence."""
    if isinstance(name, str):
        return name
    if isinstance(name, Place):
        return name.column + name.path
    return " and ".join(map(_told, name))
