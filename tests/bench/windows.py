"""How long a window takes, and how long it ever blocks. Each figure comes from a process of its own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure

_RUNS = 5
_LONG_RUNS = 3
_LONGEST_S = 0.033


def opening(path: Path) -> Iterator[Figure]:
    """Goal 2: process start to the program's window, and to the first rows and the first density of a store that it has
    never seen, beside a bare Qt window.
    """
    welcome, runs, bare = [], [], []
    for _ in range(_RUNS):
        bare.append(_child("bare"))
        welcome.append(_child("welcome"))
        runs.append(_child("open", path))
    shown = _median(bare, "shown")
    for figure, of, key, at_most in (
        ("start to the welcome window", welcome, "shown", 1.5),
        ("start to density of a never-seen store", runs, "density", 2.0),
        ("start to the first list rows", runs, "rows", 2.0),
    ):
        yield Figure(goal=2, figure=figure, peer="bare Qt window", ours=_median(of, key), theirs=shown, at_most=at_most)


def blocking(path: Path) -> Iterator[Figure]:
    """Goal 6: the gaps of a 1 ms timer while a store opens and is indexed, and while the playhead is dragged over all,
    beside those of a window at rest. Those while the store grows are among the figures of goal 12.
    """
    runs = [_child("block", path) for _ in range(_LONG_RUNS)]
    for figure, key in (("longest block while opening", "opening"), ("longest block while scrubbing", "scrubbing")):
        longest = _median(runs, key)
        yield Figure(goal=6, figure=figure, peer="33 ms", ours=longest, theirs=_LONGEST_S, at_most=1.0)
        yield Figure(goal=6, figure=figure, peer="window at rest", ours=longest, theirs=_median(runs, "rest"))
    for figure, key in (("indexing", "opening_p99"), ("scrubbing", "scrubbing_p99")):
        yield Figure(
            goal=6,
            figure=f"p99 of the loop's gaps while {figure}",
            peer="window at rest",
            ours=_median(runs, key),
            theirs=_median(runs, "rest_p99"),
        )


def _child(kind: str, path: Path | None = None) -> dict[str, float]:
    started = time.perf_counter()
    words = [sys.executable, "-m", "tests.bench.window_child", kind, str(started), *([str(path)] if path else [])]
    with tempfile.TemporaryDirectory() as folder:
        # A user who has just installed the program: no recent files, no layout, nothing of the store kept.
        own = dict.fromkeys(("INSPECTOR_CONFIG_DIR", "INSPECTOR_CACHE_DIR"), folder)
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **own}
        done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _median(runs: list[dict[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in runs)
