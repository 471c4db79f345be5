"""Applications as users of eventsourcing write them, and the stores that they write."""

import importlib
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inspector.domain.producer.source import ProducerSource

DECORATED = """
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from eventsourcing.domain import Aggregate, event
print("their package is imported")

class Mood(Enum):
    GOOD = "good"

@dataclass
class Line:
    sku: str
    price: Decimal

class Account(Aggregate):
    @event("Opened")
    def __init__(self, owner):
        self.owner, self.balance, self.lines, self.tags = owner, Decimal("0.00"), [], {"b", "a"}
        self.mood, self.day, self.wait, self.ratio = Mood.GOOD, date(2026, 1, 5), timedelta(hours=1), float("nan")

    @event("Deposited")
    def deposit(self, amount):
        print("deposit", amount)
        self.balance += amount
        self.lines.append(Line("a", amount))

PUBLIC = ("owner", "balance", "lines", "tags", "mood", "day", "wait", "ratio")

def make():
    account = Account("Zoë")
    for number in range(70):
        account.deposit(Decimal("1.10"))
    return account
"""

APPLIED = """
from dataclasses import dataclass
from decimal import Decimal
from eventsourcing.domain import Aggregate

class Account(Aggregate):
    @classmethod
    def open(cls):
        return cls._create(cls.Opened)

    class Opened(Aggregate.Created):
        def apply(self, aggregate):
            aggregate.balance = Decimal("0.00")

    class Deposited(Aggregate.Event):
        amount: Decimal
        def apply(self, aggregate):
            aggregate.balance += self.amount

    class Closed(Aggregate.Event):
        def mutate(self, aggregate):
            aggregate = super().mutate(aggregate)
            aggregate.closed = True
            return aggregate

PUBLIC = ("balance", "closed")

def make():
    account = Account.open()
    account.trigger_event(Account.Deposited, amount=Decimal("2.50"))
    account.trigger_event(Account.Closed)
    return account
"""

DECLARED = """
from decimal import Decimal
from eventsourcing.domain import Aggregate, aggregate, event

@aggregate
class Account:
    owner: str
    balance: Decimal = Decimal("0.00")

    @event("Deposited")
    def deposit(self, amount: Decimal):
        self.balance += amount

PUBLIC = ("owner", "balance")

def make():
    account = Account("Zoë")
    account.deposit(Decimal("3.20"))
    return account
"""

NAMED = """
from datetime import datetime
from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate, MetaDomainEvent, event

class DomainEvent(metaclass=MetaDomainEvent):
    originator_id: str
    originator_version: int
    timestamp: datetime

class Named(BaseAggregate[str]):
    class Event(DomainEvent, CanMutateAggregate[str]):
        pass

    class Created(Event, CanInitAggregate[str]):
        originator_topic: str

class Account(Named):
    @staticmethod
    def create_id(owner):
        return f"account/{owner}"

    @event("Opened")
    def __init__(self, owner):
        self.owner = owner

PUBLIC = ("owner",)

ENV = {"ORIGINATOR_ID_TYPE": "text"}

def make():
    return Account("Zoë")
"""

TRANSCODED = """
import os
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Transcoding

class Money:
    def __init__(self, cents):
        self.cents = cents

class MoneyAsInt(Transcoding):
    type = Money
    name = "money"
    def encode(self, obj):
        return obj.cents
    def decode(self, data):
        return Money(data)

class Account(Aggregate):
    @event("Opened")
    def __init__(self, balance):
        self.balance = balance

class Bank(Application):
    env = {"BANK_PERSISTENCE_MODULE": "nowhere.to_be_found"}
    def __init__(self, env=None, own=False):
        assert own, "an inspector makes no application"
        super().__init__(env)
    def register_transcodings(self, transcoder):
        super().register_transcodings(transcoder)
        transcoder.register(MoneyAsInt())

PUBLIC = ("balance",)

def make():
    return Account(Money(250))
"""


@dataclass(frozen=True)
class Written:
    """A package of theirs, the store that it wrote, and the attributes of the one aggregate in it at each version."""

    package: str
    store: Path
    source: ProducerSource
    states: Sequence[dict[str, Any]]
    stream: str

    def go_on(self) -> None:
        """Their application deposits once more, 5."""
        app = _application(self.store)
        account = app.repository.get(uuid.UUID(self.stream))
        account.deposit(Decimal(5))
        app.save(account)
        app.close()


Writes = Callable[..., Written]


def packages(folder: Path, monkeypatch: Any) -> Iterator[Writes]:
    """`write(code)` writes a package and has it write its store, as the library says; undone at the end."""
    monkeypatch.syspath_prepend(str(folder))
    made: list[str] = []

    def write(code: str, application: str = "") -> Written:
        package = f"bank_{uuid.uuid4().hex}"  # the library remembers a topic for good
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text("")
        (folder / package / "domain.py").write_text(code)
        made.append(package)
        store = folder / "bank.sqlite"
        return Written(package, store, *_written(package, application, folder, store))

    yield write
    for name in [name for name in sys.modules if name.partition(".")[0] in made]:
        del sys.modules[name]


def _written(package: str, application: str, folder: Path, store: Path) -> tuple[ProducerSource, list[Any], str]:
    importlib.invalidate_caches()
    domain = importlib.import_module(f"{package}.domain")
    app = _application(store, getattr(domain, application, None), getattr(domain, "ENV", {}))
    aggregate = domain.make()
    app.save(aggregate)
    kept = [app.repository.get(aggregate.id, version=version) for version in range(1, aggregate.version + 1)]
    # Not vars(): it fails for what `@aggregate` has decorated.
    states = [{name: getattr(one, name) for name in domain.PUBLIC if hasattr(one, name)} for one in kept]
    app.close()
    named = f"{package}.domain:{application}" if application else package
    return ProducerSource.of(named, folder=str(folder)), states, getattr(aggregate.id, "hex", aggregate.id)


def _application(store: Path, kind: Any = None, more: Mapping[str, str] = MappingProxyType({})) -> Any:
    from eventsourcing.application import Application  # noqa: PLC0415  half a second

    env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(store), **more}
    if kind is None:
        return Application(env)
    return kind({**env, f"{kind.__name__.upper()}_PERSISTENCE_MODULE": "eventsourcing.sqlite"}, own=True)
