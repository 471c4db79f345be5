"""Bytes as lines of hex."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.detail.hex_dump import hex_dump


def test_a_line_has_offset_bytes_and_what_can_be_printed() -> None:
    assert hex_dump(b'{"name": "\xc3\x89lodie"}\n') == (
        '00000000  7b 22 6e 61 6d 65 22 3a  20 22 c3 89 6c 6f 64 69  {"name": "..lodi\n'
        '00000010  65 22 7d 0a                                       e"}.'
    )
    assert hex_dump(b"") == ""


@given(st.binary(max_size=100))
def test_the_bytes_can_be_read_back(raw: bytes) -> None:
    lines = hex_dump(raw).split("\n") if raw else []
    assert b"".join(bytes.fromhex(line[10:58]) for line in lines) == raw
    assert [int(line[:8], 16) for line in lines] == list(range(0, len(raw), 16))
