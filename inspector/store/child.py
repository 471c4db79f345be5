"""A Python process of our own that runs one of this package's modules."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])


def start(module: str, *words: str) -> subprocess.Popen[bytes]:
    """Start it, with pipes to its standard input and from its standard output; in a process group of its own.

    It finds this very package, wherever that was imported from. Raises `OSError` if no process can be started.
    """
    inherited = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, inherited)))}
    # -P: a file in the working folder must not stand in for a module.
    return subprocess.Popen(  # noqa: S603  our own interpreter, a module of ours, words that are no options
        [sys.executable, "-P", "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )
