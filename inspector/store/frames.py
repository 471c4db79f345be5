"""Messages on a pipe between processes: each its length in eight bytes, big-endian, then msgpack or JSON."""

import struct
from typing import IO, Any, Protocol, TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)

_LENGTH = struct.Struct(">Q")
_MOST_BYTES = 1 << 40
"""Of a message; what another program prints instead reads as a longer one."""


class Codec(Protocol):
    """How a message is spelled: `msgspec.msgpack` between our own processes, `msgspec.json` to one that lacks it."""

    def encode(self, message: Any, /) -> bytes:
        """The message as bytes."""

    def decode(self, body: bytes, /, *, type: type[S]) -> S:
        """The message in bytes."""


def send(stream: IO[bytes], message: msgspec.Struct, codec: Codec = msgspec.msgpack) -> None:
    """Write one message at once."""
    body = codec.encode(message)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes], kind: type[S], codec: Codec = msgspec.msgpack) -> S | None:
    """Read one message; None where the other side has ended."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _MOST_BYTES:
        return None
    body = stream.read(length)
    return codec.decode(body, type=kind) if len(body) == length else None
