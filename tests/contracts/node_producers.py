"""Producers that run on Node, where they are installed: PRODUCERS_NODE_FOLDER names a copy of the folder `producers`
in which `npm install` ran."""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(os.environ.get("PRODUCERS_NODE_FOLDER", ""))
_PROGRAMS = Path(__file__).with_name("producers")
_OLDEST_NODE = 20


@cache
def _node() -> int:
    """The major version of the Node that is here, 0 without one."""
    if not (os.environ.get("PRODUCERS_NODE_FOLDER") and shutil.which("node")):
        return 0
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return int(said.removeprefix("v").partition(".")[0] or 0)


def needs(package: str) -> pytest.MarkDecorator:
    """Skips what needs a package where it is not installed."""
    there = _node() >= _OLDEST_NODE and (_FOLDER / "node_modules" / package).is_dir()
    return pytest.mark.skipif(
        not there, reason=f"no Node {_OLDEST_NODE}, or PRODUCERS_NODE_FOLDER names no folder with {package} installed"
    )


def run(producer: str, program: str, *arguments: object) -> Any:
    """What a program of `producers` prints as JSON, run on the version of the producer that its own folder has."""
    done = subprocess.run(
        ["node", _PROGRAMS / program, *map(str, arguments)],
        cwd=_FOLDER / producer,
        env=os.environ | {"LOG_LEVEL": "error"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
