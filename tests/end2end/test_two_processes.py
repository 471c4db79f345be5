"""Another process appends while this one follows: what is reported as written is seen at once, in order, none twice."""

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest
from program import ROOT

import inspector
from inspector.events.cancel import NEVER
from inspector.events.log import Growth
from inspector.replay.index import TimelineIndex

COUNT = 75

_PACED = f"""
import sqlite3, sys, time, inspector

def paced():
    began = time.monotonic()
    for number in range(1, {COUNT} + 1):
        time.sleep(max(0, began + number / 50 - time.monotonic()))
        yield number, f"order-{{number % 7}}", {{"number": number}}

path = sys.argv[1]
"""

STAYS = """
with inspector.open(path, writable=True) as store:
    for number, stream, payload in paced():
        print(store.append(stream, "Ticked", payload).position, flush=True)
"""

COMES_AND_GOES = """
for number, stream, payload in paced():
    with inspector.open(path, writable=True) as store:
        position = store.append(stream, "Ticked", payload).position
    print(position, flush=True)
"""

CHECKPOINTS_AND_ROLLS_BACK = """
with inspector.open(path, writable=True) as store:
    for number, stream, payload in paced():
        position = store.append(stream, "Ticked", payload).position
        if number % 10 == 0:
            store.roll_back(to=position - 1, reason="again")
            sqlite = sqlite3.connect(path)
            sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            sqlite.close()
        print(position, flush=True)
"""

WITHOUT_WAL = """
sqlite = sqlite3.connect(path, isolation_level=None)
sqlite.execute("PRAGMA journal_mode=DELETE")
for number, stream, payload in paced():
    row = (number, str(number), stream, (number + 6) // 7 if number % 7 else number // 7, '{"number":%d}' % number)
    sqlite.execute("INSERT INTO events VALUES (?, ?, ?, ?, 'Ticked', NULL, ?, '{}')", row)
    print(number, flush=True)
"""

IN_TURNS = """
with inspector.open(path, writable=True) as store:
    for number in range(1, 101):
        print(store.append("shared", "Ticked", {"by": "other", "number": number}).position, flush=True)
"""


def written_by(path: Path, how: str) -> Generator[int, None, None]:
    """The positions that another process says it has written, each when it has."""
    with subprocess.Popen(
        [sys.executable, "-c", _PACED + how, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            assert process.stdout is not None
            yield from map(int, process.stdout)
            assert process.wait() == 0
        finally:
            process.kill()


@pytest.mark.parametrize("how", [STAYS, COMES_AND_GOES, CHECKPOINTS_AND_ROLLS_BACK, WITHOUT_WAL])
def test_what_another_process_writes_is_seen_at_once_in_order_and_once(how: str, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    inspector.create(path).close()
    index, seen = TimelineIndex(), 0
    with inspector.open(path) as store, closing(written_by(path, how)) as written:
        log = store.reader()
        for position in written:
            # Writing went on meanwhile, so that this growth may have been seen with the one before.
            assert store.refresh() in ((Growth.GROWN,) if position > seen else (Growth.GROWN, Growth.UNCHANGED))
            seen = store.last_position()
            assert seen >= position
            index.read(log, int(index.positions[-1]) if len(index) else 0, cancel=NEVER)
            assert len(index) >= position
        log.close()
        assert index.positions.tolist() == list(range(1, COUNT + 1))
        events = list(store.events(all=True))
        assert [event.payload for event in events] == [{"number": number} for number in range(1, COUNT + 1)]
        assert [index.stream_names[code] for code in index.streams] == [event.stream for event in events]
        assert store.info().events == COUNT
        assert store.refresh() is Growth.UNCHANGED
    with inspector.open(path) as afterwards:
        assert list(afterwards.events(all=True)) == events


def test_two_processes_that_write_at_once_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with inspector.create(path) as store, closing(written_by(path, IN_TURNS)) as others:
        theirs = [next(others)]
        ours = [store.append("shared", "Ticked", {"by": "us", "number": number}).position for number in range(1, 101)]
        theirs += list(others)
        events = list(store.events(all=True))
        assert ours == sorted(ours)
        assert sorted(ours + theirs) == list(range(1, 201)) == [event.version for event in events]
        for by, positions in (("us", ours), ("other", theirs)):
            numbered = [event for event in events if isinstance(event.payload, dict) and event.payload["by"] == by]
            assert [event.position for event in numbered] == positions
            assert [event.payload for event in numbered] == [{"by": by, "number": n} for n in range(1, 101)]
        store.refresh()
        assert [row.number for row in store.log()] == list(range(1, 201))
