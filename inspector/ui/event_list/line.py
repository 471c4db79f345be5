"""What one row of the event list says."""

from collections.abc import Sequence
from dataclasses import dataclass

from inspector.events.event import BRANCH, Event
from inspector.ui import text
from inspector.ui.event_list.summary import summarise


@dataclass(frozen=True, slots=True)
class Line:
    """Its texts by column, and how its event stands. type_code, time_ns: None where they are not known."""

    position: int
    texts: Sequence[str]
    type_code: int | None
    time_ns: int | None
    ignored: bool


def texts(position: int, stream: str, type: str, time_ns: int | None, event: Event | None) -> tuple[str, ...]:
    """The texts by column; without the event its summary is empty. Any thread."""
    return (
        text.grouped(position),
        text.clock(time_ns),
        text.one_line(stream) + _branch(event),
        text.one_line(type),
        "" if event is None else summarise(event.payload),
    )


def _branch(event: Event | None) -> str:
    """Where the branch of its stream began, if it is on one."""
    began = None if event is None else event.metadata.get(BRANCH)
    return f" ↳ #{text.grouped(began)}" if isinstance(began, int) else ""
