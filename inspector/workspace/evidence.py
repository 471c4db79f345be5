"""How far the states of a log are to be trusted, by what their producer stored itself."""

from collections.abc import Iterator, Mapping

from inspector.analysis.agreement import differences
from inspector.events.cancel import Cancel
from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.events.log import EventLog
from inspector.replay.anchors import AnchoredFold, Anchors, StartedFold
from inspector.replay.defaulted import DefaultedFold
from inspector.replay.fold import Fold
from inspector.replay.history import StateHistory
from inspector.workspace.snapshot_check import SnapshotCheck

_CHECKS_KEPT = 256


class Evidence:
    """The snapshots of one log, held against one fold of it. Remembers what it has compared until it is to forget."""

    def __init__(self, log: EventLog, fold: Fold, history: StateHistory, anchors: Anchors) -> None:
        self._log = log
        self._fold = fold
        self._history = history
        self._anchors = anchors
        self._checks: dict[tuple[str, int], SnapshotCheck | None] = {}

    def forget(self) -> None:
        """Compare anew: other events are effective, or there are other snapshots."""
        self._checks.clear()

    @property
    def reducer(self) -> str:
        """What gives the states of all streams."""
        is_anchored = isinstance(self._fold, AnchoredFold) and self._anchors.versions
        return f"snapshots, then {self._fold.name}" if is_anchored else self._fold.name

    def exact(self, states: Mapping[str, JsonValue]) -> bool:
        """Whether the states of streams are more than a guess."""
        return self._fold.exact and not any(self._added(*pair) for pair in states.items())

    def trust(self, stream: str, version: int, state: JsonValue) -> tuple[str, bool]:
        """What gave the state of a stream at a version, and whether that is more than a guess."""
        if self._added(stream, state):
            return f"{self._fold.name}, with likely defaults", False
        if isinstance(self._fold, StartedFold):
            gone = self._anchors.before(stream)
            since = "" if gone is None else f" from the snapshot of version {gone.version}"
            return f"{self._fold.name}{since}", self._fold.exact
        anchor = self._anchors.of(stream, version) if isinstance(self._fold, AnchoredFold) else None
        if anchor is None:
            return self._fold.name, self._fold.exact
        snapshot = f"snapshot of version {anchor}"
        return (snapshot, True) if anchor == version else (f"{snapshot}, then {self._fold.name}", False)

    def _added(self, stream: str, state: JsonValue) -> list[str]:
        return self._fold.defaulted.added(stream, state) if isinstance(self._fold, DefaultedFold) else []

    def check(self, stream: str, position: int, *, cancel: Cancel) -> SnapshotCheck | None:
        """The last snapshot at or before a position, held against the fold of the events up to it; None without one."""
        if stream not in self._anchors.versions:
            return None
        version = self._log.last_version(stream, position)
        found = None if version is None else self._anchors.last(stream, version)
        if found is None:
            return None
        if (stream, found) not in self._checks:
            check = self._compared(stream, found, cancel)
            if len(self._checks) >= _CHECKS_KEPT:
                self._checks.clear()
            self._checks[stream, found] = check
        return self._checks[stream, found]

    def upto(self, position: int, *, cancel: Cancel) -> Iterator[tuple[str, int, str]]:
        """Each snapshot of an event up to a position: its stream, where, and what is wrong with it, else nothing."""
        for stream, versions in self._anchors.versions.items():
            for version in versions:
                cancel.check()
                where = self._log.at_version(stream, version)
                check = None if where is None or where > position else self._compared(stream, version, cancel)
                if where is not None and check is not None:
                    yield stream, where, check.sentence()

    def _compared(self, stream: str, version: int, cancel: Cancel) -> SnapshotCheck | None:
        snapshot, position = self._anchors.at(stream, version), self._log.at_version(stream, version)
        if snapshot is None or position is None:
            return None
        guess = self._fold if isinstance(self._fold, AnchoredFold) else None
        if isinstance(snapshot.state, Undecodable):
            return SnapshotCheck(version, alone=guess is not None, trouble=snapshot.state.reason)
        # A snapshot that is an event says what the events before it add up to.
        before = position if guess is None and not snapshot.inside else position - 1
        folded, error = self._history.at(stream, before, cancel=cancel)
        if guess is not None and not snapshot.inside and error is None:
            folded, error = guess.alone.run(stream, folded, self._log.page([position]), cancel=cancel)
        if error is not None:
            return SnapshotCheck(version, alone=guess is not None, trouble=error.reason)
        return SnapshotCheck(version, tuple(differences(snapshot.state, folded.state)), guess is not None)
