"""Emmett's own program on a store that was rolled back: it loads the past, goes on, and gets every row back.

It runs where Node is and EMMETT_NODE_FOLDER names a folder whose node_modules have @event-driven-io/emmett-sqlite and
what it needs.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from physical_rows import producer_tables

import inspector
from inspector.events.errors import Conflict

FOLDER = os.environ.get("EMMETT_NODE_FOLDER", "")
pytestmark = pytest.mark.skipif(
    not (FOLDER and shutil.which("node")), reason="EMMETT_NODE_FOLDER names no folder with Emmett, or there is no Node"
)

# Pays 1, 10, 100… and prints what the stream adds up to.
PROGRAM = """
import { getSQLiteEventStore } from '@event-driven-io/emmett-sqlite';
const [file, stream, count] = process.argv.slice(2);
const store = getSQLiteEventStore({ fileName: file });
const fold = { evolve: (sum, event) => sum + event.data.amount, initialState: () => 0 };
for (let left = Number(count); left > 0; left--) {
  const { currentStreamVersion: version } = await store.readStream(stream);
  const event = { type: 'Paid', data: { amount: 10 ** Number(version) } };
  await store.appendToStream(stream, [event], version > 0n ? { expectedStreamVersion: version } : undefined);
}
const { state, currentStreamVersion } = await store.aggregateStream(stream, fold);
console.log(JSON.stringify([state, Number(currentStreamVersion)]));
"""


def emmett(path: Path, stream: str, pay: int = 0) -> tuple[int, int]:
    """Sum and version of a stream as Emmett loads it, after so many payments more."""
    program = Path(FOLDER) / "inspector-rollback.mjs"
    program.write_text(PROGRAM)
    done = subprocess.run(
        ["node", program, path, stream, str(pay)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    state, version = json.loads(done.stdout)
    return state, version


@pytest.mark.parametrize("whole", [False, True])
def test_emmett_goes_on_from_where_it_was_rolled_back_to(tmp_path: Path, whole: bool) -> None:
    path = tmp_path / "store.sqlite"
    emmett(path, "purse-a", 3)
    emmett(path, "purse-b", 3)
    emmett(path, "purse-a", 2)
    before = producer_tables(path)
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=4, stream=None if whole else "purse-a", reason="test")
    assert emmett(path, "purse-a") == (111, 3)
    assert emmett(path, "purse-b") == ((1, 1) if whole else (111, 3))
    with inspector.open(path, writable=True) as store:
        store.undo()
    assert producer_tables(path) == before
    assert emmett(path, "purse-a") == (11111, 5)
    with inspector.open(path, writable=True) as store:
        store.redo()
    assert emmett(path, "purse-a", 1) == (1111, 4)
    with inspector.open(path, writable=True) as store, pytest.raises(Conflict, match=r"emt_messages has .* new row"):
        store.undo()
