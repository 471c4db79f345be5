"""Every example in the README does what the README says."""

import re
import shlex
from pathlib import Path

import pytest
from program import ROOT, Cli
from PySide6.QtGui import QKeySequence

from inspector.cli.main import VERBS
from inspector.replay.reducers import REDUCERS
from inspector.store.recognition import FORMATS
from inspector.ui.actions import TABLE

README = (ROOT / "README.md").read_text(encoding="utf-8")

_BLOCK = re.compile(r"(?:^<!-- (file|command): (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (.+?) \| (.+?) \|$", re.MULTILINE)


def blocks(language: str) -> list[tuple[str, str]]:
    """The fenced blocks in a language: what the comment above names, and the text."""
    return [(name, text) for _, name, kind, text in _BLOCK.findall(README) if kind == language]


def transcript() -> list[tuple[str, str]]:
    """The commands of the console blocks in their order, each with what it prints."""
    commands: list[tuple[str, str]] = []
    for _, text in blocks("console"):
        for line in text.splitlines():
            if line.startswith("$ "):
                commands.append((line[2:], ""))
            else:
                command, printed = commands[-1]
                commands[-1] = (command, f"{printed}{line}\n")
    return commands


def as_pattern(printed: str) -> str:
    """A regular expression for what is printed; `…` stands for anything."""
    return ".*".join(map(re.escape, printed.split("…")))


def section(heading: str) -> str:
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_console_examples_print_what_they_say(program: Cli, tmp_path: Path) -> None:
    for name, text in blocks("python") + blocks("toml") + blocks("csv"):
        if name:
            (tmp_path / name).write_text(text, encoding="utf-8")
    commands = transcript()
    assert len(commands) > 7
    for command, printed in commands:
        name, *words = shlex.split(command)
        assert name == "inspector"
        answer = program(*words)
        assert re.fullmatch(as_pattern(printed), answer.out + answer.err, re.DOTALL), (command, answer)
        assert "…" in printed or answer.code == (1 if answer.err else 0)


def test_the_python_example_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = [text for name, text in blocks("python") if not name]
    assert len(examples) == 1
    exec(compile(examples[0], "README.md", "exec"), {})
    assert (tmp_path / "users.sqlite").exists()


def test_the_domain_is_complete_in_thirty_lines() -> None:
    ((_, text),) = [(name, text) for name, text in blocks("python") if name == "bank.py"]
    assert len(text.splitlines()) < 30


def test_every_verb_is_listed_and_no_other() -> None:
    listed = [cell.strip("`") for cell, _ in _ROW.findall(section("On the command line")) if cell.startswith("`")]
    assert sorted(listed) == sorted(VERBS)


def test_every_format_is_listed_and_no_other() -> None:
    names = ["native", *(format.name for format in FORMATS)]
    assert sorted(re.findall(r"^\| `(.+?)` \|", section("Stores"), re.MULTILINE)) == sorted(names)


def test_every_reducer_is_named() -> None:
    said = section("A domain: what your events mean").partition("For the real state")[0].replace("\n", " ")
    assert [name for name in REDUCERS if f"`{name}`" not in said] == []


def test_every_key_that_is_named_does_something() -> None:
    known = {QKeySequence(keys).toString() for spec in TABLE for keys in spec.shortcuts}
    cells = [cell for cell, _ in _ROW.findall(section("Keys")) if cell not in ("keys", "---")]
    named = [keys for cell in cells for keys in re.split(r", | … ", cell)]
    assert len(named) > 15
    assert [keys for keys in named if QKeySequence(keys).toString() not in known] == []


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[.+?\]\((.+?)\)", README)
    assert len(pictures) >= 3
    for picture in pictures:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG"), picture


def test_every_folder_that_is_named_exists() -> None:
    named = set(re.findall(r"`(inspector/\w+)`", README))
    folders = {f"inspector/{path.name}" for path in (ROOT / "inspector").iterdir() if (path / "__init__.py").exists()}
    assert named == folders
