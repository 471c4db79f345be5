"""Bytes as a hex dump; no widgets here."""

_ROW_BYTES = 16


def hex_dump(raw: bytes) -> str:
    """Sixteen bytes a line: the offset, the bytes in hex, and their printable ASCII characters, others as dots."""
    return "\n".join(_line(start, raw[start : start + _ROW_BYTES]) for start in range(0, len(raw), _ROW_BYTES))


def _line(offset: int, raw: bytes) -> str:
    halves = raw[:8].hex(" "), raw[8:].hex(" ")
    printable = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in raw)
    return f"{offset:08x}  {halves[0]:<23}  {halves[1]:<23}  {printable}"
