"""The status bar: the file, the cursor, and what is going on."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStatusBar, QWidget

from inspector.ui import text
from inspector.ui.clock import CLOCK
from inspector.ui.progress import Progress

if TYPE_CHECKING:
    from inspector.ui.jobs import Job
    from inspector.ui.session import Session

_RATE_S = 5.0
"""The rate is counted over this long."""
_LINGER_MS = 700
"""Progress that is not heard of for so long is over."""
_MESSAGE_MS = 6000


class StatusBar(QStatusBar):
    """Left the file and whether it can be written, in the middle the cursor, right live state and progress."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setSizeGripEnabled(False)
        self._session: Session | None = None
        self._job: Job | None = None
        self._heads: deque[tuple[float, int]] = deque()
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(8)
        self.file = self._label("statusFile", Qt.AlignmentFlag.AlignLeft, muted=True)
        self.cursor_text = self._label("statusCursor", Qt.AlignmentFlag.AlignHCenter)
        self.live = self._label("statusLive", Qt.AlignmentFlag.AlignRight, muted=True)
        layout.addWidget(self.file, 3)
        layout.addWidget(self.cursor_text, 4)
        right = QWidget(row)
        ends = QHBoxLayout(right)
        ends.setContentsMargins(0, 0, 0, 0)
        ends.setSpacing(8)
        self.progress = Progress(right)
        ends.addWidget(self.live, 1)
        ends.addWidget(self.progress)
        layout.addWidget(right, 3)
        self.addWidget(row, 1)
        CLOCK.changed.connect(self._show_cursor)
        self._over = QTimer(self, singleShot=True, interval=_LINGER_MS)
        self._over.timeout.connect(self.progress.hide)
        self._beat = QTimer(self, interval=1000)
        self._beat.timeout.connect(self._show_live)
        self._said = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._said.timeout.connect(self._show_live)

    def attach(self, session: Session | None) -> None:
        """Speak of this session from now on."""
        self._session = session
        self._heads.clear()
        self._beat.stop()
        self._said.stop()
        self.progress.hide()
        for label in (self.file, self.cursor_text, self.live):
            label.clear()
        if session is None:
            return
        for changed in (session.cursorChanged, session.headChanged, session.pagesReady, session.indexGrown):
            changed.connect(self._show_cursor)
        session.writableChanged.connect(self._show_file)
        session.liveChanged.connect(self._live_switched)
        session.waitingChanged.connect(self._show_live)
        session.headChanged.connect(self._count_head)
        session.cursorChanged.connect(self._show_live)
        session.jobs.progress.connect(self._show_progress)
        session.jobs.idle.connect(self.progress.hide)
        self._live_switched(session.live)
        self._show_file()
        self._show_cursor()

    def say(self, sentence: str) -> None:
        """Say for a few seconds what was done."""
        self.live.setText(text.one_line(sentence))
        self._said.start()

    def _label(self, name: str, side: Qt.AlignmentFlag, muted: bool = False) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        # A long file name must not widen the window.
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if muted:
            label.setProperty("role", "muted")
        return label

    def _show_file(self) -> None:
        if self._session is not None:
            workspace = self._session.workspace
            right = "writable" if workspace.writable else "read-only"
            name = text.one_line(workspace.path.name)
            format = workspace.facts.format
            kind = format if format.endswith("store") else f"{format} store"
            self.file.setText(f"{name} · {kind} · {right}")
            told = (text.one_line(str(workspace.path), 1000), *workspace.facts.notes)
            self.file.setToolTip(text.hint("\n".join(told)))
            zone = workspace.facts.zone
            self.cursor_text.setToolTip(f"Times that are stored without a zone are read as {zone}" if zone else "")

    def _show_cursor(self) -> None:
        session = self._session
        if session is None:
            return
        if session.last == 0:
            self.cursor_text.setText("No events yet")
            return
        shown = f"{text.position(session.cursor)} of {text.grouped(session.head)}"
        event = session.event_at(session.cursor)
        if event is not None:
            shown += f" · {text.when_zoned(event.time_ns)}"
        self.cursor_text.setText(shown)

    def _live_switched(self, live: bool) -> None:
        self._heads.clear()
        if live:
            self._beat.start()
        else:
            self._beat.stop()
        self._show_live()

    def _count_head(self) -> None:
        if self._session is not None:
            self._heads.append((time.monotonic(), len(self._session.index)))
            self._show_live()

    def _show_live(self) -> None:
        session = self._session
        if session is None or self._said.isActive():
            return
        if not session.live:
            waiting = session.waiting
            self.live.setText(f"Live off · {text.counted(waiting, 'new event')} since" if waiting else "Live off")
            return
        now = time.monotonic()
        while self._heads and now - self._heads[0][0] > _RATE_S:
            self._heads.popleft()
        grown = self._heads[-1][1] - self._heads[0][1] if self._heads else 0
        moving = f"head moves at {max(1, round(grown / _RATE_S))} events/s · " if grown > 0 else ""
        state = "Live" if session.cursor == session.head else "Live paused at the cursor"
        self.live.setText(moving + state)

    def _show_progress(self, label: str, done: int, total: int, job: Job) -> None:
        if not job.cancelled:
            self.progress.show_job(label, done, total, job)
            self._over.start()
