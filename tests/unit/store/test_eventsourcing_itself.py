"""Stores that the library eventsourcing itself writes, read back beside what it says of them."""

import base64
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.cryptography import AESCipher
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Mapper
from eventsourcing.sqlite import SQLiteAggregateRecorder, SQLiteDatastore
from format_files import write

import inspector
from inspector.events.errors import StoreError
from inspector.events.event import Event, Undecodable


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


@pytest.mark.parametrize("env", [{}, ZLIB], ids=["plain", "zlib"])
@pytest.mark.parametrize("size", [16, 32])
def test_encrypted_events_with_and_without_their_key(size: int, env: dict[str, str], path: Path) -> None:
    text = AESCipher.create_key(size)
    theirs = written(path, CIPHER_TOPIC="eventsourcing.cryptography:AESCipher", CIPHER_KEY=text, **env)
    key = base64.b64decode(text)
    with inspector.open(path, reading=inspector.Reading(key=key)) as store:
        assert_same(list(store.events()), theirs)
        further = store.reader()
        assert [event.payload for event in further.read()] == [event.payload for event in store.events()]
        further.close()
        assert store.state(theirs[0].originator_id.hex)
    for wrong, said in ((None, "If it is encrypted, it needs its key"), (bytes(size), "does not decrypt this")):
        with inspector.open(path, reading=inspector.Reading(key=wrong)) as store:
            shown = list(store.events())
        assert [(event.type, event.version) for event in shown] == [
            (type(their).__qualname__, their.originator_version) for their in theirs
        ]
        for event_ in shown:
            assert isinstance(event_.payload, Undecodable)
            assert said in event_.payload.reason
            assert "--key-env NAME" in event_.payload.reason
            assert event_.time is None


def test_a_key_is_of_use_or_refused(path: Path) -> None:
    written(path)
    with inspector.open(path, reading=inspector.Reading(key=bytes(16))) as store:
        assert all(isinstance(event.payload, dict) for event in store.events())
    with pytest.raises(StoreError, match="The key has 3 bytes; a key of AES has 16, 24 or 32"):
        inspector.open(path, reading=inspector.Reading(key=b"abc"))
    native = path.with_name("native.sqlite")
    inspector.create(native).close()
    with pytest.raises(StoreError, match="in which nothing is encrypted; leave the key out"):
        inspector.open(native, reading=inspector.Reading(key=bytes(16)))
    columns = "aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata"
    other = write(path.with_name("other.sqlite"), f"CREATE TABLE events ({columns})")
    with pytest.raises(StoreError, match="a store of cqrs-es, of which no encryption is known"):
        inspector.open(other, reading=inspector.Reading(key=bytes(16)))


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
