"""The tokens of a line of JSON, and their colours."""

import re
from collections.abc import Iterator
from typing import Literal

from PySide6.QtGui import QColor

from inspector.ui import theme

TokenKind = Literal["key", "string", "number", "word"]

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*"?)(?P<colon>\s*:)?'
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>\b(?:true|false|null)\b)"
)


def tokens(line: str) -> Iterator[tuple[TokenKind, int, int]]:
    """The coloured tokens of one line: kind, start, length."""
    for match in _TOKEN.finditer(line):
        kind: TokenKind = "string"
        if match["number"] is not None:
            kind = "number"
        elif match["word"] is not None:
            kind = "word"
        elif match["colon"] is not None:
            kind = "key"
        end = match.end("string") if match["string"] is not None else match.end()
        yield kind, match.start(), end - match.start()


def ink(kind: TokenKind) -> QColor:
    """The colour of a token in the palette in use."""
    colors = theme.current()
    return QColor({"key": colors.text, "string": colors.string}.get(kind, colors.number))
