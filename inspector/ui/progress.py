"""What takes longer than a moment: its name, how far it is, how fast, how long it will still take, and its end."""

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from inspector.ui import icons
from inspector.ui.jobs import Job

_RATED_S = 0.25
"""A rate that was taken over less says nothing."""


class Progress(QWidget):
    """The job that was heard of last. GUI thread only."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("progress")
        self._job: Job | None = None
        self._since = (0.0, 0)
        """When the job was first heard of, and how far it was then."""
        self._label = QLabel(self)
        self._label.setObjectName("progressLabel")
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(110)
        self._bar.setAccessibleName("Progress")
        self._stop = QToolButton(self)
        self._stop.setObjectName("cancelJob")
        self._stop.setIcon(icons.icon("close"))
        self._stop.setProperty("role", "flat")
        self._stop.setToolTip("Cancel")
        self._stop.setAccessibleName("Cancel")
        self._stop.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._label, self._bar, self._stop):
            layout.addWidget(widget)
        self.hide()

    def show_job(self, label: str, done: int, total: int, job: Job) -> None:
        """Show how far a job is, in events; `total` 0 where nobody knows."""
        now = time.monotonic()
        if job is not self._job:
            self._job, self._since = job, (now, done)
        began, first = self._since
        self._label.setText((label or "Working") + pace(done - first, now - began, total - done))
        if total > 0:
            # Qt counts in 32 bits, positions do not.
            self._bar.setRange(0, 1000)
            self._bar.setValue(min(1000, done * 1000 // total))
        else:
            self._bar.setRange(0, 0)
        self.show()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self.hide()


def pace(done: int, seconds: float, left: int) -> str:
    """How many events a second, and how long so many more take: " 1.9M/s, 4 s left"; empty where it is not known."""
    if seconds < _RATED_S or done <= 0 or left < 0:
        return ""
    rate = done / seconds
    shown = f"{rate / 1e6:.1f}M" if rate >= 1e6 else f"{rate / 1e3:.0f}k" if rate >= 1e3 else f"{rate:.0f}"
    rest = round(left / rate)
    return f" {shown}/s, " + (f"{rest // 60} min {rest % 60} s left" if rest >= 60 else f"{rest} s left")
