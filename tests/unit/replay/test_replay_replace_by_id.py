"""Sessions, messages and parts by their ids."""

import copy
from typing import Any

import pytest

from inspector.events.errors import InvalidData
from inspector.events.event import Event
from inspector.replay.reducers import REDUCERS

REDUCER = REDUCERS["replace-by-id"]


def fold(*events: tuple[str, Any]) -> Any:
    """The state after the events, none of which changes what was before it."""
    state = REDUCER.initial("s")
    for number, (type, payload) in enumerate(events, start=1):
        before = copy.deepcopy((state, payload))
        following = REDUCER.apply(state, Event(number, "id", "s", number, type, None, payload))
        assert (state, payload) == before
        state = following
    return state


def session(**info: Any) -> tuple[str, Any]:
    return ("session.updated.1", {"sessionID": "s", "info": info})


def message(id: str, created: int = 0, **info: Any) -> tuple[str, Any]:
    return ("message.updated.1", {"sessionID": "s", "info": {"id": id, "time": {"created": created}, **info}})


def part(id: str, of: str, **told: Any) -> tuple[str, Any]:
    return ("message.part.updated.1", {"sessionID": "s", "part": {"id": id, "messageID": of, **told}})


def ids(state: Any) -> list[tuple[str, list[str]]]:
    return [(one["info"]["id"], [part["id"] for part in one["parts"]]) for one in state["messages"]]


def test_a_session_keeps_what_an_event_leaves_out_and_loses_what_is_null() -> None:
    created = ("session.created.1", {"sessionID": "s", "info": {"id": "s", "title": "A", "time": {"a": 1, "b": 1}}})
    shared = session(title="B", time={"b": 2}, share={"url": "x"}, revert={"x": 1})
    assert fold(created, shared)["session"] == {
        "id": "s",
        "title": "B",
        "time": {"a": 1, "b": 2},
        "share": {"url": "x"},
        "revert": {"x": 1},
    }
    state = fold(created, shared, session(share={"url": None}, revert={"y": 2}, title=None))
    assert state["session"] == {"id": "s", "time": {"a": 1, "b": 2}, "revert": {"y": 2}}


def test_messages_come_in_the_order_of_their_creation_and_parts_in_that_of_their_ids() -> None:
    state = fold(message("m9", 1), message("m1", 2), message("m0", 2), part("p2", "m9"), part("p1", "m9"))
    assert ids(state) == [("m9", ["p1", "p2"]), ("m0", []), ("m1", [])]


def test_the_same_id_is_replaced_whole() -> None:
    state = fold(message("m", a=1), part("p", "m", text="x", old=1), message("m", b=2), part("p", "m", text="y"))
    assert state["messages"] == [
        {"info": {"id": "m", "time": {"created": 0}, "b": 2}, "parts": [{"id": "p", "messageID": "m", "text": "y"}]}
    ]


def test_removals() -> None:
    some = (session(id="s"), message("m"), message("n"), part("p", "m"), part("q", "n"), part("r", "n"))
    gone = {"sessionID": "s", "messageID": "n", "partID": "r"}
    assert ids(fold(*some, ("message.part.removed.1", gone))) == [("m", ["p"]), ("n", ["q"])]
    assert ids(fold(*some, ("message.removed.1", gone))) == [("m", ["p"])]
    assert fold(*some, ("session.deleted.1", {"sessionID": "s"})) == REDUCER.initial("s")
    nothing = {"messageID": "zzz", "partID": "zzz"}
    for late in (("message.removed.1", nothing), ("message.part.removed.1", nothing), part("p", "zzz")):
        assert fold(*some, late) == fold(*some)


def test_steps_are_charged_to_the_session_once() -> None:
    zero = {"input": 0, "output": 0, "cache": {"read": 0}}
    start = (session(id="s", cost=1, tokens=zero), message("m"))
    step = {"type": "step-finish", "cost": 2, "tokens": {"input": 5, "output": 1, "cache": {"read": 3}, "more": 1}}
    charged = {"id": "s", "cost": 3, "tokens": {"input": 5, "output": 1, "cache": {"read": 3}}}
    assert fold(*start, part("p", "m", **step))["session"] == charged
    assert fold(*start, part("p", "m", **step), part("p", "m", **step))["session"] == charged
    for gone in ("message.removed.1", "message.part.removed.1"):
        undone = fold(*start, part("p", "m", **step), (gone, {"messageID": "m", "partID": "p"}))
        assert undone["session"] == {"id": "s", "cost": 1, "tokens": zero}
    assert fold(session(id="s"), message("m"), part("p", "m", **step))["session"] == {"id": "s"}


@pytest.mark.parametrize(
    ("type", "payload"),
    [("Placed", {}), ("session.created.1", {}), ("message.updated.1", {"info": 3}), ("session.updated.2", [1])],
)
def test_what_it_does_not_know_is_an_error_and_no_guess(type: str, payload: Any) -> None:
    with pytest.raises(InvalidData, match="is not known here"):
        fold((type, payload))


def test_events_of_the_next_model_are_beside_a_session() -> None:
    assert fold(session(id="s"), ("session.next.prompted.1", {"x": 1})) == fold(session(id="s"))
