"""Fold rules as the text of a TOML file, in the style of the README: one table a line of rules.

tomli-w would write the short ones inline, several to a line, which nobody would edit.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_WIDE = 64
_HEAD = 11
"""Characters of `value = '''`."""


def rules_text(rules: Mapping[str, Any], comment: str = "") -> str:
    """The text of rules that hold event types with lines of texts and booleans, below a comment."""
    blocks = ["\n".join(f"# {_CONTROL.sub(' ', line)}" for line in comment.splitlines())] if comment else []
    for type, lines in rules["on"].items():
        for line in lines:
            members = [f"{key} = {_value(value)}" for key, value in line.items()]
            blocks.append("\n".join([heading(type), *members]))
    return "\n\n".join(blocks) + "\n"


def heading(type: str) -> str:
    """What stands above a rule of an event type."""
    return f"[[on.{type if _BARE.fullmatch(type) else _quoted(type)}]]"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _literal(value) if '"' in value or "\\" in value else _quoted(value)


def _literal(text: str) -> str:
    """In single quotes, in which nothing is escaped; a long one broken after its commas."""
    if _CONTROL.search(text) or "''" in text or text.endswith("'"):
        return _quoted(text)
    if len(text) <= _WIDE and "'" not in text:
        return f"'{text}'"
    return f"'''{_broken(text)}'''"


def _broken(text: str) -> str:
    """Broken between the members of an object, where a line break means nothing."""
    lines, line = list[str](), ""
    for part in re.split(r'(?<=, )(?="\w+": )', text):
        if line.strip() and len(line) + len(part) > _WIDE:
            lines.append(line.rstrip())
            line = " " * _HEAD
        line += part
    return "\n".join([*lines, line])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
