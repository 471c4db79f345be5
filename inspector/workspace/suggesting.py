"""Rules suggested from an open store: which of its streams are looked at, and how far."""

from collections import Counter
from contextlib import closing

from inspector.analysis.suggest.suggestion import Suggestion, suggest
from inspector.analysis.suggest.trail import Trail
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event, Undecodable
from inspector.events.log import EventLog
from inspector.replay.reducers import REDUCERS
from inspector.workspace.workspace import Workspace

_MOST_STREAMS = 40
_MOST_OF_A_KIND = 12
"""Streams that begin with the same type of event; more of them tell nothing new."""
_MOST_TRIED = 200
"""Streams that are read for it."""
_MOST_EVENTS = 400
"""Of one stream."""
_MOST_STATES = 8
"""Of one stream, from the first to the last of its snapshots."""
_SAMPLED_EVENTS = 4000
"""Of the whole store, for the shapes of what no snapshot tells of."""


def suggested(workspace: Workspace, *, cancel: Cancel = NEVER) -> Suggestion | None:
    """The rules that a store suggests, with the evidence; None where nothing does, or its events need no rules.

    For any thread; it takes a while. It looks at the first few thousand events, and at the streams of
    which states are stored.
    """
    if workspace.facts.exact or workspace.facts.reducer != next(iter(REDUCERS)):
        return None  # its own reducer knows more than payloads tell
    with closing(workspace.reader()) as log:
        whole = _states_among_events(log)
        return suggest([*_with_states(log, cancel), *_without(log, whole, cancel)], whole, cancel=cancel)


def _states_among_events(log: EventLog) -> frozenset[str]:
    """The types of events that are snapshots."""
    for stream, versions in log.snapshot_versions().items():
        snapshot, position = log.snapshot(stream, versions[0]), log.at_version(stream, versions[0])
        if snapshot is not None and position is not None:
            return frozenset(event.type for event in log.page([position]) if snapshot.inside)
    return frozenset()


def _with_states(log: EventLog, cancel: Cancel) -> list[Trail]:
    trails: list[Trail] = []
    kinds: Counter[str] = Counter()
    for stream, versions in sorted(log.snapshot_versions().items(), key=lambda one: -len(one[1]))[:_MOST_TRIED]:
        if len(trails) >= _MOST_STREAMS:
            break
        trail = _trail(log, stream, tuple(versions), cancel)
        if trail is not None and kinds[trail.events[0].type] < _MOST_OF_A_KIND:
            kinds[trail.events[0].type] += 1
            trails.append(trail)
    return trails


def _trail(log: EventLog, stream: str, versions: tuple[int, ...], cancel: Cancel) -> Trail | None:
    """A stream up to its last snapshot, without those that are events; None if its first events are gone."""
    wanted = {versions[at * (len(versions) - 1) // (_MOST_STATES - 1)] for at in range(_MOST_STATES)}
    inside, events, states = set(versions), list[Event](), []
    for event in log.read(stream=stream, cancel=cancel):
        if len(events) >= _MOST_EVENTS or event.version > versions[-1] or isinstance(event.payload, Undecodable):
            break
        snapshot = log.snapshot(stream, event.version) if event.version in inside else None
        if snapshot is None or not snapshot.inside:
            events.append(event)
        if snapshot is not None and event.version in wanted and not isinstance(snapshot.state, Undecodable):
            states.append((len(events), snapshot.state))
    whole = events and events[0].version in (0, 1)
    return Trail(tuple(events), tuple(states)) if whole and states and states[0][0] else None


def _without(log: EventLog, whole: frozenset[str], cancel: Cancel) -> list[Trail]:
    """The first events of the store, by their streams."""
    streams: dict[str, list[Event]] = {}
    for count, event in enumerate(log.read(cancel=cancel)):
        if count >= _SAMPLED_EVENTS:
            break
        if not isinstance(event.payload, Undecodable) and event.type not in whole:
            streams.setdefault(event.stream, []).append(event)
    return [Trail(tuple(events)) for events in streams.values()]
