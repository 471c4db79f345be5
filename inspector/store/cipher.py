"""Payloads that their producer encrypted with AES-GCM. The key is in memory only."""

from inspector.events.errors import StoreError

_SIZES = (16, 24, 32)
_NONCE = 12
_TAG = 16
LEAST = _NONCE + _TAG
"""Bytes of the shortest encrypted payload."""

HOW = "give it with File, Decryption Key…, on the command line with --key-env NAME, or in Python with key="
"""How a key is given, for the end of a sentence."""


def check_size(key: bytes) -> None:
    """Raises `StoreError` if a key of AES cannot have that size."""
    if len(key) not in _SIZES:
        raise StoreError(f"The key has {len(key)} bytes; a key of AES has 16, 24 or 32.")


class AesGcm:
    """A key of AES-GCM, for payloads of a nonce of 12 bytes, a tag of 16, and the ciphertext."""

    def __init__(self, key: bytes) -> None:
        """Raises `StoreError` if a key has not that size."""
        check_size(key)
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  few stores need it

        self._aes = AESGCM(key)

    def decrypted(self, raw: bytes) -> bytes | None:
        """What was encrypted; None where the key is not the one that it was encrypted with."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  as above

        nonce, tag, text = raw[:_NONCE], raw[_NONCE:LEAST], raw[LEAST:]
        try:
            return self._aes.decrypt(nonce, text + tag, None)
        except (InvalidTag, ValueError):
            return None
