"""The time limit on a user's code, held even where it never gives the interpreter back."""

import faulthandler
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from inspector.domain.place import Place
from inspector.events.event import Event


class Watch:
    """Ends the process where a call, or one event of a fold, takes longer than the limit; the place tells which."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._limit_s = 0.0
        self._wound_s = 0.0
        self._nowhere = open(os.devnull, "w")  # noqa: PTH123, SIM115  held as long as the process lives

    @contextmanager
    def during(self, limit_s: float) -> Iterator[None]:
        """While inside, the limit holds."""
        self._limit_s = limit_s
        self._place.clear()
        self._wind()
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()

    def over(self, batch: int, events: Iterable[Event]) -> Iterator[Event]:
        """The events of a batch; each of them may take until the limit."""
        for event in events:
            self._place.set(batch, event.position)
            # Winding costs a thread, hence not at every event.
            if time.monotonic() - self._wound_s > self._limit_s / 8:
                self._wind()
            yield event

    def _wind(self) -> None:
        # A thread of C that ends the process; it needs nothing of the interpreter.
        faulthandler.dump_traceback_later(self._limit_s, exit=True, file=self._nowhere)
        self._wound_s = time.monotonic()
