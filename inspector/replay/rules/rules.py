"""Fold rules as a reducer: by event type a list of operations, each on a path of the state.

As data, which is what a TOML file holds:

    initial = {balance = 0}

    [[on.Deposited]]
    add = "/balance"
    value = "payload.amount"

    [[on.LineRemoved]]
    remove = "/lines"
    where = "item.sku == payload.sku"
    first = true

A line has one verb, whose value is a JSON Pointer; a part of it in braces is computed: `"/stock/{payload.sku}"`.
`value`, `where` and `when` are expressions of `payload`, `metadata`, `event`, `state` and, in `where`, `item`. The
lines of `on."*"` are applied to every event, after its own.

A projection folds across streams, one state for each key; a list of keys gives the event to each, null to none:

    [projection.orders_of_customer]
    key = "payload.customer"

    [[projection.orders_of_customer.on.OrderPlaced]]
    set = "/{event.stream}"
    value = "payload.total"
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from inspector.events.cancel import Cancel
from inspector.events.errors import InvalidData
from inspector.events.event import Event
from inspector.events.json_value import JsonValue
from inspector.replay.fold import FoldError, LocalFold
from inspector.replay.projection import ANY, keys_of
from inspector.replay.rules.expression import MAX_CHARACTERS, Expression
from inspector.replay.rules.names import names_of
from inspector.replay.rules.operation import VERBS, Operation

MAX_PATH = 100
"""Parts of a path."""

_TAKES_NO_VALUE = {"remove", "delete", "rename", "increment"}
_MODIFIERS = {"value", "where", "when", "first", "to"}


class Rules:
    """A reducer made of declared rules; an event type without any leaves the state as it is.

    Raises `InvalidData` with a sentence that names the place if the data are no rules.
    """

    def __init__(self, name: str, data: Mapping[str, Any], text: str = "") -> None:
        """text: where the data were read from, if they were."""
        self.name = name
        self.text = text
        unknown = data.keys() - {"initial", "on", "projection"}
        if unknown:
            raise InvalidData(f"Fold rules have no {', '.join(sorted(unknown))}; they have initial, on and projection.")
        on = data.get("on", {})
        if not isinstance(on, Mapping):
            raise InvalidData("In fold rules, `on` is a table of event types.")
        self._initial: JsonValue = _plain(data.get("initial", {}))
        self._on = {type: _operations(type, lines) for type, lines in on.items()}
        projections = data.get("projection", {})
        if not isinstance(projections, Mapping):
            raise InvalidData("In fold rules, `projection` is a table of projections by name.")
        self.projections = {label: RulesProjection(name, label, one) for label, one in projections.items()}

    @property
    def types(self) -> frozenset[str]:
        """The event types that have rules, `ANY` among them where there are some for all."""
        return frozenset(self._on)

    def initial(self, stream: str) -> JsonValue:  # noqa: ARG002
        """The same for every stream."""
        return self._initial

    def apply(self, state: JsonValue, event: Event) -> JsonValue:
        """The state after the operations of the event's type, then those of every type."""
        names = names_of(event)
        for operation in (*self._on.get(event.type, ()), *self._on.get(ANY, ())):
            state = operation.apply(state, names)
        return state


class RulesProjection:
    """A projection that fold rules declare. Raises `InvalidData` as `Rules` does."""

    def __init__(self, rules: str, name: str, data: Any) -> None:
        if not isinstance(data, Mapping) or "key" not in data or "projection" in data:
            raise InvalidData(f"The projection {name} is a table that has a key, rules and perhaps an initial state.")
        self.name = name
        try:
            self._key = _expression(data["key"])
            reducer = Rules(rules, {word: value for word, value in data.items() if word != "key"})
        except InvalidData as error:
            raise InvalidData(f"In the projection {name}: {error}") from None
        self.types = reducer.types
        self.fold = LocalFold(reducer, exact=True)

    def keys(self, events: Sequence[Event], *, cancel: Cancel) -> tuple[list[tuple[str, ...]], list[FoldError]]:
        """What the key expression says of each event."""
        cancel.check()
        return keys_of(self.key, events)

    def key(self, event: Event) -> JsonValue:
        """What the key expression says of an event."""
        assert self._key is not None
        key: JsonValue = self._key.value(names_of(event))
        return key


def _operations(type: str, lines: Any) -> tuple[Operation, ...]:
    if not isinstance(lines, Sequence) or isinstance(lines, str):
        raise InvalidData(f"The rules of {type} are no list; write [[on.{type}]] above each.")
    return tuple(_operation(f"Rule {number} of {type}", line) for number, line in enumerate(lines, 1))


def _operation(where: str, line: Any) -> Operation:
    if not isinstance(line, Mapping):
        raise InvalidData(f"{where} is no table.")
    verbs = [key for key in line if key in VERBS]
    unknown = line.keys() - {*VERBS, *_MODIFIERS}
    if len(verbs) != 1 or unknown:
        what = f"has no {', '.join(sorted(unknown))}" if unknown else "has one verb"
        raise InvalidData(f"{where} {what}; the verbs are {', '.join(VERBS)}.")
    verb = verbs[0]
    if "value" not in line and verb not in _TAKES_NO_VALUE:
        raise InvalidData(f"{where} says {verb}, but not what; give it a value.")
    if (verb == "rename") is not ("to" in line):
        raise InvalidData(f"{where}: to goes with rename, and rename needs it.")
    try:
        return Operation(
            verb,
            tuple(_part(part) for part in _pointer(line[verb])),
            _expression(line.get("value")),
            _expression(line.get("where")),
            _expression(line.get("when")),
            line.get("first") is True,
            _pointer(line.get("to", "")),
        )
    except InvalidData as error:
        raise InvalidData(f"{where}: {error}") from None


def _pointer(text: Any) -> tuple[str, ...]:
    """The parts of a JSON Pointer (RFC 6901)."""
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise InvalidData(f"{text!r} is no path; write it as /items/0/qty, or empty for the whole state.")
    if len(text) > MAX_CHARACTERS or text.count("/") > MAX_PATH:
        raise InvalidData(f"A path has more than {MAX_CHARACTERS:,} characters or {MAX_PATH} parts; shorten it.")
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in re.split(r"/(?![^{]*\})", text)[1:])


def _part(text: str) -> Expression | str:
    return Expression(text[1:-1]) if text.startswith("{") and text.endswith("}") else text


def _expression(text: Any) -> Expression | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise InvalidData(f"{text!r} is no expression; write it in quotes.")
    return Expression(text)


def _plain(value: Any) -> Any:
    """What TOML can say beyond JSON, as JSON; fractions as the decimals they were read as."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal) and not value.is_finite():
        raise InvalidData(f"The initial state holds {value}, which is no number in JSON.")
    return value if isinstance(value, str | int | float | bool | Decimal | None) else str(value)
