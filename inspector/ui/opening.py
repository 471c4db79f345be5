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

    @classmethod
    def again(cls, workspace: Workspace, cursor: int, head: int) -> Opened:
        """The same store after rows moved: a cursor that was at the head goes with it, another stays if it can."""
        last = workspace.last_position()
        return cls(workspace, last, workspace.head(), None if cursor == head else min(cursor, last))

    def has_stream(self, stream: str | None) -> bool:
        """Whether a stream has events."""
        return stream is not None and any(self.workspace.events(stream, limit=1, all=True))


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
