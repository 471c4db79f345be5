"""Import and export beside the driver's own `executemany` of the same rows, and the memory that they take.

`python -m tests.bench.transfer KIND FROM TO EVENTS` does one of them in a process of its own and prints its peak.
"""

import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import inspector
from inspector.events.as_json import event_json
from inspector.events.json_value import encode
from inspector.store.export import write_store
from inspector.store.intake.source import source_of
from inspector.store.schema import TRIGGERS
from inspector.workspace.importing import import_new
from tests.bench.figure import Figure

_ROWS = (40_000, 200_000)
"""Timed from small stores and from those of a million."""
_MILLION = 1_000_000
_RUNS = 3
_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_SLOWEST = 2.0
_GROWS = 1.5


def both(path: Path) -> Iterator[Figure]:
    """Goal 0: at least half as fast as `executemany` of rows that are ready, in memory that does not grow."""
    with inspector.open(path) as store:
        last = store.last_position()
    folder = Path(tempfile.mkdtemp(prefix="inspector-bench-transfer-"))
    try:
        yield from _speeds(path, folder, _ROWS[last >= _MILLION])
        if last >= _MILLION:
            yield from _peaks(path, folder)
        else:
            yield Figure(goal=0, figure="peak memory", peer="a tenth of the events", skipped="under a million events")
    finally:
        shutil.rmtree(folder)


def _speeds(path: Path, folder: Path, count: int) -> Iterator[Figure]:
    lines, some = folder / "events.jsonl", folder / "some.sqlite"
    _write_lines(path, lines, count)
    with inspector.open(path) as store:
        write_store(some, store.events(upto=count))
    with closing(sqlite3.connect(f"{some.as_uri()}?mode=ro", uri=True)) as sqlite:
        rows = sqlite.execute("SELECT * FROM events").fetchall()
    works: dict[str, Callable[[Path], object]] = {
        "import": lambda new: _import(lines, new),
        "append": lambda new: _append(lines, new),
        "export": lambda new: _export(some, new),
        "bare": lambda new: _executemany(rows, new, guarded=False),
        "guarded": lambda new: _executemany(rows, new, guarded=True),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for run in range(_RUNS):
        for name, work in works.items():
            new = folder / f"{name}-{run}.sqlite"
            if name == "append":
                write_store(new, ())
            started = time.perf_counter()
            work(new)
            times[name].append(time.perf_counter() - started)
            new.unlink()
    median = {name: statistics.median(values) for name, values in times.items()}
    for name, peer, figure in (
        ("import", "bare", "import into a new store"),
        ("append", "guarded", "import into a store that is there"),
        ("export", "bare", "export"),
    ):
        beside = "executemany, no triggers" if peer == "bare" else "executemany, the store's triggers"
        yield Figure(
            goal=0,
            figure=f"{figure}, {count // 1000}k events",
            peer=beside,
            ours=median[name],
            theirs=median[peer],
            at_most=_SLOWEST,
        )


def _peaks(path: Path, folder: Path) -> Iterator[Figure]:
    many = _MILLION
    peaks: dict[tuple[str, int], float] = {}
    for count in (many // 10, many):
        lines, copy = folder / f"{count}.jsonl", folder / "copy.sqlite"
        _write_lines(path, lines, count)
        for kind, source in (("import", lines), ("export", path)):
            peaks[kind, count] = _child(kind, source, copy, count)
            copy.unlink()
    for kind in ("import", "export"):
        yield Figure(
            goal=0,
            figure=f"peak memory of an {kind} of {many // 1000}k",
            peer=f"of {many // 10_000}k",
            ours=peaks[kind, many],
            theirs=peaks[kind, many // 10],
            unit="B",
            at_most=_GROWS,
        )


def _write_lines(path: Path, lines: Path, count: int) -> None:
    with inspector.open(path) as store, lines.open("wb") as file:
        file.writelines(encode(event_json(event, effective=True)) + b"\n" for event in islice(store.events(), count))


def _import(lines: Path, new: Path) -> None:
    with source_of(lines) as source:
        import_new(new, source)


def _append(lines: Path, there: Path) -> None:
    with source_of(lines) as source, inspector.open(there, writable=True) as store:
        store.import_events(source)


def _export(path: Path, new: Path, upto: int | None = None) -> None:
    with inspector.open(path) as store:
        store.export(new, upto)


def _executemany(rows: list[Any], new: Path, *, guarded: bool) -> None:
    """One durable transaction of rows that are ready, into the tables and indexes of a native store."""
    write_store(new, ())
    with closing(sqlite3.connect(new, isolation_level=None)) as sqlite:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536"):
            sqlite.execute(f"PRAGMA {pragma}").fetchall()
        sqlite.execute("BEGIN IMMEDIATE")
        for name in () if guarded else TRIGGERS:
            sqlite.execute(f"DROP TRIGGER {name}")
        sqlite.executemany(_INSERT, rows)
        sqlite.execute("COMMIT")


def _child(kind: str, source: Path, new: Path, count: int) -> float:
    words = [sys.executable, "-m", "tests.bench.transfer", kind, str(source), str(new), str(count)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=os.environ)
    return float(json.loads(done.stdout)["peak"])


def _main(kind: str, source: Path, new: Path, count: int) -> None:
    if kind == "import":
        _import(source, new)
    else:
        _export(source, new, count)
    # Not `getrusage`: its peak is also that of the process that started this one.
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    print(json.dumps({"peak": int(peak) * 1024}))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
