"""A state with everything one must know to trust it."""

from dataclasses import dataclass, field

from inspector.analysis.diff import Change
from inspector.events.event import Event
from inspector.events.json_value import JsonValue
from inspector.events.operation import Span
from inspector.replay.fold import FoldError
from inspector.replay.trace import Trace
from inspector.workspace.snapshot_check import SnapshotCheck


@dataclass(frozen=True, slots=True)
class Frame:
    """The state of one stream, or of the whole store, after a position.

    position: the position that was asked for. after: the last position that was folded, 0 if none.
    stream: None for the whole store, whose state is `{stream: state}`.
    projection, key: of a projection in place of a stream; without a key its state is `{key: state}`.
    version, last_version: of the stream, the last effective one at the position and the last one written at all;
    0 where there is none, None for the whole store and for a projection; a step does not ask for the last one.
    reducer, exact: what folded it, and whether that is more than a guess.
    trace: which position last set each value (`inspector.replay.trace`); None for the whole store.
    error: why the fold stopped; the state is then the last good one.
    event_s: the seconds that the reducer takes for an event, on average so far; None while nobody has waited for it.
    snapshot: what the producer itself stored at or before the version, held against the fold; None if nothing.
    """

    position: int
    stream: str | None
    version: int | None
    last_version: int | None
    reducer: str
    exact: bool
    state: JsonValue
    after: int
    trace: Trace | None = None
    error: FoldError | None = None
    projection: str | None = None
    key: str | None = None
    snapshot: SnapshotCheck | None = None
    event_s: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """What the event at a position did to a stream's state.

    event: the event at the frame's position, None where there is none (position 0, a gap).
    before: the state before it. changes: what it changed; empty where it belongs to another stream or is ignored.
    ignored_by: the span that ignores the event, None if it is effective.
    """

    frame: Frame
    event: Event | None
    before: JsonValue
    changes: tuple[Change, ...]
    ignored_by: Span | None
