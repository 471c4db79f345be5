"""What LangGraph shows of a channel before its first write, guessed from later writes and held against LangGraph."""

import operator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, TypedDict

from hypothesis import given, settings
from hypothesis import strategies as st

import inspector


def last(_before: Any, after: Any) -> Any:
    return after


def put_last(before: list[Any], one: Any) -> list[Any]:
    return [*before, one]


REDUCED: dict[str, Any] = {
    "list": Annotated[list[int], operator.add],
    "one_by_one": Annotated[list[Any], put_last],
    "number": Annotated[int, operator.add],
    "fraction": Annotated[float, operator.add],
    "text": Annotated[str, operator.add],
    "object": Annotated[dict[str, int], operator.or_],
}
PLAIN: dict[str, Any] = {"last_list": list[int], "last_text": str, "last_number": int}
"""Channels without a reducer begin with nothing."""


def written(channel: str, step: int, number: int) -> Any:
    """Something to write."""
    kind = channel.removeprefix("last_")
    values = {
        "list": [number] * (1 + number % 2),
        "number": number,
        "fraction": number / 4,
        "object": {f"k{step}": number},
    }
    return values.get(kind, "ab"[number % 2])


@st.composite
def runs(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What the input and four nodes write: the same to a channel with a reducer at least twice."""
    steps: list[dict[str, Any]] = [{"seed": "s"}, {}, {}, {}, {}]
    for channel in draw(st.sets(st.sampled_from([*REDUCED, *PLAIN]), min_size=1)):
        for step in draw(st.sets(st.integers(0, 4), min_size=2)):
            steps[step][channel] = written(channel, step, draw(st.integers(1, 9)))
    return steps


def graph(path: Path, declared: dict[str, Any], steps: list[Any], again: bool = False) -> dict[str, Any]:
    """Runs a graph of one node a step but for the first, its input; LangGraph's own values of each checkpoint, by id.

    again: whether the last two steps are then run once more, which forks the thread.
    """
    from langgraph.checkpoint.sqlite import SqliteSaver  # noqa: PLC0415  it takes a second to import
    from langgraph.graph import START, StateGraph  # noqa: PLC0415

    builder = StateGraph(TypedDict("State", {"seed": str, **declared}))  # type: ignore[misc]
    before = START
    for number, step in enumerate(steps[1:]):
        builder.add_node(f"n{number}", step if callable(step) else lambda _state, step=step: step)
        builder.add_edge(before, f"n{number}")
        before = f"n{number}"
    config: Any = {"configurable": {"thread_id": "t"}}
    with SqliteSaver.from_conn_string(str(path)) as saver:
        app = builder.compile(checkpointer=saver)
        # In its own time, a checkpoint may be written when a Topic's list has already grown.
        app.invoke(steps[0], config, durability="sync")
        if again:
            app.invoke(None, list(app.get_state_history(config))[2].config)
        return {one.config["configurable"]["checkpoint_id"]: one.values for one in app.get_state_history(config)}


@settings(max_examples=30)
@given(runs())
def test_a_state_is_as_langgraph_shows_it_and_exact_where_nothing_was_guessed(steps: list[dict[str, Any]]) -> None:
    declared = {name: kind for name, kind in (REDUCED | PLAIN).items() if any(name in step for step in steps)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.sqlite"
        values = graph(path, declared, steps)
        with inspector.open(path) as store:
            events = list(store.events())
            assert [event.id for event in events] == list(values)[::-1]
            for event in events:
                frame, whole = store.frame("t", at=event.position), store.frame(at=event.position)
                assert frame.state == values[event.id]
                assert whole.state == {"t": frame.state}
                assert frame.exact == whole.exact == (event.payload == frame.state)


def begun(path: Path) -> tuple[Any, bool, str]:
    """The first state, whether it is exact, and what it is by."""
    with inspector.open(path) as store:
        frame = store.frame("t", at=1)
        return frame.state, frame.exact, frame.reducer


def test_what_cannot_be_told_apart_is_a_guess(tmp_path: Path) -> None:
    from langgraph.channels import Topic  # noqa: PLC0415  as above

    steps, first, stored = [{"seed": "s", "c": ["a"]}, {"c": ["b"]}], [], []
    kinds = (
        Annotated[list[str], operator.add],
        Annotated[list[str] | None, operator.add],
        Annotated[list, Topic(str, True)],
    )
    for number, kind in enumerate(kinds):
        path = tmp_path / f"{number}.sqlite"
        *_, begin = graph(path, {"c": kind}, steps).values()
        first.append(begin)
        assert begun(path) == ({"c": []}, False, "replace, with likely defaults")
        with inspector.open(path) as store:
            stored.append([event.payload for event in store.events()])
    assert stored[0] == stored[1] == stored[2]
    assert first == [{"c": []}, {}, {}]


def test_steps_that_ran_twice_tell_nothing(tmp_path: Path) -> None:
    numbers = count(1)
    steps = [
        {"seed": "s"},
        lambda _: {"c": next(numbers)},
        lambda _: {"c": next(numbers)},
        lambda _: {"c": next(numbers)},
    ]
    path = tmp_path / "store.sqlite"
    *_, begin = graph(path, {"c": int}, steps, again=True).values()
    assert begun(path) == (begin, True, "replace")
    assert begin == {}


def test_a_reducer_that_keeps_the_last_cannot_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    *_, begin = graph(path, {"c": Annotated[str, last]}, [{"seed": "s", "c": "a"}, {"c": "b"}]).values()
    assert begin == {"c": ""}
    assert begun(path) == ({}, True, "replace")
    with inspector.open(path) as store:
        assert any("only the graph's code knows" in note for note in store.info().notes)
