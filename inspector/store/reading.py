"""How the file of another producer is read, where its tables alone do not say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.store.mapping.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user chose of how a foreign store is read; a native one needs none of it.

    table: which table of events, where there are several; the most telling one if None.
    key: what payloads are encrypted with; it is kept in memory only.
    zone: of times that are stored without one: `UTC`, `local` or a name such as `Europe/Berlin`; what the format takes
    them for if None.
    mapping: how a table is read as events, in place of whatever would be recognised.
    """

    table: str | None = None
    key: bytes | None = field(default=None, repr=False)
    mapping: Mapping | None = None
    zone: str | None = None


PLAIN = Reading()
"""Nothing was chosen."""
