"""A writer that is killed at any moment leaves a store of whole operations, and all those it had reported."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from program import ROOT, folder_state

import inspector
from inspector.events.event import Event
from inspector.events.operation import Kind, Operation

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor SIGKILL")

KILLS = 5
"""Of each of the stores below."""

# It forks, so that the packages are imported once: each line it is given names a store for a new writer.
WRITERS = """
import json, os, random, sys
import inspector, inspector.store.native_writer
from inspector.events.errors import NotFound, Refused

def work(path, seed):
    chance = random.Random(seed)
    with inspector.open(path, writable=True) as store:
        while True:
            try:
                do(chance, store)
            except (Refused, NotFound):  # nothing to undo, or no such stream yet
                continue
            row = store.log()[-1]
            print(json.dumps([row.number, row.kind, row.after, row.upto, row.stream, row.subject]), flush=True)

def do(chance, store):
    last, stream = store.last_position(), chance.choice("abc")
    match chance.choice(["append"] * 4 + ["roll back", "roll back", "undo", "redo"]):
        case "append":
            count = chance.choice([1, 2, 9, 50])
            key = f"x{chance.randrange(5)}"
            payloads = [{key: last, "of": count, "at": at} for at in range(count)]
            store.append_all(inspector.NewEvent(chance.choice("abc"), "Set", payload) for payload in payloads)
        case "roll back":
            target = chance.randint(max(0, last - 20), last)
            store.roll_back(to=target, stream=chance.choice([None, stream]), reason="chance")
        case "undo":
            store.undo()
        case "redo":
            store.redo()

for line in sys.stdin:
    path, seed = json.loads(line)
    writer = os.fork()
    if not writer:
        work(path, seed)
    print(writer, flush=True)
    os.waitpid(writer, 0)
    print("gone", flush=True)
"""


@dataclass
class Store:
    """A store that writers work on and die over, and what is known of it so far."""

    path: Path
    operations: list[Operation] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Writers:
    """Runs one writer after another."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run_until_killed(self, path: Path, chance: random.Random) -> list[list[Any]]:
        """Let a writer work, kill it at some moment, and return what it had reported."""
        stdin, stdout = self._pipes()
        stdin.write(json.dumps([str(path), chance.random()]) + "\n")
        stdin.flush()
        wanted, reports, writer = chance.randint(1, 12), [], 0
        while not (writer and len(reports) >= wanted):
            line = stdout.readline()
            if line.startswith("["):
                reports.append(json.loads(line))
            else:
                writer = int(line)
        for _ in range(chance.randrange(200_000)):  # some microseconds or milliseconds into the next operation
            pass
        os.kill(writer, signal.SIGKILL)
        while (line := stdout.readline()) != "gone\n":
            reports.append(json.loads(line))
        return reports

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    with subprocess.Popen(
        [sys.executable, "-c", WRITERS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        yield Writers(process)
        process.kill()


def row_of(operation: Operation) -> list[Any]:
    return [
        operation.number,
        operation.kind,
        operation.after,
        operation.upto,
        operation.stream,
        operation.subject,
    ]


def effective(events: Sequence[Event], operations: Sequence[Operation]) -> list[Event]:
    """The effective events, by asking every operation about every event."""
    undone: set[int | None] = set()
    for row in operations:
        if row.kind is Kind.UNDO:
            undone.add(row.subject)
        elif row.kind is Kind.REDO:
            undone.discard(row.subject)
    ignoring = [row for row in operations if row.kind is (Kind.APPEND if row.number in undone else Kind.ROLLBACK)]
    return [
        event
        for event in events
        if not any(row.after < event.position <= row.upto and row.stream in (None, event.stream) for row in ignoring)
    ]


def check_whole(events: Sequence[Event], operations: Sequence[Operation]) -> None:
    """Every event belongs to one append, whole; positions, versions and numbers have no gap."""
    assert [event.position for event in events] == list(range(1, len(events) + 1))
    assert [row.number for row in operations] == list(range(1, len(operations) + 1))
    versions: dict[str, int] = {}
    for event in events:
        versions[event.stream] = versions.get(event.stream, 0) + 1
        assert event.version == versions[event.stream]
    written = 0
    for row in operations:
        if row.kind is Kind.APPEND:
            assert row.after == written
            payloads: list[Any] = [event.payload for event in events[row.after : row.upto]]
            assert [payload["at"] for payload in payloads] == list(range(payloads[0]["of"]))
            written = row.upto
    assert written == len(events)


def check(store: Store, reports: list[list[Any]]) -> None:
    """Look first, which changes nothing; then let SQLite recover."""
    before = folder_state(store.path.parent)
    with inspector.open(store.path) as looking:
        operations, events = list(looking.log()), list(looking.events(all=True))
        assert folder_state(store.path.parent) == before
    assert folder_state(store.path.parent) == before

    done = [row_of(row) for row in operations[len(store.operations) :]]
    assert done[: len(reports)] == reports
    assert len(done) <= len(reports) + 1  # the last one may have been finished but not reported
    assert operations[: len(store.operations)] == store.operations
    assert events[: len(store.events)] == store.events
    check_whole(events, operations)
    store.operations, store.events = operations, events

    with inspector.open(store.path, writable=True) as reopened:
        assert list(reopened.log()) == operations
        assert list(reopened.events(all=True)) == events
        states: dict[str, Any] = {}
        for event in effective(events, operations):
            assert isinstance(event.payload, dict)
            states[event.stream] = {**states.get(event.stream, {}), **event.payload}
        assert reopened.state() == states
    sqlite = sqlite3.connect(store.path)
    assert sqlite.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    sqlite.close()


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_writer_loses_nothing_it_reported_and_leaves_nothing_half_done(
    seed: int, tmp_path: Path, writers: Writers
) -> None:
    chance = random.Random(seed)
    store = Store(tmp_path / "store.sqlite")
    inspector.create(store.path).close()
    for _ in range(KILLS):
        check(store, writers.run_until_killed(store.path, chance))
    assert len(store.operations) >= KILLS
