"""Numbers as people read them, on the command line and in the window."""

GAP = "\N{NO-BREAK SPACE}"
"""Between groups of digits: no line breaks there, and fonts of one width keep their columns."""


def grouped(number: int) -> str:
    """Digits in groups of three: `1 204 511`."""
    return f"{number:,}".replace(",", GAP)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 event`, `312 events`."""
    return f"{grouped(number)} {noun if number == 1 else plural or noun + 's'}"
