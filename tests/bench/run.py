"""`python -m tests.bench.run [--events 200k|1m|10m] [--json]`: a user at a real window, timed step by step.

It opens a private copy of a generated store, zooms, scrubs, jumps, filters, follows another process that appends, rolls
back and undoes, all with real mouse and key events. After every step what is shown is held against plain SQL.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QTableView, QWidget

from inspector.ui import app as ui
from inspector.ui import style
from inspector.ui.request import OpenRequest
from inspector.ui.timeline.ruler import Ruler
from inspector.ui.timeline.view import LanesView
from inspector.ui.window import MainWindow
from inspector.workspace.frame import Frame, Step
from tests.bench.hands import Evenness, Noise, click, drag, p99, press, type_in, until, wait, wheel
from tests.bench.naive import Naive
from tests.bench.sizes import count_of
from tests.bench.stores import LONG_STREAM, store

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_NAMES_PX = 200
_TAIL_S = 4
_TAIL_EVENTS = 5000
"""A second, that another process appends."""

_WRITER = f"""
import sys, time
import inspector
with inspector.open(sys.argv[1], writable=True) as store:
    started, number = time.monotonic(), 0
    while number < {_TAIL_S * _TAIL_EVENTS}:
        store.append_all(
            inspector.NewEvent(f"order-{{n % 97}}", "NoteAdded", {{"note": n}}) for n in range(number, number + 250)
        )
        number += 250
        time.sleep(max(0, started + number / {_TAIL_EVENTS} - time.monotonic()))
"""


class UserRun:
    """One window on one store; `steps` are what is done to it, in their order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._naive = Naive(path)
        self._shown: Frame | None = None
        self.window = MainWindow()
        self.window.resize(1600, 1000)
        self.window.show()
        self.evenness = Evenness(self.window)
        wait(100)

    @property
    def steps(self) -> dict[str, Callable[[], None]]:
        return {
            "open": self._open,
            "zoom": self._zoom,
            "scrub": self._scrub,
            "jump": self._jump,
            "filter": self._filter,
            "tail": self._tail,
            "roll back": self._roll_back,
            "undo": self._undo,
        }

    def settle(self) -> None:
        """Wait for whatever the window still works at, its timers included."""
        ui.settle(self.window)
        wait(300)
        ui.settle(self.window)

    def check(self) -> None:
        """Hold everything that is shown against SQL."""
        session = self.window.session
        assert session is not None
        frame = self._lanes.frame()
        rows = self._table.model().rowCount()
        self._naive.check(session, frame.scene, frame.scale.span, rows, self._shown)

    @property
    def _lanes(self) -> LanesView:
        return _child(self.window, LanesView)

    @property
    def _table(self) -> QTableView:
        return _child(self.window, QTableView, "eventTable")

    def _took(self, step: Step) -> None:
        self._shown = step.frame

    def _open(self) -> None:
        self.window.open(OpenRequest(self._path))
        until(lambda: self.window.session is not None)
        session = self.window.session
        assert session is not None
        session.stepReady.connect(self._took)
        self.evenness.watch(self._lanes)
        until(lambda: session.indexed and self.window.jobs.is_idle())

    def _zoom(self) -> None:
        lanes = self._lanes
        at = QPoint((_NAMES_PX + lanes.width()) // 2, lanes.height() // 3)
        wheel(lanes, at, 45, CTRL)
        wheel(lanes, at, -30, CTRL)
        wheel(lanes, at, 10, SHIFT)
        wheel(lanes, at, -20, Qt.KeyboardModifier.NoModifier)

    def _scrub(self) -> None:
        press(self._lanes, Qt.Key.Key_0)
        ruler = _child(self.window, Ruler)
        right = ruler.width() - 40
        drag(ruler, range(right, _NAMES_PX, -11), 10)
        drag(ruler, range(_NAMES_PX, right, 7), 10)

    def _jump(self) -> None:
        session = self.window.session
        assert session is not None
        for words, position in ((str(session.last // 3), session.last // 3), (f"{LONG_STREAM}@77", None), ("1", 1)):
            press(self.window, Qt.Key.Key_G, CTRL)
            line = _child(self.window, QLineEdit, "gotoLine")
            before = session.cursor
            line.clear()
            type_in(line, words)
            press(line, Qt.Key.Key_Return)
            until(lambda position=position, before=before: session.cursor == position or session.cursor != before)
            _closed(self.window)
        press(self._table, Qt.Key.Key_End, CTRL)
        press(self._table, Qt.Key.Key_Up, times=30)
        press(self._table, Qt.Key.Key_PageUp, times=20)

    def _filter(self) -> None:
        session = self.window.session
        assert session is not None
        press(self.window, Qt.Key.Key_F, CTRL)
        line = _child(self.window, QLineEdit, "filterLine")
        type_in(line, "stream:order-1* type:OrderShipped")
        until(lambda: session.filter.type == "OrderShipped" and not session.searching)
        press(line, Qt.Key.Key_Return, times=10)

    def _tail(self) -> None:
        session = self.window.session
        assert session is not None
        _child(self.window, QLineEdit, "filterLine").clear()
        until(lambda: session.filtered is None and not session.searching)
        press(self.window, Qt.Key.Key_End, Qt.KeyboardModifier.AltModifier)
        last = session.last
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(self._path)], env=os.environ)
        until(lambda: session.last == session.cursor == last + _TAIL_S * _TAIL_EVENTS)
        assert writer.wait() == 0

    def _roll_back(self) -> None:
        session = self.window.session
        assert session is not None
        press(self._table, Qt.Key.Key_PageUp, times=40)
        target = session.cursor
        press(self.window, Qt.Key.Key_B, CTRL | SHIFT)
        dialog = _child(self.window, QDialog, "rollbackDialog")
        click(_child(dialog, QPushButton, "switchWritingOn"))
        click(_child(_child(self.window, QDialog, "writableQuestion"), QPushButton, "allowWriting"))
        type_in(_child(dialog, QLineEdit, "rollbackReason"), "a recorded run")
        confirm = _child(dialog, QPushButton, "rollbackConfirm")
        until(confirm.isEnabled)
        click(confirm)
        until(lambda: session.head == target)

    def _undo(self) -> None:
        session = self.window.session
        assert session is not None
        _closed(self.window)
        press(self.window, Qt.Key.Key_Z, CTRL)
        confirm = _child(_child(self.window, QDialog, "undoDialog"), QPushButton, "undoConfirm")
        until(confirm.isEnabled)
        click(confirm)
        until(lambda: session.head == session.last)


def _child(parent: QWidget, kind: type[Any], name: str = "") -> Any:
    """The one that can be seen now."""
    until(lambda: any(found.isVisible() for found in parent.findChildren(kind, name or None)))
    return next(found for found in parent.findChildren(kind, name or None) if found.isVisible())


def _closed(window: MainWindow) -> None:
    """Wait for dialogs to close, and give the window the keyboard: a desktop does, the offscreen platform does not."""
    until(lambda: not any(dialog.isVisible() for dialog in window.findChildren(QDialog)))
    window.activateWindow()
    until(window.isActiveWindow)


def _private_copy(path: Path, folder: Path) -> Path:
    """A copy that shares its blocks with the original where the file system can."""
    copy = folder / path.name
    with path.open("rb") as source, copy.open("wb") as target:
        left = path.stat().st_size
        while left and hasattr(os, "copy_file_range"):
            done = os.copy_file_range(source.fileno(), target.fileno(), left)
            if not done:
                break
            left -= done
        if left:
            shutil.copyfileobj(source, target)
    return copy


def recorded(path: Path, *, tell: Callable[[str], object]) -> list[dict[str, Any]]:
    """The steps on a private copy of a store: what each took, and how evenly the window went on meanwhile.

    Raises `AssertionError` after the first step at which anything that is shown differs from SQL.
    """
    folder = Path(tempfile.mkdtemp(prefix="inspector-bench-run-"))
    for name in ("CONFIG", "DATA", "CACHE"):
        os.environ[f"INSPECTOR_{name}_DIR"] = str(folder / name.lower())
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    style.apply(app, "dark")
    noise = Noise()
    try:
        run = UserRun(_private_copy(path, folder))
        rows: list[dict[str, Any]] = []
        every: list[float] = []
        for name, step in run.steps.items():
            noise.longest_s()
            with run.evenness.watching():
                started = time.perf_counter()
                step()
                took = time.perf_counter() - started
            blocks = run.evenness.longest_s, run.evenness.busiest_s, noise.longest_s()
            intervals = run.evenness.intervals
            run.settle()
            every += intervals
            rows.append(_row(name, took, blocks, intervals))
            run.check()
            rows[-1]["equal"] = True
            tell(f"{_line(rows[-1])}   equal to SQL")
        run.window.close()
        worst = [max(row[block] for row in rows) for block in _BLOCKS]
        rows.append(_row("all", sum(row["took"] for row in rows), worst, every))
        tell(_line(rows[-1]))
        return rows
    finally:
        noise.close()
        shutil.rmtree(folder)


_BLOCKS = ("longest_block", "longest_busy", "longest_noise")


def _row(name: str, took: float, blocks: Sequence[float], intervals: list[float]) -> dict[str, Any]:
    return {
        "step": name,
        "took": took,
        **dict(zip(_BLOCKS, blocks, strict=True)),
        "frames": len(intervals),
        "frame_interval_p99": p99(intervals),
        "resident_bytes": _resident(),
    }


def _resident() -> int:
    """What the process holds, in bytes; of the checks between the steps, the freed part included."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def _line(row: dict[str, Any]) -> str:
    longest, busy, noise = (row[block] * 1000 for block in _BLOCKS)
    return (
        f"{row['step']:<10}{row['took']:8.2f} s   longest block {longest:6.1f}, busy {busy:6.1f}, noise {noise:6.1f} ms"
        f"   frame interval p99 {row['frame_interval_p99'] * 1000:6.1f} ms of{row['frames']:6}   resident "
        f"{row['resident_bytes'] / 1e6:6.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    parser.add_argument("--events", type=count_of, default=200_000, metavar="N", help="200k, 1m, 10m")
    parser.add_argument("--json", action="store_true", help="print a JSON list of the steps")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rows = recorded(store(arguments.events), tell=(lambda _line: None) if arguments.json else print)
    if arguments.json:
        print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
