"""What must hold after every event, as a user writes it down in TOML."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inspector.analysis.find import Condition
from inspector.events.errors import InvalidData
from inspector.events.toml_text import checked

_FIELDS = {"name", "stream", "must"}


@dataclass(frozen=True, slots=True)
class Invariant:
    """A condition that must hold after every event of the streams that it is about.

    stream: their name, in which `*` stands for any text.
    """

    name: str
    stream: str
    must: Condition


def parse_invariants(raw: bytes, name: str) -> tuple[Invariant, ...]:
    """The invariants in a file of that name, each of them a table:

        [[invariant]]
        name = "no product is sold twice"
        stream = "stock-*"
        must = "state.available >= 0"

    Raises `InvalidData` with a sentence that names the place if it holds none.
    """
    try:
        data = tomllib.loads(checked(raw).replace("\r\n", "\n"))
    except RecursionError:
        raise InvalidData(f"{name}: it is nested too deep.") from None
    except (tomllib.TOMLDecodeError, InvalidData) as error:
        raise InvalidData(f"{name}: {str(error).rstrip('.')}.") from None
    tables = data.pop("invariant", None)
    if data or not isinstance(tables, list) or not tables:
        raise InvalidData(f"{name} holds no invariants, or more than those; write [[invariant]] above each.")
    return tuple(_invariant(f"Invariant {number} of {name}", table) for number, table in enumerate(tables, 1))


def _invariant(where: str, table: Any) -> Invariant:
    if not isinstance(table, Mapping) or table.keys() - _FIELDS or "must" not in table:
        raise InvalidData(f"{where} is a table with must, and perhaps name and stream.")
    must, stream = table["must"], table.get("stream", "*")
    name = table.get("name", must)
    if not all(isinstance(text, str) for text in (must, stream, name)):
        raise InvalidData(f"{where}: must, name and stream are texts; write them in quotes.")
    try:
        return Invariant(name, stream, Condition(must))
    except InvalidData as error:
        raise InvalidData(f"{where}: {error}") from None
