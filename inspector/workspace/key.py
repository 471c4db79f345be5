"""The key that a user gives for a store with encrypted payloads."""

import base64

from inspector.events.errors import StoreError
from inspector.store.cipher import check_size


def decode_key(text: str) -> bytes:
    """The key that a base64 text spells. Raises `StoreError`, which does not repeat it, if it spells none."""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        raise StoreError("This is no base64, in which a key is given.") from None
    check_size(key)
    return key
