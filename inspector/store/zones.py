"""The zone of times that are stored without one, by its name."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from inspector.events.errors import InvalidData

LOCAL = "local"
"""The zone of this computer, as it was at each time."""

HOW = "File, Zone of Naive Times…, or --zone"
"""How another zone is chosen, for a sentence."""


def zone_of(name: str) -> tzinfo | None:
    """The zone of a name such as `UTC`, `local` (None) or `Europe/Berlin`. Raises `InvalidData` if there is none."""
    if name in ("UTC", LOCAL):
        return UTC if name == "UTC" else None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise InvalidData(f"There is no time zone {name!r}; name one such as UTC, local or Europe/Berlin.") from None


def zone_names() -> list[str]:
    """All names, the usual first; takes some 20 ms."""
    return ["UTC", LOCAL, *sorted(name for name in available_timezones() - {"UTC", "localtime", "Factory"})]
