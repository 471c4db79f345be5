"""Projections: which events are of which key, and that a key's state is a plain fold of those events."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.events.cancel import NEVER
from inspector.events.errors import InvalidData
from inspector.events.event import Event, NewEvent, Undecodable
from inspector.events.json_value import JsonFloat
from inspector.events.log import WritableLog
from inspector.events.operation import Ledger
from inspector.replay.grouping import ByKey
from inspector.replay.history import StateHistory
from inspector.replay.projection import as_keys
from inspector.replay.rules.rules import Rules, RulesProjection
from inspector.store.registry import create_log

RULES = {
    "projection": {
        "taken": {
            "key": "payload.who",
            "initial": {"sum": 0},
            "on": {"Paid": [{"add": "/sum", "value": "payload.n"}, {"set": "/{event.stream}", "value": "payload.n"}]},
        }
    }
}
KEYS: Sequence[object] = ("x", "y", 7, None, ["x", "z"], ["y", "y"], {"no": "key"})


def projection(data: object = RULES) -> RulesProjection:
    return next(iter(Rules("r.toml", data).projections.values()))


def plain(events: Sequence[Event], ledger: Ledger, upto: int) -> tuple[dict[str, dict[str, object]], int | None]:
    """The states of all keys, by the definition, and the event whose key cannot be told, where they end."""
    states: dict[str, dict[str, object]] = {}
    for event in events:
        if event.position > upto or ledger.ignores(event.position, event.stream) or event.type != "Paid":
            continue
        who, n = event.payload["who"], event.payload["n"]
        if isinstance(who, dict):
            return states, event.position
        for key in dict.fromkeys(str(one) for one in (who if isinstance(who, list) else [who]) if one is not None):
            state = states.setdefault(key, {"sum": 0})
            state["sum"] += n
            state[event.stream] = n
    return states, None


step = st.one_of(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["Paid", "Noise"]), st.sampled_from(KEYS), st.integers(-9, 9)),
    st.tuples(st.just("back"), st.floats(0, 1), st.sampled_from([None, "a", "b"])),
    st.just(("undo",)),
    st.tuples(st.just("look"), st.floats(0, 1)),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(step, max_size=30))
def test_every_state_of_every_key_is_a_plain_fold(tmp_path_factory: pytest.TempPathFactory, steps: list) -> None:
    path = Path(tmp_path_factory.mktemp("store")) / "s.sqlite"
    log = create_log(path)
    try:
        _play(log, steps)
    finally:
        log.close()


def _play(log: WritableLog, steps: list) -> None:
    ledger, keys = Ledger(), ByKey(log, projection())
    history = StateHistory(log, projection().fold, ledger, keys)
    for one in [*steps, ("look", 1.0)]:
        match one:
            case ("back", where, stream):
                if stream is not None and log.last_version(stream) is None:
                    continue
                log.roll_back(int(where * log.last_position()), stream=stream, actor="t", reason="")
            case ("undo",):
                subject = ledger.next_undo()
                if subject is not None:
                    log.undo(subject.number, actor="t")
            case ("look", where):
                _compare(history, keys, log, ledger, int(where * log.last_position()))
            case (stream, type, who, n):
                log.append([NewEvent(stream, type, {"who": who, "n": n})], actor="t")
        ledger = Ledger(log.operations())
        history.rebase(ledger)


def _compare(history: StateHistory, keys: ByKey, log: WritableLog, ledger: Ledger, at: int) -> None:
    expected, untold = plain(list(log.read()), ledger, at)
    trouble = keys.trouble(ledger, at)
    assert (None if trouble is None else trouble.position) == untold
    assert {key: one.state for key, (one, _) in history.all_at(at).items()} == expected
    for key in keys.upto(at):
        folded, error = history.at(key, at)
        assert error is None
        assert folded.state == expected.get(key, {"sum": 0})
    assert set(expected) <= set(keys.upto(at))


def test_an_event_without_key_has_no_part_and_one_with_several_has_one_in_each(tmp_path: Path) -> None:
    log = create_log(tmp_path / "s.sqlite")
    log.append([NewEvent("a", "Paid", {"who": who, "n": 1}) for who in (None, ["x", "z"], "x", 7)], actor="t")
    keys = ByKey(log, projection())
    assert [keys.at(position) for position in range(1, 5)] == [(), ("x", "z"), ("x",), ("7",)]
    assert keys.upto(2) == ("x", "z")
    assert keys.upto(4) == ("x", "z", "7")
    assert keys.knows("z")
    assert not keys.knows("q")
    log.close()


def test_where_a_key_cannot_be_told_nothing_from_there_on_is_read_until_that_is_rolled_back(tmp_path: Path) -> None:
    log = create_log(tmp_path / "s.sqlite")
    log.append([NewEvent("a", "Paid", {"who": who, "n": 1}) for who in ("x", {"no": "key"}, "y")], actor="t")
    keys = ByKey(log, projection())
    ledger = Ledger(log.operations())
    assert [event.position for event in keys.read(ledger, None, 0, 3, cancel=NEVER)] == [1]
    trouble = keys.trouble(ledger, 3)
    assert trouble is not None
    assert (trouble.position, trouble.type) == (2, "Paid")
    assert "a key is a text or a number, not dict" in trouble.reason
    assert keys.trouble(ledger, 1) is None
    log.roll_back(1, stream=None, actor="t", reason="")
    log.append([NewEvent("a", "Paid", {"who": "y", "n": 1})], actor="t")
    ledger = Ledger(log.operations())
    assert [event.position for event in keys.read(ledger, None, 0, 4, cancel=NEVER)] == [1, 4]
    assert keys.trouble(ledger, 4) is None
    log.close()


def test_an_event_that_cannot_be_decoded_has_no_key() -> None:
    broken = Event(3, "id", "a", 1, "Paid", None, Undecodable(b"\xff", "This is no JSON."))
    keys, (error,) = projection().keys([broken], cancel=NEVER)
    assert keys == [()]
    assert (error.position, error.reason) == (3, "This is no JSON.")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, ()), ("a", ("a",)), ("", ("",)), (7, ("7",)), (JsonFloat("1.50"), ("1.50",)), (Decimal("0.10"), ("0.10",)),
     (["a", None, ["b"]], ("a", "b"))],
)  # fmt: skip
def test_what_is_a_key(value: object, expected: tuple[str, ...]) -> None:
    assert as_keys(value) == expected


@pytest.mark.parametrize("value", [True, {}, object()])
def test_what_is_none(value: object) -> None:
    with pytest.raises(TypeError):
        as_keys(value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"projection": []}, "`projection` is a table"),
        ({"projection": {"p": {"on": {}}}}, "projection p is a table that has a key"),
        ({"projection": {"p": {"key": "payload.", "on": {}}}}, "In the projection p: 'payload.' is no expression"),
        ({"projection": {"p": {"key": "1", "off": {}}}}, "In the projection p: Fold rules have no off"),
        ({"projection": {"p": {"key": "1", "projection": {}}}}, "projection p is a table that has a key"),
    ],
)
def test_rules_that_are_none_say_where(data: dict, words: str) -> None:
    with pytest.raises(InvalidData, match=words.replace("(", r"\(")):
        Rules("r.toml", data)
