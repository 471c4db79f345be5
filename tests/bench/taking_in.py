"""How long it takes to take in events, and to leave one of them out again, beside Redux DevTools.

`python -m tests.bench.taking_in FILE` takes in a store in a process of its own: it prints seconds and bytes as JSON.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import inspector
from inspector.events.cancel import NEVER
from inspector.events.event import Event
from inspector.events.operation import Kind, Ledger, Operation
from inspector.replay.fold import LocalFold
from inspector.replay.history import StateHistory
from inspector.replay.index import TimelineIndex
from inspector.replay.reducers import REDUCERS
from inspector.store.export import write_store
from tests.bench import node_peer
from tests.bench.figure import Figure

_EVENTS = 100_000
_STREAMS = 300
_DISPATCHES = 10
_TOGGLES = 20


def instrumented(path: Path) -> Iterator[Figure]:
    """Goal 10, at 100,000 events of 300 streams, or at as many as the store has if those are fewer."""
    with inspector.open(path) as workspace:
        count = min(_EVENTS, workspace.last_position())
    skipped = node_peer.missing("redux-devtools", "@redux-devtools/instrument")
    theirs: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "taken.sqlite")
        write_store(small, _events(count))
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.taking_in", str(small)], capture_output=True, text=True, check=True
        )
        ours = json.loads(done.stdout)
    if not skipped:
        lines = "\n".join(json.dumps([event.stream, event.payload]) for event in _events(count))
        said = node_peer.run("redux-devtools", "redux-devtools.cjs", _DISPATCHES, text=lines)
        theirs = {name: statistics.median(said[name]) for name in ("dispatch", "toggle")} | {"memory": said["memory"]}
    for figure, name, peer, unit, at_least in (
        ("an event taken in (index, every state)", "dispatch", "Redux DevTools' dispatch", "s", 300),
        ("memory for that, and after a scrub", "memory", "Redux DevTools' memory", "B", 100),
        ("an event ignored, the state at the head", "toggle", "Redux DevTools' toggle", "s", 1000),
    ):
        yield Figure(
            goal=10,
            figure=figure,
            peer=peer,
            ours=ours[name],
            theirs=theirs.get(name),
            unit=unit,  # type: ignore[arg-type]
            at_least=at_least,
            skipped=skipped,
            applies=count == _EVENTS,
        )


def _events(count: int) -> Iterator[Event]:
    note = "x" * 80
    for at in range(1, count + 1):
        payload = {"status": f"s{at % 7}", "turn": at, "total": at * 13, "sku": f"A{at % 7}", "note": note}
        yield Event(at, f"id-{at}", f"order-{at % _STREAMS}", (at - 1) // _STREAMS + 1, "Changed", at, payload, {})  # type: ignore[arg-type]


def _take_in(path: Path) -> dict[str, float]:
    fold = LocalFold(REDUCERS["merge"], exact=False)
    with inspector.open(path) as workspace:  # everything is loaded and warm
        workspace.frame("order-1", _STREAMS)
        next(workspace.reader().columns())
    with inspector.open(path) as workspace:
        log = workspace.reader()
        before = _resident()
        started = time.perf_counter()
        index = TimelineIndex().read(log, cancel=NEVER)
        history, last = StateHistory(log, fold, Ledger()), log.last_position()
        for stream in index.stream_names:
            history.at(stream, last)
        dispatch = (time.perf_counter() - started) / len(index)
        for position in range(1, last, max(1, last // 2_000)):
            history.at(index.stream_names[int(index.streams[position - 1])], position)
        memory = max(1.0, _resident() - before)
        middle = last // 2
        stream = index.stream_names[int(index.streams[middle - 1])]
        toggles, expected = [], history.at(stream, last)[0].state
        history.at(stream, last)
        for number in range(_TOGGLES):
            ignored = Operation(1, Kind.ROLLBACK, 0, "", "", "", None, middle - 1, middle)
            started = time.perf_counter()
            history.rebase(Ledger([ignored] if number % 2 == 0 else []))
            assert history.at(stream, last)[0].state == expected
            toggles.append(time.perf_counter() - started)
        log.close()
    return {"dispatch": dispatch, "memory": memory, "toggle": statistics.median(toggles)}


def _resident() -> float:
    """Bytes of this process in memory; where the system does not say, the most that they were."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)
    return float(pages * resource.getpagesize())


if __name__ == "__main__":
    print(json.dumps(_take_in(Path(sys.argv[1]))))
