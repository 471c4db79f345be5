"""Cancellation: one token per piece of work, safe to trip from any thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inspector.events.errors import Cancelled


class Cancel:
    """A token that the owner of a piece of work trips and the work checks.

    `cancel()` may be called from any thread, `check()` is called by the worker between steps. Work that blocks inside
    C code (a long SQL statement, a helper process) registers a hook that unblocks it.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a signal handler may trip it in the midst of `unblocking`
        self._cancelled = False
        self._hooks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """Trip the token and run the registered hooks, each once."""
        with self._lock:
            if self._cancelled:
                return
            self._cancelled = True
            hooks = list(self._hooks)
        for hook in hooks:
            hook()

    def check(self) -> None:
        """Raise `Cancelled` if the token was tripped."""
        if self._cancelled:
            raise Cancelled

    def report(self, done: int, total: int) -> None:
        """Say from the work how far it is, to an owner who shows that; `total` 0 where nobody knows."""

    @contextmanager
    def unblocking(self, hook: Callable[[], None]) -> Iterator[None]:
        """While inside, `hook` runs on cancellation; at once if the token was tripped before."""
        with self._lock:
            self._hooks.append(hook)
            tripped = self._cancelled
        try:
            if tripped:
                hook()
            yield
        finally:
            with self._lock:
                self._hooks.remove(hook)


class _Never(Cancel):
    """The token of work that nobody cancels."""

    def cancel(self) -> None:
        raise RuntimeError("the shared NEVER token cannot be cancelled; make a Cancel() of your own")


NEVER = _Never()
