"""`state --producer`: the application's own aggregates fold, or one sentence says why they do not."""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from program import Cli, folder_state

CODE = """
from decimal import Decimal
from eventsourcing.domain import Aggregate, event

class Account(Aggregate):
    @event("Opened")
    def __init__(self, owner):
        self.owner, self.balance = owner, Decimal("0.00")

    @event("Deposited")
    def deposit(self, amount):
        self.balance += amount
"""
STAMP = {"_type_": "datetime_iso", "_data_": "2026-01-05T08:00:00+00:00"}
STREAM = "73fc4b8b58154a809707c71db05c8f07"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two events of one account, as eventsourcing lays them out, and in `theirs` the module that they name."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "bank_code.py").write_text(CODE)
    (tmp_path / "stores").mkdir()
    path = tmp_path / "stores" / "bank.sqlite"
    states = (
        ("Opened", {"timestamp": STAMP, "originator_topic": "bank_code:Account", "owner": "Zoë"}),
        ("Deposited", {"timestamp": STAMP, "amount": {"_type_": "decimal_str", "_data_": "12.50"}}),
    )
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(
            """CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
               PRIMARY KEY (originator_id, originator_version))"""
        )
        for version, (name, state) in enumerate(states, 1):
            row = (STREAM, version, f"bank_code:Account.{name}", json.dumps(state).encode())
            sqlite.execute("INSERT INTO stored_events VALUES (?, ?, ?, ?)", row)
        sqlite.commit()
    return path


def test_the_state_is_that_of_their_aggregate(cli: Cli, store: Path) -> None:
    before = folder_state(store.parent)
    folder = str(store.parent.parent / "theirs")
    for named in (("bank_code", "--producer-path", folder), (f"{folder}/bank_code.py",)):
        words = ("--producer", *named, "--interpreter", sys.executable)
        told = cli("state", str(store), "--stream", STREAM, *words, "--json").json
        assert (told["reducer"], told["exact"], told["version"]) == ("bank_code", True, 2)
        assert told["state"] == {
            "_id": "73fc4b8b-5815-4a80-9707-c71db05c8f07",
            "_version": 2,
            "_created_on": "2026-01-05T08:00:00+00:00",
            "_modified_on": "2026-01-05T08:00:00+00:00",
            "owner": "Zoë",
            "balance": 12.5,
        }
        assert '"balance": 12.50' in cli("state", str(store), "--stream", STREAM, *words).out
    assert folder_state(store.parent) == before
    assert sorted(path.name for path in Path(folder).iterdir()) == ["bank_code.py"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("class B(BaseException): pass\nraise B('x' * 100_000)", "bank_code.py, line 2: B: xxx"),
        ("raise KeyboardInterrupt", "bank_code.py, line 1: KeyboardInterrupt."),
        ("import os\nfor i in range(3, 256):\n    try: os.close(i)\n    except OSError: pass", "exit code 3."),
    ],
)
def test_whatever_their_code_raises_is_one_short_sentence(cli: Cli, store: Path, code: str, told: str) -> None:
    module = store.parent.parent / "theirs" / "bank_code.py"
    module.write_text(code)
    words = ("--producer", str(module), "--interpreter", sys.executable)
    sentence = cli("state", str(store), "--stream", STREAM, *words).sentence(1)
    assert told in sentence
    assert len(sentence) < 1_500


def test_what_their_code_prints_has_an_end_and_what_it_patches_no_effect(cli: Cli, store: Path) -> None:
    module = store.parent.parent / "theirs" / "bank_code.py"
    printing = "print('hello')\nsys.stderr.write('E' * 900_000)\nos.write(1, b'raw')\nos.write(2, b'raw')\n"
    module.write_text(f"import json, os, sys\njson.dumps = None\n{printing}{CODE}")
    found = cli("state", str(store), "--stream", STREAM, "--producer", str(module), "--interpreter", sys.executable)
    assert '"balance": 12.50' in found.out
    assert found.err.startswith("hello\nEEE")
    assert found.err.endswith("E\n(What it prints after this is not shown.)\n")
    assert len(found.err) < 150_000


def test_what_does_not_fold_is_one_sentence(cli: Cli, store: Path) -> None:
    assert "finds no bank_code" in cli("state", str(store), "--producer", "bank_code").sentence(1)
    missing = cli("state", str(store), "--producer", "bank_code", "--interpreter", "/no/python").sentence(1)
    assert missing == "There is no interpreter /no/python; name the python of the application's environment."
    alone = cli("state", str(store), "--interpreter", sys.executable).sentence(1)
    assert alone == "--interpreter and --producer-path go with --producer; name the package too."
    both = cli("state", str(store), "--producer", "bank_code", "--reducer", "merge").sentence(2)
    assert "not allowed with argument" in both
