"""`import inspector`: the names it offers, the example of its page, and what a store says of itself."""

import inspect
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import inspector
from inspector.events.errors import Conflict, InvalidData, NotFound, Refused, StoreError
from inspector.events.log import Growth
from inspector.events.operation import Kind
from inspector.workspace.workspace import Workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users.sqlite"


def test_every_name_it_offers_is_there() -> None:
    assert set(inspector.__all__) == {
        "Domain",
        "Event",
        "InspectorError",
        "Mapping",
        "NewEvent",
        "ProducerSource",
        "Reading",
        "Refusal",
        "Workspace",
        "create",
        "open",
    }
    for name in inspector.__all__:
        assert getattr(inspector, name).__name__ == name
    with pytest.raises(AttributeError, match="'inspector' has no attribute 'opne'"):
        _ = inspector.opne


def test_every_method_is_used_in_this_folder() -> None:
    public = {name for name, _ in inspect.getmembers(Workspace) if not name.startswith("_")}
    used = set(re.findall(r"\.(\w+)\b", "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))))
    assert public - used == set()


BOTH = {"username": "alice", "email": "alice@example.com"}


def test_a_user_is_created_and_updated_rolled_back_and_undone(path: Path) -> None:
    start = datetime(2026, 3, 12, 14, 30, tzinfo=UTC)
    with inspector.create(path) as store:
        store.append("user-1", "create_user", {"username": "alice"}, time=start)
        store.append("user-1", "update_user", {"email": "alice@example.com"}, time=start + timedelta(minutes=2))
        assert store.state("user-1") == BOTH
        between = start + timedelta(minutes=1)
        assert store.state("user-1", at=between) == {"username": "alice"}
        store.roll_back(to=between, reason="trying it out")
        assert store.state("user-1") == {"username": "alice"}
        store.undo()
        assert store.state("user-1") == BOTH
    with inspector.open(path) as store:
        assert store.state("user-1") == BOTH
        assert store.state() == {"user-1": BOTH}
        assert [row.kind for row in store.log()] == [Kind.APPEND, Kind.APPEND, Kind.ROLLBACK, Kind.UNDO]


def test_an_appended_event_is_returned_as_it_is_written(path: Path) -> None:
    before = time.time_ns()
    with inspector.create(path) as store:
        first = store.append("user-1", "create_user", {"username": "alice"}, {"actor": "Ada"})
        assert isinstance(first, inspector.Event)
        assert (first.position, first.version, first.metadata) == (1, 1, {"actor": "Ada"})
        assert first.time_ns is not None
        assert before <= first.time_ns <= time.time_ns()
        second = store.append("user-1", "update_user", {}, time=5, expected_version=1)
        assert (second.time_ns, second.version) == (5, 2)
        assert store.append("user-1", "T", {}, time="1970-01-01T00:00:00.000000007Z").time_ns == 7
        assert list(store.events())[:2] == [first, second]
        third, fourth = store.append_all([inspector.NewEvent("b", "T", 1), inspector.NewEvent("b", "T", 2)])
        assert (third.version, fourth.version, store.head(), store.last_position()) == (1, 2, 5, 5)
        assert [(row.after, row.upto) for row in store.log()][-1] == (3, 5)


def test_a_naive_time_is_local(path: Path) -> None:
    moment = datetime(2026, 3, 12, 14, 30)  # noqa: DTZ001  that is the point
    with inspector.create(path) as store:
        event = store.append("a", "T", {}, time=moment)
        assert event.time == moment.astimezone(UTC)
        assert store.state("a", at=moment) == {}
        assert store.frame("a", at=moment - timedelta(seconds=1)).version == 0


@pytest.mark.parametrize(
    ("stream", "type", "payload", "time"),
    [("", "T", {}, None), ("a", "", {}, None), ("a", "T", {"x": float("nan")}, None), ("a", "T", {}, "yesterday")],
)
def test_what_cannot_be_written_is_told_and_not_written(
    path: Path, stream: str, type: str, payload: object, time: str | None
) -> None:
    with inspector.create(path) as store:
        with pytest.raises(InvalidData):
            store.append(stream, type, payload, time=time)
        assert store.last_position() == 0


def test_writing_is_switched_on_and_off(path: Path) -> None:
    inspector.create(path).close()
    with inspector.open(path) as store:
        assert (store.writable, store.facts.format, store.facts.notes) == (False, "native", ())
        for write in (
            lambda: store.append("a", "T", {}),
            lambda: store.roll_back(to=0, reason="x"),
            lambda: store.execute(store.preview([inspector.NewEvent("a", "T", {})])),
        ):
            with pytest.raises(Refused, match=r"users\.sqlite is open read-only; switch writing on first"):
                write()
        store.make_writable()
        store.append("a", "T", {})
        store.make_read_only()
        assert (store.writable, store.last_position()) == (False, 1)
        with pytest.raises(Refused):
            store.undo()


def test_a_file_that_is_no_store_is_not_opened(path: Path) -> None:
    with pytest.raises(StoreError, match=r"users\.sqlite"):
        inspector.open(path)
    inspector.create(path).close()
    with pytest.raises(InvalidData, match="no reducer 'sum'; there are merge, replace, patch"):
        inspector.open(path, reducer="sum")
    with pytest.raises(inspector.InspectorError, match=r"no file nowhere\.py"):
        inspector.open(path, domain="nowhere.py")
    with inspector.open(path, reducer="replace") as store:
        assert (store.fold.name, store.fold.exact, store.domain) == ("replace", True, None)


def test_a_reader_is_for_another_thread(path: Path) -> None:
    with inspector.create(path) as store:
        store.append("a", "T", {"n": 1})
        reader = store.reader()
        seen: list[object] = []
        other = threading.Thread(target=lambda: seen.extend(event.payload for event in reader.read()))
        other.start()
        other.join()
        reader.close()
        assert seen == [{"n": 1}]


def test_what_is_in_force_is_in_the_ledger(path: Path) -> None:
    with inspector.create(path) as store:
        store.append("a", "T", {})
        store.append("a", "T", {})
        changes = store.roll_back(to=1, reason="no")
        assert (changes.label, changes.operation.reason) == ("Rolled back to #1", "no")
        assert store.ledger.rollbacks == (changes.operation,)
        assert store.resolve(2) == (2,)
        assert (store.head(), store.last_position()) == (1, 2)


def test_undo_and_redo_are_planned_before(path: Path) -> None:
    with inspector.create(path) as store:
        store.append("a", "T", {"n": 1})
        store.append("a", "T", {"n": 2})
        undo = store.plan_undo()
        assert (undo.kind, undo.subject.number, undo.effect.ignored) == (Kind.UNDO, 2, 1)
        assert store.undo(plan=undo).label == "Undid operation 2, append of #2"
        redo = store.plan_redo()
        assert (redo.kind, redo.subject.number, redo.effect.restored) == (Kind.REDO, 2, 1)
        store.append("a", "T", {"n": 3})
        with pytest.raises(Conflict):
            store.redo(plan=redo)
        with pytest.raises(Refused, match="Nothing is left to redo"):
            store.plan_redo()
        assert store.state("a") == {"n": 3}


def test_a_store_that_is_replaced_is_read_anew(path: Path, tmp_path: Path) -> None:
    with inspector.create(path) as store:
        store.append("a", "T", {"n": 1})
    other = tmp_path / "other.sqlite"
    with inspector.create(other) as store:
        store.append("b", "T", {"n": 2})
        store.append("b", "T", {"n": 3})
    with inspector.open(path) as store:
        assert store.state() == {"a": {"n": 1}}
        other.replace(path)
        assert store.refresh() in {Growth.REWRITTEN, Growth.GONE}
        assert store.refresh() in {Growth.UNCHANGED, Growth.GONE}


def test_only_what_exists_is_stepped_through(path: Path) -> None:
    with inspector.create(path) as store:
        store.append("a", "T", {"n": 1})
        assert store.step("a", 1).changes[0].new == 1
        assert store.step("a", 0).event is None
        with pytest.raises(NotFound, match="no stream 'b'"):
            store.step("b", 1)
