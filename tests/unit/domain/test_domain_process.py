"""The process that runs a user's code: it can be killed, it may crash, and nothing it prints is taken for an answer."""

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from declared import Load, Write, event

from inspector.domain.domain_fold import DomainFold
from inspector.domain.loaded import LoadedDomain
from inspector.domain.process import DomainProcess
from inspector.domain.source import DomainSource
from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, DomainError
from inspector.replay.fold import FoldError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="they fork, signal and wait on a named pipe")

HEAD = "import os, signal, sys, time\nfrom inspector import Domain\nbank = Domain('bank', initial=0)\n"
GOOD = "@bank.on('Good')\ndef good(state, event):\n    return state + 1\n"

Limited = Callable[..., DomainFold]


def reducer(body: str) -> str:
    return f"{HEAD}{GOOD}@bank.on('Deposited')\ndef bad(state, event):\n    {body}\n"


def folded(fold: DomainFold, type: str = "Good") -> object:
    state, error = fold.run("account-1", fold.initial("account-1"), [event(1, type=type)])
    assert error is None
    return state.state


@pytest.fixture
def limited(write: Write) -> Iterator[Limited]:
    """`limited(code, limit_s)` is the fold of a domain whose calls may take so long."""
    processes = []

    def make(code: str, limit_s: float) -> DomainFold:
        processes.append(DomainProcess(DomainSource.of(write(code)), limit_s=limit_s))
        return DomainFold("bank.py", processes[-1])

    yield make
    for process in processes:
        process.close()


class CancelWhenRunning(Cancel):
    """A token that another thread trips once the user's code has run the line `running`."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._pipe = folder / "running"
        os.mkfifo(self._pipe)
        self.running = f"open({str(self._pipe)!r}, 'w').close()"
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        self._pipe.open().close()  # returns when the other side is opened
        self.cancel()


ENDLESS = {
    "a loop": "while True: pass",
    "a sleep": "time.sleep(3600)",
    "a loop that catches all": "while True:\n        try: time.sleep(9)\n        except BaseException: pass",
    "a long computation in C": "return sum(range(10**14))",
    "a child that lives on": "os.fork()\n    while True: pass",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_a_reducer_without_end_is_cancelled_and_killed(load: Load, tmp_path: Path, body: str) -> None:
    cancel = CancelWhenRunning(tmp_path)
    fold = load(reducer(f"{cancel.running}\n    {body}")).fold
    assert folded(fold) == 1
    with pytest.raises(Cancelled):
        fold.run("account-1", fold.initial("account-1"), [event(1)], cancel=cancel)
    assert folded(fold) == 1


def test_a_command_without_end_is_cancelled_and_killed(load: Load, tmp_path: Path) -> None:
    cancel = CancelWhenRunning(tmp_path)
    domain = load(f"{HEAD}@bank.command\ndef pay(state):\n    {cancel.running}\n    while True: pass\n")
    with pytest.raises(Cancelled):
        domain.decide("pay", {}, "account-1", 0, cancel=cancel)
    assert domain.validate("pay", {}) == {}


def test_an_import_without_end_is_cancelled_and_killed(write: Write, tmp_path: Path) -> None:
    cancel = CancelWhenRunning(tmp_path)
    with pytest.raises(Cancelled):
        LoadedDomain.load(write(f"{cancel.running}\nwhile True: pass\n"), cancel=cancel)


def test_what_is_cancelled_before_is_not_begun(load: Load) -> None:
    fold = load(reducer("os._exit(1)")).fold
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        fold.run("account-1", fold.initial("account-1"), [event(1)], cancel=cancel)


@pytest.mark.parametrize("body", [ENDLESS["a loop"], ENDLESS["a sleep"]], ids=["a loop", "a sleep"])
def test_a_reducer_that_nobody_cancels_is_ended_after_its_time(limited: Limited, body: str) -> None:
    fold = limited(reducer(body), 1.5)
    state, error = fold.run("account-1", fold.initial("account-1"), [event(1, type="Good"), event(2)])
    assert (state.state, state.position) == (1, 1)
    assert error == FoldError(2, "Deposited", "bank.py did not finish within 1.5 s and was ended.")
    assert folded(fold) == 1


def test_many_events_may_take_longer_than_one(limited: Limited) -> None:
    fold = limited(reducer("time.sleep(0.4); return state + 1"), 1.5)
    state, error = fold.run("account-1", fold.initial("account-1"), [event(number) for number in range(1, 7)])
    assert (state.state, error) == (6, None)


def test_a_command_that_nobody_cancels_is_ended_after_its_time(write: Write) -> None:
    code = f"{HEAD}@bank.command\ndef pay(state):\n    while True: pass\n"
    process = DomainProcess(DomainSource.of(write(code)), limit_s=1.5)
    with pytest.raises(DomainError, match=r"^bank\.py did not finish within 1\.5 s and was ended \(decide\)\.$"):
        process.call("decide", "pay", b"{}", "account-1", b"null")
    process.close()


CRASHES = {
    "exit": ("os._exit(7)", "exit code 7"),
    "abort": ("os.abort()", "signal 6"),
    "segmentation fault": ("os.kill(os.getpid(), signal.SIGSEGV)", "signal 11"),
    "kill": ("os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
}


@pytest.mark.parametrize(("body", "how"), CRASHES.values(), ids=CRASHES)
def test_a_crash_is_told_at_its_place_and_the_rest_goes_on(load: Load, body: str, how: str) -> None:
    fold = load(reducer(body)).fold
    good = {stream: [event(1, type="Good", stream=stream)] for stream in "ad"}
    bad = [event(2, type="Good", stream="b"), event(3, stream="b")]
    answers = fold.run_many([("a", None, good["a"]), ("b", None, bad), ("c", None, []), ("d", None, good["d"])])
    assert [(state.state, state.position) for state, _ in answers] == [(1, 1), (1, 2), (0, 0), (1, 1)]
    reason = f"The process of bank.py ended by itself with {how}."
    assert [error for _, error in answers] == [None, FoldError(3, "Deposited", reason), None, None]


def test_a_process_that_ends_again_and_again_is_given_up(load: Load) -> None:
    fold = load(reducer("os._exit(1)")).fold
    answers = fold.run_many([(name, None, [event(1, stream=name)]) for name in "abc"])
    assert [error is not None for _, error in answers] == [True] * 3
    with pytest.raises(DomainError, match=r"^The process of bank\.py ended by itself with exit code 1 \(fold\)\.$"):
        fold.run_many([(name, None, [event(1, stream=name)]) for name in "abcd"])
    assert folded(fold) == 1


def test_a_crash_that_no_event_is_at_fault_for_is_told(load: Load) -> None:
    fold = load(
        "import os\nfrom inspector import Domain\nbank = Domain('bank', initial=lambda stream: os._exit(4))"
    ).fold
    with pytest.raises(DomainError, match="ended by itself with exit code 4"):
        fold.run_many([("a", None, [event(1)])])


def test_a_crash_amid_large_requests_is_told(load: Load) -> None:
    fold = load(reducer("os._exit(3)")).fold
    large = [event(number, "x" * 100_000) for number in range(1, 20)]
    for _ in range(2):
        _, error = fold.run("account-1", fold.initial("account-1"), large)
        assert error is not None
        assert (error.position, error.reason) == (1, "The process of bank.py ended by itself with exit code 3.")


def test_what_the_code_prints_is_not_taken_for_an_answer(load: Load, capfd: pytest.CaptureFixture[str]) -> None:
    fold = load(
        reducer("print('to you', flush=True); os.write(1, b'raw\\n'); os.system('echo from a shell'); return state + 5")
    ).fold
    assert folded(fold, "Deposited") == 5
    captured = capfd.readouterr()
    assert captured.out == ""
    assert sorted(captured.err.split("\n")) == ["", "from a shell", "raw", "to you"]


def test_what_the_code_prints_has_an_end(load: Load, capfd: pytest.CaptureFixture[str]) -> None:
    body = "print('hello'); sys.stderr.write('E' * 900_000); print('more'); return state + 5"
    fold = load(reducer(body)).fold
    assert folded(fold, "Deposited") == 5
    assert folded(fold, "Deposited") == 5
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("hello\nEEE")
    assert captured.err.endswith("E\n(What it prints after this is not shown.)\n")
    assert len(captured.err) < 150_000


@pytest.mark.parametrize("body", ["return len(sys.stdin.read())", "return len(os.read(0, 10))"])
def test_what_the_code_reads_is_not_taken_from_the_requests(load: Load, body: str) -> None:
    fold = load(reducer(body)).fold
    assert folded(fold, "Deposited") == 0
    assert folded(fold) == 1


def test_input_is_at_its_end(load: Load) -> None:
    fold = load(reducer("return input()")).fold
    _, error = fold.run("account-1", fold.initial("account-1"), [event(1)])
    assert error is not None
    assert "EOFError" in error.reason


def test_a_reducer_that_exits_is_one_that_raises(load: Load) -> None:
    fold = load(reducer("sys.exit('enough')")).fold
    state, error = fold.run("account-1", fold.initial("account-1"), [event(1, type="Good"), event(2)])
    assert (state.state, state.position) == (1, 1)
    assert error is not None
    assert (error.position, error.reason) == (2, "bank.py, line 9: SystemExit: enough.")


def test_a_file_that_has_changed_is_not_loaded_again_by_itself(load: Load, tmp_path: Path) -> None:
    domain = load(reducer("os._exit(1)"))
    start = domain.fold.initial("account-1")
    path = tmp_path / "bank.py"
    sign = tmp_path / "ran"
    assert domain.fold.run("account-1", start, [event(1)])[1] is not None
    with pytest.raises(DomainError, match="ended by itself"):
        domain.fold.run_many([(name, start, [event(1, stream=name)]) for name in "abcd"])
    path.write_text(f"open({str(sign)!r}, 'w').close()\n{path.read_text()}")
    assert domain.stale
    for _ in range(2):
        with pytest.raises(DomainError, match=r"^bank\.py has changed since it was named; load it again\.$"):
            folded(domain.fold)
    assert not sign.exists()
    again = LoadedDomain.load(path)
    assert folded(again.fold) == 1
    again.close()


def test_closing_ends_the_process(load: Load) -> None:
    domain = load(f"{HEAD}@bank.on('Deposited')\ndef who(state, event):\n    return os.getpid()\n")
    pid = folded(domain.fold, "Deposited")
    assert isinstance(pid, int)
    os.kill(pid, 0)
    domain.close()
    domain.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_nothing_is_left_behind(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "own"))
    domain = load(reducer("os._exit(1)"))
    start = domain.fold.initial("account-1")
    assert list((tmp_path / "own").iterdir()) == []
    assert domain.fold.run("account-1", start, [event(1)])[1] is not None
    domain.close()
    assert list((tmp_path / "own").iterdir()) == []
