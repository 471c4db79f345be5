"""The key that a user gives for a store with encrypted payloads."""

import base64

from inspector.events.errors import StoreError
from inspector.store.cipher import SIZES, check_size


def decode_key(text: str) -> bytes:
    """The key that a text is, in base64 or as it is. Raises `StoreError`, which does not repeat it, if it is none."""
    plain = text.encode("utf-8", "surrogateescape")
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = None
    if (key is None or len(key) not in SIZES) and len(plain) in SIZES:
        return plain
    if key is None:
        raise StoreError("This is no base64, in which a key is given, and no text of 16, 24 or 32 bytes.")
    check_size(key)
    return key
