"""The cancellation token."""

import pytest

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import Cancelled


def test_a_tripped_token_raises_where_it_is_checked():
    cancel = Cancel()
    cancel.check()
    cancel.cancel()
    assert cancel.cancelled
    with pytest.raises(Cancelled):
        cancel.check()


def test_hooks_run_once_while_registered():
    cancel, calls = Cancel(), []
    with cancel.unblocking(lambda: calls.append("gone")):
        pass
    with cancel.unblocking(lambda: calls.append("here")):
        cancel.cancel()
        cancel.cancel()
    assert calls == ["here"]


def test_a_hook_registered_too_late_runs_at_once():
    cancel, calls = Cancel(), []
    cancel.cancel()
    with cancel.unblocking(lambda: calls.append("late")):
        assert calls == ["late"]


def test_the_hook_goes_when_the_work_fails():
    cancel, calls = Cancel(), []
    with pytest.raises(ValueError, match="broken"), cancel.unblocking(lambda: calls.append("gone")):
        raise ValueError("broken")
    cancel.cancel()
    assert calls == []


def test_nobody_cancels_the_shared_token():
    with pytest.raises(RuntimeError):
        NEVER.cancel()
    NEVER.check()
