"""A store as it would be if some of its events were others: nothing of that is ever written to it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from inspector.analysis.overlay import Overlay
from inspector.analysis.overlay_log import OverlayLog
from inspector.analysis.patch import Operation, patch
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import NotFound
from inspector.events.json_value import JsonValue
from inspector.events.log import EventLog
from inspector.replay.fold import FoldError
from inspector.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an overlay makes of one stream at the head. real, altered: the states; None for a stream that is not there.

    error: the event of the altered history that cannot be folded, if there is one.
    """

    stream: str
    real: JsonValue
    altered: JsonValue
    error: FoldError | None

    @property
    def patch(self) -> list[Operation]:
        """From the real state to the altered one."""
        return patch(self.real, self.altered)


def altered(workspace: Workspace, overlay: Overlay, cancel: Cancel = NEVER) -> Workspace:
    """The altered history of an open store as a store of its own, folded by the same; the caller closes it.

    It is read-only. Raises `NotFound` if the overlay names positions that hold no event.
    """
    log = workspace.reader()
    try:
        _check(workspace, log, overlay)
        other = Workspace(workspace.path, OverlayLog(log, overlay), workspace.inquiry.store.reading)
    except BaseException:
        log.close()
        raise
    try:
        other.inquiry.folds.use_as(workspace.inquiry.folds, cancel)
    except BaseException:
        other.close()
        raise
    return other


def _check(workspace: Workspace, log: EventLog, overlay: Overlay) -> None:
    named = sorted({*overlay.skipped, *overlay.edited, *(after for after, _ in overlay.inserted if after)})
    held = {event.position for event in log.page(named)}
    for position in named:
        if position not in held:
            raise NotFound(f"{workspace.path.name} has no event #{position} to alter.")


def consequences(real: Workspace, other: Workspace, overlay: Overlay, cancel: Cancel = NEVER) -> list[Consequence]:
    """What an overlay makes of the streams of the events that it alters, in the order of these."""
    with closing(real.reader()) as log:
        named = {event.position: event.stream for event in log.page(sorted(overlay.skipped | overlay.edited.keys()))}
    places = [*named.items(), *((after, new.stream) for after, new in overlay.inserted)]
    streams = dict.fromkeys(stream for _, stream in sorted(places))
    return [_consequence(real, other, stream, cancel) for stream in streams]


def _consequence(real: Workspace, other: Workspace, stream: str, cancel: Cancel) -> Consequence:
    try:
        before = real.frame(stream, cancel=cancel).state
    except NotFound:
        before = None
    frame = other.frame(stream, cancel=cancel)
    return Consequence(stream, before, frame.state, frame.error)
