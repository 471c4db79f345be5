"""The only threads of the window: named lanes of work, whose results come back on the GUI thread."""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from types import MethodType
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, InspectorError

T = TypeVar("T")

SLOW_S = 0.5
"""Work that lasts longer shows its progress."""
_REPORT_S = 0.1
"""How often progress is shown: each time costs a layout."""
_SLICE_S = 0.008
"""How long results are handed out before the event loop gets its turn."""
_JOIN_S = 10.0
"""How long a cancelled job may take to notice at shut-down."""


class Job(Cancel):
    """One piece of work in a lane, and the token its work is given.

    `cancel()` may be called from any thread. A cancelled job ends with `failed(Cancelled)`; one that a newer job
    superseded, or that the shut-down ended, says nothing more.
    """

    def __init__(self, lane: "Lane", work: Callable[["Job"], Any], done: Any, failed: Any, label: str) -> None:
        super().__init__()
        self.label = label
        self.silent = False
        self.started = 0.0
        self._reported = 0.0
        self._lane = lane
        self.work = work
        self.done: Callable[[Any], None] = done
        self.failed: Callable[[InspectorError], None] | None = failed

    def report(self, done: int, total: int) -> None:
        """Say from the work how far it is; `total` 0 where nobody knows. Shown once it lasts over half a second."""
        now = time.monotonic()
        if now - self.started >= SLOW_S and now - self._reported >= _REPORT_S:
            self._reported = now
            self.deliver(lambda: self._lane.progress.emit(self.label, done, total, self))

    def deliver(self, call: Callable[[], None]) -> None:
        """Run a call on the GUI thread, in order with the job's end: a part of the result."""
        self._lane.post(self, call)

    def supersede(self) -> None:
        """Cancel it and drop its answer."""
        self.silent = True
        self.cancel()


class Lane(QObject):
    """One thread's queue of work. GUI thread only, except for `post`.

    newest_wins: a new job supersedes the running and the waiting one; otherwise first in, first out, never dropping.
    """

    progress = Signal(str, object, object, object)
    """label, done, total, job"""
    idle = Signal()
    _posted = Signal()

    def __init__(self, name: str, newest_wins: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._newest_wins = newest_wins
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._stopping = False
        self._results: deque[tuple[Job, Callable[[], None]]] = deque()
        self._open = 0
        self._thread: threading.Thread | None = None
        self._posted.connect(self._hand_out, Qt.ConnectionType.QueuedConnection)
        self._slow = QTimer(self, interval=round(SLOW_S * 1000))
        self._slow.timeout.connect(self._show_slow)

    def submit(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[InspectorError], None] | None = None,
        *,
        label: str = "",
    ) -> Job:
        """Run `work(cancel)` on the lane's thread, then `done(result)` or `failed(error)` on the GUI thread.

        An exception that is no `InspectorError` is a bug and goes to `sys.excepthook`; so does an `InspectorError` that
        nobody takes, `Cancelled` excepted. A callback of a deleted QObject is skipped.
        """
        job = Job(self, work, done, failed, label)
        self._open += 1
        with self._changed:
            if self._stopping:
                raise RuntimeError(f"lane {self.name} has been shut down")
            if self._newest_wins:
                self._supersede()
            self._waiting.append(job)
            self._changed.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=f"inspector-{self.name}", daemon=True)
            self._thread.start()
        if not self._slow.isActive():
            self._slow.start()
        return job

    def is_idle(self) -> bool:
        """Whether all work is done and every answer was handed out."""
        return self._open == 0

    def when_idle(self, call: Callable[[], None]) -> None:
        """Make a call when all work is done: at once, if it is."""
        if self.is_idle():
            call()
        else:
            self.idle.connect(call, Qt.ConnectionType.SingleShotConnection)

    def cancel(self) -> None:
        """Supersede whatever runs or waits."""
        with self._changed:
            self._supersede()

    def stop(self, finish: bool = False) -> None:
        """Take no more work and cancel what there is, or only what runs (`finish`); `join` waits for the end."""
        with self._changed:
            self._stopping = True
            if not finish:
                self._supersede()
            elif self._running is not None:
                self._running.cancel()
            self._changed.notify()
        self._slow.stop()

    def join(self) -> None:
        """Wait for the thread's end. Raises `RuntimeError` if a job ignores its cancellation."""
        if self._thread is not None:
            self._thread.join(_JOIN_S)
            if self._thread.is_alive():
                raise RuntimeError(f"a job in lane {self.name} does not end when it is cancelled")
            self._thread = None
        self._results.clear()
        self._open = 0

    def post(self, job: Job, call: Callable[[], None]) -> None:
        """Have a call made on the GUI thread unless the job is superseded by then. Any thread."""
        self._results.append((job, call))
        self._posted.emit()

    def _supersede(self) -> None:
        for job in self._waiting:
            job.supersede()
            self._results.append((job, self._close))
            self._posted.emit()
        self._waiting.clear()
        if self._running is not None:
            self._running.supersede()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                if not self._waiting:
                    return
                job = self._running = self._waiting.popleft()
            job.started = time.monotonic()
            outcome = self._run(job)
            with self._changed:
                self._running = None
            self.post(job, outcome)
            self.post(job, self._close)
            # The loop's variables would keep the last job's result alive until the next one.
            del job, outcome

    def _run(self, job: Job) -> Callable[[], None]:
        try:
            job.check()
            result = job.work(job)
        except InspectorError as error:
            kept_error = error
            return lambda: self._fail(job, kept_error)
        except BaseException as error:  # noqa: BLE001  a bug in a job must reach the crash reporter, not kill the lane
            bug = error
            return lambda: sys.excepthook(type(bug), bug, bug.__traceback__)
        return lambda: _call(job.done, result)

    def _fail(self, job: Job, error: InspectorError) -> None:
        if job.failed is not None:
            _call(job.failed, error)
        elif not isinstance(error, Cancelled):
            sys.excepthook(type(error), error, error.__traceback__)

    def _hand_out(self) -> None:
        until = time.monotonic() + _SLICE_S
        while self._results:
            job, call = self._results.popleft()
            if call == self._close:
                self._close()
            elif not job.silent:
                call()
            if self._results and time.monotonic() > until:
                QTimer.singleShot(0, self, self._hand_out)
                return

    def _close(self) -> None:
        self._open = max(0, self._open - 1)
        if self._open == 0:
            self._slow.stop()
            self.idle.emit()

    def _show_slow(self) -> None:
        job = self._running
        if job is not None and not job.silent and job.started and time.monotonic() - job.started >= SLOW_S:
            self.progress.emit(job.label, 0, 0, job)


class Jobs(QObject):
    """The lanes of one window. GUI thread only; `shut_down` before the window goes."""

    idle = Signal()
    """Everything that was asked for has been answered."""
    progress = Signal(str, object, object, object)
    """label, done, total, job: of work that lasts over half a second"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: list[Lane] = []
        self.read = self.add_lane("read", newest_wins=True)
        self.states = self.add_lane("states")
        self.pages = self.add_lane("pages")
        self.guesses = self.add_lane("guesses")
        self.panes = self.add_lane("panes")
        self.lookup = self.add_lane("lookup", newest_wins=True)
        self.index = self.add_lane("index")
        self.search = self.add_lane("search", newest_wins=True)
        self.order = self.add_lane("order", newest_wins=True)
        self.copies = self.add_lane("copies", newest_wins=True)
        self.write = self.add_lane("write")

    def add_lane(self, name: str, newest_wins: bool = False) -> Lane:
        """A further lane with a thread of its own, made when it is first used."""
        lane = Lane(name, newest_wins, self)
        lane.idle.connect(self._lane_idle)
        lane.progress.connect(self.progress)
        self._lanes.append(lane)
        return lane

    def is_idle(self) -> bool:
        """Whether no lane has anything to do or to hand out."""
        return all(lane.is_idle() for lane in self._lanes)

    def shut_down(self) -> None:
        """Cancel everything but waiting writes, and wait for the threads to end; no callback runs afterwards."""
        for lane in self._lanes:
            lane.stop(finish=lane is self.write)
        for lane in self._lanes:
            lane.join()

    def _lane_idle(self) -> None:
        if self.is_idle():
            self.idle.emit()


def _call(callback: Callable[[T], None], value: T) -> None:
    owner = callback.__self__ if isinstance(callback, MethodType) else None
    if not isinstance(owner, QObject) or shiboken6.isValid(owner):
        callback(value)
