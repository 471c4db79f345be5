"""Emmett itself on a store that was rolled back: it loads the past, goes on, and gets every row back."""

from pathlib import Path

import pytest
from node_producers import needs, run
from physical_rows import producer_tables

import inspector
from inspector.events.errors import Conflict

pytestmark = needs("sqlite3")


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("release", ["0.38", "0.42"])
def test_emmett_goes_on_from_where_it_was_rolled_back_to(tmp_path: Path, release: str, whole: bool) -> None:
    path = tmp_path / "store.sqlite"

    def emmett(stream: str, pay: int = 0) -> tuple[int, int, list[int]]:
        """Sum and version of a stream as Emmett loads it, after so many payments more, and what its follower met."""
        sum, version, met = run(f"emmett-{release}", "emmett.cjs", path, stream, pay)
        return sum, version, met

    # Of a new follower the position is kept: it has met all five.
    assert emmett("purse-a", 5) == (11111, 5, [1, 10, 100, 1000, 10000])
    emmett("purse-b", 3)
    before = producer_tables(path)
    with inspector.open(path, writable=True) as store:
        store.roll_back(to=3, stream=None if whole else "purse-a", reason="test")
    assert emmett("purse-a") == (111, 3, [])
    assert emmett("purse-b") == ((0, 0, []) if whole else (111, 3, []))
    with inspector.open(path, writable=True) as store:
        store.undo()
    assert producer_tables(path) == before
    assert emmett("purse-a") == (11111, 5, [])
    with inspector.open(path, writable=True) as store:
        store.redo()
    sum, version, met = emmett("purse-a", 1)
    assert (sum, version) == (1111, 4)
    # A follower that stood behind the place where the new event now is would never meet it.
    assert met[-1] == 1000
    assert not whole or met == [1000]
    with inspector.open(path) as store:
        assert [event.version for event in store.events("purse-a")] == [1, 2, 3, 4]
    with inspector.open(path, writable=True) as store, pytest.raises(Conflict, match=r"emt_messages has .* new row"):
        store.undo()
