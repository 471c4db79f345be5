"""Progress says how fast and how long still, once that can be told."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from inspector.ui import progress
from inspector.ui.jobs import Jobs
from inspector.ui.progress import Progress, pace
from inspector.ui.status import StatusBar


@pytest.mark.parametrize(
    ("done", "seconds", "left", "told"),
    [
        (1_900_000, 1.0, 7_600_000, " 1.9M/s, 4 s left"),
        (45_000, 0.5, 0, " 90k/s, 0 s left"),
        (30, 1.0, 3_660, " 30/s, 2 min 2 s left"),
        (0, 9.0, 5, ""),
        (5, 0.1, 5, ""),
        (5, 1.0, -5, ""),
    ],
)
def test_a_pace_is_told_when_it_is_known(done: int, seconds: float, left: int, told: str) -> None:
    assert pace(done, seconds, left) == told


def test_the_pace_is_that_of_the_job_since_it_was_first_heard_of(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs, bar, now = Jobs(), StatusBar(), [100.0]
    qtbot.addWidget(bar)
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    shown: Progress = bar.progress
    label = shown.findChild(QLabel, "progressLabel")
    first, second = (jobs.index.submit(lambda _job: None, lambda _none: None) for _ in range(2))
    shown.show_job("Indexing", 5_000_000, 9_000_000, first)
    assert label.text() == "Indexing"
    now[0] += 2
    shown.show_job("Indexing", 7_000_000, 9_000_000, first)
    assert label.text() == "Indexing 1.0M/s, 2 s left"
    shown.show_job("Indexing", 7_000_000, 9_000_000, second)
    assert label.text() == "Indexing"
    jobs.shut_down()
    jobs.deleteLater()
