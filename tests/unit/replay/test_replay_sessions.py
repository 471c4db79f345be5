"""google-adk's sessions share what is set under `app:` and `user:`; against a plain model, on any history."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled
from inspector.events.event import Event, Undecodable
from inspector.events.operation import Kind, Ledger, Operation
from inspector.replay.fold import LocalFold
from inspector.replay.history import StateHistory
from inspector.replay.reducers import StateDelta
from inspector.replay.sessions import BySession

SESSIONS = {"a/u/1": ("a", "u"), "a/u/2": ("a", "u"), "a/v/1": ("a", "v"), "b/u/1": ("b", "u")}
KEYS = ("x", "app:x", "user:x", "temp:x", "app:y")


class Log:
    """As much of a log as a history reads."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        self.readings = 0

    def read(self, after: int = 0, upto: int | None = None, *, stream: str | None = None, **_how: Any) -> Any:
        self.readings += 1
        last = self.last_position() if upto is None else upto
        return (one for one in self.events if after < one.position <= last and stream in (None, one.stream))

    def page(self, positions: list[int]) -> list[Event]:
        return [event for event in self.events if event.position in positions]

    def last_position(self) -> int:
        return self.events[-1].position if self.events else 0


def event(position: int, stream: str, delta: object, version: int) -> Event:
    app, user = SESSIONS[stream]
    payload = {"actions": {"state_delta": delta}} if isinstance(delta, dict) else Undecodable(b"", "No JSON.")
    return Event(position, f"{position}", stream, version, "e", None, payload, {"app_name": app, "user_id": user})


def plain(events: list[Event], stream: str, upto: int, ledger: Ledger) -> dict[str, Any]:
    """The state of a session, as the producer keeps it: an application's, a user's and its own."""
    (app, user), state = SESSIONS[stream], dict[str, Any]()
    for one in events:
        if one.position > upto or ledger.ignores(one.position, one.stream):
            continue
        for key, value in one.payload["actions"]["state_delta"].items():
            whose = SESSIONS[one.stream]
            own = one.stream == stream
            shared = (key.startswith("app:") and whose[0] == app) or (key.startswith("user:") and whose == (app, user))
            if (own or shared) and not key.startswith("temp:"):
                state[key] = value
    return state


deltas = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 9), max_size=3)
made = st.lists(st.tuples(st.sampled_from(sorted(SESSIONS)), deltas, st.integers(1, 3)), max_size=25)


@given(
    made,
    st.lists(st.floats(0, 1), min_size=1, max_size=6),
    st.tuples(st.floats(0, 1), st.sampled_from([None, *SESSIONS])),
)
def test_a_session_s_state_is_its_own_and_what_is_shared_with_it(
    told: list[Any], looks: list[float], back: tuple[float, str | None]
) -> None:
    events, position = [], 0
    for stream, delta, gap in told:
        position += gap
        events.append(event(position, stream, delta, sum(one.stream == stream for one in events) + 1))
    log: Any = Log(events)
    ledger = Ledger()
    history = StateHistory(log, LocalFold(StateDelta(), exact=False), ledger, BySession(log))
    for look in looks:
        at = int(look * position)
        there = {one.stream for one in events if one.position <= at}
        whole = {name: folded.state for name, (folded, _) in history.all_at(at).items()}
        assert whole == {name: plain(events, name, at, ledger) for name in there}
        for name in there:
            folded, error = history.at(name, at)
            assert error is None
            assert folded.state == whole[name]
            assert folded.version == sum(one.stream == name and one.position <= at for one in events)
    after, stream = int(back[0] * position), back[1]
    ledger = ledger.extended([Operation(1, Kind.ROLLBACK, 0, "", "", "", stream, after, position // 2 + after)])
    history.rebase(ledger)
    left = {one.stream for one in events if not ledger.ignores(one.position, one.stream)}
    expected = {name: plain(events, name, position, ledger) for name in left}
    assert {name: history.at(name, position)[0].state for name in left} == expected
    assert {name: folded.state for name, (folded, _) in history.all_at(position).items()} == expected


def test_the_whole_store_is_read_together_and_not_event_by_event() -> None:
    log: Any = Log([event(at, "a/u/1", {"app:x": at}, at) for at in range(1, 100)])
    history = StateHistory(log, LocalFold(StateDelta(), exact=False), Ledger(), BySession(log))
    assert history.all_at(99)["a/u/1"][0].state == {"app:x": 99}
    assert log.readings == 2
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        BySession(log).read(Ledger(), None, 0, 99, cancel=cancel).__next__()


def test_what_cannot_be_decoded_ends_its_own_session_alone() -> None:
    log: Any = Log([event(1, "a/u/1", {"app:x": 1}, 1), event(2, "a/u/1", None, 2), event(3, "a/u/2", {"x": 2}, 1)])
    history = StateHistory(log, LocalFold(StateDelta(), exact=False), Ledger(), BySession(log))
    assert history.at("a/u/2", 3)[0].state == {"app:x": 1, "x": 2}
    _, error = history.at("a/u/1", 3)
    assert error is not None
    assert error.position == 2
