"""Processes that run beside this one: our own Python with one of this package's modules, or another program."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[2])


def start(module: str, *words: str) -> subprocess.Popen[bytes]:
    """Start our own interpreter, which finds this very package, wherever that was imported from."""
    inherited = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, inherited)))}
    # -P: a file in the working folder must not stand in for a module.
    return run([sys.executable, "-P", "-m", module, *words], environment)


def run(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a program, with pipes to its standard input and from its standard output.

    Its session is its own: Ctrl+C is for us to handle, and what it forks, which would hold our pipe open, can be ended
    with it. Raises `OSError` if it cannot be started.
    """
    return subprocess.Popen(  # noqa: S603  our own interpreter or the one that the user named; no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
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
