"""Commands: what they take, what they decide, and how they refuse."""

from decimal import Decimal

import pytest
from declared import Load

from inspector.domain.commands import CommandInfo
from inspector.domain.loaded import LoadedDomain
from inspector.events.errors import DomainError, InvalidData, Refused
from inspector.events.event import NewEvent
from inspector.events.json_value import JsonValue, decode, encode

BANK = """
    from dataclasses import dataclass
    from datetime import date, datetime
    from decimal import Decimal
    from enum import Enum
    from typing import Annotated, Any, Literal
    from pydantic import BaseModel, Field
    from inspector import Domain, NewEvent, Refusal

    bank = Domain("bank", initial={"balance": 0})

    class Colour(Enum):
        RED = "red"

    class Place(BaseModel):
        city: str
        post: Annotated[str, Field(pattern="^[0-9]+$")] = "1"

    @bank.command(stream="account-{account}-{colour}")
    def pay(state, account: int, amount: Annotated[int, Field(gt=0)], colour: Colour = Colour.RED):
        "Pay."
        if amount > state["balance"]:
            raise Refusal(f"There are only {state['balance']} in it.")
        if amount == 13:
            raise Refusal
        return bank.event("Paid", {"amount": amount, "colour": colour})

    @bank.command
    def echo(state, value: Any = None, exact: Decimal | None = None, when: date | None = None,
             at: datetime | None = None, places: list[Place] = [], word: Literal["a", "b"] = "a", schema: str = ""):
        seen = [type(value).__name__, exact, when, at, places, word, schema]
        return [bank.event("Echo", seen), NewEvent("other", "Second", value, {"actor": "Ada"}, 5, 2, "an-id")]

    @bank.command
    def count(state, upto: int):
        for number in range(upto):
            if number == 3:
                raise Refusal("Three is too many.")
            yield bank.event("Counted", number)

    @bank.command
    def careless(state, what: Any):
        return {"one": lambda: 1, "text": lambda: "Paid", "mixed": lambda: [bank.event("Paid"), 7],
                "key": lambda: state["nothing"], "nan": lambda: bank.event("Paid", float("nan")),
                "object": lambda: bank.event("Paid", object()), "model": lambda: Place(city=4),
                "time": lambda: NewEvent("s", "Paid", {}, time_ns="now"), "exit": lambda: exit(3)}[what]()
"""


@pytest.fixture
def bank(load: Load) -> LoadedDomain:
    return load(BANK)


def test_a_command_decides_on_the_stream_that_its_parameters_name(bank: LoadedDomain) -> None:
    params: dict[str, JsonValue] = {"account": 7, "amount": "20"}
    assert bank.validate("pay", params) == {}
    assert bank.stream_of("pay", params) == "account-7-red"
    assert bank.decide("pay", params, "account-7-red", {"balance": 20}) == [
        NewEvent("account-7-red", "Paid", {"amount": 20, "colour": "red"})
    ]
    assert bank.stream_of("echo", {}) is None


def test_a_refusal_is_told_with_its_reason(bank: LoadedDomain) -> None:
    with pytest.raises(Refused, match=r"^There are only 10 in it\.$"):
        bank.decide("pay", {"account": 7, "amount": 20}, "account-7", {"balance": 10})
    with pytest.raises(Refused, match=r"^pay refuses\.$"):
        bank.decide("pay", {"account": 7, "amount": 13}, "account-7", {"balance": 20})


def test_a_command_may_yield_its_events_and_refuse_midway(bank: LoadedDomain) -> None:
    assert [event.payload for event in bank.decide("count", {"upto": 3}, "s", None)] == [0, 1, 2]
    assert bank.decide("count", {"upto": 0}, "s", None) == []
    with pytest.raises(Refused, match="Three is too many"):
        bank.decide("count", {"upto": 9}, "s", None)


@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"account": 7, "amount": 0}, {"amount": "Input should be greater than 0"}),
        ({"account": "x", "amount": 1.5}, {"account": "valid integer", "amount": "valid integer"}),
        ({"amount": 1}, {"account": "Field required"}),
        ({"account": 1, "amount": 1, "speed": 1}, {"speed": "not permitted"}),
        ({"account": 1, "amount": 1, "colour": "blue"}, {"colour": "should be 'red'"}),
    ],
)
def test_parameters_are_checked_by_their_annotations(
    bank: LoadedDomain, params: dict[str, JsonValue], wrong: dict[str, str]
) -> None:
    messages = bank.validate("pay", params)
    assert list(messages) == list(wrong)
    assert all(part in messages[field] for field, part in wrong.items())
    for ask in (lambda: bank.stream_of("pay", params), lambda: bank.decide("pay", params, "s", {"balance": 9})):
        with pytest.raises(InvalidData, match=f"pay does not take these parameters: {next(iter(wrong))}: "):
            ask()


def test_what_is_wrong_deep_within_is_named_by_its_path(bank: LoadedDomain) -> None:
    places: JsonValue = [{"city": "Nice"}, {"city": "Nice", "post": "x"}]
    assert list(bank.validate("echo", {"places": places, "word": "c"})) == ["places.1.post", "word"]


def test_every_digit_of_a_decimal_arrives(bank: LoadedDomain) -> None:
    params = {"exact": decode("0.12345678901234567890"), "value": decode("412.00")}
    first, second = bank.decide("echo", params, "s", None)
    assert encode(first.payload) == b'["_Spelled",0.12345678901234567890,null,null,[],"a",""]'
    assert encode(second.payload) == b"412.00"


def test_dates_times_models_and_names_of_pydantics_own_are_taken(bank: LoadedDomain) -> None:
    params: dict[str, JsonValue] = {
        "when": "2026-03-12",
        "at": "2026-03-12T14:32:11Z",
        "places": [{"city": "Nice"}],
        "schema": "x",
    }
    (first, _) = bank.decide("echo", params, "s", None)
    assert first.payload == [
        "NoneType",
        None,
        "2026-03-12",
        "2026-03-12T14:32:11Z",
        [{"city": "Nice", "post": "1"}],
        "a",
        "x",
    ]


def test_an_event_may_go_elsewhere_with_all_that_it_says(bank: LoadedDomain) -> None:
    _, second = bank.decide("echo", {"value": 1}, "s", None)
    assert second == NewEvent("other", "Second", 1, {"actor": "Ada"}, 5, 2, "an-id")


def test_an_event_without_a_stream_is_refused(bank: LoadedDomain) -> None:
    with pytest.raises(InvalidData, match="echo names no stream for Echo; name one with the command"):
        bank.decide("echo", {}, None, None)


EXPECTED = "a command returns an event, a list of events or None"


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("one", f"careless returned int; {EXPECTED}."),
        ("text", f"careless returned str; {EXPECTED}."),
        ("mixed", f"careless returned int among its events; {EXPECTED}."),
        ("key", "careless failed: bank.py, line 44: KeyError: 'nothing'."),
        ("nan", "The Paid that careless returned cannot be stored: The value is no JSON: nan is no number there."),
        ("object", "The Paid that careless returned cannot be stored: The value is no JSON: object has no JSON form."),
        ("time", "careless returned an event whose time_ns is 'now'."),
        ("exit", "careless failed: bank.py, line 46: SystemExit: 3."),
    ],
)
def test_a_mistake_in_a_command_is_one_sentence(bank: LoadedDomain, what: str, sentence: str) -> None:
    with pytest.raises(DomainError) as told:
        bank.decide("careless", {"what": what}, "s", {})
    assert str(told.value) == sentence


def test_a_long_message_of_the_codes_own_is_put_on_one_line(bank: LoadedDomain) -> None:
    with pytest.raises(
        DomainError, match=r"^careless failed: bank\.py, line \d+: ValidationError: .*city.*\.$"
    ) as told:
        bank.decide("careless", {"what": "model"}, "s", {})
    assert "\n" not in str(told.value)


def test_a_command_that_is_not_there_is_named_with_those_that_are(bank: LoadedDomain) -> None:
    with pytest.raises(InvalidData, match=r"no command 'py'; it has pay, echo, count, careless\."):
        bank.validate("py", {})


def test_decimals_of_the_state_reach_a_command_where_the_domain_asks_for_them(load: Load) -> None:
    domain = load("""
        from decimal import Decimal
        from inspector import Domain
        bank = Domain("bank", decimals=True)

        @bank.command
        def double(state, extra: Decimal):
            return bank.event("Doubled", {"balance": state["balance"] * 2 + extra})
    """)
    (event,) = domain.decide("double", {"extra": decode("0.10")}, "s", {"balance": Decimal("1.05")})
    assert encode(event.payload) == b'{"balance":2.20}'


def info(**types: object) -> CommandInfo:
    defs = {"Colour": {"type": "string", "enum": ["red"]}, "Place": {"type": "object"}}
    return CommandInfo("pay", "", {"properties": types, "$defs": defs}, None)


TEXT, NUMBER, NULL = {"type": "string"}, {"type": "number"}, {"type": "null"}


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        (TEXT, "12", "12"),
        (TEXT, '"quoted"', '"quoted"'),
        ({"anyOf": [TEXT, NULL]}, "null", "null"),
        ({"$ref": "#/$defs/Colour"}, "red", "red"),
        ({"anyOf": [{"$ref": "#/$defs/Colour"}, NULL]}, "true", "true"),
        ({"type": "integer"}, "12", 12),
        ({"type": "integer"}, "twelve", "twelve"),
        ({"type": "boolean"}, "true", True),
        ({"anyOf": [NUMBER, TEXT]}, "2", 2),
        ({"type": "array"}, '["a", 1]', ["a", 1]),
        ({"$ref": "#/$defs/Place"}, '{"city": "Nice"}', {"city": "Nice"}),
        ({}, "", ""),
    ],
)
def test_a_parameter_in_words_is_json_where_no_text_is_wanted(
    type: dict[str, object], text: str, value: JsonValue
) -> None:
    assert info(it=type).parse({"it": text}) == {"it": value}


def test_a_parameter_that_the_command_does_not_take_is_named_with_those_it_takes() -> None:
    with pytest.raises(InvalidData, match=r"^pay takes no parameter 'amout'; it takes amount, to\.$"):
        info(amount=NUMBER, to=TEXT).parse({"amout": "1"})
    with pytest.raises(InvalidData, match=r"it takes none\.$"):
        info().parse({"amount": "1"})
