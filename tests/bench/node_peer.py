"""Peers that run on Node, where they are: PRODUCERS_NODE_FOLDER names a folder with a folder for each of them, in which
`npm install` ran."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

_PROGRAMS = Path(__file__).with_name("peers")


def missing(peer: str, package: str) -> str:
    """Why a peer cannot be run, empty if it can."""
    folder = os.environ.get("PRODUCERS_NODE_FOLDER")
    if not folder or not shutil.which("node"):
        return "there is no Node, or PRODUCERS_NODE_FOLDER names no folder"
    places = (Path(folder, peer, "node_modules", package), Path(folder, "node_modules", package))
    return "" if any(place.is_dir() for place in places) else f"{package} is not installed in PRODUCERS_NODE_FOLDER"


def run(peer: str, program: str, *arguments: object, text: str = "") -> Any:
    """What a program of `peers` prints as JSON."""
    folder = Path(os.environ["PRODUCERS_NODE_FOLDER"], peer)
    words = ["node", "--max-old-space-size=4096", str(_PROGRAMS / program), *map(str, arguments)]
    done = subprocess.run(words, cwd=folder, input=text, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
