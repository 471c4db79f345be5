"""What a user's code raised, told in one sentence: the file, the line, the exception."""

import inspect
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

RAISED = (Exception, SystemExit)
"""What code of the user's may raise as its answer: anything, `sys.exit()` included."""


def told(error: BaseException, file: str) -> str:
    """`shop.py, line 12: KeyError: 'total'.`; the line is the last one in `file` on the way to the error."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    where = f"{Path(file).name}, line {lines[-1]}: " if lines else ""
    message = _message(error)
    what = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return f"{where}{what.rstrip('.')}."


def file_of(function: Callable[..., Any]) -> str:
    """The file in which a function was written, as tracebacks name it; empty where there is none."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return str(code.co_filename) if code is not None else ""


def _message(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())
    except Exception:  # noqa: BLE001  an exception of the user's own may fail at that too
        return ""
