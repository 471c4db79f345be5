"""How long the state of one aggregate of 10,000 events takes, beside those who load aggregates every day."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import inspector
from inspector.events.event import Event
from inspector.events.json_value import same
from inspector.replay.fold import LocalFold, fold_events
from inspector.replay.reducers import REDUCERS
from inspector.store.export import write_store
from tests.bench import node_peer
from tests.bench.figure import Figure
from tests.bench.stores import SEED

_EVENTS = 10_000
_STREAM = "order"
_SEEKS = 200
_RUNS = 3
_NOTE = "x" * 80


def at_a_version(_path: Path) -> Iterator[Figure]:
    """Goal 8, on a store of one stream; each peer has the same payloads in a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "one.sqlite")
        write_store(path, _events())
        ours, first, naive = _ours(path)
        theirs = _eventsourcing(Path(folder, "eventsourcing.sqlite"))
        yield Figure(goal=8, figure="first state of a long stream", peer="plain fold of it", ours=first, theirs=naive)
        yield Figure(
            goal=8, figure="state at a version", peer="eventsourcing's get", ours=ours, theirs=theirs, at_least=500
        )
        yield Figure(
            goal=8,
            figure="state at a version, nothing known",
            peer="eventsourcing's get",
            ours=first,
            theirs=theirs,
            at_least=10,
        )
        yield _emmett(Path(folder, "emmett.sqlite"), ours)


def _payload(turn: int) -> dict[str, object]:
    return {"status": f"s{turn % 7}", "turn": turn, "total": turn * 13, "sku": f"A{turn % 7}", "note": _NOTE}


def _events() -> Iterator[Event]:
    for turn in range(1, _EVENTS + 1):
        yield Event(turn, f"id-{turn}", _STREAM, turn, "Changed", turn, _payload(turn), {})  # type: ignore[arg-type]


def _ours(path: Path) -> tuple[float, float, float]:
    """Medians of a seek, of the first state of all events, and of a plain fold of them, read included."""
    firsts, naive = [], []
    for _ in range(_RUNS):
        with inspector.open(path) as workspace:
            firsts.append(_timed(lambda: workspace.frame(_STREAM, _EVENTS)))
            naive.append(_timed(lambda: _plain(workspace, _EVENTS)))
    chance, seeks = random.Random(SEED), []
    with inspector.open(path) as workspace:
        workspace.frame(_STREAM, _EVENTS)
        for number in range(_SEEKS):
            position = chance.randint(1, _EVENTS)
            seeks.append(_timed(lambda: workspace.step(_STREAM, position)))  # noqa: B023
            if number % (_SEEKS // _RUNS) == 0:
                assert same(workspace.frame(_STREAM, position).state, _plain(workspace, position))
    return statistics.median(seeks), statistics.median(firsts), statistics.median(naive)


def _plain(workspace: inspector.Workspace, position: int) -> object:
    reducer = REDUCERS["merge"]
    start = LocalFold(reducer, exact=False).initial(_STREAM)
    folded, error = fold_events(reducer, start, workspace.events(_STREAM, upto=position))
    assert error is None
    return folded.state


@cache
def _order() -> Any:
    """Their aggregate: once in a process, as the library takes no second class of that name."""
    from eventsourcing.domain import Aggregate, event

    class Order(Aggregate):
        @event("Changed")
        def change(self, status: str, turn: int, total: int, sku: str, note: str) -> None:
            self.status, self.turn, self.total, self.sku, self.note = status, turn, total, sku, note

    return Order


def _eventsourcing(path: Path) -> float:
    from eventsourcing.application import Application

    environment = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    application = Application(env=environment)
    order = _order()()
    for turn in range(2, _EVENTS + 1):
        order.change(**_payload(turn))
    application.save(order)
    times = [_timed(lambda: application.repository.get(order.id, version=_EVENTS)) for _ in range(_RUNS)]
    application.close()
    return statistics.median(times)


def _emmett(path: Path, ours: float) -> Figure:
    skipped = node_peer.missing("emmett-0.42", "@event-driven-io/emmett-sqlite")
    theirs = None if skipped else statistics.median(node_peer.run("emmett-0.42", "emmett.cjs", path, _EVENTS, _RUNS))
    return Figure(
        goal=8,
        figure="state at a version",
        peer="Emmett's aggregateStream",
        ours=ours,
        theirs=theirs,
        at_least=150,
        skipped=skipped,
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
