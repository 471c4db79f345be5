"""The values of one row, by the places that a mapping names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue, literal
from inspector.store.class_names import of_any
from inspector.store.decoding import to_json, to_text
from inspector.store.foreign import Values
from inspector.store.mapping.mapping import Name, Payload, Place, Where

Columns = Mapping[tuple[str, str], tuple[int, int]]
"""Where in a row (lookup, column) is: its place, and for a lookup the place in each of the rows there."""

ANY_KEY = "*"


class Cells:
    """One row. Each document in it is decoded once, by `decoders` where a column has one of its own."""

    __slots__ = ("_columns", "_decoded", "_decoders", "_item", "_row")

    def __init__(
        self,
        row: Values,
        columns: Columns,
        decoders: Mapping[tuple[str, str], Callable[[Any], "JsonValue | Undecodable"]],
        item: JsonValue = None,
    ) -> None:
        self._row = row
        self._columns = columns
        self._decoders = decoders
        self._item = item
        self._decoded: dict[tuple[str, str], JsonValue | Undecodable] = {}

    def of_item(self, item: JsonValue) -> "Cells":
        """The same row, for one of the events in it."""
        cells = Cells(self._row, self._columns, self._decoders, item)
        cells._decoded = self._decoded
        return cells

    def value(self, place: Place) -> Any:
        """The value there: as SQLite gives it, or as JSON where a path leads to it; None where there is none."""
        if place.constant is not None:
            return place.constant
        if place.item is not None:
            return _ending(reached(self._item, place.item), place)
        if not (place.path or place.key):
            return self._stored(place)
        document = self.document(place)
        return None if isinstance(document, Undecodable) else _ending(reached(document, place.path), place)

    def document(self, place: Place) -> "JsonValue | Undecodable":
        """What the column there holds, decoded."""
        where = (place.lookup, place.column)
        if where not in self._decoded:
            self._decoded[where] = self._decoders.get(where, to_json)(self._stored(place))
        return self._decoded[where]

    def content(self, payload: Payload) -> "JsonValue | Undecodable":
        """What a payload's column holds, at its path, without the keys that are left out."""
        document = self.document(payload)
        if isinstance(document, Undecodable):
            return document
        return without(reached(document, payload.path), payload.without)

    def others(self, place: Place) -> list[Any]:
        """The further values of a column of a lookup, where several rows were found."""
        at, within = self._columns[place.lookup, place.column]
        return [row[within] for row in self._row[at][1:]] if place.lookup else []

    def name(self, name: Sequence[Place], separator: str) -> str:
        """The name that the places there make."""
        return separator.join(filter(None, map(self.word, name)))

    def word(self, place: Place) -> str:
        """The name that the value there makes."""
        name = as_name(self.value(place), place.form)
        return place.words.get(name, name) if place.words else name

    def _stored(self, place: Place) -> Any:
        if not place.column:
            return None
        at, within = self._columns[place.lookup, place.column]
        value = self._row[at]
        if place.lookup:
            return value[0][within] if value else None
        return value


def places(name: Name | Where | None) -> tuple[Place, ...]:
    """The places of a name."""
    if name is None:
        return ()
    if isinstance(name, str):
        return (Place(column=name),)
    return (name,) if isinstance(name, Place) else tuple(place for one in name for place in places(one))


def reached(value: JsonValue, pointer: str) -> JsonValue:
    """What a JSON Pointer leads to, in which `*` is the only key of an object; None where it leads nowhere."""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = next(iter(value.values())) if key == ANY_KEY and len(value) == 1 else value.get(key)
        elif isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 10 and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def without(value: JsonValue, keys: Sequence[str]) -> JsonValue:
    """An object without some keys; anything else as it is."""
    return {key: item for key, item in value.items() if key not in keys} if isinstance(value, dict) and keys else value


def as_name(value: Any, form: str) -> str:
    """A value as a name."""
    if isinstance(value, bytes):
        if form == "uuid" and len(value) == 16:
            return str(UUID(bytes=value))
        text = value.hex() if form == "hex" else to_text(value)
    else:
        text = value if isinstance(value, str) else "" if value is None else literal(value)
    return of_any(text) if form == "class" else text


def plain(value: Any) -> JsonValue:
    """A column's value as JSON: objects and lists as such, other texts as texts, bytes as hex."""
    if not isinstance(value, bytes):
        return value  # type: ignore[no-any-return]
    if value[:1] in (b"{", b"["):
        found = to_json(value)
        if not isinstance(found, Undecodable):
            return found
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return {"hex": value.hex()}


def _ending(value: JsonValue, place: Place) -> JsonValue:
    if not place.key:
        return value
    if isinstance(value, dict):
        return next(iter(value)) if len(value) == 1 else None
    return value  # a variant of no content is its name alone
