"""Fold rules held against everything that the producer stored, before they are used."""

from contextlib import closing
from dataclasses import dataclass

from inspector.analysis.agreement import differences
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Undecodable
from inspector.events.log import EventLog
from inspector.replay.anchors import Anchors, StartedFold
from inspector.replay.fold import LocalFold
from inspector.replay.rules.rules import Rules
from inspector.workspace.frame import Step
from inspector.workspace.snapshot_check import SnapshotCheck
from inspector.workspace.states import States
from inspector.workspace.workspace import Workspace

_MOST_SNAPSHOTS = 200
_MOST_EVENTS = 50_000


@dataclass(frozen=True, slots=True)
class RulesCheck:
    """How many snapshots rules agree with, of how many that were tried, and the first one that they do not."""

    agrees: int = 0
    snapshots: int = 0
    stream: str = ""
    first: SnapshotCheck | None = None

    def sentence(self) -> str:
        """What came of it."""
        if not self.snapshots:
            return "There are no stored snapshots to check against."
        said = f"Agrees with {self.agrees} of {self.snapshots} stored snapshots."
        return said if self.first is None else f"{said} In {self.stream}: {self.first.sentence()}"


def check_rules(workspace: Workspace, rules: Rules, *, cancel: Cancel = NEVER) -> RulesCheck:
    """Fold with the rules up to the snapshots of a store, some hundreds at most, and compare. For any thread."""
    check, events = RulesCheck(), 0
    with closing(workspace.reader()) as log:
        anchors = Anchors(log)
        fold = StartedFold(LocalFold(rules, exact=True), anchors)
        for stream, versions in anchors.versions.items():
            check, count = _of_stream(log, fold, stream, set(versions), check, cancel)
            events += count
            if events > _MOST_EVENTS or check.snapshots >= _MOST_SNAPSHOTS:
                break
    return check


def step_by(workspace: Workspace, rules: Rules, stream: str, at: int, *, cancel: Cancel = NEVER) -> Step:
    """What the event at a position does to a stream's state by rules that are not in use. For any thread."""
    with closing(workspace.reader()) as log:
        anchors = Anchors(log)
        fold = StartedFold(LocalFold(rules, exact=True), anchors)
        return States(log, fold, workspace.ledger, anchors=anchors).step(stream, at, cancel=cancel)


def _of_stream(
    log: EventLog, fold: StartedFold, stream: str, wanted: set[int], check: RulesCheck, cancel: Cancel
) -> tuple[RulesCheck, int]:
    """The check with the snapshots of one stream, and how many events that took."""
    count, folded, error = 0, fold.initial(stream), None
    for count, event in enumerate(log.read(stream=stream, cancel=cancel), start=1):  # noqa: B007  counted beyond
        snapshot = log.snapshot(stream, event.version) if event.version in wanted else None
        before = folded
        folded, error = fold.run(stream, folded, [event], cancel=cancel)
        if snapshot is not None and not isinstance(snapshot.state, Undecodable):
            trouble = "" if error is None else error.reason
            found = tuple(differences(snapshot.state, (before if snapshot.inside else folded).state))
            one = SnapshotCheck(event.version, found, trouble=trouble)
            is_first = check.first is None and not one.agrees
            check = RulesCheck(
                check.agrees + one.agrees,
                check.snapshots + 1,
                stream if is_first else check.stream,
                one if is_first else check.first,
            )
        if error is not None or check.snapshots >= _MOST_SNAPSHOTS:
            break
    return check, count
