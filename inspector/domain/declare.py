"""What a user's file declares: a domain with reducers by event type, an initial state, commands and projections.

    from inspector import Domain, Refusal

    bank = Domain("bank", initial={"balance": 0})

    @bank.on("Deposited")
    def deposited(state, event):
        return {**state, "balance": state["balance"] + event.payload["amount"]}

    @bank.command(stream="account-{account}")
    def withdraw(state, account: str, amount: int):
        "Take money out."
        if amount > state["balance"]:
            raise Refusal("There is not that much.")
        return bank.event("Withdrawn", {"amount": amount})

The file runs in a process of its own; importing this module loads neither Qt nor SQL.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from inspector.events.event import NewEvent

F = TypeVar("F", bound=Callable[..., Any])

Handler = Callable[[Any, Any], Any]


class Refusal(Exception):
    """Raised by a command that declines; its text is the reason that the user is shown."""


@dataclass(frozen=True)
class Command:
    """A declared command: the function, and the template that names its stream from its parameters."""

    function: Callable[..., Any]
    stream: str | None

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__


class Reducers:
    """Functions by event type, and the state before the first event; what a domain and a projection have in common.

    An event type without a function leaves the state as it is.
    """

    def __init__(self, name: str, initial: Any, *, decimals: bool) -> None:
        self.name = name
        self.initial = initial
        self.decimals = decimals
        self.reducers: dict[str, Handler] = {}

    def on(self, *types: str) -> Callable[[F], F]:
        """Declare the reducer of these event types: `(state, event) -> the new state`.

        The event has `type`, `payload`, `stream`, `version`, `position`, `time` (a UTC datetime or None) and
        `metadata`. Raises `ValueError` for a type that has a reducer already.
        """
        if not types or not all(isinstance(type, str) for type in types):
            raise TypeError(f'name the event types that this reducer is for: @{self.name}.on("SomethingHappened")')

        def register(function: F) -> F:
            for type in types:
                if type in self.reducers:
                    raise ValueError(f"{self.name} has two reducers for {type}")
                self.reducers[type] = function
            return function

        return register


class DeclaredProjection(Reducers):
    """States across streams, one for each key. Made by `Domain.projection`."""

    def __init__(self, name: str, key: Callable[[Any], Any], initial: Any, *, decimals: bool) -> None:
        super().__init__(name, initial, decimals=decimals)
        self.key = key


class Domain(Reducers):
    """What the events of one application mean.

    initial: the state of a stream before its first event: a value, or a function of the stream's name.
    decimals: whether fractions in payloads and states reach the functions as `Decimal` rather than `float`.
    """

    def __init__(self, name: str, initial: Any = None, *, decimals: bool = False) -> None:
        super().__init__(name, initial, decimals=decimals)
        self.commands: dict[str, Command] = {}
        self.projections: dict[str, DeclaredProjection] = {}

    def projection(self, name: str, *, key: Callable[[Any], Any], initial: Any = None) -> DeclaredProjection:
        """Declare a projection: states across streams, one for each key; its `on` takes the reducers.

        key: of an event: a text or a number, a list of them, or None for an event that has no part in it. It is asked
        for the events of the types that have a reducer. initial: the state of a key before its first event: a value,
        or a function of the key. Raises `ValueError` for a name that is taken.
        """
        if not (isinstance(name, str) and name and callable(key)):
            raise TypeError(f"a projection has a name, and its key is a function of an event; not {name!r} and {key!r}")
        if name in self.projections:
            raise ValueError(f"{self.name} has two projections {name}")
        declared = self.projections[name] = DeclaredProjection(name, key, initial, decimals=self.decimals)
        return declared

    def command(self, function: F | None = None, *, stream: str | None = None) -> Any:
        """Declare a command: `(state, parameters…) -> an event, a list of events or None`.

        The parameters' annotations make its form; pydantic's constraints hold. The docstring is its help. It declines
        by raising `Refusal`. stream: the name of the stream whose state it is given and where its events go, with
        parameters in braces (`"order-{order_id}"`); without it the user names the stream.
        """

        if function is not None and not callable(function):
            raise TypeError(f'name the stream by its keyword: @{self.name}.command(stream="{function}")')

        def register(function: F) -> F:
            if function.__name__ in self.commands:
                raise ValueError(f"{self.name} has two commands {function.__name__}")
            self.commands[function.__name__] = Command(function, stream)
            return function

        return register if function is None else register(function)

    def event(
        self, type: str, payload: Any = None, *, stream: str = "", metadata: Mapping[str, Any] | None = None
    ) -> NewEvent:
        """An event for a command to return. stream: where it goes, the command's own stream if not given."""
        if not (isinstance(type, str) and type and isinstance(stream, str)):
            raise TypeError(f"the type of an event is a text, and so is its stream; not {type!r} and {stream!r}")
        return NewEvent(stream, type, {} if payload is None else payload, metadata or {})
