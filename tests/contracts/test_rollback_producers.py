"""Stores of eventsource-py and LangGraph, rolled back: they load the past, go on, and get every row back."""

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypedDict, TypeVar
from uuid import UUID, uuid4

import pytest
from physical_rows import producer_tables

import inspector
from inspector.events.errors import Conflict

T = TypeVar("T")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def roll_back(path: Path, to: int, stream: str | None) -> None:
    with inspector.open(path, writable=True) as store:
        plan = store.plan_roll_back(to, stream)
        store.roll_back(plan=plan, reason="test")


def undo(path: Path) -> None:
    with inspector.open(path, writable=True) as store:
        store.undo()


def assert_undo_is_refused(path: Path, table: str) -> None:
    now = producer_tables(path)
    with pytest.raises(Conflict, match=f"cannot be undone: {table} has .* new row"):
        undo(path)
    assert producer_tables(path) == now


# eventsource-py


@cache
def purse_class() -> Any:
    """An aggregate, made when it is needed: the library takes half a second to import."""
    from eventsource import AggregateRoot, DomainEvent, register_event  # noqa: PLC0415
    from pydantic import BaseModel  # noqa: PLC0415

    class PurseState(BaseModel):
        balance: int = 0

    @register_event
    class Paid(DomainEvent):
        event_type: str = "Paid"
        aggregate_type: str = "Purse"
        amount: int

    class Purse(AggregateRoot[PurseState]):
        aggregate_type = "Purse"

        def _get_initial_state(self) -> PurseState:
            return PurseState()

        def _apply(self, event: Any) -> None:
            self._state = PurseState(balance=event.amount + (self._state.balance if self._state else 0))

        def pay(self, amount: int) -> None:
            version = self.get_next_version()
            self.apply_event(Paid(aggregate_id=self.aggregate_id, aggregate_version=version, amount=amount))

    return Purse


def with_purses(path: Path, work: Callable[[Any], Any]) -> Any:
    """What a coroutine that is given the repository returns; it snapshots every second event."""
    from eventsource import AggregateRepository, SQLiteEventStore  # noqa: PLC0415
    from eventsource.adapters.sqlite.snapshots import SQLiteSnapshotStore  # noqa: PLC0415

    async def run() -> Any:
        store, snapshots = SQLiteEventStore(str(path)), SQLiteSnapshotStore(str(path), enable_tracing=False)
        repository = AggregateRepository(
            store, purse_class(), "Purse", snapshot_store=snapshots, snapshot_threshold=2, enable_tracing=False
        )
        try:
            return await work(repository)
        finally:
            await store.close()

    return asyncio.run(run())


def pay(path: Path, id: UUID, amount: int) -> None:
    async def work(repository: Any) -> None:
        purse = await repository.load(id)
        purse.pay(amount)
        await repository.save(purse)

    with_purses(path, work)


def purse(path: Path, id: UUID) -> tuple[int, int]:
    """Balance and version, as the library loads them."""

    async def work(repository: Any) -> tuple[int, int]:
        loaded = await repository.load(id)
        return loaded.state.balance, loaded.version

    return with_purses(path, work)  # type: ignore[no-any-return]


@pytest.fixture
def purses(path: Path) -> tuple[UUID, UUID]:
    """Two purses, five payments of each in turn: 1, 10, 100, 1000, 10000."""
    ids = uuid4(), uuid4()

    async def work(repository: Any) -> None:
        for id in ids:
            made = repository.create_new(id)
            made.pay(1)
            await repository.save(made)
        for power in range(1, 5):
            for id in ids:
                made = await repository.load(id)
                made.pay(10**power)
                await repository.save(made)

    with_purses(path, work)
    return ids


@pytest.mark.parametrize("whole", [False, True])
def test_eventsource_py_goes_on_from_where_it_was_rolled_back_to(
    path: Path, purses: tuple[UUID, UUID], whole: bool
) -> None:
    first, second = purses
    before = producer_tables(path)
    roll_back(path, 6, None if whole else str(first))
    # The snapshot of version 4 would be loaded instead.
    assert purse(path, first) == (111, 3)
    assert purse(path, second) == ((111, 3) if whole else (11111, 5))
    undo(path)
    assert producer_tables(path) == before
    assert purse(path, first) == (11111, 5)
    roll_back(path, 6, None if whole else str(first))
    pay(path, first, 5)
    assert purse(path, first) == (116, 4)
    with inspector.open(path) as store:
        assert [event.version for event in store.events(str(first))] == [1, 2, 3, 4]
    assert_undo_is_refused(path, "events")


# LangGraph


def added(before: list[str], more: list[str]) -> list[str]:
    return before + more


class Talk(TypedDict):
    said: Annotated[list[str], added]


def with_graph(path: Path, work: Callable[[Any], T]) -> T:
    """What is done with a graph of three nodes, compiled onto the file."""
    from langgraph.checkpoint.sqlite import SqliteSaver  # noqa: PLC0415  it takes a second to import
    from langgraph.graph import END, START, StateGraph  # noqa: PLC0415

    graph = StateGraph(Talk)
    for name, next in (("a", "b"), ("b", "c"), ("c", END)):
        graph.add_node(name, lambda state, name=name: {"said": [f"{name}{len(state['said'])}"]})
        graph.add_edge(name, next)
    graph.add_edge(START, "a")
    with SqliteSaver.from_conn_string(str(path)) as saver:
        return work(graph.compile(checkpointer=saver))


def thread(name: str) -> dict[str, Any]:
    return {"configurable": {"thread_id": name}}


def test_langgraph_goes_on_from_the_checkpoint_it_was_rolled_back_to(path: Path) -> None:
    for name in ("one", "two"):
        with_graph(path, lambda app, name=name: app.invoke({"said": ["hello"]}, thread(name)))
    before = producer_tables(path)
    said = ["hello", "a1", "b2", "c3"]
    # Its checkpoints: input, then after each of START, a, b and c; of two threads, one after the other.
    roll_back(path, 3, "one")
    state = with_graph(path, lambda app: app.get_state(thread("one")))
    assert (state.values["said"], state.next) == (said[:2], ("b",))
    assert with_graph(path, lambda app: app.get_state(thread("two")).values["said"]) == said
    undo(path)
    assert producer_tables(path) == before
    assert with_graph(path, lambda app: app.get_state(thread("one")).values["said"]) == said
    roll_back(path, 3, "one")
    assert with_graph(path, lambda app: app.invoke(None, thread("one")))["said"] == said
    history = with_graph(path, lambda app: [one.values["said"] for one in app.get_state_history(thread("one"))])
    assert history[:3] == [said, said[:3], said[:2]]
    assert_undo_is_refused(path, "checkpoints")
