"""Work that lasts: how far it is, on the terminal, and Ctrl+C ends it whole."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled
from inspector.workspace.counting import grouped
from inspector.workspace.importing import Report

_FIRST_S = 0.5
"""What is done sooner shows nothing."""
_EVERY_S = 0.1


@contextmanager
def watched(label: str, unit: str = "events") -> Iterator[tuple[Report, Cancel]]:
    """What a long piece of work reports to, on stderr if that is a terminal, and the token that Ctrl+C trips.

    unit: of what is reported.
    """
    cancel, line = Cancel(), _Line(label, unit)

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        # The token ends a statement of SQLite's, which swallows the exception; that ends whatever waits for input.
        cancel.cancel()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield line.show, cancel
    except Cancelled:
        raise KeyboardInterrupt from None
    finally:
        signal.signal(signal.SIGINT, before)
        line.clear()


class _Line:
    """One line of a terminal that is written over and over."""

    def __init__(self, label: str, unit: str) -> None:
        self._label = label
        self._unit = unit
        self._begun = time.monotonic()
        self._next = self._begun + _FIRST_S
        self._shown = False

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next or not sys.stderr.isatty():
            return
        self._next, self._shown = now + _EVERY_S, True
        spent = now - self._begun
        said = f"{grouped(done)} {self._unit}, {grouped(round(done / spent))} a second"
        if 0 < done <= total:
            said = f"{done * 100 // total} %, {said}, {round(spent * (total - done) / done)} s left"
        print(f"\r\x1b[K{self._label}: {said}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
