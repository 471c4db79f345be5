"""Rolling back stores of the library eventsourcing, which then goes on with them."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from physical_rows import files, producer_tables

import inspector
from inspector.events.errors import Conflict, Refused, StoreError


class Purse(Aggregate):
    @event("Opened")
    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.balance = Decimal("0.00")

    @event("Deposited")
    def deposit(self, amount: Decimal) -> None:
        self.balance += amount


class Purses(Application[UUID]):
    snapshotting_intervals: ClassVar = {Purse: 2}


def application(path: Path) -> Purses:
    return Purses(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def deposit(path: Path, purse: UUID, amount: str) -> None:
    app = application(path)
    aggregate: Any = app.repository.get(purse)
    aggregate.deposit(Decimal(amount))
    app.save(aggregate)
    app.close()


def balance(path: Path, purse: UUID) -> tuple[Decimal, int]:
    """Of an aggregate as the library loads it, with its version."""
    app = application(path)
    aggregate: Any = app.repository.get(purse)
    app.close()
    return aggregate.balance, aggregate.version


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def purses(path: Path) -> tuple[UUID, UUID]:
    """Two purses, their events in turn: Zoë's are 1, 3, 5, 7, 9."""
    app = application(path)
    made = Purse("Zoë"), Purse("Ærø")
    app.save(*made)
    for amount in ("1.10", "20", "300", "4000"):
        for purse in made:
            purse.deposit(Decimal(amount))
            app.save(purse)
    app.close()
    return made[0].id, made[1].id


def test_the_library_loads_the_past_goes_on_and_is_given_its_rows_back(path: Path, purses: tuple[UUID, UUID]) -> None:
    zoe, aeroe = purses
    before = producer_tables(path)
    with inspector.open(path, writable=True) as store:
        plan = store.plan_roll_back(6, zoe.hex)
        changes = store.roll_back(plan=plan, reason="wrong amounts")
        assert store.state(zoe.hex) == plan.effect.previews[0].after
        assert (changes.operation.after, changes.operation.upto) == (6, 10)
        assert [event.version for event in store.events(zoe.hex)] == [1, 2, 3]
    # A snapshot of version 4 or later would be loaded instead.
    assert balance(path, zoe) == (Decimal("21.10"), 3)
    assert balance(path, aeroe) == (Decimal("4321.10"), 5)
    assert producer_tables(path.with_name(f"{path.stem}.before-1{path.suffix}")) == before
    with inspector.open(path, writable=True) as store:
        store.undo()
        assert [operation.kind for operation in store.log()] == ["rollback", "undo"]
    assert producer_tables(path) == before
    assert balance(path, zoe) == (Decimal("4321.10"), 5)
    with inspector.open(path, writable=True) as store:
        store.redo()
    deposit(path, zoe, "7")
    assert balance(path, zoe) == (Decimal("28.10"), 4)
    assert files(path.parent) == {path.name, f"{path.stem}.before-1{path.suffix}"}


def test_after_the_library_went_on_an_undo_is_refused_and_names_the_conflict(
    path: Path, purses: tuple[UUID, UUID]
) -> None:
    zoe, _ = purses
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=6, stream=zoe.hex, reason="wrong amounts")
    deposit(path, zoe, "7")
    now = producer_tables(path)
    with inspector.open(path, writable=True) as store:
        for undo in (store.undo, store.plan_undo):
            with pytest.raises(
                Conflict, match=r"stored_events has 1 new row.*kept beside it as store\.before-1\.sqlite"
            ):
                undo()
    assert producer_tables(path) == now


def test_another_stream_that_took_the_numbers_is_a_conflict_too(path: Path, purses: tuple[UUID, UUID]) -> None:
    zoe, aeroe = purses
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=6, stream=aeroe.hex, reason="wrong amounts")
    deposit(path, zoe, "7")
    with inspector.open(path, writable=True) as store, pytest.raises(Conflict, match="other rows of stored_events"):
        store.undo()


def test_the_whole_store_is_not_rolled_back(path: Path, purses: tuple[UUID, UUID]) -> None:
    with inspector.open(path, writable=True) as store:
        for roll_back in (store.plan_roll_back, lambda to: store.roll_back(to=to, reason="x")):
            with pytest.raises(Refused, match=r"followers of an application.*roll back one stream"):
                roll_back(6)
    assert files(path.parent) == {path.name}


def test_a_plan_changes_nothing_and_tells_what_will(path: Path, purses: tuple[UUID, UUID]) -> None:
    before = path.read_bytes(), files(path.parent)
    with inspector.open(path) as store:
        plan = store.plan_roll_back(6, purses[0].hex)
        assert (plan.effect.ignored, [preview.stream for preview in plan.effect.previews]) == (2, [purses[0].hex])
        assert "stored_events and stored_snapshots" in plan.notes[0]
        assert str(path.with_name("store.before-1.sqlite")) in plan.notes[1]
        with pytest.raises(Refused, match="open read-only"):
            store.roll_back(plan=plan)
    assert (path.read_bytes(), files(path.parent)) == before


def test_the_plan_of_an_undo_is_what_it_does(path: Path, purses: tuple[UUID, UUID]) -> None:
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=4, stream=purses[0].hex, reason="x")
        plan, now = store.plan_undo(), store.state(purses[0].hex)
        assert (plan.effect.ignored, plan.effect.restored) == (0, 3)
        assert plan.effect.previews[0].before == now
        store.undo(plan=plan)
        assert store.state(purses[0].hex) == plan.effect.previews[0].after
        redo = store.plan_redo()
        assert (redo.effect.ignored, redo.effect.restored) == (3, 0)


def test_a_store_that_moved_on_is_not_written(path: Path, purses: tuple[UUID, UUID]) -> None:
    with inspector.open(path, writable=True) as store:
        plan = store.plan_roll_back(6, purses[0].hex)
        deposit(path, purses[1], "7")
        with pytest.raises(Conflict, match="has moved on: expected last position 10"):
            store.roll_back(plan=plan)
    assert files(path.parent) == {path.name}


def test_a_locked_file_is_not_written(path: Path, purses: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.store.engine.BUSY_S", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, inspector.open(path, writable=True) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another process"):
            store.roll_back(to=6, stream=purses[0].hex, reason="x")


def test_a_follower_in_another_window_is_told_that_rows_moved(path: Path, purses: tuple[UUID, UUID]) -> None:
    with inspector.open(path) as other, inspector.open(path, writable=True) as store:
        store.roll_back(to=6, stream=purses[0].hex, reason="x")
        assert other.refresh().name == "REWRITTEN"
        assert [event.version for event in other.events(purses[0].hex)] == [1, 2, 3]
        assert len(other.log()) == 1
