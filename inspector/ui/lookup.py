"""What is looked up about the one event at the cursor: its stored bytes, what caused it, what it caused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.events.cancel import Cancel
from inspector.events.errors import InvalidData
from inspector.events.event import Event
from inspector.events.log import EventLog
from inspector.ui.jobs import Jobs

if TYPE_CHECKING:
    from inspector.workspace.workspace import Workspace

RAW_BYTES = 1 << 16
"""Of a payload, how much is looked at as bytes; the whole of it can be saved."""
EFFECTS = 200
"""Of what an event caused, how many are listed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known about the event at `position` beside itself.

    raw: the first `RAW_BYTES` of its payload as stored; size: how many there are. cause: the event that its causation
    id names, if the store has it. effects: the first `EFFECTS` events that name it as their cause; more: whether there
    are others.
    """

    position: int
    raw: bytes
    size: int
    cause: Event | None
    effects: tuple[Event, ...]
    more: bool


class Lookup(QObject):
    """Looks up one event at a time; the newest question supersedes the one before it. GUI thread only."""

    ready = Signal(object)
    """Found"""
    failed = Signal(object)

    def __init__(self, workspace: Workspace, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._jobs = jobs
        self._log: EventLog | None = None

    def look_up(self, event: Event) -> None:
        """Look up what belongs to an event; `ready` brings it."""
        self._jobs.lookup.submit(
            lambda cancel: self._find(event, cancel),
            self.ready.emit,
            self.failed.emit,
            label="Looking up what caused the event",
        )

    def save_payload(self, position: int, path: Path, done: Callable[[int], None]) -> None:
        """Write the payload of an event to a file, byte for byte; `done` is told how many bytes there were."""

        def save() -> int:
            with closing(self._workspace.reader()) as log:
                _, size = log.raw(position, 0) or (b"", 0)
                raw, _ = log.raw(position, size) or (b"", 0)
            try:
                return path.write_bytes(raw)
            except OSError as error:
                raise InvalidData(f"{path} cannot be written: {error.strerror}; choose another place.") from error

        self._jobs.states.submit(lambda _cancel: save(), done, self.failed.emit, label="Saving the payload")

    def close(self) -> None:
        """Release the read connection; after the lane has ended."""
        if self._log is not None:
            self._log.close()
            self._log = None

    def _find(self, event: Event, cancel: Cancel) -> Found:
        if self._log is None:
            self._log = self._workspace.reader()
        log = self._log
        raw, size = log.raw(event.position, RAW_BYTES) or (b"", 0)
        cancel.check()
        named = event.metadata.get("causation_id")
        cause = log.position_of(named) if isinstance(named, str) else None
        cancel.check()
        effects = log.effects(event.id, EFFECTS + 1)
        events = log.page([*([] if cause is None else [cause]), *effects[:EFFECTS]])
        caused_by = events.pop(0) if cause is not None and events else None
        return Found(event.position, raw, size, caused_by, tuple(events), len(effects) > EFFECTS)
