"""JSON as it is being typed: what is wrong and where, what may be completed. No widgets here."""

import re
from dataclasses import dataclass
from typing import Literal

from inspector.domain.infer import ELEMENT
from inspector.events import json_value
from inspector.events.errors import InvalidData
from inspector.events.json_value import JsonValue

_PLACE = re.compile(r"(?:JSON is malformed: )?(.*?) \(byte ([0-9]+)\)\.")
_CLOSED = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCAN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text is no JSON: one sentence with line and column, and the offset in characters to underline."""

    sentence: str
    offset: int


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at the end of a text that is being typed.

    path: the keys that lead there, `*` for any element of a list. kind: a key of an object or a value. typed: what is
    there already, without quotes; start: the offset where that begins. quoted: whether a quote was opened.
    """

    kind: Literal["key", "value"]
    path: tuple[str, ...]
    typed: str
    start: int
    quoted: bool


def parse(text: str) -> tuple[JsonValue, Problem | None]:
    """The value of a text, or what is wrong with it (the value is then void)."""
    try:
        return json_value.decode(text), None
    except InvalidData as error:
        return None, _problem(text, str(error))


def place(text: str) -> Place | None:
    """What is being typed at the end of `text`, None where nothing can be completed."""
    frames = [_Frame(is_object=False, wants="value")]
    for match in _SCAN.finditer(text):
        part = match.group()
        if match.end() == len(text) and _is_unfinished(part):
            return _place(frames, part.removeprefix('"'), match.start(), quoted=part.startswith('"'))
        _advance(frames, part)
    return _place(frames, "", len(text), quoted=False)


@dataclass(slots=True)
class _Frame:
    """An object or array that is open at some point of the text, and what may come next in it."""

    is_object: bool
    wants: Literal["key", "colon", "value", "comma"]
    key: str = ""


def _advance(frames: list[_Frame], part: str) -> None:
    top = frames[-1]
    if part in ("{", "["):
        top.wants = "comma"
        frames.append(_Frame(is_object=part == "{", wants="key" if part == "{" else "value"))
    elif part in ("}", "]"):
        if len(frames) > 1:
            frames.pop()
    elif part == ":":
        top.wants = "value"
    elif part == ",":
        top.wants, top.key = ("key" if top.is_object else "value"), ""
    elif top.wants == "key":
        top.key, top.wants = part.strip('"'), "colon"
    else:
        top.wants = "comma"


def _is_unfinished(part: str) -> bool:
    if part.startswith('"'):
        return _CLOSED.fullmatch(part) is None
    return part not in ("{", "}", "[", "]", ":", ",")


def _place(frames: list[_Frame], typed: str, start: int, *, quoted: bool) -> Place | None:
    wants = frames[-1].wants
    if wants not in ("key", "value"):
        return None
    path = tuple(frame.key if frame.is_object else ELEMENT for frame in frames[1:] if frame.key or not frame.is_object)
    return Place("key" if wants == "key" else "value", path, typed, start, quoted)


def _problem(text: str, sentence: str) -> Problem:
    match = _PLACE.fullmatch(sentence)
    if match is None:
        reason, offset = ("the text ends too early", len(text.rstrip())) if text.strip() else ("nothing is there", 0)
        if "truncated" not in sentence:
            reason, offset = sentence.rstrip("."), 0
    else:
        reason = match[1]
        offset = len(text.encode()[: int(match[2])].decode(errors="ignore"))
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return Problem(f"No JSON yet, line {line}, column {column}: {reason}.", offset)
