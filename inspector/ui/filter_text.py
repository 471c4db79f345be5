"""The plain filter as one line of text: `stream:order-10* type:Payment* words in the payload`."""

import re

from inspector.events.log import TextFilter

_PART = re.compile(r'(?:(stream|type):)?("(?:[^"]*)"?|\S+)')


def parse(line: str) -> TextFilter:
    """The filter that a line means. The last `stream:` and `type:` count; other words, in their order, are the text.

    Quotes hold together what contains spaces: `stream:"my stream" type:Paid`.
    """
    stream = type = ""
    words: list[str] = []
    for key, value in _PART.findall(line):
        plain = value.strip('"')
        if key == "stream":
            stream = plain
        elif key == "type":
            type = plain
        elif value not in ("stream:", "type:"):
            words.append(plain)
    return TextFilter(stream=stream, type=type, text=" ".join(words))
