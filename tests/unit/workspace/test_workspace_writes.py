"""The facade's writes: conflicts, plans, undo's reach, export, info."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import inspector
from inspector.events.errors import Conflict, InvalidData, NotFound, Refused, StoreError
from inspector.events.log import Growth
from inspector.workspace.workspace import Workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Workspace]:
    with inspector.create(path) as store:
        yield store


def test_expected_version_counts_ignored_events(store: Workspace) -> None:
    for number in range(3):
        store.append("a", "t", {"n": number})
    store.roll_back(to=1, reason="no")
    with pytest.raises(Conflict, match=r"expected version 1.*found 3"):
        store.append("a", "t", {}, expected_version=1)
    assert store.append("a", "t", {}, expected_version=3).version == 4
    assert store.last_position() == 4


def test_a_conflict_in_a_batch_writes_nothing(store: Workspace) -> None:
    with pytest.raises(Conflict):
        store.append_all([inspector.NewEvent("a", "t", {}), inspector.NewEvent("b", "t", {}, expected_version=7)])
    assert store.last_position() == 0
    assert store.log() == ()


@pytest.mark.parametrize("payload", [{"x": float("nan")}, {"x": float("inf")}, {"x": object()}, {"x": "\ud800"}])
def test_what_json_cannot_hold_is_refused(store: Workspace, payload: object) -> None:
    with pytest.raises(InvalidData):
        store.append("a", "t", payload)
    assert store.last_position() == 0


def test_a_plan_shows_what_a_rollback_does(store: Workspace) -> None:
    first = store.append("a", "t", {"x": 1})
    second = store.append("a", "t", {"x": 2})
    store.append("b", "t", {"y": 1}, metadata={"causation_id": second.id})
    plan = store.plan_roll_back(first.position, "a")
    assert plan.effect.ignored == 1
    assert [stream.stream for stream in plan.effect.streams] == ["a"]
    assert [event.position for event in plan.outside] == [3]
    (preview,) = plan.effect.previews
    assert (preview.before, preview.after) == ({"x": 2}, {"x": 1})
    assert store.last_position() == 3
    assert len(store.log()) == 3
    whole = store.plan_roll_back(0)
    assert whole.effect.ignored == 3
    assert whole.outside == ()


def test_a_plan_is_void_once_the_store_moved(store: Workspace, path: Path) -> None:
    store.append("a", "t", {})
    plan = store.plan_roll_back(0)
    with inspector.open(path, writable=True) as other:
        other.append("a", "t", {})
    with pytest.raises(Conflict):
        store.roll_back(plan=plan, reason="x")
    assert [event.position for event in store.events()] == [1, 2]


def test_undo_reaches_since(store: Workspace) -> None:
    store.append("a", "t", {})
    opened = store.ledger.last_number
    with pytest.raises(Refused, match="Nothing is left to undo"):
        store.undo(since=opened)
    store.append("a", "t", {})
    changes = store.undo(since=opened)
    assert [(span.after, span.upto) for span in changes.ignored] == [(1, 2)]
    with pytest.raises(Refused, match="Nothing is left to undo"):
        store.undo(since=opened)
    assert [event.position for event in store.events()] == [1]
    redone = store.redo(since=opened)
    assert [(span.after, span.upto) for span in redone.restored] == [(1, 2)]


def test_undo_of_one_operation_leaves_what_another_covers(store: Workspace) -> None:
    for _ in range(4):
        store.append("a", "t", {})
    store.roll_back(to=1, reason="outer")
    store.roll_back(to=2, reason="inner")
    plan = store.plan_undo(5)
    assert (plan.effect.restored, plan.effect.ignored) == (1, 0)
    store.undo(5)
    assert [event.position for event in store.events()] == [1, 2]
    with pytest.raises(NotFound):
        store.undo(99)
    with pytest.raises(Refused, match="undone already"):
        store.undo(5)


def test_a_time_that_means_two_positions_is_refused(store: Workspace) -> None:
    for second in (10, 30, 20, 40):
        store.append("a", "t", {"s": second}, time=f"2026-01-01T00:00:{second}Z")
    assert len(store.resolve("2026-01-01T00:00:25Z")) == 2
    with pytest.raises(Refused, match=r"position 3 or 1"):
        store.roll_back(to="2026-01-01T00:00:25Z", reason="x")
    assert len(store.plan_roll_back("2026-01-01T00:00:25Z").candidates) == 2


def test_export_holds_the_effective_events(store: Workspace, tmp_path: Path) -> None:
    for number in range(4):
        store.append("a", "t", {"n": number})
    store.roll_back(to=2, reason="no")
    store.append("a", "t", {"n": 9})
    copy = tmp_path / "copy.sqlite"
    assert store.export(copy) == 3
    with inspector.open(copy) as exported:
        assert list(exported.events()) == list(store.events())
        assert exported.state() == store.state()
    with pytest.raises(StoreError):
        store.export(copy)


def test_info_counts(store: Workspace) -> None:
    store.append("a", "t", {}, time="2026-01-02T00:00:00Z")
    store.append("b", "u", {}, time="2026-01-01T00:00:00Z")
    store.append("b", "u", {}, time="2026-01-03T00:00:00Z")
    store.roll_back(to=2, reason="no")
    info = store.info()
    assert (info.events, info.effective, info.streams, info.head) == (3, 2, 2, 2)
    assert info.types == {"u": 2, "t": 1}
    assert len(info.rollbacks) == 1
    assert info.first_time is not None
    assert info.last_time is not None
    assert info.last_time - info.first_time == 2 * 86_400 * 10**9


def test_refresh_follows_another_writer(store: Workspace, path: Path) -> None:
    store.append("a", "t", {"x": 1})
    with inspector.open(path) as reading:
        assert reading.refresh() is Growth.UNCHANGED
        store.append("a", "t", {"x": 2})
        assert reading.refresh() is Growth.GROWN
        assert reading.state("a") == {"x": 2}
        store.roll_back(to=1, reason="no")
        assert reading.refresh() is Growth.GROWN
        assert reading.state("a") == {"x": 1}


def test_read_only_refuses_to_write(store: Workspace, path: Path) -> None:
    store.append("a", "t", {})
    store.close()
    before = path.read_bytes()
    with inspector.open(path) as reading:
        with pytest.raises(Refused, match="read-only"):
            reading.append("a", "t", {})
        assert path.read_bytes() == before
        reading.make_writable()
        reading.append("a", "t", {})
