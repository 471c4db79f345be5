"""Messages on a pipe between our processes: each its length in eight bytes, big-endian, then msgpack."""

import struct
from typing import IO, TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)

_LENGTH = struct.Struct(">Q")


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Write one message at once."""
    body = msgspec.msgpack.encode(message)
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes], kind: type[S]) -> S | None:
    """Read one message; None where the other side has ended."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return msgspec.msgpack.decode(body, type=kind) if len(body) == length else None
