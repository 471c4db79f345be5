"""How the file of another producer is read, where its tables alone do not say."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user chose of how a foreign store is read; a native one needs none of it.

    table: which table of events, where there are several; the most telling one if None.
    key: what payloads are encrypted with; it is kept in memory only.
    """

    table: str | None = None
    key: bytes | None = field(default=None, repr=False)


PLAIN = Reading()
"""Nothing was chosen."""
