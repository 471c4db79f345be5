"""Lanes: order, superseding, errors, cancellation, shut-down."""

import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from inspector.events.errors import Cancelled, InspectorError, NotFound
from inspector.ui.jobs import Job, Jobs


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.shut_down()


def wait(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(jobs.is_idle, timeout=5000)


def test_a_lane_answers_in_order_on_the_gui_thread(qtbot: QtBot, jobs: Jobs) -> None:
    answers: list[tuple[int, str]] = []
    for number in range(50):
        jobs.write.submit(
            lambda _job, number=number: (number, threading.current_thread().name),
            lambda answer: answers.append((answer[0], threading.current_thread().name)),
        )
    wait(qtbot, jobs)
    assert answers == [(number, threading.main_thread().name) for number in range(50)]


def test_the_newest_job_supersedes_the_running_and_the_waiting_one(qtbot: QtBot, jobs: Jobs) -> None:
    started = threading.Event()
    answers: list[str] = []
    errors: list[InspectorError] = []

    def endless(job: Job) -> str:
        started.set()
        while True:
            job.check()

    jobs.read.submit(endless, answers.append, errors.append)
    assert started.wait(5)
    jobs.read.submit(lambda _job: "waiting", answers.append, errors.append)
    jobs.read.submit(lambda _job: "newest", answers.append, errors.append)
    wait(qtbot, jobs)
    assert answers == ["newest"]
    assert not errors


def test_a_cancelled_job_says_so(qtbot: QtBot, jobs: Jobs) -> None:
    errors: list[InspectorError] = []

    def endless(job: Job) -> None:
        while True:
            job.check()

    jobs.write.submit(endless, lambda _none: None, errors.append).cancel()
    wait(qtbot, jobs)
    assert [type(error) for error in errors] == [Cancelled]


def test_an_error_of_the_environment_reaches_its_taker(qtbot: QtBot, jobs: Jobs) -> None:
    errors: list[str] = []

    def fail(_job: Job) -> None:
        raise NotFound("There is no such thing.")

    jobs.pages.submit(fail, lambda _none: None, lambda error: errors.append(str(error)))
    wait(qtbot, jobs)
    assert errors == ["There is no such thing."]


def test_a_bug_reaches_the_crash_reporter(qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    bugs: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: bugs.append(error))
    jobs.pages.submit(lambda _job: 1 // 0, lambda _none: None)
    wait(qtbot, jobs)
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]


def test_parts_are_delivered_before_the_end(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[object] = []

    def work(job: Job) -> str:
        for part in range(3):
            job.deliver(lambda part=part: seen.append(part))
        return "end"

    jobs.index.submit(work, seen.append)
    wait(qtbot, jobs)
    assert seen == [0, 1, 2, "end"]


def test_idle_is_signalled_after_the_last_answer(qtbot: QtBot, jobs: Jobs) -> None:
    answers: list[int] = []
    with qtbot.waitSignal(jobs.idle, timeout=5000, check_params_cb=lambda: len(answers) == 2):
        jobs.pages.submit(lambda _job: 1, answers.append)
        jobs.index.submit(lambda _job: 2, answers.append)
    assert sorted(answers) == [1, 2]


def test_shutting_down_finishes_waiting_writes_and_calls_nobody(qtbot: QtBot) -> None:
    jobs = Jobs()
    begun, done, answers = threading.Event(), [], []

    def first(job: Job) -> None:
        begun.set()
        while not job.cancelled:
            pass

    jobs.write.submit(first, answers.append)
    jobs.write.submit(lambda _job: done.append("second"), answers.append)
    assert begun.wait(5)
    jobs.shut_down()
    assert done == ["second"]
    assert not answers
    assert not [thread for thread in threading.enumerate() if thread.name == "inspector-write"]
