"""A store at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.events.arrays import np
from inspector.events.cancel import Cancel
from inspector.events.log import NO_TIME
from inspector.events.operation import Operation
from inspector.replay.index import TimelineIndex
from inspector.workspace.open_store import OpenStore


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """Counts and spans of a store.

    events, streams, types: of all written events, types by falling count. effective: how many are effective.
    head: the last effective position. first_time, last_time: the earliest and the latest, in nanoseconds UTC, None
    where no event has a time. rollbacks: those in force. notes: what cannot be seen or was assumed.
    """

    format: str
    events: int
    effective: int
    streams: int
    head: int
    first_time: int | None
    last_time: int | None
    types: dict[str, int]
    rollbacks: tuple[Operation, ...]
    notes: tuple[str, ...]


def summarise(store: OpenStore, *, cancel: Cancel) -> StoreInfo:
    """Read the narrow columns once and count."""
    index, facts, ledger = TimelineIndex().read(store.log, cancel=cancel), store.facts, store.ledger
    times = index.times[index.times != NO_TIME]
    counts = np.bincount(index.types, minlength=len(index.type_names))
    order = np.argsort(-counts, kind="stable")
    return StoreInfo(
        format=facts.format,
        events=len(index.positions),
        effective=int(np.count_nonzero(~index.ignored_mask(ledger))),
        streams=len(index.stream_names),
        head=store.head,
        first_time=int(times.min()) if len(times) else None,
        last_time=int(times.max()) if len(times) else None,
        types={index.type_names[code]: int(counts[code]) for code in order},
        rollbacks=ledger.rollbacks,
        notes=facts.notes,
    )
