"""Declaring a domain: what is registered, and mistakes that are told at once."""

import pytest

from inspector import Domain, NewEvent


@pytest.fixture
def bank() -> Domain:
    return Domain("bank", initial={"balance": 0})


def test_one_function_reduces_several_types(bank: Domain) -> None:
    @bank.on("Deposited", "Credited")
    def moved(state, event):
        return state

    assert bank.reducers == {"Deposited": moved, "Credited": moved}
    assert moved("as it is", None) == "as it is"


def test_decorators_stack(bank: Domain) -> None:
    @bank.on("Deposited")
    @bank.on("Credited")
    def moved(state, event):
        return state

    assert set(bank.reducers) == {"Deposited", "Credited"}


def test_two_reducers_for_a_type_are_a_mistake(bank: Domain) -> None:
    bank.on("Deposited")(lambda state, event: state)
    with pytest.raises(ValueError, match="two reducers for Deposited"):
        bank.on("Deposited")(lambda state, event: state)


def test_a_reducer_for_no_type_is_a_mistake(bank: Domain) -> None:
    with pytest.raises(TypeError, match="name the event types"):
        bank.on()
    with pytest.raises(TypeError, match="name the event types"):

        @bank.on
        def moved(state, event):
            return state

    assert bank.reducers == {}


def test_a_command_is_declared_with_and_without_a_stream(bank: Domain) -> None:
    @bank.command
    def close_books(state):
        return None

    @bank.command(stream="account-{account}")
    def withdraw(state, account: str):
        return None

    assert [(name, command.stream) for name, command in bank.commands.items()] == [
        ("close_books", None),
        ("withdraw", "account-{account}"),
    ]
    assert bank.commands["withdraw"].function is withdraw


def test_two_commands_of_a_name_are_a_mistake(bank: Domain) -> None:
    def withdraw(state):
        return None

    bank.command(withdraw)
    with pytest.raises(ValueError, match="two commands withdraw"):
        bank.command(stream="x")(withdraw)


def test_a_stream_without_its_keyword_is_a_mistake(bank: Domain) -> None:
    with pytest.raises(TypeError, match=r'@bank\.command\(stream="account-\{account\}"\)'):
        bank.command("account-{account}")


def test_an_event_has_an_empty_payload_and_the_commands_stream_unless_said_otherwise(bank: Domain) -> None:
    assert bank.event("Closed") == NewEvent("", "Closed", {})
    assert bank.event("Noted", [1], stream="notes", metadata={"actor": "Ada"}) == NewEvent(
        "notes", "Noted", [1], {"actor": "Ada"}
    )
    assert bank.event("Emptied", 0).payload == 0


@pytest.mark.parametrize(("type", "stream"), [("", ""), (5, ""), (None, ""), ("Noted", 7)])
def test_an_event_without_a_name_is_a_mistake(bank: Domain, type: object, stream: object) -> None:
    with pytest.raises(TypeError, match="the type of an event is a text"):
        bank.event(type, stream=stream)
