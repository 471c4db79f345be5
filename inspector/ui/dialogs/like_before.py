"""What a new event can be modelled on: the last one of its type, and the shape of those before it. No widgets here."""

from contextlib import closing
from dataclasses import dataclass

import numpy as np

from inspector.domain.infer import Shape
from inspector.events.cancel import Cancel
from inspector.events.event import Event, Undecodable
from inspector.events.operation import Ledger
from inspector.replay.index import TimelineIndex
from inspector.workspace.workspace import Workspace

_LEARNT_FROM = 50
"""Payloads that a shape is learnt from, the newest."""


@dataclass(frozen=True, slots=True)
class Latest:
    """Positions of the newest events of a type, ascending; template: the one to start from."""

    positions: tuple[int, ...]
    template: int


@dataclass(frozen=True, slots=True)
class Precedent:
    """The event to start from, None if it is gone, and the shape of those like it."""

    template: Event | None
    shape: Shape


def latest(index: TimelineIndex, ledger: Ledger, type: str, stream: str | None) -> Latest | None:
    """The newest events of a type, None if there is none. The template is of `stream` where that has one.

    Ignored events are taken only where no effective one is among the newest.
    """
    if type not in index.type_names:
        return None
    rows = np.flatnonzero(index.types == index.type_names.index(type))
    if not len(rows):
        return None
    if stream in index.stream_names:
        of_stream = rows[index.streams[rows] == index.stream_names.index(stream)]
        preferred = _effective(index, ledger, of_stream[-_LEARNT_FROM:])
    else:
        preferred = []
    newest = rows[-_LEARNT_FROM:]
    effective = _effective(index, ledger, newest)
    template = (preferred or effective or [int(index.positions[newest[-1]])])[-1]
    return Latest(tuple(int(position) for position in index.positions[newest]), template)


def learn(workspace: Workspace, found: Latest, cancel: Cancel) -> Precedent:
    """Read the events and learn the shape of their payloads."""
    with closing(workspace.reader()) as log:
        template = next(iter(log.page([found.template])), None)
        shape = Shape()
        for position in found.positions:
            cancel.check()
            for event in log.page([position]):
                if not isinstance(event.payload, Undecodable):
                    shape.learn(event.payload)
    return Precedent(template, shape)


def _effective(index: TimelineIndex, ledger: Ledger, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> list[int]:
    found = []
    for row in rows:
        position, stream = int(index.positions[row]), index.stream_names[int(index.streams[row])]
        if not ledger.ignores(position, stream):
            found.append(position)
    return found
