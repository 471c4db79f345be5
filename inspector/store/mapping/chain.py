"""The chain of steps by which a stored value becomes a payload."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inspector.events.errors import InvalidData
from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue, decode
from inspector.store.cipher import HOW, AesGcm
from inspector.store.decoding import to_json
from inspector.store.mapping.mapping import Step
from inspector.store.unpacking import to_cbor, to_msgpack
from inspector.store.wrapping import from_base64, inflated

Decoder = Callable[[Any], "JsonValue | Undecodable"]


def decoder(steps: Sequence[Step], cipher: AesGcm | None) -> Decoder:
    """What decodes a value by the steps, in their order; what fails becomes `Undecodable`, which names the step."""

    def decoded(value: Any) -> "JsonValue | Undecodable":
        if value is None or isinstance(value, int | float):
            return value
        raw = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
        for step in steps:
            try:
                result = aes(raw) if step == "aes" else _STEPS[step](raw)
            except (InvalidData, ValueError) as error:
                return Undecodable(raw, f"It cannot be decoded as {step}: {str(error).rstrip('.')}.")
            if not isinstance(result, bytes):
                return result
            raw = result
        return to_json(raw)

    def aes(raw: bytes) -> bytes:
        if cipher is None:
            raise InvalidData(f"it needs its key: {HOW}")
        plain = cipher.decrypted(raw)
        if plain is None:
            raise InvalidData(f"the key does not decrypt this; if there is another, {HOW}")
        return plain

    return decoded


def _base64(raw: bytes) -> bytes:
    return from_base64(b"".join(raw.split()))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidData(f"it is not valid UTF-8 at byte {error.start}") from None


def _tagged(raw: bytes) -> JsonValue:
    tag, colon, content = _text(raw).partition(":")
    if not colon or tag not in _TAGS:
        raise InvalidData("no tag stands before it")
    return _TAGS[tag](content)


_TAGS: Mapping[str, Callable[[str], JsonValue]] = {
    "0": lambda _content: None,
    "N": decode,
    "S": str,
    "B": lambda content: content in ("1", "true"),
}

_STEPS: Mapping[str, Callable[[bytes], "bytes | JsonValue | Undecodable"]] = {
    "auto": to_json,
    "text": _text,
    "base64": _base64,
    "zlib": inflated,
    "gzip": inflated,
    "json": decode,
    "msgpack": to_msgpack,
    "cbor": to_cbor,
    "tagged": _tagged,
}
