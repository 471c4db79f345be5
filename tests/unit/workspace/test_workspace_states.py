"""The facade: states, frames, steps and events of a real store."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import inspector
from inspector.events.errors import InvalidData, NotFound, StoreError
from inspector.events.json_value import decode, encode


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def test_alice_is_rolled_back_and_undone(path: Path) -> None:
    with inspector.create(path) as store:
        created = store.append("user-1", "create_user", {"username": "alice"})
        store.append("user-1", "update_user", {"email": "alice@example.com"})
        both = {"username": "alice", "email": "alice@example.com"}
        assert store.state("user-1") == both
        store.roll_back(to=created.position, reason="wrong address")
        assert store.state("user-1") == {"username": "alice"}
        store.undo()
        assert store.state("user-1") == both


def test_the_worked_example(path: Path) -> None:
    def effective() -> list[int]:
        return [event.position for event in store.events()]

    with inspector.create(path) as store:
        for number in range(1, 11):
            store.append("s", "t", {"n": number})
        store.roll_back(to=5, reason="six was wrong")
        store.append_all([inspector.NewEvent("s", "t", {"n": 11}), inspector.NewEvent("s", "t", {"n": 12})])
        assert effective() == [1, 2, 3, 4, 5, 11, 12]
        store.undo()
        assert effective() == [1, 2, 3, 4, 5]
        store.undo()
        assert effective() == list(range(1, 11))
        store.redo()
        assert effective() == [1, 2, 3, 4, 5]
        store.redo()
        assert effective() == [1, 2, 3, 4, 5, 11, 12]
        assert [event.position for event in store.events(all=True)] == list(range(1, 13))


def test_create_refuses_an_existing_path(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(StoreError, match=r"store\.sqlite"):
        inspector.create(path)
    assert path.read_text() == "mine"


def test_frame_names_version_reducer_and_trust(path: Path) -> None:
    with inspector.create(path) as store:
        for number in range(4):
            store.append("a", "t", {"n": number})
        store.roll_back(to=2, reason="no")
        frame = store.frame("a")
        assert (frame.position, frame.version, frame.last_version) == (2, 2, 4)
        assert (frame.reducer, frame.exact, frame.state) == ("merge", False, {"n": 1})
        store.use_reducer("replace")
        assert (store.frame("a").reducer, store.frame("a").exact) == ("replace", True)


def test_whole_store_is_streams_by_name(path: Path) -> None:
    with inspector.create(path) as store:
        store.append("a", "t", {"x": 1})
        store.append("b", "t", {"y": 2})
        store.append("a", "t", {"x": 3})
        assert store.state() == {"a": {"x": 3}, "b": {"y": 2}}
        assert store.state(at=1) == {"a": {"x": 1}}
        assert store.state(at=0) == {}


def test_a_failing_reducer_gives_the_last_good_state(path: Path) -> None:
    with inspector.create(path) as store:
        store.use_reducer("patch")
        store.append("a", "t", [{"op": "add", "path": "/x", "value": 1}])
        store.append("a", "t", [{"op": "remove", "path": "/missing"}])
        store.append("a", "t", [{"op": "add", "path": "/y", "value": 1}])
        frame = store.frame("a")
        assert frame.state == {"x": 1}
        assert frame.error is not None
        assert frame.error.position == 2
        assert (frame.after, frame.version) == (1, 1)


def test_moments_are_positions_or_times(path: Path) -> None:
    with inspector.create(path) as store:
        for day in (1, 2, 3):
            store.append("a", "t", {"day": day}, time=datetime(2026, 3, day, tzinfo=UTC))
        assert store.state("a", at=datetime(2026, 3, 2, 12, tzinfo=UTC)) == {"day": 2}
        assert store.state("a", at="2026-03-01T00:00:00Z") == {"day": 1}
        assert store.state("a", at="2") == {"day": 2}
        assert store.frame("a", at="2026-02-01").version == 0
        with pytest.raises(NotFound, match="past the last written"):
            store.state("a", at=4)
        with pytest.raises(InvalidData, match="no position"):
            store.state("a", at=-1)
        with pytest.raises(NotFound, match="no stream"):
            store.state("nobody")


def test_step_shows_what_an_event_did(path: Path) -> None:
    with inspector.create(path) as store:
        store.append("a", "t", {"x": 1, "y": 1})
        store.append("b", "t", {"x": 5})
        store.append("a", "t", {"x": 2, "y": None, "z": 3})
        step = store.step("a", 3)
        assert {(change.path, change.kind) for change in step.changes} == {
            (("x",), "changed"),
            (("y",), "removed"),
            (("z",), "added"),
        }
        assert step.before == {"x": 1, "y": 1}
        assert store.step("a", 2).changes == ()
        store.roll_back(to=2, reason="no")
        ignored = store.step("a", 3)
        assert ignored.ignored_by is not None
        assert (ignored.changes, ignored.frame.after, ignored.frame.state) == ((), 1, {"x": 1, "y": 1})


def test_numbers_keep_their_literals(path: Path) -> None:
    with inspector.create(path) as store:
        store.append("a", "t", decode('{"total":412.00,"id":12345678901234567890123,"e":1e5}'))
        assert encode(store.state("a")) == b'{"total":412.00,"id":12345678901234567890123,"e":1e5}'


def test_events_select_by_names(path: Path) -> None:
    with inspector.create(path) as store:
        store.append("order-1", "OrderPlaced", {})
        store.append("order-2", "OrderPaid", {})
        store.append("cart*", "CartOpened", {})
        assert [event.position for event in store.events(stream="order-*")] == [1, 2]
        assert [event.position for event in store.events(stream="cart*")] == [3]
        assert [event.position for event in store.events(type="OrderPaid")] == [2]
        assert [event.position for event in store.events(after=1, limit=1)] == [2]
        store.roll_back(to=2, stream="cart*", reason="no")
        assert [event.position for event in store.events()] == [1, 2]


def test_a_state_is_the_callers_to_change(tmp_path):
    with inspector.create(tmp_path / "s.sqlite") as store:
        store.append("s", "T", {"a": {"b": 1}})
        store.state("s")["a"].clear()
        store.state()["s"].clear()
        assert store.state("s") == {"a": {"b": 1}}
        assert store.state() == {"s": {"a": {"b": 1}}}
