"""What payloads are wrapped in: zlib, gzip and base64."""

import binascii
import zlib

from inspector.events.errors import InvalidData

MAX_BYTES = 16 << 20
"""Of one decompressed payload; more is taken for an attack. As values, short numbers take twenty times that."""


class TooLarge(InvalidData):
    """It holds more than `MAX_BYTES`."""


def inflated(raw: bytes) -> bytes:
    """The content of zlib or gzip. Raises `InvalidData` where the bytes are none, not whole, or not all of it, and
    `TooLarge`."""
    inflater = zlib.decompressobj(wbits=47)  # either of the two formats
    try:
        content = inflater.decompress(raw, MAX_BYTES)
    except zlib.error as error:
        raise InvalidData(str(error)) from None
    if inflater.unconsumed_tail:
        raise TooLarge(f"it holds more than {MAX_BYTES >> 20} MB")
    if not inflater.eof:
        raise InvalidData("it ends too early")
    if inflater.unused_data:
        raise InvalidData("more bytes follow its end")
    return content


def from_base64(text: bytes) -> bytes:
    """Of the usual letters or those for URLs, padded or not. Raises `InvalidData`."""
    letters = text.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4), strict_mode=True)
    except binascii.Error as error:
        raise InvalidData(str(error)) from None
