"""Stores that the library eventsourcing itself writes, read back beside what it says of them."""

from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Mapper
from eventsourcing.sqlite import SQLiteAggregateRecorder, SQLiteDatastore

import inspector
from inspector.events.event import Event


class Account(Aggregate):
    @event("Opened")
    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.balance = Decimal("0.00")

    @event("Deposited")
    def deposit(self, amount: Decimal) -> None:
        self.balance += amount


class Bank(Application[UUID]):
    pass


class SnapshotBank(Bank):
    snapshotting_intervals: ClassVar = {Account: 2}


def written(path: Path, kind: type[Bank] = Bank, **env: str) -> list[Any]:
    """Two accounts, their events in turn, and the notifications that the library gives of them."""
    bank = kind(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path), **env})
    accounts = [Account("Zoë"), Account("Ærø")]
    bank.save(*accounts)
    for amount in ("1.10", "20"):
        for account in accounts:
            account.deposit(Decimal(amount))
            bank.save(account)
    events = [bank.mapper.to_domain_event(one) for one in bank.recorder.select_notifications(start=None, limit=99)]
    bank.close()
    return events


def assert_same(shown: list[Event], theirs: list[Any]) -> None:
    assert [event.position for event in shown] == list(range(1, len(theirs) + 1))
    for event_, their in zip(shown, theirs, strict=True):
        assert event_.stream == their.originator_id.hex
        assert event_.version == their.originator_version
        assert event_.type == type(their).__qualname__
        assert event_.time == their.timestamp
        assert isinstance(event_.payload, dict)
        amount = getattr(their, "amount", None)
        assert event_.payload.get("amount") == (None if amount is None else str(amount))


ZLIB = {"COMPRESSOR_TOPIC": "eventsourcing.compressor:ZlibCompressor"}


@pytest.mark.parametrize("kind", [Bank, SnapshotBank])
@pytest.mark.parametrize("env", [{}, ZLIB], ids=["plain", "zlib"])
def test_an_application_s_events(kind: type[Bank], env: dict[str, str], path: Path) -> None:
    theirs = written(path, kind, **env)
    with inspector.open(path) as store:
        assert store.facts.format == "eventsourcing"
        assert store.facts.notes == ()
        assert_same(list(store.events()), theirs)


def test_a_recorder_of_aggregates_has_no_order_but_time(path: Path) -> None:
    mapper: Mapper[UUID] = Bank().mapper
    datastore = SQLiteDatastore(str(path))
    recorder = SQLiteAggregateRecorder(datastore, events_table_name="account_events")
    recorder.create_table()
    accounts = [Account("Zoë"), Account("Ærø")]
    theirs = [pending for account in accounts for pending in account.collect_events()]
    for account in accounts:
        account.deposit(Decimal(1))
        theirs += account.collect_events()
    for one in reversed(theirs):
        recorder.insert_events([mapper.to_stored_event(one)])
    datastore.close()
    with inspector.open(path) as store:
        assert_same(list(store.events()), theirs)
