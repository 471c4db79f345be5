"""The classes of the producers' tables: as the real files have them, and as the formats read them."""

import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from makers import created
from sqlalchemy import Table
from sqlmodel import SQLModel
from test_real_stores import STORES

from inspector.store.formats.schemas import (
    act,
    akka_net,
    cqrs_es,
    emmett,
    eventsource_py,
    eventsourcing,
    google_adk,
    langgraph,
    neventstore,
    opencode,
    rails,
    spatie,
    verbs,
)
from inspector.store.reader import Reader
from inspector.store.recognition import FORMATS
from inspector.store.schema_facts import read_facts

SCHEMAS: dict[str, ModuleType] = {
    "act": act,
    "akka.net": akka_net,
    "cqrs-es": cqrs_es,
    "emmett": emmett,
    "eventsource-py": eventsource_py,
    "eventsourcing": eventsourcing,
    "google-adk": google_adk,
    "langgraph": langgraph,
    "neventstore": neventstore,
    "opencode": opencode,
    "rails event store": rails,
    "spatie": spatie,
    "verbs": verbs,
}
OLD = [google_adk.OldEvent, google_adk.Session, google_adk.AppState]


def classes(module: ModuleType) -> list[type[SQLModel]]:
    found = [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, SQLModel)]
    return [one for one in found if hasattr(one, "__table__") and one is not google_adk.OldEvent]


def table_of(one: type[SQLModel]) -> Table:
    table = one.metadata.tables[str(one.__tablename__)]
    assert isinstance(table, Table)
    return table


def test_every_format_has_its_classes() -> None:
    assert set(SCHEMAS) == {format.name for format in FORMATS}
    assert all(classes(module) for module in SCHEMAS.values())


@pytest.mark.parametrize("name", [*SCHEMAS, "google-adk, version 0"])
def test_a_format_knows_its_tables_and_reads_columns_that_they_have(name: str, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    own = classes(SCHEMAS[name]) if name in SCHEMAS else OLD
    with closing(sqlite3.connect(path)) as sqlite:
        for one in own:
            sqlite.execute(created(one))
    with closing(Reader(path)) as reader:
        facts = read_facts(reader)
        best = max(FORMATS, key=lambda one: one.score(facts))
        tables = best.tables(facts)
    assert best.name == name.partition(",")[0]
    for table in tables:
        has = {column.name for one in own if one.__tablename__ == table.name for column in table_of(one).columns}
        made_up = set(table.expressions) - has
        assert {*table.columns, table.payload} - made_up <= has
        assert set(table.key) <= {*has, "rowid"}
        for link in table.links:
            linked = next(one for one in own if one.__tablename__ == link.table)
            assert {link.on, *link.columns} <= {column.name for column in table_of(linked).columns}


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_column_says_what_it_holds(name: str) -> None:
    for one in [*classes(SCHEMAS[name]), google_adk.OldEvent]:
        for field in one.model_fields.values():
            assert (field.description or "").endswith(".")


@pytest.mark.skipif(not STORES, reason="there is no folder of real stores beside the checkout")
@pytest.mark.parametrize("store", STORES or [Path("none")], ids=lambda store: store.stem)
def test_a_real_store_has_just_these_columns(store: Path) -> None:
    with closing(Reader(store)) as reader:
        facts = read_facts(reader)
        best = max(FORMATS, key=lambda one: one.score(facts))
    compared = 0
    with closing(sqlite3.connect(f"file:{store}?immutable=1", uri=True)) as sqlite:
        for one in classes(SCHEMAS[best.name]):
            real = _columns(sqlite, str(one.__tablename__))
            if not real:
                continue  # a table of another version, or under a name of the application's
            with closing(sqlite3.connect(":memory:")) as memory:
                memory.execute(created(one))
                ours = _columns(memory, str(one.__tablename__))
            assert {name: real.get(name) for name in ours} == ours
            assert set(real) - set(ours) <= _LATER.get(str(one.__tablename__), set())
            compared += 1
    assert compared or "aggregate_recorder" in store.stem


_LATER = {"streams": {"priority", "lane", "deferred_at", "correlated_at"}}
"""What a later version keeps beside: act's schedule."""


def _columns(sqlite: sqlite3.Connection, table: str) -> dict[str, tuple[str, bool, bool]]:
    """Of each column its type, whether it must be there, and whether it is of the key."""
    return {
        name: (type.casefold(), bool(required or (key and type.casefold() == "integer")), bool(key))
        for _, name, type, required, _, key in sqlite.execute(f'PRAGMA table_info("{table}")')
    }
