"""Folding in the domain's process: the same states as here, whatever the way there; errors at their place."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from declared import Load, event

from inspector.domain.domain_fold import DomainFold
from inspector.events.errors import DomainError
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import decode, encode

ODD = """
    from datetime import date
    from inspector import Domain

    def start(stream):
        return {"id": stream, "days": {}, "last": None, "log": []}

    bank = Domain("bank", initial=start)

    @bank.on("Deposited")
    def deposited(state, event):
        # Keys that are no text, dates and tuples: a state only as good as its way through JSON.
        day = date(2026, 1, event.payload["day"])
        known = {**state["days"], event.payload["day"]: str(type(state["last"]))}
        return {**state, "days": known, "last": day, "log": (*state["log"], day)}
"""


def run(fold: DomainFold, events: Sequence[Event], step: int) -> bytes:
    """The state after some events, folded so many at a time."""
    folded = fold.initial("account-1")
    for at in range(0, len(events), step):
        folded, error = fold.run("account-1", folded, events[at : at + step])
        assert error is None
    return encode(folded.state)


def test_a_state_is_the_same_however_it_was_folded(load: Load) -> None:
    fold = load(ODD).fold
    events = [event(number, {"day": number}) for number in range(1, 13)]
    assert run(fold, events, 12) == run(fold, events, 1) == run(fold, events, 5)
    assert decode(run(fold, events, 12))["days"]["12"] == "<class 'str'>"


def test_many_streams_are_one_journey(load: Load) -> None:
    fold = load(ODD).fold
    started = fold.initial("b")
    answers = fold.run_many(
        [
            ("a", None, [event(1, {"day": 1}, stream="a"), event(2, {"day": 2}, stream="a")]),
            ("b", started, [event(3, {"day": 3}, stream="b")]),
            ("c", None, []),
        ]
    )
    assert [error for _, error in answers] == [None, None, None]
    assert [(folded.position, folded.version, len(folded.state["log"])) for folded, _ in answers] == [
        (2, 2, 2),
        (3, 3, 1),
        (0, 0, 0),
    ]


def test_an_event_that_cannot_be_folded_stops_its_stream_only(load: Load) -> None:
    fold = load(ODD).fold
    bad = [event(1, {"day": 1}, stream="a"), event(2, {"day": 99}, stream="a"), event(3, {"day": 3}, stream="a")]
    (first, error), (second, none) = fold.run_many([("a", None, bad), ("b", None, [event(4, {"day": 4}, stream="b")])])
    assert none is None
    assert second.position == 4
    assert error is not None
    assert (error.position, error.type) == (2, "Deposited")
    assert error.reason.startswith("bank.py, line 13: ValueError: day ")
    assert (first.position, first.version, first.state["log"]) == (1, 1, ["2026-01-01"])


def test_an_event_that_cannot_be_decoded_travels_with_its_reason(load: Load) -> None:
    fold = load(ODD).fold
    broken = Event(1, "id", "account-1", 1, "Deposited", None, Undecodable(b"\xff{", "JSON is not valid UTF-8."))
    _, error = fold.run("account-1", fold.initial("account-1"), [broken])
    assert error is not None
    assert error.reason == "JSON is not valid UTF-8."


def test_a_reducer_sees_all_of_an_event(load: Load) -> None:
    fold = load(
        """
        from inspector import Domain
        bank = Domain("bank")

        @bank.on("Deposited")
        def seen(state, event):
            return [event.stream, event.version, event.position, event.type, event.time, event.metadata["actor"]]
        """
    ).fold
    one = Event(9, "id", "account-1", 2, "Deposited", 1_773_318_731_002_000_000, {}, {"actor": "Ada"})
    folded, error = fold.run("account-1", fold.initial("account-1"), [one])
    assert error is None
    assert folded.state == ["account-1", 2, 9, "Deposited", "2026-03-12T12:32:11.002000Z", "Ada"]


def test_decimals_travel_as_they_are_written(load: Load) -> None:
    fold = load(
        """
        from decimal import Decimal
        from inspector import Domain
        bank = Domain("bank", initial={"balance": Decimal("0.00")}, decimals=True)

        @bank.on("Deposited")
        def deposited(state, event):
            assert isinstance(state["balance"], Decimal) and isinstance(event.payload, Decimal)
            return {"balance": state["balance"] + event.payload}
        """
    ).fold
    folded = fold.initial("account-1")
    for number in range(1, 4):
        folded, error = fold.run("account-1", folded, [event(number, decode("0.10"))])
        assert error is None
    assert encode(folded.state) == b'{"balance":0.30}'
    assert float(folded.state["balance"]) == float(Decimal("0.30"))


def test_an_initial_state_that_fails_is_one_sentence(load: Load) -> None:
    fold = load("from inspector import Domain\nbank = Domain('bank', initial=lambda: {})").fold
    for ask in (lambda: fold.initial("a"), lambda: fold.run_many([("a", None, [])])):
        with pytest.raises(DomainError, match=r"^The initial state of a cannot be made: TypeError: .*\.$"):
            ask()
