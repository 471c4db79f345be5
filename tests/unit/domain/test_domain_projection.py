"""Projections of a user's domain, in its own process."""

import pytest
from declared import Load

from inspector.events.cancel import NEVER
from inspector.events.errors import DomainError
from inspector.events.event import Event
from inspector.events.json_value import encode

CODE = """
    import os, time
    from decimal import Decimal
    from inspector import Domain

    bank = Domain("bank", decimals=True)


    def owner(event):
        if event.payload["owner"] == "raise":
            raise KeyError("who")
        if event.payload["owner"] == "exit":
            os._exit(3)
        return event.payload["owner"]


    wealth = bank.projection("wealth", key=owner, initial=lambda key: {"of": key, "sum": Decimal("0.00")})


    @wealth.on("Deposited")
    def deposited(state, event):
        return {**state, "sum": state["sum"] + event.payload["amount"], "last": event.stream}
"""


def deposit(position: int, owner: str, stream: str = "account-1") -> Event:
    return Event(position, f"id-{position}", stream, position, "Deposited", None, {"owner": owner, "amount": 10})


def test_a_projection_has_keys_and_reducers_of_its_own(load: Load) -> None:
    domain = load(CODE)
    wealth = domain.projections["wealth"]
    assert (wealth.name, wealth.types) == ("wealth", {"Deposited"})
    events = [deposit(1, "ada"), deposit(2, "bob"), deposit(3, "ada", "account-2")]
    assert wealth.keys(events, cancel=NEVER) == ([("ada",), ("bob",), ("ada",)], [])
    folded, error = wealth.fold.run("ada", wealth.fold.initial("ada"), [events[0], events[2]], cancel=NEVER)
    assert error is None
    assert encode(folded.state) == b'{"of":"ada","sum":20.00,"last":"account-2"}'
    assert domain.types == frozenset()


def test_a_key_that_raises_or_ends_the_process_is_told_with_its_event(load: Load) -> None:
    wealth = load(CODE).projections["wealth"]
    keys, (error,) = wealth.keys([deposit(1, "ada"), deposit(2, "raise"), deposit(3, "bob")], cancel=NEVER)
    assert keys == [("ada",), (), ("bob",)]
    assert error.position == 2
    assert "KeyError: 'who'" in error.reason
    keys, (error,) = wealth.keys([deposit(1, "ada"), deposit(2, "exit"), deposit(3, "bob")], cancel=NEVER)
    assert keys == [("ada",), (), ("bob",)]
    assert (error.position, "exit code 3" in error.reason) == (2, True)
    assert wealth.keys([deposit(4, "eve")], cancel=NEVER) == ([("eve",)], [])


def test_a_process_that_ends_again_and_again_is_not_asked_for_ever(load: Load) -> None:
    wealth = load(CODE).projections["wealth"]
    keys, errors = wealth.keys([deposit(at, "ada" if at == 3 else "exit") for at in range(1, 7)], cancel=NEVER)
    assert keys == [(), (), ("ada",), (), (), ()]
    assert [error.position for error in errors] == [1, 2, 4, 5, 6]
    assert ["exit code 3" in error.reason for error in errors] == [True, True, True, False, False]
    assert errors[-1].reason == "Its key was not asked for: the process ended at 3 events before it."


def test_the_first_event_may_end_the_process(load: Load) -> None:
    keys, (error,) = load(CODE).projections["wealth"].keys([deposit(1, "exit"), deposit(2, "ada")], cancel=NEVER)
    assert keys == [(), ("ada",)]
    assert error.position == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('bank.projection("wealth", key=owner)', "bank has two projections wealth"),
        ('bank.projection("other", key="owner")', "its key is a function of an event"),
        ('bank.projection("", key=owner)', "a projection has a name"),
        ('wealth.on("Deposited")(deposited)', "wealth has two reducers for Deposited"),
    ],
)
def test_a_wrong_declaration_is_told(load: Load, line: str, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        load(CODE + f"\n    {line}\n")
