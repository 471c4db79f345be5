"""The states of one log under one fold: frames of a stream or of the whole store, and what each event did."""

from collections.abc import Callable, Iterator

from inspector.analysis.diff import diff
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import NotFound
from inspector.events.event import Event
from inspector.events.json_value import JsonValue
from inspector.events.log import EventLog
from inspector.events.operation import Ledger
from inspector.replay.anchors import Anchors
from inspector.replay.fold import Fold
from inspector.replay.grouping import Grouping
from inspector.replay.history import StateHistory
from inspector.replay.walk import Stride, Walk
from inspector.workspace.evidence import Evidence
from inspector.workspace.frame import Frame, Step


class States:
    """Frames of one log under one fold. Holds the checkpoints; made anew when either is replaced.

    anchors: the snapshots that the states of streams are held against.
    """

    def __init__(
        self,
        log: EventLog,
        fold: Fold,
        ledger: Ledger,
        grouping: Grouping | None = None,
        anchors: Anchors | None = None,
    ) -> None:
        self.fold = fold
        self.log = log
        self._ledger = ledger
        self.history = StateHistory(log, fold, ledger, grouping)
        self._evidence = Evidence(log, fold, self.history, Anchors(log) if anchors is None else anchors)

    def rebase(self, ledger: Ledger) -> None:
        """Take over a ledger that has grown."""
        self._ledger = ledger
        self.history.rebase(ledger)
        self._evidence.forget()

    def compare_anew(self) -> None:
        """Hold the states against the snapshots again: those are others."""
        self._evidence.forget()

    def frame(self, stream: str, position: int, *, cancel: Cancel) -> Frame:
        """The state of a stream after a position. Raises `NotFound` if the stream has no events at all."""
        last_version = self.log.last_version(stream)
        if last_version is None:
            raise NotFound(f"The store has no stream {stream!r}.")
        return self._framed(stream, position, last_version, cancel)

    def whole(self, position: int, *, cancel: Cancel) -> Frame:
        """The state of every stream that has an effective event at or before a position, in one pass over the log."""
        folded = self.history.all_at(position, cancel=cancel)
        errors = [error for _, error in folded.values() if error is not None]
        states = {stream: one.state for stream, (one, _) in folded.items()}
        return Frame(
            position=position,
            stream=None,
            version=None,
            last_version=None,
            reducer=self._evidence.reducer,
            exact=self._evidence.exact(states),
            state=states,
            after=max((one.position for one, _ in folded.values()), default=0),
            error=min(errors, key=lambda error: error.position, default=None),
        )

    def step(self, stream: str, position: int, *, cancel: Cancel) -> Step:
        """The frame of a stream at a position, without its last version, and what the event there did to it."""
        frame = self._frame_of_step(stream, position, cancel=cancel)
        before, _ = self.history.at(stream, position - 1, cancel=cancel)
        event = self.history.event(stream, position) or next(iter(self.log.page([position])), None)
        ignored_by = None if event is None else self._ledger.span_of(position, event.stream)
        if event is None or not self.touches(event, stream) or ignored_by is not None or frame.after != position:
            return Step(frame, event, frame.state, (), ignored_by)
        return Step(frame, event, before.state, tuple(diff(before.state, frame.state)), None)

    def walk(
        self,
        name: str | None,
        upto: int,
        *,
        wanted: Callable[[str], bool] = lambda _name: True,
        cancel: Cancel = NEVER,
    ) -> Iterator[Stride]:
        """What each effective event up to a position made of a stream's state, or of all streams that are wanted."""
        return Walk(self.fold, self.history.groups, self._ledger).strides(name, upto, wanted=wanted, cancel=cancel)

    def is_exact(self, name: str, state: JsonValue) -> bool:
        """Whether a state of a stream is more than a guess."""
        return self._evidence.exact({name: state})

    def snapshots_upto(self, position: int, *, cancel: Cancel) -> Iterator[tuple[str, int, str]]:
        """Every snapshot of an event up to a position: its stream, that event's position, and what is wrong with it."""
        return self._evidence.upto(position, cancel=cancel)

    def touches(self, event: Event, stream: str) -> bool:
        """Whether an event is part of a state."""
        return any(name == stream for name, _ in self.history.groups.parts(self._ledger, event))

    def _frame_of_step(self, stream: str, position: int, *, cancel: Cancel) -> Frame:
        """The frame; asking for the last version as well would take longer than the state."""
        frame = self._framed(stream, position, None, cancel)
        return frame if frame.after else self.frame(stream, position, cancel=cancel)

    def _framed(self, stream: str, position: int, last_version: int | None, cancel: Cancel) -> Frame:
        # First what lies before: the history goes on from its last answer.
        check = self._evidence.check(stream, position, cancel=cancel)
        # A step asks for the state before as well; the two share what did not change.
        folded, error = self.history.at(stream, position, around=last_version is None, cancel=cancel)
        reducer, exact = self._evidence.trust(stream, folded.version, folded.state)
        return Frame(
            position=position,
            stream=stream,
            version=folded.version,
            last_version=last_version,
            reducer=reducer,
            exact=exact,
            state=folded.state,
            after=folded.position,
            trace=folded.trace,
            event_s=self.history.event_s,
            error=error,
            snapshot=check,
        )
