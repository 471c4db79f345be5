"""JSON in its other clothes: compressed, in base64, as MessagePack or CBOR. Nothing here executes anything.

What is recognised cannot be plain text: both binary formats are taken only as one whole map, whose first byte no UTF-8
starts with, and base64 only where a JSON object or array comes out of it.
"""

import codecs
import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

import msgspec

from inspector.events.errors import InvalidData
from inspector.events.event import Undecodable
from inspector.events.json_value import MAX_DEPTH, JsonFloat, JsonValue, decode
from inspector.store.likeness import looks_like
from inspector.store.wrapping import TooLarge, from_base64, inflated

_MAX_LAYERS = 4
"""Of base64 and compression around each other."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{3,}={0,2}|[A-Za-z0-9_-]{3,}={0,2}")
_MSGPACK_MAPS = frozenset((*range(0x80, 0x90), 0xDE, 0xDF))
_CBOR_MAPS = frozenset((*range(0xA0, 0xBC), 0xBF))
_CBOR_MARK = b"\xd9\xd9\xf7"
"""The tag by which CBOR says what it is."""
_HARMLESS_BYTES = 1 << 16
"""Of CBOR whose keys may be anything; in more, keys that were made to collide would take minutes."""
_UNRESOLVED_TAGS = (5, 25, 28, 29, 30, 35, 36, 52, 54, 256, 258, 260, 261, 43000)
"""Of CBOR: references, which can make a huge or endless value of a few bytes, and types that JSON has no like of."""
_MAX_BITS = 14_000
"""Of an integer; Python refuses to write longer ones in decimal."""


def unpacked(raw: bytes) -> "JsonValue | Undecodable":
    """The value of bytes that hold JSON, however clothed; never raises."""
    return _opened(raw, _MAX_LAYERS)


def to_msgpack(value: Any, extension: Callable[[int, memoryview], Any] | None = None) -> "JsonValue | Undecodable":
    """A msgpack value; an extension type is handed to `extension`, or shown by its code and bytes."""
    raw = value if isinstance(value, bytes) else str(value).encode()
    try:
        return _plain(msgspec.msgpack.decode(raw, ext_hook=extension or _extension))
    except (msgspec.DecodeError, ValueError, RecursionError, OverflowError) as error:
        return Undecodable(raw, f"Not msgpack: {error}.")


def to_cbor(raw: bytes) -> "JsonValue | Undecodable":
    """A CBOR value; a tag that JSON has no like of is shown by its number and what it holds."""
    from cbor2 import CBORDecoder, CBORError  # noqa: PLC0415  few stores need it

    stream = BytesIO(raw)
    shown = {tag: partial(_tagged, tag) for tag in _UNRESOLVED_TAGS}
    try:
        decoder = CBORDecoder(
            stream,
            semantic_decoders=shown,
            tag_hook=lambda tag, _immutable: {"tag": tag.tag, "value": tag.value},
            max_depth=MAX_DEPTH,
            strict_hashable_types=len(raw) > _HARMLESS_BYTES,
        )
        found = _plain(decoder.decode())
    except (CBORError, ValueError, TypeError, RecursionError, OverflowError) as error:
        return Undecodable(raw, f"Not CBOR: {error}.")
    left = len(raw) - stream.tell()
    return Undecodable(raw, f"Not CBOR: {left} bytes follow the value.") if left else found


def _opened(raw: bytes, layers: int, *, in_base64: bool = False) -> "JsonValue | Undecodable":
    raw = raw.removeprefix(codecs.BOM_UTF8)  # .NET writes one
    try:
        return decode(raw)
    except InvalidData as error:
        problem = str(error)
    if layers:
        try:
            content = _inflated(raw)
        except TooLarge as error:
            return Undecodable(raw, f"This is compressed, and {error}; it was not unpacked.")
        if content is not None:
            return _opened(content, layers - 1, in_base64=in_base64)
    if not in_base64:
        found = _from_base64(raw, layers)
        if found is None:
            found = _map(raw)
        if found is not None:
            return found
    words = looks_like(raw)
    return Undecodable(raw, f"{words} {problem}" if words == looks_like(b"") else words)


def _map(raw: bytes) -> JsonValue:
    """The whole map of MessagePack or CBOR that the bytes are, or None."""
    found: JsonValue | Undecodable = None
    if raw[:1] and raw[0] in _MSGPACK_MAPS:
        found = to_msgpack(raw)
    elif raw.startswith(_CBOR_MARK) or (raw[:1] and raw[0] in _CBOR_MAPS):
        found = to_cbor(raw)
    return found if isinstance(found, dict | list) else None


def _from_base64(raw: bytes, layers: int) -> JsonValue:
    """The JSON object or array that a text of base64 holds, or None."""
    text = raw.strip()
    if not layers or not _BASE64.fullmatch(text):
        return None
    try:
        content = from_base64(text)
    except InvalidData:
        return None
    found = _opened(content, layers - 1, in_base64=True)
    return found if isinstance(found, dict | list) else None


def _inflated(raw: bytes) -> bytes | None:
    """The content of zlib or gzip; None where the bytes are none or not whole. Raises `TooLarge`."""
    if raw[:1] != b"\x78" and raw[:2] != b"\x1f\x8b":
        return None
    try:
        return inflated(raw)
    except TooLarge:
        raise
    except InvalidData:
        return None


def _extension(code: int, data: memoryview) -> JsonValue:
    return {"extension": code, "hex": bytes(data).hex()}


def _tagged(tag: int, value: Any, _immutable: bool) -> Any:
    return {"tag": tag, "value": value}


def _plain(value: Any, depth: int = 0) -> JsonValue:
    """What MessagePack and CBOR can hold beyond JSON, as JSON. Raises `ValueError` where it is nested too deep."""
    if depth > MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, Mapping):
        pairs = [(_plain(key, depth + 1), _plain(item, depth + 1)) for key, item in value.items()]
        found = {key if isinstance(key, str) else str(key): item for key, item in pairs}
        # `1` and "1" are two keys there, and one in JSON.
        return found if len(found) == len(pairs) else [[key, item] for key, item in pairs]
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item, depth + 1) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> JsonValue:
    if isinstance(value, bytes | bytearray):
        return {"hex": bytes(value).hex()}
    if isinstance(value, date):  # or a datetime
        return value.isoformat()
    if isinstance(value, Decimal):
        return JsonFloat(str(value)) if value.is_finite() else str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        return hex(value)
    return value if value is None or isinstance(value, bool | int | float | str) else _other(value)


def _other(value: Any) -> JsonValue:
    """The few further types that cbor2 makes: a simple value has its number, `undefined` has none."""
    if isinstance(value, UUID):
        return str(value)
    return {"simple": value.value} if hasattr(value, "value") else None
