"""What a write would do, computed without writing: the preview that every dialog and every `--dry-run` shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from inspector.analysis.diff import Change, diff
from inspector.events.arrays import np
from inspector.events.cancel import Cancel
from inspector.events.event import Event
from inspector.events.json_value import JsonValue
from inspector.events.log import EventLog
from inspector.events.operation import Ledger, Span
from inspector.replay.fold import Fold, Folded, FoldError
from inspector.replay.history import StateHistory
from inspector.replay.index import TimelineIndex
from inspector.workspace.states import States

PREVIEWED_STREAMS = 20
"""Streams whose state is folded for a preview, the most affected first; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The state of one stream now and after the write, and what lies between."""

    stream: str
    before: JsonValue
    after: JsonValue
    changes: tuple[Change, ...]
    error: FoldError | None = None


@dataclass(frozen=True, slots=True)
class StreamEffect:
    """How many events of one stream become ignored, and how many effective again."""

    stream: str
    ignored: int
    restored: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of the ledger does: per stream, the most affected first, with the states of the first of them."""

    streams: tuple[StreamEffect, ...]
    previews: tuple[Preview, ...]

    @property
    def ignored(self) -> int:
        """How many events become ignored."""
        return sum(stream.ignored for stream in self.streams)

    @property
    def restored(self) -> int:
        """How many events become effective again."""
        return sum(stream.restored for stream in self.streams)


def of_ledgers(
    log: EventLog, fold: Fold, now: Ledger, then: Ledger, touched: Span, *, exact_head: int, cancel: Cancel
) -> Effect:
    """The effect of the ledger becoming `then`, which differs from `now` only within the span `touched`.

    exact_head: the last written position, at which the states are compared.
    """
    index = TimelineIndex().read(log, touched.after, cancel=cancel)
    stop = int(np.searchsorted(index.positions, touched.upto, side="right"))
    before, after = (index.ignored_mask(ledger, 0, stop) for ledger in (now, then))
    codes = index.streams[:stop]
    count = len(index.stream_names)
    ignored = np.bincount(codes[after & ~before], minlength=count)
    restored = np.bincount(codes[before & ~after], minlength=count)
    order = [int(code) for code in np.argsort(-(ignored + restored), kind="stable") if ignored[code] + restored[code]]
    streams = tuple(StreamEffect(index.stream_names[code], int(ignored[code]), int(restored[code])) for code in order)
    histories = StateHistory(log, fold, now), StateHistory(log, fold, then)
    previews = []
    for stream in streams[:PREVIEWED_STREAMS]:
        (old, _), (new, error) = (history.at(stream.stream, exact_head, cancel=cancel) for history in histories)
        previews.append(_preview(stream.stream, old, new, error))
    return Effect(streams, tuple(previews))


def of_events(states: States, events: Sequence[Event], head: int, *, cancel: Cancel) -> tuple[Preview, ...]:
    """The states of the streams that these events, not yet written, would be appended to, now and after them."""
    previews = []
    for stream in dict.fromkeys(event.stream for event in events):
        now, broken = states.history.at(stream, head, cancel=cancel)
        if broken is not None:
            previews.append(_preview(stream, now, now, broken))
            continue
        then, error = states.fold.run(stream, now, [event for event in events if event.stream == stream], cancel=cancel)
        previews.append(_preview(stream, now, then, error))
    return tuple(previews)


def caused_outside(
    log: EventLog, streams: Collection[str], after: int, upto: int, *, cancel: Cancel
) -> tuple[Event, ...]:
    """The events in (after, upto] of other streams whose causation id names an event of these streams there."""
    ids = {event.id for stream in streams for event in log.read(after, upto, stream=stream, cancel=cancel)}
    return tuple(
        event
        for event in log.read(after, upto, cancel=cancel)
        if event.stream not in streams and event.metadata.get("causation_id") in ids
    )


def _preview(stream: str, old: Folded, new: Folded, error: FoldError | None) -> Preview:
    return Preview(stream, old.state, new.state, tuple(diff(old.state, new.state)), error)
