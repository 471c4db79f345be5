"""Lines of text for a terminal. Nothing of the program is loaded for them."""

import re
import sys

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def out(line: str = "") -> None:
    """One line of text to stdout."""
    print(plain(line))


def warn(sentence: str) -> None:
    """One sentence to stderr."""
    sys.stdout.flush()
    print(f"inspector: {plain(sentence)}", file=sys.stderr)


def plain(text: str) -> str:
    """Text from a store or a path, made safe for a terminal: control and direction characters as JSON's escapes."""
    return _UNPRINTABLE.sub(lambda match: "\\n" if match[0] == "\n" else f"\\u{ord(match[0]):04x}", text)
