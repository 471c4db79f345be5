"""import: files of events as the command line takes them, and what ends it half-way."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from program import ROOT, Cli, folder_state, numbered

LINES = "".join(json.dumps({"stream": "s", "type": "T", "payload": {"n": n}}) + "\n" for n in range(3))


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_a_store_goes_out_and_comes_back(cli: Cli, shop: Path, tmp_path: Path) -> None:
    printed = cli("events", shop, "--all", "--json")
    (tmp_path / "shop.jsonl").write_text(printed.out, encoding="utf-8")
    copy = tmp_path / "copy.sqlite"
    answer = cli("import", tmp_path / "shop.jsonl", copy, "--json").json
    assert list(answer) == ["events", "left_out", "file", "operation"]
    assert (answer["events"], answer["left_out"]) == (cli("info", shop, "--json").json["effective"], 312)
    assert cli("events", copy, "--json").lines == [event for event in printed.lines if event["effective"]]
    (row,) = cli("log", copy, "--json").json
    assert (row, row["kind"], row["label"]) == (answer["operation"], "append", "import shop.jsonl")
    assert cli("undo", copy, "--json").json["ignored"] == answer["events"]
    assert cli("events", copy, "--json").lines == []


def test_a_second_import_goes_on(cli: Cli, lines: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    assert "Imported 3 events into" in cli("import", lines, path).out.replace("\N{NO-BREAK SPACE}", " ")
    assert "as operation 2" in cli("import", lines, path).out
    places = [(event["position"], event["version"]) for event in cli("events", path, "--json").lines]
    assert places == [(number, number) for number in range(1, 7)]


def test_standard_input(program: Cli, tmp_path: Path) -> None:
    assert program("import", "-", "a.sqlite", "--format", "jsonl", stdin=LINES.encode()).code == 0
    assert program("import", "-", "a.sqlite", "--format", "csv", stdin=b"stream,type\ns,T\n").code == 0
    assert len(program("events", "a.sqlite", "--json").lines) == 4
    assert "--format" in program("import", "-", "a.sqlite", stdin=b"").sentence(1)
    assert "standard input, line 1: " in program("import", "-", "b", "--format", "jsonl", stdin=b"{").sentence(1)
    assert [path.name for path in tmp_path.iterdir()] == ["a.sqlite"]


def test_what_is_refused_leaves_everything_as_it_was(
    cli: Cli, lines: Path, store: Callable[..., Path], tmp_path: Path
) -> None:
    path = store(*numbered(2))
    other = tmp_path / "notes.db"
    other.write_bytes(b"no database")
    bad = tmp_path / "bad.jsonl"
    bad.write_text(LINES + "{}\n", encoding="utf-8")
    before = folder_state(tmp_path)
    assert "bad.jsonl, line 4: the event has no" in cli("import", bad, path).sentence(1)
    assert "bad.jsonl, line 4: " in cli("import", bad, tmp_path / "new.sqlite").sentence(1)
    assert "no SQLite database" in cli("import", lines, other).sentence(1)
    assert "--format" in cli("import", other, path).sentence(1)
    assert "no file" in cli("import", tmp_path / "none.jsonl", path).sentence(1)
    assert "directory" in cli("import", tmp_path, path, "--format", "csv").sentence(1)
    assert before.keys() == folder_state(tmp_path).keys()
    assert len(cli("events", path, "--json").lines) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
@pytest.mark.parametrize("there", [False, True])
def test_ctrl_c_leaves_nothing_half(there: bool, store: Callable[..., Path], tmp_path: Path) -> None:
    path = store(*numbered(2)) if there else tmp_path / "new.sqlite"
    before = sorted(tmp_path.iterdir())
    process = subprocess.Popen(
        [sys.executable, "-m", "inspector", "import", "-", str(path), "--format", "jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin is not None
    for _ in range(4000):
        process.stdin.write(LINES.encode())
    process.stdin.flush()  # more than a pipe holds: the program is reading by now, and waits for the rest
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")
    assert sorted(tmp_path.iterdir()) == before
