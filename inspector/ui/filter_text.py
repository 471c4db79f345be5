"""The plain filter as one line of text: `stream:order-10* type:Payment* words in the payload`."""

import re

from inspector.events.log import TextFilter

_PART = re.compile(r'(?:(stream|type):)?("(?:[^"\\]|\\.)*"?|\S+)')
_ESCAPED = re.compile(r"\\(.)")


def parse(line: str) -> TextFilter:
    """The filter that a line means. The last `stream:` and `type:` count; other words, in their order, are the text.

    Quotes hold together what contains spaces, and a backslash takes the next character as it is between them:
    `stream:"my \\"own\\" stream" type:Paid`.
    """
    stream = type = ""
    words: list[str] = []
    for key, value in _PART.findall(line):
        plain = _ESCAPED.sub(r"\1", value[1:].removesuffix('"')) if value.startswith('"') else value
        if key == "stream":
            stream = plain
        elif key == "type":
            type = plain
        elif value not in ("stream:", "type:"):
            words.append(plain)
    return TextFilter(stream=stream, type=type, text=" ".join(words))


def quoted(name: str) -> str:
    """A name as a value that means it: `my stream` as `"my stream"`; a `*` in it still stands for any text."""
    if name and not re.search(r'[\s"]', name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
