"""JSON in its other clothes: what is recognised, what stays as it is, what is only named, and what is an attack."""

import base64
import gzip
import json
import marshal
import pickle
import random
import struct
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import cbor2
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.events.errors import InvalidData
from inspector.events.event import Undecodable
from inspector.events.json_value import JsonFloat, decode, encode
from inspector.store.likeness import PICKLE, looks_like
from inspector.store.mapping.chain import decoder
from inspector.store.unpacking import to_cbor, to_msgpack, unpacked

ORDER: dict[str, Any] = {"sku": "A-1", "qty": 2, "tags": ["new", None], "deep": {"ok": True, "é": 1.5}}
TEXT = json.dumps(ORDER).encode()
KEY = random.Random(7).randbytes


@pytest.mark.parametrize(
    "stored",
    [
        TEXT,
        b"\xef\xbb\xbf" + TEXT,
        zlib.compress(TEXT),
        gzip.compress(TEXT, mtime=0),
        gzip.compress(zlib.compress(TEXT), mtime=0),
        base64.b64encode(TEXT),
        base64.b64encode(TEXT) + b"\n",
        base64.urlsafe_b64encode(TEXT).rstrip(b"="),
        base64.b64encode(gzip.compress(TEXT, mtime=0)),
        gzip.compress(base64.b64encode(zlib.compress(TEXT)), mtime=0),
        msgspec.msgpack.encode(ORDER),
        zlib.compress(msgspec.msgpack.encode(ORDER)),
        cbor2.dumps(ORDER),
        cbor2.dumps(cbor2.CBORTag(55799, ORDER)),
        gzip.compress(cbor2.dumps(ORDER)),
    ],
    ids=lambda stored: stored[:4].hex(),
)
def test_an_object_is_found_in_all_its_clothes(stored: bytes) -> None:
    assert unpacked(stored) == ORDER


@pytest.mark.parametrize("text", [b"[]", b"{}", b"[1]", b'[{"a":1}]'])
def test_small_ones_too(text: bytes) -> None:
    assert unpacked(base64.b64encode(text)) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        b"plain", b"abcd", b"eyJ", b"xylophone", b"x^2 + 1", b"deadbeef", b"Zm9vYmFy",
        base64.b64encode(b"7"), base64.b64encode(b'"text"'), base64.b64encode(b"plain words"), b"gA==", b"oA==",
        base64.b64encode(msgspec.msgpack.encode(ORDER)), b"0123456789abcdef0123456789abcdef", "Größe".encode(),
        b"550e8400-e29b-41d4-a716-446655440000", b"name: value\nlist:\n- 1\n",
    ],
)  # fmt: skip
def test_plain_text_stays_plain_text(text: bytes) -> None:
    found = unpacked(text)
    assert isinstance(found, Undecodable)
    assert (found.raw, found.reason[:16]) == (text, "This is no JSON.")


@pytest.mark.parametrize(
    ("tagged", "shown"),
    [
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00+00:00"),
        (Decimal("1.20"), JsonFloat("1.20")),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (2**70, 2**70),
        (float("nan"), "nan"),
        (b"\xff", {"hex": "ff"}),
        (cbor2.undefined, None),
        (cbor2.CBORSimpleValue(99), {"simple": 99}),
        (cbor2.CBORTag(9999, "x"), {"tag": 9999, "value": "x"}),
        (cbor2.CBORTag(35, "(a+)+$"), {"tag": 35, "value": "(a+)+$"}),
        (cbor2.CBORTag(5, [2**62, 1]), {"tag": 5, "value": [2**62, 1]}),
        ({1: "a", "1": "b"}, [[1, "a"], ["1", "b"]]),
        ({1: "a", 2: "b"}, {"1": "a", "2": "b"}),
    ],
)  # fmt: skip
def test_what_cbor_can_hold_beyond_json(tagged: Any, shown: Any) -> None:
    found = unpacked(cbor2.dumps({"it": tagged}))
    assert isinstance(found, dict)
    assert encode(found["it"]) == encode(shown)


def test_an_integer_that_python_would_not_write_is_shown_in_hex() -> None:
    assert unpacked(cbor2.dumps({"n": 2**20_000})) == {"n": hex(2**20_000)}


def test_references_in_cbor_are_not_followed() -> None:
    endless = bytes.fromhex("a16161d81c81d81d00")
    assert unpacked(endless) == {"a": {"tag": 28, "value": [{"tag": 29, "value": 0}]}}


def test_what_msgpack_can_hold_beyond_json() -> None:
    value = {
        "at": datetime(2026, 1, 2, tzinfo=UTC),
        "raw": b"\x00",
        "ext": msgspec.msgpack.Ext(5, b"\x01"),
        "no": 1e400,
    }
    assert to_msgpack(msgspec.msgpack.encode(value)) == {
        "at": "2026-01-02T00:00:00+00:00",
        "raw": {"hex": "00"},
        "ext": {"extension": 5, "hex": "01"},
        "no": "inf",
    }
    assert to_msgpack(msgspec.msgpack.encode({1: "a", "1": "b"})) == [[1, "a"], ["1", "b"]]


@pytest.mark.parametrize("more", [b"\x00", b"{}"])
def test_a_map_with_something_behind_it_is_no_map(more: bytes) -> None:
    for stored in (msgspec.msgpack.encode(ORDER) + more, cbor2.dumps(ORDER) + more):
        assert isinstance(unpacked(stored), Undecodable)


@pytest.mark.parametrize("deep", [b"\x81\xa1a" * 300 + b"\x01", b"\xa1\x61a" * 300 + b"\x01", b"[" * 300 + b"]" * 300])
def test_what_is_nested_too_deep_is_shown_as_bytes(deep: bytes) -> None:
    assert isinstance(unpacked(deep), Undecodable)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = b"[" + b"0," * (9 << 20) + b"0]"
    for packed in (zlib.compress(bomb), gzip.compress(zlib.compress(bomb))):
        found = unpacked(packed)
        assert isinstance(found, Undecodable)
        assert found.reason == "This is compressed, and it holds more than 16 MB; it was not unpacked."


def test_layers_have_an_end() -> None:
    stored = TEXT
    for _ in range(9):
        stored = zlib.compress(stored)
    assert isinstance(unpacked(stored), Undecodable)


class Trap:
    """What a pickle of it would do when it is loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("loaded",))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("value", [Trap(), ORDER, [1, "a"], {"a": {"b": 1}}, Decimal("1.5"), [], {}])
def test_a_pickle_is_named_and_never_loaded(value: Any, protocol: int) -> None:
    stored = pickle.dumps(value, protocol)
    found = unpacked(stored)
    assert found == Undecodable(stored, PICKLE)
    assert unpacked(gzip.compress(stored)) == Undecodable(stored, PICKLE)


def _png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + KEY(60)


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        (b"\xac\xed\x00\x05sr\x00\x04Shop", "Java"),
        (b"\x00\x01\x00\x00\x00\xff\xff\xff\xff\x01\x00\x00\x00\x00\x00\x00\x00\x0c", "BinaryFormatter"),
        (b"\x04\x08{\x06:\x06ai\x06", "Ruby"),
        (b'O:8:"App\\Paid":1:{s:1:"n";i:1;}', "PHP"),
        (b'a:1:{s:1:"n";i:1;}', "PHP"),
        (b"--- !ruby/object:Shop {}\n", "YAML"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (_png(), "PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG image"),
        (gzip.compress(TEXT, mtime=0)[:-5], "gzip that is damaged"),
        (zlib.compress(TEXT)[:-5], "zlib that is damaged"),
        (struct.pack("<i", 22) + b"\x02hello\x00\x06\x00\x00\x00world\x00\x00", "BSON"),
        (b"\x0a\x05hello\x12\x03abc\x18\x96\x01", "protobuf"),
        (b"\x0a\x09order-777\x15\x00\x00\x80\x3f", "protobuf"),
        (KEY(48), "encrypted"),
        (KEY(256), "encrypted"),
        (KEY(5000), "encrypted"),
    ],
)
def test_what_cannot_be_read_is_named(stored: bytes, words: str) -> None:
    assert words in looks_like(stored)
    assert isinstance(unpacked(stored), Undecodable)


@pytest.mark.parametrize(
    "stored", [b"", b"words", b"\x00\x01\x02", marshal.dumps(ORDER), b"(a)", b"cat.", b"I am.", b"}q."]
)
def test_what_looks_like_nothing_is_called_nothing(stored: bytes) -> None:
    assert looks_like(stored) == "This is no JSON."


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(JSONS)
def test_json_stays_as_it_is_and_comes_back_out_of_every_wrapping(value: Any) -> None:
    text = encode(value)
    assert unpacked(text) == decode(text)
    assert unpacked(zlib.compress(text)) == value
    assert to_msgpack(msgspec.msgpack.encode(value)) == value
    assert to_cbor(cbor2.dumps(value)) == value
    if isinstance(value, dict | list):
        assert unpacked(base64.b64encode(text)) == value


BYTES = st.binary(max_size=60) | st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace"))
HEADS = st.sampled_from(
    [b"", b"\x78\x9c", b"\x1f\x8b\x08\x00", b"\x80", b"\x82", b"\xde", b"\xa1", b"\xbf", b"\xd9\xd9\xf7"]
)


@settings(max_examples=400, deadline=None)
@given(HEADS, BYTES)
def test_no_bytes_at_all_raise(head: bytes, rest: bytes) -> None:
    for found in (unpacked(head + rest), to_msgpack(head + rest), to_cbor(head + rest)):
        if isinstance(found, Undecodable):
            assert found.reason.endswith(".")
        else:
            assert decode(encode(found)) is not Ellipsis


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_text_is_json_or_text(text: str) -> None:
    raw = text.encode("utf-8", "replace")
    try:
        expected: Any = decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except InvalidData:
        found = unpacked(raw)
        assert isinstance(found, Undecodable)
    else:
        assert unpacked(raw) == expected


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=28, max_size=400))
def test_bytes_without_a_pattern_are_never_taken_for_a_value(seed: bytes) -> None:
    assert isinstance(unpacked(random.Random(seed).randbytes(len(seed))), Undecodable)


def test_reading_json_imports_no_cbor() -> None:
    code = "import sys; from inspector.store.unpacking import unpacked; unpacked(b'{}'); print('cbor2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_what_follows_compressed_bytes_is_not_dropped_by_a_named_step() -> None:
    packed = gzip.compress(b'{"a":1}')
    told = decoder(("gzip", "json"), None)
    assert told(packed) == {"a": 1}
    for stored in (packed + b"garbage", packed + packed, zlib.compress(b"{}") + b"x"):
        found = told(stored)
        assert isinstance(found, Undecodable)
        assert "follow its end" in found.reason
        assert found.raw == stored
