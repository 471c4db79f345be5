"""How numbers of events are written on the command line of a bench."""

_FACTORS = {"k": 1_000, "m": 1_000_000}


def count_of(text: str) -> int:
    """`200k`, `1m`, `10m` or a plain number."""
    factor = _FACTORS.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor
