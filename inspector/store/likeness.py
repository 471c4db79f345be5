"""What bytes look like that nobody here can read, so that a user knows what to look for. Nothing is decoded for it."""

import re
from collections import Counter
from math import log2

PICKLE = "This looks like a Python pickle, which is never loaded."

_STARTS = (
    (b"\xac\xed\x00\x05", "serialised Java objects, which are never loaded"),
    (b"\x00\x01\x00\x00\x00\xff\xff\xff\xff", "objects of .NET's BinaryFormatter, which are never loaded"),
    (b"\x04\x08", "objects of Ruby's Marshal, which are never loaded"),
    (b"\x1f\x8b", "gzip that is damaged or cut short"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"Obj\x01", "an Avro file"),
    (b"PAR1", "Parquet"),
    (b"<?xml", "XML"),
    (b"---", "YAML"),
)
_PICKLED = re.compile(
    rb"\x80[\x02-\x05]"  # protocols 2 to 5 say which they are
    rb"|(?:\(?[dl]p\d+\n|\(?[ci][\w.]+\n[\w.]+\n|[VSIFL][^\n]*\n(?:p\d+\n)?\.).*\.\Z"  # 0 is lines of text
    rb"|\(?[\]})]q\x00.*\.\Z",  # 1 is the same opcodes with binary arguments
    re.DOTALL,
)
_PHP = re.compile(rb"[aO]:\d+:(?:\"[^\"]+\":\d+:)?\{.*\}\Z", re.DOTALL)
_MEASURED_BYTES = 4096
_FEWEST_RANDOM = 32
_RANDOMNESS = 0.85
"""Of the different bytes and of the entropy that so many random bytes have; texts in binary wrappings have 0.7."""
_PROTOBUF_FIELDS = 2000
"""Field numbers above are taken for chance."""


def looks_like(raw: bytes) -> str:
    """What bytes that are no JSON look like, as a sentence."""
    if _PICKLED.match(raw):
        return PICKLE
    if _PHP.match(raw):
        return "This looks like what PHP's serialize writes, which is never loaded."
    known = next((words for start, words in _STARTS if raw.startswith(start)), "")
    if not known and not _is_text(raw):
        known = _binary(raw)
    return f"This looks like {known}." if known else "This is no JSON."


def _binary(raw: bytes) -> str:
    if raw[:1] == b"\x78" and len(raw) > 1 and (raw[0] << 8 | raw[1]) % 31 == 0:
        return "zlib that is damaged or cut short"
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "a WebP image"
    if len(raw) > 4 and int.from_bytes(raw[:4], "little") == len(raw) and raw[-1] == 0:
        return "BSON"
    if _is_protobuf(raw):
        return "a protobuf message"
    return "something encrypted or compressed: its bytes have no pattern" if _is_random(raw) else ""


def _is_text(raw: bytes) -> bool:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(character < " " and character not in "\t\r\n" for character in text)


def _is_random(raw: bytes) -> bool:
    some = raw[:_MEASURED_BYTES]
    if len(some) < _FEWEST_RANDOM:
        return False
    counts = Counter(some).values()
    entropy = sum(-count / len(some) * log2(count / len(some)) for count in counts)
    different = 256 * (1 - (255 / 256) ** len(some))
    return len(counts) > _RANDOMNESS * different and entropy > _RANDOMNESS * min(8.0, log2(len(some)))


def _is_protobuf(raw: bytes) -> bool:
    """Whether bytes are fields of protobuf's wire format to the last one, at least one of them a text or a message."""
    place, texts = 0, 0
    while place < len(raw):
        tag, place = _varint(raw, place)
        field, wire = tag >> 3, tag & 7
        if not 0 < field <= _PROTOBUF_FIELDS:
            return False
        if wire == 0:
            _, place = _varint(raw, place)
        elif wire == 2:
            size, place = _varint(raw, place)
            place += size
            texts += size > 0
        elif wire in (1, 5):
            place += 8 if wire == 1 else 4
        else:
            return False
    return place == len(raw) and texts > 0


def _varint(raw: bytes, place: int) -> tuple[int, int]:
    """The number at a place, and the place after it, which lies behind the end where the number is cut short."""
    number = 0
    for shift in range(10):
        if place + shift >= len(raw):
            break
        byte = raw[place + shift]
        number |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return number, place + shift + 1
    return 0, len(raw) + 1
