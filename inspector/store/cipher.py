"""Payloads that their producer encrypted with AES. The key is in memory only."""

import base64
import hmac

from inspector.events.errors import StoreError

SIZES = (16, 24, 32)
"""Bytes that a key of AES may have."""

_BLOCK = 16
_NONCE = 12
_TAG = 16
LEAST = _NONCE + _TAG
"""Bytes of the shortest encrypted payload."""

HOW = "give it with File, Decryption Key…, on the command line with --key-env NAME, or in Python with Reading(key=…)"
"""How a key is given, for the end of a sentence."""


def check_size(key: bytes) -> None:
    """Raises `StoreError` if a key of AES cannot have that size."""
    if len(key) not in SIZES:
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


class AesEax:
    """A key of AES-EAX (Bellare, Rogaway, Wagner 2004), for payloads of a nonce of 16 bytes, a tag of 16, and the
    ciphertext, with no header, as pycryptodome writes them.

    Made of the CMAC and the counter mode that `cryptography` has; the mode itself it has not.
    """

    def __init__(self, key: bytes) -> None:
        """Raises `StoreError` if a key has not that size."""
        check_size(key)
        # A key that is text of 32 letters is base64 too, of 24 bytes: which was meant, the tag tells.
        text = base64.b64encode(key)
        self._keys = [key, text] if len(text) in SIZES else [key]

    def decrypted(self, raw: bytes) -> bytes | None:
        """What was encrypted; None where the key is not the one that it was encrypted with."""
        nonce, tag, text = raw[:_BLOCK], raw[_BLOCK : 2 * _BLOCK], raw[2 * _BLOCK :]
        for key in self._keys:
            counter = _mac(key, 0, nonce)
            parts = zip(counter, _mac(key, 1, b""), _mac(key, 2, text), strict=True)
            if hmac.compare_digest(bytes(one ^ two ^ three for one, two, three in parts), tag):
                return _counted(key, counter, text)
        return None

    def beginnings(self, raw: bytes) -> list[bytes]:
        """What the first bytes of a payload may be, unverified: the tag is of all of it."""
        nonce, text = raw[:_BLOCK], raw[2 * _BLOCK :]
        return [_counted(key, _mac(key, 0, nonce), text) for key in self._keys]


class AesCbc:
    """A key of AES-CBC, for payloads of an initialisation vector of 16 bytes and the padded ciphertext."""

    def __init__(self, key: bytes) -> None:
        """Raises `StoreError` if a key has not that size."""
        check_size(key)
        self._key = key

    def decrypted(self, raw: bytes) -> bytes | None:
        """What was encrypted, or, as nothing proves a key right, anything; None where that is certainly not it."""
        from cryptography.hazmat.primitives.ciphers import Cipher, modes  # noqa: PLC0415  few stores need it
        from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
        from cryptography.hazmat.primitives.padding import PKCS7  # noqa: PLC0415

        if len(raw) < 2 * _BLOCK or len(raw) % _BLOCK:
            return None
        decryptor = Cipher(AES(self._key), modes.CBC(raw[:_BLOCK])).decryptor()
        unpadder = PKCS7(8 * _BLOCK).unpadder()
        try:
            return unpadder.update(decryptor.update(raw[_BLOCK:])) + unpadder.finalize()
        except ValueError:
            return None


def _mac(key: bytes, use: int, message: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415  few stores need it
    from cryptography.hazmat.primitives.cmac import CMAC  # noqa: PLC0415

    mac = CMAC(AES(key))
    mac.update(bytes(_BLOCK - 1) + bytes([use]) + message)
    return mac.finalize()


def _counted(key: bytes, counter: bytes, text: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, modes  # noqa: PLC0415  few stores need it
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415

    decryptor = Cipher(AES(key), modes.CTR(counter)).decryptor()
    return decryptor.update(text) + decryptor.finalize()
