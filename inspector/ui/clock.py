"""The zone that times are shown in and typed in: the user's own, or UTC on demand."""

from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from inspector.events import times


class Clock(QObject):
    """One for the application; whoever shows times listens to it. GUI thread only."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.utc = False

    def use_utc(self, utc: bool) -> None:
        """Show UTC from now on, or local time again."""
        if utc != self.utc:
            self.utc = utc
            self.changed.emit()


CLOCK = Clock()


def shown(time_ns: int) -> datetime:
    """A time as the zone-aware datetime that is shown, floored to microseconds."""
    local = times.to_local(time_ns)
    return local.astimezone(UTC) if CLOCK.utc else local


def instant(moment: datetime) -> int:
    """The nanoseconds of a datetime; a naive one is in the zone that is shown."""
    if CLOCK.utc and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return times.from_datetime(moment)
