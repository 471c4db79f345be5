"""Opening a store: what of it needs the disk, done before a window is built for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import inspector
from inspector.events.cancel import Cancel
from inspector.events.errors import InspectorError
from inspector.ui import settings
from inspector.ui.request import OpenRequest

if TYPE_CHECKING:
    from inspector.workspace.changes import Changes
    from inspector.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store and its ends: the last written position and the head, each 0 if there is none.

    at: the position that was asked for, None for the head. problem: why that is not where the user wanted to be, or
    not as they wanted it to be seen.
    """

    workspace: Workspace
    last: int
    head: int
    at: int | None = None
    problem: str = ""

    @classmethod
    def of(cls, workspace: Workspace, at: int | str | None = None) -> Opened:
        """Read the ends of a store, and find the position that was asked for, if one was."""
        last, head = workspace.last_position(), workspace.head()
        if at is None:
            return cls(workspace, last, head, problem=workspace.facts.trouble)
        try:
            return cls(workspace, last, head, workspace.resolve(at)[0], workspace.facts.trouble)
        except InspectorError as error:
            return cls(workspace, last, head, problem=str(error))

    def resumed(self, cursor: int, head: int) -> Opened:
        """The same after rows moved: a cursor that was at the head goes with it, another stays if it can."""
        return replace(self, at=None if cursor == head else min(cursor, self.last))


@dataclass(frozen=True, slots=True)
class Moved:
    """What a write did that moved rows, and the store as it is since. gone: the stream that was looked at, if it has no
    events any more."""

    changes: Changes
    opened: Opened
    gone: str | None

    @classmethod
    def of(cls, changes: Changes, workspace: Workspace, stream: str | None) -> Moved:
        """Read what a window needs that looked at this stream; off the GUI thread."""
        stays = stream is None or any(workspace.events(stream, limit=1, all=True))
        return cls(changes, Opened.of(workspace), None if stays else stream)


def open_store(request: OpenRequest, cancel: Cancel) -> Opened:
    """Open the store of a request, which names a file; off the GUI thread."""
    assert request.path is not None, "there is nothing to open"
    reading = request.reading
    if reading.zone is None:
        reading = replace(reading, zone=settings.remembered_zone(request.path))
    workspace = inspector.open(request.path, writable=request.writable, reading=reading)
    try:
        cancel.check()
        settings.remember_file(request.path)
        return Opened.of(workspace, request.at)
    except BaseException:
        workspace.close()
        raise
