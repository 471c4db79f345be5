"""Another process appends 50 events a second while the user scrubs: all appear, in order, none twice."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

import inspector
from inspector.ui.request import OpenRequest
from inspector.ui.timeline.ruler import Ruler
from inspector.ui.windows import Windows

Make = Callable[..., Path]
Idle = Callable[[object], None]

COUNT = 150
WRITER = f"""
import sys, time, inspector
with inspector.open(sys.argv[1], writable=True) as store:
    began = time.monotonic()
    for number in range({COUNT}):
        time.sleep(max(0, began + number / 50 - time.monotonic()))
        store.append(f"order-{{number % 7}}", "Ticked", {{"number": number}})
"""


def test_what_another_process_appends_appears_while_one_scrubs(
    windows: Windows, make_store: Make, qtbot: QtBot, idle: Idle
) -> None:
    path = make_store()
    window = windows.open(OpenRequest(path))
    window.resize(1280, 800)
    idle(window)
    session = window.session
    assert session is not None
    ruler = window.findChild(Ruler)
    seen: list[int] = []
    session.indexGrown.connect(lambda: seen.append(len(session.index.positions)))
    visited: set[int] = set()
    scrubbing = QTimer(window, interval=20)

    def scrub() -> None:
        x = 200 + (len(seen) * 37 + len(visited) * 11) % 500
        QTest.mouseClick(ruler, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, 10))
        visited.add(session.cursor)

    scrubbing.timeout.connect(scrub)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)])
    try:
        scrubbing.start()
        qtbot.waitUntil(lambda: len(session.index.positions) == 60 + COUNT, timeout=60_000)
        scrubbing.stop()
    finally:
        assert writer.wait(30) == 0
    idle(window)
    assert seen == sorted(seen)
    assert len(visited) > 3
    assert np.array_equal(session.index.positions, np.arange(1, 61 + COUNT))
    with inspector.open(path) as workspace:
        stored = [event.payload["number"] for event in workspace.events(after=60)]
    assert stored == list(range(COUNT))
    rows = window.findChild(QToolButton, "button.cursor.last")
    qtbot.mouseClick(rows, Qt.MouseButton.LeftButton)
    idle(window)
    assert session.cursor == 60 + COUNT
    assert window.status.cursor_text.text().startswith("#210 of 210")
