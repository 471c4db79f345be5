"""The state of any stream, or of any key of a projection, after any position, as if folded from the beginning."""

from collections import OrderedDict
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.log import EventLog
from inspector.events.operation import Ledger
from inspector.replay.checkpoints import Checkpoints
from inspector.replay.effective import first_difference
from inspector.replay.fold import Batch, Fold, Folded, FoldError
from inspector.replay.grouping import ByStream, Grouping

Outcome: TypeAlias = tuple[Folded, FoldError | None]
"""The state; with an error the last good one and the event that could not be folded."""

CHECKPOINT_EVENTS = 64
"""Effective events of a stream between two checkpoints: the most that a seek folds once it has been there."""

_RECENT_STREAMS = 64
_WHOLE_CHUNK_EVENTS = 2048
_BACK_STREAMS = 256
"""Streams up to which stepping the whole store back seeks each of them instead of folding everything again."""


@dataclass(frozen=True, slots=True)
class _Recent:
    """The last answer for a stream, and the number of effective events that it folds."""

    folded: Folded
    error: FoldError | None
    count: int

    @property
    def reach(self) -> int:
        """The last position that the answer depends on."""
        return self.error.position if self.error else self.folded.position


class StateHistory:
    """The states of one log under one fold and one ledger; what it remembers never shows in its answers.

    One thread at a time. The log may grow meanwhile; when its operation log has, call `rebase`. An error is sticky:
    events of that stream after the failing one are not folded. With a `grouping` of its own, its streams are keys.
    """

    def __init__(self, log: EventLog, fold: Fold, ledger: Ledger, grouping: Grouping | None = None) -> None:
        self.groups = ByStream(log) if grouping is None else grouping
        self._fold = fold
        self._ledger = ledger
        self._checkpoints = Checkpoints()
        self._recent: OrderedDict[str, _Recent] = OrderedDict()
        self._whole: tuple[int, dict[str, Outcome]] = (0, {})

    def at(self, stream: str, position: int, *, cancel: Cancel = NEVER) -> Outcome:
        """The fold of the effective events of a stream at or before a position.

        Raises `StoreError` where the log fails, `Cancelled`, and what the fold raises for its own failure.
        """
        recent = self._nearest(stream, position)
        if recent.error is not None:
            return recent.folded, recent.error if recent.error.position <= position else None
        folded, error, count = recent.folded, recent.error, recent.count
        with closing(self.groups.read(self._ledger, stream, folded.position, position, cancel=cancel)) as events:
            while error is None and (chunk := list(islice(events, CHECKPOINT_EVENTS - count % CHECKPOINT_EVENTS))):
                folded, error = self._fold.run(stream, folded, chunk, cancel=cancel)
                count += len(chunk)
                if error is None and count % CHECKPOINT_EVENTS == 0:
                    self._checkpoints.put(stream, folded, count)
        self._recent[stream] = _Recent(folded, error, count)
        self._recent.move_to_end(stream)
        if len(self._recent) > _RECENT_STREAMS:
            self._recent.popitem(last=False)
        return folded, error

    def all_at(self, position: int, *, cancel: Cancel = NEVER) -> dict[str, Outcome]:
        """The same for every stream that has effective events by then, in the order of their first ones.

        One pass over the log, or over what lies between this position and the last one asked for.
        """
        known, outcomes = self._whole
        if position < known:
            known, outcomes = self._back(position, cancel) or (0, {})
        outcomes = dict(outcomes)
        with closing(self.groups.read(self._ledger, None, known, position, cancel=cancel)) as events:
            while chunk := list(islice(events, _WHOLE_CHUNK_EVENTS)):
                self._fold_all(outcomes, chunk, cancel)
        self._whole = (position, outcomes)
        return dict(outcomes)

    def rebase(self, ledger: Ledger) -> None:
        """Go by a newer ledger, forgetting only what newly ignored and newly restored events bear on."""
        changes = first_difference(self._ledger, ledger)
        self._ledger = ledger
        for stream_scope, first in changes.items():
            scope = self.groups.scope(stream_scope)
            self._checkpoints.drop_from(first, scope)
            for stream in list(self._recent) if scope is None else [scope]:
                if stream in self._recent and self._recent[stream].reach >= first:
                    del self._recent[stream]
        if changes and self._whole[0] >= min(changes.values()):
            self._whole = (0, {})

    def _nearest(self, stream: str, position: int) -> _Recent:
        """The best known place to start from towards a position."""
        recent = self._recent.get(stream)
        if recent is not None and recent.folded.position <= position:
            floor = recent.folded.position
        else:
            recent, floor = None, 0
        checkpoint = self._checkpoints.nearest(stream, floor + 1, position)
        if checkpoint is not None:
            return _Recent(checkpoint[0], None, checkpoint[1])
        return recent or _Recent(self._fold.initial(stream), None, 0)

    def _fold_all(self, outcomes: dict[str, Outcome], events: list[Event], cancel: Cancel) -> None:
        by_stream: dict[str, list[Event]] = {}
        for event in events:
            for name, part in self.groups.parts(self._ledger, event):
                by_stream.setdefault(name, []).append(part)
        batches: list[Batch] = []
        for stream, chunk in by_stream.items():
            folded, error = outcomes.get(stream, (None, None))
            if error is None:
                batches.append((stream, folded, chunk))
        for (stream, _, _), outcome in zip(batches, self._fold.run_many(batches, cancel=cancel), strict=True):
            outcomes[stream] = outcome

    def _back(self, position: int, cancel: Cancel) -> tuple[int, dict[str, Outcome]] | None:
        """The whole store at an earlier position than the one known, or None where starting anew is cheaper."""
        known, outcomes = self._whole
        if known - position > position:
            return None
        touched: set[str] = set()
        with closing(self.groups.read(self._ledger, None, position, known, cancel=cancel)) as events:
            for event in events:
                touched.update(name for name, _ in self.groups.parts(self._ledger, event))
                if len(touched) > _BACK_STREAMS:
                    return None
        earlier = dict(outcomes)
        for stream in touched:
            folded, error = self.at(stream, position, cancel=cancel)
            if folded.position == 0 and error is None:
                del earlier[stream]
            else:
                earlier[stream] = folded, error
        return position, earlier
