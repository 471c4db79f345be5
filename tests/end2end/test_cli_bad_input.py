"""Files that are no stores, and places that are hard to name: one sentence, never a traceback, never a changed byte."""

import os
import re
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from program import Cli, folder_state, numbered

LOOKING = (
    ["info"],
    ["events", "--json"],
    ["state"],
    ["log", "--json"],
    ["export", "-o", "copy.sqlite"],
    ["undo", "--dry-run"],
)
WRITING = (
    ["append", "--stream", "s", "--type", "T", "--data", "{}"],
    ["rollback", "--to", "0", "--reason", "x"],
    ["undo"],
)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def rot(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)


def renew(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "folder": lambda path: (path.unlink(), path.mkdir()),
    "empty": lambda path: path.write_bytes(b""),
    "one byte": lambda path: path.write_bytes(b"S"),
    "random": lambda path: path.write_bytes(os.urandom(20_000)),
    "text": lambda path: path.write_text("Dear store,\n" * 500),
    "cut short": cut,
    "bit-rotted": rot,
    "newer": renew,
    "no store": foreign,
}


@pytest.fixture(params=DAMAGE)
def damaged(request: pytest.FixtureRequest, store: Callable[..., Path]) -> Path:
    path = store(*numbered(40))
    DAMAGE[request.param](path)
    return path


@pytest.mark.parametrize("words", [*LOOKING, *WRITING], ids=lambda words: words[0])
def test_a_file_that_is_no_store(cli: Cli, damaged: Path, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(damaged.parent)
    before = folder_state(damaged.parent)
    answer = cli(words[0], damaged, *words[1:])
    assert answer.code == 1, answer
    assert damaged.name in answer.err
    assert answer.err.count("\n") == 1
    assert "made a mistake" not in answer.err
    assert folder_state(damaged.parent) == before


@pytest.mark.parametrize("words", [[], ["screenshot", "-o", "x.png"]], ids=["window", "screenshot"])
def test_without_a_display_a_file_that_is_no_store_is_named(
    cli: Cli, damaged: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(damaged.parent)
    before = folder_state(damaged.parent)
    assert damaged.name in cli(*words[:1], damaged, *words[1:]).sentence(1)
    assert folder_state(damaged.parent) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(cli: Cli, store: Callable[..., Path]) -> None:
    path = store(*numbered(2))
    path.chmod(0)
    assert "permission" in cli("info", path).sentence(1)
    path.chmod(stat.S_IRUSR)
    assert cli("info", path).code == 0
    assert "permission" in cli("undo", path).sentence(1)


def test_a_locked_file(cli: Cli, store: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = store(*numbered(2))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "locked" in cli("undo", path).sentence(1)
    assert cli("undo", path).code == 0


NAMES = [
    "it's.sqlite",
    'a"b.sqlite',
    "a?mode=rwc.sqlite",
    "a#b.sqlite",
    "100%25.sqlite",
    "two\nlines.sqlite",
    "-o.sqlite",
    "info",
    "état 雪.sqlite",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_need_care(program: Cli, store: Callable[..., Path], tmp_path: Path, name: str) -> None:
    store(*numbered(2)).rename(tmp_path / name)
    assert program("info", "--json", "--", name).json["events"] == 2
    assert program("append", "--stream", "s", "--type", "T", "--data", "{}", "--json", "--", name).json["position"] == 3
    assert program("export", "-o", tmp_path / "copy.sqlite", "--", name).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["copy.sqlite", name])


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_with_such_a_name_is_named_on_one_line(program: Cli, tmp_path: Path, name: str) -> None:
    sentence = program("info", "--", name).sentence(1)
    assert name.replace("\n", "\\n") in sentence
    assert list(tmp_path.iterdir()) == []


def test_a_payload_that_is_no_json_is_shown_as_that_at_its_place(cli: Cli, store: Callable[..., Path]) -> None:
    path = store(*numbered(3))
    with closing(sqlite3.connect(path)) as raw, raw:
        (trigger,) = raw.execute(
            "SELECT sql FROM sqlite_master WHERE name LIKE '%update%' AND tbl_name = 'events'"
        ).fetchone()
        name = raw.execute("SELECT name FROM sqlite_master WHERE sql = ?", (trigger,)).fetchone()[0]
        raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE events SET payload = CAST(x'7bff' AS TEXT) WHERE position = 2")
        raw.execute(trigger)
    first, second, third = cli("events", path, "--json").lines
    assert (first["payload"], third["payload"]) == ({"n": 1}, {"n": 3})
    assert second["payload"] is None
    assert second["undecodable"]["hex"] == "7bff"
    assert "undecodable" in cli("events", path).out
    state = cli("state", path, "--stream", "list-1", "--json")
    assert (state.code, state.json["state"], state.json["error"]["position"]) == (1, {"n": 1}, 2)


def test_a_full_disk_for_the_output_is_a_sentence(program: Cli, shop: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "inspector", "info", str(shop)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr


def test_a_reader_that_has_had_enough_is_no_error(shop: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "inspector", "events", str(shop), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_a_bug_ends_in_a_report(cli: Cli, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.cli.read.print_summary", lambda workspace: 1 / 0)
    answer = cli("info", shop)
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    report = Path(next(word for word in re.split(r"[ ,]", answer.err) if "inspector-bug-" in word))
    assert "ZeroDivisionError" in report.read_text()
    report.unlink()


def test_an_interrupt_is_quiet(cli: Cli, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(workspace: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("inspector.cli.read.print_summary", interrupted)
    answer = cli("info", shop)
    assert (answer.code, answer.out, answer.err) == (130, "", "")
