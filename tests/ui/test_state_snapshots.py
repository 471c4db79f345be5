"""What the producer stored, in the header of the state panel."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows

Idle = Callable[[object], None]
RULES = """
[[on."Account.Opened"]]
set = ""
value = '{"_id": event.stream, "balance": 0}'

[[on."Account.Paid"]]
add = "/balance"
value = "payload.amount"

[[on."*"]]
set = "/_version"
value = "event.version"
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """An account of eventsourcing's with four events, and its state at the third."""
    path = tmp_path / "bank.sqlite"
    events = [("Opened", {})] + [("Paid", {"amount": amount}) for amount in (10, 5, 1)]
    columns = "(originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB)"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(f"CREATE TABLE stored_events {columns}")
        sqlite.execute(f"CREATE TABLE stored_snapshots {columns}")
        for version, (type, payload) in enumerate(events, start=1):
            row = ("a", version, f"bank:Account.{type}", json.dumps(payload).encode())
            sqlite.execute("INSERT INTO stored_events VALUES (?, ?, ?, ?)", row)
        snapshot = {"topic": "bank:Account", "state": {"balance": "15.00"}}
        row = ("a", 3, "eventsourcing.domain:Snapshot", json.dumps(snapshot).encode())
        sqlite.execute("INSERT INTO stored_snapshots VALUES (?, ?, ?, ?)", row)
        sqlite.commit()
    return path


def words(window: MainWindow, name: str) -> str:
    label = window.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisibleTo(window) else ""


def test_a_guess_says_where_it_starts_and_what_it_would_have_said(windows: Windows, bank: Path, idle: Idle) -> None:
    window = windows.open(OpenRequest(bank, at=3))
    idle(window)
    session = window.session
    assert session is not None
    assert words(window, "stateTrust") == "snapshot of version 3 · exact"
    assert words(window, "stateSnapshot").startswith("Without the stored snapshot of version 3")
    session.set_cursor(4)
    idle(window)
    assert words(window, "stateTrust") == "≈ snapshot of version 3, then merge · a guess"
    session.set_cursor(2)
    idle(window)
    assert words(window, "stateTrust") == "≈ merge · a guess"
    assert words(window, "stateSnapshot") == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("payload.amount", ""),
        ("payload.amount + 1", 'The stored snapshot of version 3 differs at /balance: "15.00" stored, 17 folded.'),
    ],
)
def test_rules_that_disagree_with_what_was_stored_are_told_so(
    windows: Windows, bank: Path, idle: Idle, tmp_path: Path, value: str, said: str
) -> None:
    rules = tmp_path / "bank.toml"
    rules.write_text(RULES.replace("payload.amount", value), encoding="utf-8")
    window = windows.open(OpenRequest(bank, domain=str(rules)))
    idle(window)
    assert words(window, "stateTrust") == "bank.toml · exact"
    assert words(window, "stateSnapshot") == said
    trust = window.findChild(QLabel, "stateTrust")
    assert trust is not None
    assert ("Agrees with the stored snapshot of version 3" in trust.toolTip()) is (not said)
