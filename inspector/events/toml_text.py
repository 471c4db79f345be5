"""What a text of TOML must be before it is parsed: UTF-8, not large, and with no key that takes minutes."""

import re

from inspector.events.errors import InvalidData

MAX_BYTES = 1 << 20
_MAX_DOTS = 100
_LONG_KEY = re.compile(
    r"""(?:\.[ \t]*+(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+){%d}""" % (_MAX_DOTS + 1)  # noqa: UP031  braces
)


def checked(raw: bytes | str) -> str:
    """The text of a file of TOML. Raises `InvalidData` with the end of a sentence about it.

    Reading a dotted key takes the square of its parts, so one of a few thousand would hold the program up.
    """
    if len(raw) > MAX_BYTES:
        raise InvalidData("it is larger than 1 MiB")
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        raise InvalidData(f"it is not valid UTF-8 at byte {error.start}") from None
    found = _LONG_KEY.search(text)
    if found is not None:
        raise InvalidData(f"line {text.count(chr(10), 0, found.start()) + 1} has more than {_MAX_DOTS} dots in a row")
    return text
