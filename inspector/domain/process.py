"""The handle of the process that runs a user's code: started when needed, killed when told, never left behind."""

import subprocess
import time
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from inspector.domain import wire
from inspector.domain.place import Place
from inspector.events import errors
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import Cancelled, DomainError
from inspector.store import child, frames
from inspector.store.frames import Codec

LIMIT_S = 10.0
"""How long one call into the user's code may take, or one event where it folds several."""


class Guest(Protocol):
    """What the user named to be run: what it is called, the process that can load it, and what that must be told."""

    @property
    def name(self) -> str:
        """What it is shown as."""

    def start(self, place: str) -> subprocess.Popen[bytes]:
        """Start the process; it says in the file `place` where in a fold it is. Raises `DomainError` if it cannot."""

    def loading(self) -> tuple[str, ...]:
        """The values of its first request, `load`."""


class ProcessEnded(DomainError):
    """The process ended in a call: it crashed, or ran out of time.

    reason: that, as a sentence. place: the number of the batch and the position of the event that was being folded.
    """

    def __init__(self, reason: str, call: str, place: tuple[int, int] | None) -> None:
        super().__init__(f"{reason.rstrip('.')} ({call}).")
        self.reason = reason
        self.place = place


class DomainProcess:
    """A domain, or a producer's code, in one process. Calls are made one at a time; any thread may trip `Cancel`.

    A call that is cancelled, takes too long or crashes ends the process; the next call starts another and loads the
    domain again.
    """

    def __init__(self, guest: Guest, *, limit_s: float = LIMIT_S, codec: Codec = msgspec.msgpack) -> None:
        self.guest = guest
        self._codec = codec
        self._limit_s = limit_s
        self._process: subprocess.Popen[bytes] | None = None
        self._place: Place | None = None
        self.declared: dict[str, Any] = {}

    def call(self, name: str, *values: Any, cancel: Cancel = NEVER) -> Any:
        """The answer to a request.

        Raises the `InspectorError` that it was answered with, `ProcessEnded` if the user's code crashed or did not
        answer in time, `Cancelled`.
        """
        self.start(cancel)
        return self._exchange(name, values, cancel)

    def start(self, cancel: Cancel = NEVER) -> dict[str, Any]:
        """Start it and load the domain, if that has not happened; what the domain declares."""
        cancel.check()
        if self._process is None:
            self._place = Place.make()
            try:
                self._process = self.guest.start(str(self._place.path))
                self.declared = self._exchange("load", self.guest.loading(), cancel)
            except BaseException:
                self.close()
                raise
        return self.declared

    def kill(self) -> None:
        """End it at once, and what it may have forked."""
        if self._process is not None:
            child.kill(self._process)

    def close(self) -> None:
        """End it and wait until it is gone."""
        process, self._process = self._process, None
        if process is not None:
            child.kill(process)
            process.wait()
            for pipe in (process.stdin, process.stdout):
                assert pipe is not None
                with suppress(OSError):  # part of a request that it did not live to read
                    pipe.close()
        if self._place is not None:
            self._place.close()
            self._place = None

    def _exchange(self, name: str, values: tuple[Any, ...], cancel: Cancel) -> Any:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        began = time.monotonic()
        try:
            with cancel.unblocking(self.kill):
                frames.send(process.stdin, wire.Request(name, list(values), self._limit_s), self._codec)
                reply = frames.receive(process.stdout, wire.Reply, self._codec)
        except OSError:  # the process ended before it had read the request
            reply = None
        except BaseException:
            self.close()
            raise
        if reply is None:
            with suppress(OSError):
                process.stdin.close()  # what says something else instead of a reply is still waiting
            code = process.wait()
            place = None if self._place is None else self._place.get()
            self.close()
            if cancel.cancelled:
                raise Cancelled
            raise ProcessEnded(self._reason(code, time.monotonic() - began), name, place)
        if reply.error is not None:
            raise getattr(errors, reply.error)(reply.message)
        return reply.value

    def _reason(self, code: int, after_s: float) -> str:
        if code == 1 and after_s >= self._limit_s:
            return f"{self.guest.name} did not finish within {self._limit_s:g} s and was ended."
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"The process of {self.guest.name} ended by itself with {how}."
