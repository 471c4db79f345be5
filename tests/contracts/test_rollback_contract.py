"""What a rollback and a truncated copy must do in every format: a new format's maker is enough to be held to it."""

import shutil
from pathlib import Path

import pytest
from makers import MAKERS
from more_makers import MORE_MAKERS
from physical_rows import producer_tables

import inspector
from inspector.events.errors import Refused
from inspector.store.registry import open_log

FOREIGN = {name: make for name, make in (MAKERS | MORE_MAKERS).items() if not name.startswith("native")}
IN_PLACE = {"act", "emmett", "eventsource-py", "langgraph", "eventsourcing"}
STREAM_ONLY = {"eventsourcing"}


@pytest.fixture(params=FOREIGN)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    path = tmp_path / "store.sqlite"
    FOREIGN[request.param](path).close()
    return request.param, path


@pytest.fixture(params=sorted(IN_PLACE))
def movable(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store that is rolled back in place."""
    path = tmp_path / "store.sqlite"
    FOREIGN[request.param](path).close()
    return path


@pytest.mark.parametrize("stream", [None, "order-1"])
def test_a_rollback_takes_what_it_plans_and_its_undo_puts_every_bit_back(
    made: tuple[str, Path], stream: str | None
) -> None:
    name, path = made
    before = producer_tables(path)
    if name not in IN_PLACE:
        with pytest.raises(Refused, match=r"is not rolled back in place: .* Export a truncated copy in its own format"):
            inspector.open(path, writable=True)
        return
    with inspector.open(path, writable=True) as store:
        if stream is None and name in STREAM_ONLY:
            with pytest.raises(Refused, match="roll back one stream"):
                store.roll_back(to=3, stream=stream, reason="x")
            return
        plan = store.plan_roll_back(3, stream)
        assert plan.effect.ignored == (3 if stream is None else 1)
        store.roll_back(plan=plan, reason="x")
        left = [1, 2, 3] if stream is None else [1, 2, 3, 4, 6]
        assert [event.position for event in store.events()] == left
        assert store.plan_undo().effect.restored == plan.effect.ignored
        store.undo()
        assert producer_tables(path) == before
        store.redo()
        assert [event.position for event in store.events()] == left
        store.undo()
    assert producer_tables(path) == before
    assert {file.name for file in path.parent.iterdir()} == {path.name, "store.before-1.sqlite"}


def test_a_rollback_to_before_the_first_event_is_undone_too(movable: Path) -> None:
    path = movable
    before = producer_tables(path)
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=0, stream="order-1", reason="x")
        assert "order-1" not in {event.stream for event in store.events()}
        store.undo()
    assert producer_tables(path) == before


def test_rollbacks_of_different_streams_are_undone_in_any_order(movable: Path) -> None:
    path = movable
    before = producer_tables(path)
    with inspector.open(path, writable=True) as store:
        for stream in ("order-1", "Größe"):
            store.roll_back(to=2, stream=stream, reason="x")
        store.undo(1)
        assert [event.position for event in store.events()] == [1, 2, 3, 5, 6]
        store.undo()
    assert producer_tables(path) == before


def test_a_truncated_copy_is_a_store_of_the_same_producer_that_ends_there(made: tuple[str, Path]) -> None:
    name, path = made
    before = path.read_bytes()
    copy = path.with_name("copy.sqlite")
    with inspector.open(path) as store:
        events = list(store.events(upto=4))
        assert store.export_same_format(copy, 4).events == 4
    assert path.read_bytes() == before
    with inspector.open(copy) as store:
        assert store.facts.format == name
        assert list(store.events()) == events
        assert store.log() == ()
    whole = path.with_name("whole.sqlite")
    with inspector.open(path) as store:
        store.export_same_format(whole)
    assert producer_tables(whole) == producer_tables(path)


def test_our_tables_are_no_part_of_what_is_recognised(movable: Path) -> None:
    path = movable
    plain = path.with_name("plain.sqlite")
    shutil.copyfile(path, plain)
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=2, stream="order-1", reason="x")
    logs = open_log(path), open_log(plain)
    try:
        assert logs[0].facts.fingerprint == logs[1].facts.fingerprint != ""
        assert logs[0].facts.tables == logs[1].facts.tables
    finally:
        for log in logs:
            log.close()
