"""Looking writes nothing, in any format: in a folder that may not be written, with a pending WAL, beside a writer."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from makers import MAKERS
from more_makers import MORE_MAKERS
from test_real_stores import STORES

import inspector
from inspector.events.log import Growth
from inspector.store.registry import open_log

FOREIGN = {name: make for name, make in (MAKERS | MORE_MAKERS).items() if not name.startswith("native")}
Listing = dict[str, tuple[int, int, bytes]]


def listing(folder: Path) -> Listing:
    """Sizes, mtimes and bytes of everything in a folder, and of the folder itself."""
    found = {path.name: (path.stat().st_size, path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}
    return {".": (0, folder.stat().st_mtime_ns, b""), **found}


# A user who may not write. Whoever is root gives that up once everything is imported, which the files of the first
# folder see to.
_LOOKER = """
import json, os, sys
from pathlib import Path
import inspector

def look(folder):
    found = {}
    for path in sorted(Path(folder).glob("*.sqlite")):
        with inspector.open(path) as store:
            events = list(store.events())
            store.refresh(), store.info(), store.frame(events[-1].stream)
            found[path.name] = len(events)
    return found

look(sys.argv[1])
if os.geteuid() == 0:
    os.environ["INSPECTOR_DATA_DIR"] = sys.argv[2]
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    (Path(sys.argv[2]) / "probe").touch()
except PermissionError:
    print(json.dumps(look(sys.argv[2])))
else:
    print("null")
"""


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that other users may enter, as those of the tests are not."""
    folder = Path(tempfile.mkdtemp(prefix="inspector-looking-"))
    folder.chmod(0o755)
    closed = [parent for parent in folder.parents if not parent.stat().st_mode & 0o001]
    if closed and os.geteuid() == 0:
        folder.rmdir()
        pytest.skip(f"{closed[-1]} may not be entered by other users")
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="permissions of folders are others there")
def test_a_user_who_may_not_write_the_folder_sees_every_store(open_to_all: Path, tmp_path: Path) -> None:
    kept, warm = open_to_all / "stores", tmp_path / "warm"
    kept.mkdir()
    for name, make in FOREIGN.items():
        make(kept / f"made {name}.sqlite").close()
    for store in STORES:
        for beside in ("", "-wal", "-shm"):
            if Path(f"{store}{beside}").exists():
                shutil.copy2(f"{store}{beside}", kept)
    shutil.copytree(kept, warm)
    for path in kept.iterdir():
        path.chmod(0o644)
    kept.chmod(0o555)
    before = listing(kept)
    looked = subprocess.run(
        [sys.executable, "-c", _LOOKER, str(warm), str(kept)], capture_output=True, text=True, check=False
    )
    assert looked.returncode == 0, looked.stderr
    found = json.loads(looked.stdout)
    if found is None:
        pytest.skip("nobody here may be kept from writing")
    assert listing(kept) == before
    assert {name: found[f"made {name}.sqlite"] for name in FOREIGN} == dict.fromkeys(FOREIGN, 6)
    assert set(found) == {path.name for path in kept.glob("*.sqlite")}
    assert found.get("eventsourcing_wal_pending.sqlite", 281) == 281


# Takes a table's rows out of the file and writes them again, so that they are in the WAL alone: all but the last at
# once, the last when it is told to.
_WRITER = """
import sqlite3, sys
path, table = sys.argv[1:]
db = sqlite3.connect(path, isolation_level=None)
db.execute("PRAGMA journal_mode=WAL")
db.execute("PRAGMA wal_autocheckpoint=0")
for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
    db.execute(f'DROP TRIGGER "{trigger}"')
columns = ", ".join(f'"{name}"' for _, name, *_ in db.execute(f'PRAGMA table_info("{table}")'))
rows = db.execute(f'SELECT rowid, {columns} FROM "{table}" ORDER BY rowid').fetchall()
db.execute(f'DELETE FROM "{table}"')
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
insert = f'INSERT INTO "{table}"(rowid, {columns}) VALUES ({", ".join("?" * len(rows[0]))})'
db.executemany(insert, rows[:-1])
print("ready", flush=True)
sys.stdin.readline()
db.execute(insert, rows[-1])
print("done", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("name", FOREIGN)
def test_a_pending_wal_and_a_living_writer(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "stores"
    folder.mkdir()
    path = folder / "store.sqlite"
    with closing(FOREIGN[name](path)) as log:
        told = [event.id for event in log.read()]
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), _table(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdin is not None
    assert writer.stdout is not None
    try:
        assert writer.stdout.readline() == "ready\n"
        before = listing(folder)
        assert before["store.sqlite-wal"][0] > 0
        with closing(open_log(path)) as log:
            assert [event.id for event in log.read()] == told[:5]
            assert listing(folder) == before
            writer.stdin.write("\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "done\n"
            before = listing(folder)
            assert log.poll() is Growth.GROWN
            assert [event.id for event in log.read()] == told
        assert listing(folder) == before
    finally:
        writer.kill()
        writer.communicate()
    before = listing(folder)
    with inspector.open(path) as store:
        assert [event.id for event in store.events()] == told
    assert listing(folder) == before


def _table(path: Path) -> str:
    """The table of the made store that holds its six events."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as sqlite:
        names = [name for (name,) in sqlite.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: sqlite.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    # Links have as many rows as events; they come after them.
    return next(name for name in names if counts[name] == 6)
