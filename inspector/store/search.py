"""A plain text filter as SQL, and what SQL cannot say of it."""

from collections.abc import Callable
from dataclasses import dataclass

from inspector.events.errors import InvalidData
from inspector.events.log import TextFilter
from inspector.events.names import pattern

MAX_BYTES = 10_000
"""Of each part of a filter; SQLite refuses patterns above 50,000."""


@dataclass(frozen=True, slots=True)
class TextSearch:
    """condition: SQL over the columns stream, type and payload, with `values` for its question marks.

    matches: whether stream, type and payload match, or None where the condition says all: SQLite's LIKE ignores the
    case of ASCII letters only, so for others the condition lets any character pass.
    """

    condition: str
    values: tuple[str, ...]
    matches: Callable[[str, str, str], bool] | None


def compile_search(where: TextFilter) -> TextSearch:
    """The search for a filter. Raises `InvalidData` if a part of it is too long."""
    parts = (where.stream, where.type, where.text)
    if any(len(part.encode("utf-8", "replace")) > MAX_BYTES for part in parts):
        raise InvalidData(f"The filter is longer than {MAX_BYTES:,} bytes; shorten it.")
    conditions, values = ["1"], []
    for column, wanted in (("stream", where.stream), ("type", where.type)):
        if wanted:
            conditions.append(f"{column} LIKE ? ESCAPE '\\'")
            values.append("%".join(map(_like, wanted.split("*"))))
    if where.text:
        conditions.append("(payload LIKE ? ESCAPE '\\' OR type LIKE ? ESCAPE '\\' OR stream LIKE ? ESCAPE '\\')")
        values += [f"%{_like(where.text)}%"] * 3
    exact = all(part.isascii() for part in parts)
    return TextSearch(" AND ".join(conditions), tuple(values), None if exact else _matcher(where))


def _like(text: str) -> str:
    return "".join("_" if not letter.isascii() else f"\\{letter}" if letter in "\\%_" else letter for letter in text)


def _matcher(where: TextFilter) -> Callable[[str, str, str], bool]:
    stream, type, text = pattern(where.stream), pattern(where.type), where.text.lower()

    def matches(stream_name: str, type_name: str, payload: str) -> bool:
        return (
            stream.fullmatch(stream_name) is not None
            and type.fullmatch(type_name) is not None
            and any(text in place.lower() for place in (payload, type_name, stream_name))
        )

    return matches
