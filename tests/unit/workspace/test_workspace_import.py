"""Imports through the facade: one operation of the store that is open, and none of what is not ours."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import inspector
from inspector.events.errors import Refused
from inspector.store.intake.source import Source

SCHEMA = """CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
    PRIMARY KEY (originator_id, originator_version))"""
LINES = b'{"stream":"user-1","type":"Named","payload":{"name":"Ada"}}\n{"stream":"user-1","type":"Seen"}\n'


def test_an_import_is_recorded_undone_and_redone(tmp_path: Path) -> None:
    with inspector.create(tmp_path / "store.sqlite") as store:
        store.append("user-1", "Created", {"id": 1})
        done = store.import_events(Source("more.jsonl", io.BytesIO(LINES), "jsonl"))
        assert (done.events, done.operation.after, done.operation.upto) == (2, 1, 3)
        assert [row.label for row in store.log()] == ["", "import more.jsonl"]
        assert store.state("user-1") == {"id": 1, "name": "Ada"}
        store.undo()
        assert store.state("user-1") == {"id": 1}
        store.redo()
        assert store.head() == 3


@pytest.mark.parametrize("writable", [False, True])
def test_another_producers_store_takes_no_import(writable: bool, tmp_path: Path) -> None:
    path = tmp_path / "bank.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(SCHEMA)
        sqlite.execute("INSERT INTO stored_events VALUES ('a', 1, 'bank:Account.Paid', '{}')")
        sqlite.commit()
    before = path.read_bytes()
    refused = pytest.raises(Refused, match=r"is a store of eventsourcing, .*export it as a native store")
    with inspector.open(path, writable) as store, refused:
        store.import_events(Source("more.jsonl", io.BytesIO(LINES), "jsonl"))
    assert path.read_bytes() == before
