"""The program as its users meet it: words in, exit code, stdout and stderr out."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from program import ROOT, Answer, Cli

import inspector
from inspector.cli.main import main
from inspector.events.event import NewEvent
from inspector.workspace.sample import write_sample


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    """`cli(*words)` runs the program's `main` in this process."""

    def run(*words: object) -> Answer:
        capfd.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as exit:
            code = int(exit.code or 0)
        captured = capfd.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture
def program(tmp_path: Path) -> Cli:
    """`program(*words, stdin=b"", **environment)` runs the real program in a process of its own, in `tmp_path`."""

    def run(*words: object, stdin: bytes = b"", **environment: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "inspector", *(os.fsencode(str(word)) for word in words)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            check=False,
        )
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="session")
def sample_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sample") / "shop.sqlite"
    write_sample(path)
    return path.read_bytes()


@pytest.fixture
def shop(tmp_path: Path, sample_once: bytes) -> Path:
    """The sample store, a copy for this test alone."""
    path = tmp_path / "shop.sqlite"
    path.write_bytes(sample_once)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Callable[..., Path]:
    """`store(*events, name="some.sqlite")` writes a native store, each event in an operation of its own."""

    def make(*events: NewEvent, name: str = "some.sqlite") -> Path:
        path = tmp_path / name
        with inspector.create(path) as workspace:
            for event in events:
                workspace.append_all([event])
        return path

    return make
