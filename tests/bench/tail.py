"""How soon a window shows what another process commits, and whether it keeps up with many commits a second.

`python -m tests.bench.tail KIND FILE ...` is one of the processes that take part: `write` commits, `poll` is the peer.
Times are of the clock that all processes of a machine share.
"""

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tests.bench.figure import Figure

if TYPE_CHECKING:
    from inspector.ui.session import Session
    from inspector.ui.window import MainWindow

_Seen: TypeAlias = tuple[float, int]
"""A moment, and the last position by then."""

_SINGLE_RATE = 10
_RATE = 5_000
_POLL_S = 0.05
_LONGEST_S = 0.033
_STILL_S = 1.0
_STREAMS = 400
_LARGE_EVENTS = 1_000_000
"""From here on it is watched for longer."""


def following(path: Path) -> Iterator[Figure]:
    """Goal 12: commit to seen, beside a poll every 50 ms; then 5,000 commits a second, compared with SQL at the end."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "followed.sqlite"
        shutil.copyfile(path, copy)
        told = json.loads(_child("window", copy))
    for figure, key, at_most in (
        ("commit to seen, p99", "p99", 1 / 20),
        ("commit to seen, median", "median", None),
    ):
        yield Figure(
            goal=12,
            figure=figure,
            peer="polling every 50 ms",
            ours=told[key],
            theirs=told[f"poll_{key}"],
            at_most=at_most,
        )
    yield Figure(
        goal=12,
        figure=f"longest block, {_RATE:,} commits a second",
        peer="33 ms",
        ours=told["longest"],
        theirs=_LONGEST_S,
        at_most=1.0,
    )
    yield Figure(
        goal=12,
        figure="longest block, its own CPU time",
        peer="33 ms",
        ours=told["longest_cpu"],
        theirs=_LONGEST_S,
    )
    yield Figure(
        goal=12,
        figure="p99 of the loop's gaps meanwhile",
        peer="window at rest",
        ours=told["gaps_p99"],
        theirs=told["rest_p99"],
    )


def _words(kind: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "tests.bench.tail", kind, *map(str, arguments)]


def _child(kind: str, *arguments: object) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.warning=false"}
    done = subprocess.run(_words(kind, *arguments), stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return done.stdout


def _write(path: Path, count: int, rate: float) -> None:
    """Commit events one by one, and print when each of them was there."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        (last,) = connection.execute("SELECT max(position) FROM events").fetchone()
        insert = "INSERT INTO events VALUES (?, ?, ?, ?, 'Ticked', ?, '{\"n\":1}', '{}')"
        done, began = [], time.monotonic()
        for number in range(1, count + 1):
            # The interval is no multiple of a poll's, or the two would keep step.
            due = began + (number + 0.37 * (number % 3)) / rate
            if (wait := due - time.monotonic()) > 0:
                time.sleep(wait)
            at = last + number
            connection.execute(insert, (at, f"tick-{at}", f"ticker-{at % _STREAMS}", at, time.time_ns()))
            done.append((time.monotonic(), at))
    print(json.dumps(done))


def _poll(path: Path, upto: int) -> None:
    """The peer: ask every 50 ms whether the file has changed."""
    seen, version = [], None
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)) as connection:
        last = 0
        while last < upto:
            (now,) = connection.execute("PRAGMA data_version").fetchone()
            if now != version:
                version = now
                (last,) = connection.execute("SELECT max(position) FROM events").fetchone()
                seen.append((time.monotonic(), last))
            time.sleep(_POLL_S)
    print(json.dumps(seen))


def _window(path: Path) -> None:
    """The window that follows: prints what became of both parts."""

    from inspector.ui import app as ui
    from inspector.ui import style
    from inspector.ui.request import OpenRequest
    from inspector.ui.window import MainWindow

    style.apply(ui.application(), "dark")
    window = MainWindow()
    window.resize(1600, 1000)
    window.show()
    window.open(OpenRequest(path))
    ui.settle(window)
    told = {**_singles(window, path), **_many(window, path)}
    ui.settle(window)
    session = window.session
    assert session is not None
    with closing(sqlite3.connect(path)) as connection:
        stored = [position for (position,) in connection.execute("SELECT position FROM events ORDER BY position")]
    assert session.index.positions.tolist() == stored, "an event was dropped or doubled"
    window.close()
    print(json.dumps(told))


def _singles(window: "MainWindow", path: Path) -> dict[str, float]:
    """Single commits, beside a process that polls for them."""
    session = window.session
    assert session is not None
    assert window.docks is not None
    rows = window.docks.docks["eventList"].widget().table.model()
    seen: list[_Seen] = []
    heard = session.indexGrown.connect(lambda: seen.append((time.monotonic(), rows.rowCount())))
    count = 200 if session.last >= _LARGE_EVENTS else 60
    poller = subprocess.Popen(_words("poll", path, session.last + count), stdout=subprocess.PIPE, text=True)
    committed = _follow(session, path, count, _SINGLE_RATE)
    ours, theirs = _delays(committed, seen), _delays(committed, json.loads(poller.communicate()[0]))
    session.indexGrown.disconnect(heard)
    return {
        "p99": statistics.quantiles(ours, n=100)[-1],
        "median": statistics.median(ours),
        "poll_p99": statistics.quantiles(theirs, n=100)[-1],
        "poll_median": statistics.median(theirs),
    }


def _many(window: "MainWindow", path: Path) -> dict[str, float]:
    """How evenly the event loop runs while the store grows fast, and before."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    session = window.session
    assert session is not None
    ticks: list[float] = []
    busy: list[float] = []

    def tick() -> None:
        ticks.append(time.monotonic())
        busy.append(time.thread_time())

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(1)
    loop = QEventLoop()
    QTimer.singleShot(int(_STILL_S * 1000), loop.quit)
    loop.exec()
    rest = [after - before for before, after in pairwise(ticks)]
    ticks.clear()
    busy.clear()
    _follow(session, path, _RATE * (20 if session.last >= _LARGE_EVENTS else 3), _RATE)
    gaps = [after - before for before, after in pairwise(ticks)]
    return {
        "longest": max(gaps),
        "longest_cpu": max(after - before for before, after in pairwise(busy)),
        "gaps_p99": statistics.quantiles(gaps, n=100)[-1],
        "rest_p99": statistics.quantiles(rest, n=100)[-1],
    }


def _follow(session: "Session", path: Path, count: int, rate: float) -> list[_Seen]:
    """Have so many events committed, and wait until the window has them; when each of them was committed."""
    from PySide6.QtCore import QEventLoop

    upto = session.last + count
    loop = QEventLoop()
    grown = session.indexGrown.connect(lambda: loop.quit() if session.last >= upto else None)
    writer = subprocess.Popen(_words("write", path, count, rate), stdout=subprocess.PIPE, text=True)
    loop.exec()
    session.indexGrown.disconnect(grown)
    committed: list[_Seen] = json.loads(writer.communicate()[0])
    return committed


def _delays(committed: list[_Seen], seen: list[_Seen]) -> list[float]:
    """From each commit to the first look that saw it; one that was seen before its writer knew took no time."""
    lasts = [last for _, last in seen]
    return [max(0.0, seen[bisect_left(lasts, at)][0] - done) for done, at in committed]


if __name__ == "__main__":
    kind, file, *numbers = sys.argv[1:]
    if kind == "window":
        _window(Path(file))
    elif kind == "write":
        _write(Path(file), int(numbers[0]), float(numbers[1]))
    else:
        _poll(Path(file), int(numbers[0]))
