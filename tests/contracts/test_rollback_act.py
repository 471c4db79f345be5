"""Rotorsoft act itself on a store that was rolled back: it loads the past, goes on, and gets every row back."""

from pathlib import Path

import pytest
from node_producers import needs, run
from physical_rows import producer_tables

import inspector
from inspector.events.errors import Conflict

pytestmark = needs("@rotorsoft/act-sqlite")


@pytest.mark.parametrize("whole", [False, True])
def test_act_goes_on_from_where_it_was_rolled_back_to(tmp_path: Path, whole: bool) -> None:
    path = tmp_path / "store.sqlite"

    def act(stream: str, pay: int = 0) -> tuple[int, int, int, list[int]]:
        """Sum of a stream as act loads it after so many payments more, events since its last snapshot, snapshots met,
        and what the reaction met."""
        sum, patches, snapshots, met = run("act", "act.cjs", path, stream, pay)
        return sum, patches, snapshots, met

    act("purse-b", 3)
    act("purse-a", 3)
    # The second snapshot is of the fourth payment.
    assert act("purse-a", 2) == (11111, 1, 2, [1000, 10000])
    assert act("book") == (11222, 8, 0, [])
    before = producer_tables(path)
    with inspector.open(path, writable=True) as store:
        paid = [event.position for event in store.events("purse-a") if event.type == "Paid"]
        store.roll_back(to=paid[2], stream=None if whole else "purse-a", reason="test")
    assert act("purse-a") == (111, 1, 1, [])
    assert act("purse-b") == (111, 1, 1, [])
    # The reaction's own events came after all payments of its run.
    assert act("book") == ((111, 3, 0, []) if whole else (11222, 8, 0, []))
    with inspector.open(path, writable=True) as store:
        store.undo()
    assert producer_tables(path) == before
    assert act("purse-a") == (11111, 1, 1, [])
    with inspector.open(path, writable=True) as store:
        store.redo()
    # It reacts to what is new, and to nothing twice.
    assert act("purse-a", 1) == (1111, 0, 2, [1000])
    assert act("purse-a") == (1111, 0, 1, [])
    with inspector.open(path) as store:
        assert [event.version for event in store.events("purse-a")] == [0, 1, 2, 3, 4, 5]
    with inspector.open(path, writable=True) as store, pytest.raises(Conflict, match=r"events has .* new row"):
        store.undo()
