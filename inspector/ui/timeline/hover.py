"""What the timeline says of the mark under the pointer."""

import numpy as np

from inspector.events.log import NO_TIME
from inspector.ui import text
from inspector.ui.session import Session
from inspector.ui.timeline.frame import Mark
from inspector.ui.timeline.scene import Scene

_TYPES = 6


def position_of(scene: Scene, slot: int) -> int:
    """The position of the event in a slot."""
    return int(scene.axis.positions[scene.row_of_slot(slot)])


def describe_event(session: Session, position: int) -> str:
    """Position, type, stream@version and local time of an event, one a line; the version once its page is here."""
    index = session.index
    row = index.row_of(position)
    if row is None:
        return text.position(position)
    time = int(index.times[row])
    event = session.event_at(position)
    version = "" if event is None else f"@{event.version}"
    lines = [
        text.position(position) + (" · rolled back" if session.is_ignored(position) else ""),
        text.one_line(index.type_names[int(index.types[row])]),
        text.one_line(index.stream_names[int(index.streams[row])]) + version,
        text.when_zoned(None if time == NO_TIME else time),
    ]
    return "\n".join(lines)


def describe_mark(session: Session, scene: Scene, mark: Mark) -> str:
    """What a mark stands for: its one event, or how many of which types."""
    if mark.count == 1:
        return describe_event(session, position_of(scene, mark.first))
    counts = np.bincount(scene.types[scene.rows_of_slots(mark.first, mark.stop)])
    names = session.index.type_names
    most = np.argsort(-counts, kind="stable")[:_TYPES].tolist()
    lines = [f"{text.grouped(int(counts[code]))} {text.one_line(names[code], 80)}" for code in most if counts[code]]
    more = int(np.count_nonzero(counts)) - len(lines)
    if more:
        lines.append(f"and {text.counted(more, 'more type')}")
    first, last = position_of(scene, mark.first), position_of(scene, mark.stop - 1)
    heading = f"{text.counted(mark.count, 'event')} · {text.position(first)} – {text.position(last)}"
    return "\n".join([heading, *lines, "Double-click zooms in"])
