"""Events as JSON objects, one a line, as `inspector events --json` prints them."""

import re
from collections.abc import Iterator
from functools import partial

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from inspector.store.intake.arrival import Arrival, BadLine, check_depth, check_name, instant, now
from inspector.store.intake.lines import Lines

_EMPTY = "{}"
_NUL = b"\\u0000"
"""The only way in which JSON writes one."""
_FIELDS = "position, id, stream, version, type, time, payload, metadata, effective and undecodable"
_MISSING = re.compile(r"missing required field `(\w+)`")
_UNKNOWN = re.compile(r"unknown field `(.*)`", re.DOTALL)


class _Bytes(Struct):
    """A payload that is no JSON: its bytes, and why they are none."""

    hex: str
    reason: str = ""


class _Line(Struct, gc=False, forbid_unknown_fields=True):
    stream: str
    type: str
    position: int | None = None
    id: str | None = None
    version: int | None = None
    time: str | UnsetType | None = UNSET
    payload: Raw = Raw(b"{}")
    metadata: Raw = Raw(b"{}")
    effective: bool = True
    undecodable: _Bytes | None = None


_new = partial(tuple.__new__, Arrival)  # a third of what the class's own call takes
_DECODER = msgspec.json.Decoder(_Line)


def arrivals(lines: Lines) -> Iterator[Arrival | None]:
    """The events of the lines; None for one that is ignored where it comes from. Empty lines are skipped.

    Payload and metadata stay the text that they are, so that every number keeps its literal. Raises `BadLine`.
    """
    for line in lines:
        if not line.isspace():
            yield _arrival(lines.number, line)


def _arrival(number: int, line: bytes) -> Arrival | None:
    try:
        found = _DECODER.decode(line)
    except RecursionError:
        raise BadLine(number, "JSON is nested too deeply") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise BadLine(number, _said(str(error))) from None
    if _NUL in line or not (found.stream and found.type) or found.id == "":
        check_name(number, "stream", found.stream)
        check_name(number, "type", found.type)
        if found.id is not None:
            check_name(number, "id", found.id)
    check_depth(number, line)
    if not found.effective:
        return None
    metadata = str(found.metadata, "utf-8")
    if not metadata.startswith("{"):
        if metadata != "null":
            raise BadLine(number, "metadata must be an object")
        metadata = _EMPTY
    time = found.time
    time_ns = now() if time is UNSET else None if time is None else instant(number, time)
    payload = _bytes(number, found.undecodable.hex) if found.undecodable else str(found.payload, "utf-8")
    return _new((number, found.position, found.id, found.stream, found.version, found.type, time_ns, payload, metadata))


def _bytes(number: int, hex: str) -> bytes:
    try:
        return bytes.fromhex(hex)
    except ValueError:
        raise BadLine(number, "undecodable.hex must be hexadecimal digits") from None


def _said(error: str) -> str:
    """What msgspec says, in this program's words where it is met most."""
    if missing := _MISSING.search(error):
        return f"the event has no {missing[1]}"
    if unknown := _UNKNOWN.search(error):
        return f"{unknown[1]!r} is no field of an event; there are {_FIELDS}"
    return f"it is no event as JSON: {error}"
