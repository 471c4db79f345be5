"""Every reachable state equals a plain left fold of a plain list, on real files, whatever was done in between."""

import copy
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import jsonpatch
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.events.event import Event, NewEvent
from inspector.events.json_value import encode
from inspector.events.operation import Ledger
from inspector.replay import history as history_module
from inspector.replay.fold import LocalFold
from inspector.replay.history import StateHistory
from inspector.replay.reducers import REDUCERS
from inspector.store.registry import create_log

STREAMS = ("a", "b", "Straße-1")
BUDGETS = (1 << 20, 1 << 20, 8_000, 0)


def plain_merge(target, patch):
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = copy.deepcopy(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = plain_merge(result.get(key), value)
    return result


PLAIN = {
    "merge": ({}, plain_merge),
    "replace": (None, lambda _, payload: copy.deepcopy(payload)),
    "patch": ({}, lambda state, payload: jsonpatch.JsonPatch(payload).apply(state)),
}


@dataclass
class Written:
    """An operation as the model sees it."""

    events: list[Event] = field(default_factory=list)
    ignored: set[int] = field(default_factory=set)
    stands: bool = True


class Model:
    """A plain list of everything that was done; what is effective is worked out anew each time."""

    def __init__(self) -> None:
        self.operations: dict[int, Written] = {}
        self.redoable: list[int] = []

    @property
    def events(self) -> list[Event]:
        return [event for operation in self.operations.values() for event in operation.events]

    @property
    def standing(self) -> list[int]:
        return [number for number, operation in self.operations.items() if operation.stands]

    def wrote(self, number: int, written: Written) -> None:
        self.operations[number] = written
        self.redoable.clear()

    def effective(self) -> list[Event]:
        ignored = set().union(*(operation.ignored for operation in self.operations.values() if operation.stands))
        return [
            event
            for operation in self.operations.values()
            if operation.stands
            for event in operation.events
            if event.position not in ignored
        ]

    def fold(self, reducer: str, stream: str, position: int):
        """State, position and version of the last event folded, and the position of the failing one."""
        state, step = copy.deepcopy(PLAIN[reducer][0]), PLAIN[reducer][1]
        last = (0, 0)
        for event in self.effective():
            if event.stream == stream and event.position <= position:
                try:
                    state = step(state, event.payload)
                except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException):
                    return state, *last, event.position
                last = (event.position, event.version)
        return state, *last, None


values = st.recursive(
    st.sampled_from([None, True, 0, 1, 1.5, "Ω", 2**70]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=2),
    max_leaves=4,
)
objects = st.dictionaries(st.sampled_from("xyz"), values, max_size=3)
patches = st.lists(
    st.fixed_dictionaries(
        {
            "op": st.sampled_from(["add", "add", "add", "replace", "remove"]),
            "path": st.sampled_from(["/x", "/y", "/x/z"]),
            "value": values,
        }
    ),
    max_size=2,
)
picks = st.integers(0, 1000)


def steps(payloads):
    appends = st.lists(st.tuples(st.sampled_from(STREAMS), payloads), min_size=1, max_size=5)
    return st.lists(
        st.tuples(st.just("append"), appends)
        | st.tuples(st.just("append"), appends)
        | st.tuples(st.just("roll back"), picks)
        | st.tuples(st.just("roll back stream"), picks)
        | st.tuples(st.just("undo"), st.none())
        | st.tuples(st.just("undo any"), picks)
        | st.tuples(st.just("redo"), st.none()),
        min_size=1,
        max_size=14,
    )


class Run:
    """A real store, the model beside it, and one history for each reducer that lives through everything."""

    def __init__(self, path: Path) -> None:
        self.log = create_log(path)
        self.model = Model()
        self.histories = {
            name: StateHistory(self.log, LocalFold(REDUCERS[name], exact=True), Ledger()) for name in PLAIN
        }

    def take(self, what: str, with_: object) -> None:
        model, events = self.model, self.model.events
        last = len(events)
        if what == "append":
            new = [NewEvent(stream, "Happened", payload) for stream, payload in with_]
            done = self.log.append(new, actor="test")
            model.wrote(done.operation.number, Written(events=list(done.events)))
        elif what.startswith("roll back") and last:
            self.roll_back(events[with_ % last], scoped=what.endswith("stream"))
        elif what.startswith("undo") and model.standing:
            number = model.standing[-1 if with_ is None else with_ % len(model.standing)]
            self.log.undo(number, actor="test")
            model.operations[number].stands = False
            model.redoable.append(number)
        elif what == "redo" and model.redoable:
            number = model.redoable.pop()
            self.log.redo(number, actor="test")
            model.operations[number].stands = True

    def roll_back(self, first: Event, *, scoped: bool) -> None:
        stream = first.stream if scoped else None
        row = self.log.roll_back(first.position - 1, stream=stream, actor="test", reason="why not")
        ignored = {
            event.position
            for event in self.model.events
            if event.position >= first.position and stream in (None, event.stream)
        }
        self.model.wrote(row.number, Written(ignored=ignored))

    def check(self, salt: int) -> None:
        ledger = Ledger(self.log.operations())
        last = len(self.model.events)
        # From nothing at all to all there is.
        budget = BUDGETS[salt % len(BUDGETS)]
        for history in self.histories.values():
            history.set_budget(budget)
            assert history.size <= budget
        effective = {event.position for event in self.model.effective()}
        assert {e.position for e in self.model.events if not ledger.ignores(e.position, e.stream)} == effective
        for name, history in self.histories.items():
            history.rebase(ledger)
            for position in dict.fromkeys([last, salt % (last + 1), max(0, last - 1), (salt * 7) % (last + 1)]):
                for stream in STREAMS:
                    self.check_at(name, history.at(stream, position), stream, position)
                    assert history.size <= budget
            whole = history.all_at((salt * 3) % (last + 1))
            seen = [e.stream for e in self.model.effective() if e.position <= (salt * 3) % (last + 1)]
            assert list(whole) == list(dict.fromkeys(seen))
            for stream, outcome in whole.items():
                self.check_at(name, outcome, stream, (salt * 3) % (last + 1))

    def check_at(self, reducer: str, outcome, stream: str, position: int) -> None:
        folded, error = outcome
        state, after, version, failing = self.model.fold(reducer, stream, position)
        assert encode(folded.state) == encode(state)
        assert (folded.position, folded.version, error and error.position) == (after, version, failing)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(steps(objects | objects | values) | steps(patches), st.integers(1, 4), picks)
def test_every_reachable_state_equals_a_plain_fold(steps, spacing, salt):
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(history_module, "CHECKPOINT_EVENTS", spacing)
        patch.setattr(history_module, "_BACK_STREAMS", spacing - 1)
        patch.setattr(history_module, "_AHEAD_EVENTS", spacing % 3)
        run = Run(Path(folder) / "store.sqlite")
        try:
            for number, (what, with_) in enumerate(steps):
                run.take(what, with_)
                run.check(salt + number * 31)
        finally:
            run.log.close()
