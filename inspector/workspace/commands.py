"""Commands: decided against the state at the head, previewed, then appended as one operation."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from inspector.events.cancel import Cancel
from inspector.events.event import Event, NewEvent
from inspector.events.json_value import JsonValue, decode, encode_checked
from inspector.events.log import Basis, EventLog
from inspector.workspace import effect
from inspector.workspace.effect import Preview
from inspector.workspace.folds import Folds
from inspector.workspace.open_store import OpenStore
from inspector.workspace.states import States

if TYPE_CHECKING:
    from inspector.domain.loaded import LoadedDomain


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command wants appended, not yet written.

    label: the command's name, or the event's type where no command was involved. stream: the one it decided on, None
    for the whole store. basis: what the store must still be when it is executed. previews: the states now and after.
    """

    label: str
    stream: str | None
    events: tuple[NewEvent, ...]
    basis: Basis
    previews: tuple[Preview, ...]


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides on one log as it is now; lives for one decision."""

    states: States
    log: EventLog
    basis: Basis

    @classmethod
    def of(cls, store: OpenStore, folds: Folds) -> Self:
        """On a store as it is now."""
        return cls(folds.states, store.log, store.basis)

    def decide(
        self,
        domain: LoadedDomain,
        command: str,
        params: Mapping[str, JsonValue],
        stream: str | None,
        *,
        cancel: Cancel,
    ) -> Decision:
        """Run a domain's command on the current state. Raises `Refused` with its reason if it refuses."""
        stream = stream if stream is not None else domain.stream_of(command, params, cancel=cancel)
        if stream is None:
            state = self.states.whole(self.basis.position, cancel=cancel).state
        else:
            state = self.states.history.at(stream, self.basis.position, cancel=cancel)[0].state
        events = domain.decide(command, params, stream, state, cancel=cancel)
        return self.preview(events, command, stream, cancel=cancel)

    def preview(self, events: Sequence[NewEvent], label: str, stream: str | None, *, cancel: Cancel) -> Decision:
        """The decision to append these events, with what they would do to their streams.

        Ids and times are fixed here, so that what was previewed is what is written. Raises `InvalidData` for a
        payload that JSON cannot hold.
        """
        now = time.time_ns()
        fixed = tuple(
            replace(event, id=event.id or str(uuid.uuid4()), time_ns=now if event.time_ns is None else event.time_ns)
            for event in events
        )
        written = _as_written(fixed, self.log, self.basis.position)
        previews = effect.of_events(self.states, written, self.basis.position, cancel=cancel)
        return Decision(label, stream, fixed, self.basis, previews)


def _as_written(events: Sequence[NewEvent], log: EventLog, last: int) -> tuple[Event, ...]:
    versions: dict[str, int] = {}
    written = []
    for position, event in enumerate(events, last + 1):
        version = versions.get(event.stream, log.last_version(event.stream) or 0) + 1
        versions[event.stream] = version
        # Through the stored form, as the fold will meet it later.
        payload = decode(encode_checked(event.payload))
        written.append(
            Event(position, event.id or "", event.stream, version, event.type, event.time_ns, payload, event.metadata)
        )
    return tuple(written)
