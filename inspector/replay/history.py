"""The state of any stream, or of any key of a projection, after any position, as if folded from the beginning."""

import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import TypeAlias

from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.log import EventLog
from inspector.events.operation import Ledger
from inspector.replay.checkpoints import BUDGET_BYTES, Checkpoints, bytes_of
from inspector.replay.effective import differences
from inspector.replay.fold import Batch, Fold, Folded, FoldError
from inspector.replay.grouping import ByStream, Grouping
from inspector.replay.window import Window
from inspector.replay.windows import Windows

Outcome: TypeAlias = tuple[Folded, FoldError | None]
"""The state; with an error the last good one and the event that could not be folded."""

CHECKPOINT_EVENTS = 32
"""Effective events of a stream between two checkpoints: the most that a seek folds once it has been there."""

_AHEAD_EVENTS = 64
"""About so many events are read ahead where one steps forward: each of those steps then reads nothing."""
_WINDOWS_SHARE = 8
"""The states around the cursor get one part in so many of the budget, checkpoints the rest."""
_MEASURED_S = 0.25
"""Folding so long tells what an event costs; less may have gone to a process that began."""
_WHOLE_CHUNK_EVENTS = 2048
_BACK_STREAMS = 256
"""Streams up to which stepping the whole store back seeks each of them instead of folding everything again."""
_WHOLE_STREAMS = 4096
"""Streams of a store up to which the states of all are remembered together."""


class StateHistory:
    """The states of one log under one fold and one ledger; what it remembers never shows in its answers.

    One thread at a time. The log may grow meanwhile; when its operation log has, call `rebase`. An error is sticky:
    events of that stream after the failing one are not folded. With a `grouping` of its own, its streams are keys.
    budget_bytes: of what it remembers of single streams.
    """

    def __init__(
        self,
        log: EventLog,
        fold: Fold,
        ledger: Ledger,
        grouping: Grouping | None = None,
        budget_bytes: int = BUDGET_BYTES,
    ) -> None:
        self.groups = ByStream(log) if grouping is None else grouping
        self._log = log
        self._last = 0
        self._fold = fold
        self._ledger = ledger
        self._checkpoints = Checkpoints()
        self._windows = Windows()
        self._whole: tuple[int, dict[str, Outcome]] = (0, {})
        self._folded_s = 0.0
        self._folded_events = 0
        self.set_budget(budget_bytes)

    @property
    def size(self) -> int:
        """Bytes of what it remembers of single streams; of live values estimated upwards."""
        return self._checkpoints.size + self._windows.size

    @property
    def event_s(self) -> float | None:
        """The seconds that folding an event of a stream has taken, on average; None before that is worth saying."""
        return self._folded_s / self._folded_events if self._folded_s >= _MEASURED_S else None

    def set_budget(self, budget_bytes: int) -> None:
        """Remember no more than so many bytes from now on."""
        self._windows.budget = budget_bytes // _WINDOWS_SHARE
        self._checkpoints.budget = budget_bytes - self._windows.budget
        self._windows.trim()
        self._checkpoints.trim()

    def at(self, stream: str, position: int, *, around: bool = False, cancel: Cancel = NEVER) -> Outcome:
        """The fold of the effective events of a stream at or before a position.

        around: the state before is asked for next. Raises `StoreError` where the log fails, `Cancelled`, and what the
        fold raises for its own failure. What was folded by then is kept.
        """
        window = self._windows.get(stream)
        if window is None or not window.covers(position):
            window = self._reach(stream, position, window, around, cancel)
            answer = window.at(position)
            # Last: what is kept is cut to the budget, perhaps without the state that was asked for.
            self._windows.put(stream, window, bytes_of(window.last))
            return answer
        return window.at(position)

    def event(self, stream: str, position: int) -> Event | None:
        """The event at a position, where it made one of the states around the last one asked for."""
        window = self._windows.get(stream)
        return None if window is None else window.event(position)

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
        self._whole = (position, outcomes) if len(outcomes) <= _WHOLE_STREAMS else (0, {})
        return dict(outcomes)

    def rebase(self, ledger: Ledger) -> None:
        """Go by a newer ledger, forgetting only what newly ignored and newly restored events bear on."""
        changes = differences(self._ledger, ledger)
        self._ledger = ledger
        for stream_scope, (first, last) in changes.items():
            scope = self.groups.scope(stream_scope)
            self._checkpoints.doubt(first, last, scope)
            self._windows.drop_from(first, scope)
        if changes and self._whole[0] >= min(first for first, _ in changes.values()):
            self._whole = (0, {})

    def _reach(self, stream: str, position: int, known: Window | None, around: bool, cancel: Cancel) -> Window:
        """A window that covers a position, and perhaps the one before, from the best place to start from."""
        window, ahead = self._start(stream, position, known, around)
        stepping = around or window is known or (known is not None and self._is_near(stream, position, known))
        sound = True
        while sound:
            sound = False
            with closing(self.groups.read(self._ledger, stream, window.last.position, ahead, cancel=cancel)) as events:
                while not sound and (chunk := self._chunk(events, stream, window)):
                    self._take(stream, window, chunk, stepping and chunk[-1].position >= position, cancel)
                    if window.error is not None:
                        break
                    doubted = self._checkpoints.doubted(stream, chunk[0].position - 1)
                    due = window.since >= CHECKPOINT_EVENTS or doubted == chunk[-1].position
                    if due and (self.groups.steady or chunk[-1].stream == stream):
                        window.since = 0
                        sound = self._checkpoints.put(stream, window.last) and ahead > window.last.position
            if sound:  # what was kept beyond may be nearer
                window, ahead = self._start(stream, position, window, around)
        window.upto = max(window.upto, self._written(ahead))
        return window

    def _start(self, stream: str, position: int, known: Window | None, around: bool) -> tuple[Window, int]:
        """The best known place to start from towards a position, and how far to read."""
        floor = known.last.position if known is not None and known.last.position <= position else -1
        checkpoint = self._checkpoints.nearest(stream, floor + 1, position - around)
        if checkpoint is not None:
            return Window([checkpoint], checkpoint.position), position
        if known is None or floor < 0:
            return Window([self._fold.initial(stream)], 0), position
        if not known.events:
            return known, position
        return known, self._written(position + round(known.density() * _AHEAD_EVENTS))

    def _is_near(self, stream: str, position: int, known: Window) -> bool:
        """Whether a position lies less than a checkpoint before what is known: somebody is stepping back."""
        first = known.states[0].position
        return position < first and not self._checkpoints.between(stream, position + 1, first - 1)

    def _chunk(self, events: Iterator[Event], stream: str, window: Window) -> list[Event]:
        """The events up to the next checkpoint that is due, or that may turn out to be sound."""
        room = max(1, CHECKPOINT_EVENTS - window.since)
        doubted = self._checkpoints.doubted(stream, window.last.position)
        if doubted is None:
            return list(islice(events, room))
        chunk: list[Event] = []
        for event in events:
            chunk.append(event)
            if len(chunk) == room or event.position >= doubted:
                break
        return chunk

    def _take(self, stream: str, window: Window, chunk: list[Event], each: bool, cancel: Cancel) -> None:
        """Fold a chunk: event by event where steps are likely to follow."""
        started = time.perf_counter()
        if not each:
            folded, window.error = self._fold.run(stream, window.last, chunk, cancel=cancel)
            window.restart(folded)
        else:
            ((states, window.error),) = self._fold.steps_many([(stream, window.last, chunk)], cancel=cancel)
            window.states += states[1:]
            window.events += chunk[: len(states) - 1]
        self._folded_s += time.perf_counter() - started
        self._folded_events += len(chunk)
        if not self.groups.steady:
            window.restart(window.last)
        window.since += len(chunk)
        window.upto = window.last.position

    def _written(self, position: int) -> int:
        """The position, or the last one written if that is before it."""
        if position > self._last:
            self._last = self._log.last_position()
        return min(position, self._last)

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
