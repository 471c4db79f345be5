"""A Python process of our own that runs one of this package's modules."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])


def start(module: str, *words: str) -> subprocess.Popen[bytes]:
    """Start it, with pipes to its standard input and from its standard output.

    It finds this very package, wherever that was imported from. Its session is its own: Ctrl+C is for us to handle, and
    what it forks, which would hold our pipe open, can be ended with it. Raises `OSError` if it cannot be started.
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


def kill(process: subprocess.Popen[bytes]) -> None:
    """End it at once, and what it has forked; harmless if it has ended."""
    if process.returncode is not None:
        return
    if os.name == "posix":
        with suppress(OSError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
