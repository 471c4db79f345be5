"""The producer's own code in the window: asked for, agreed to, remembered until it changes."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from inspector.domain.producer.source import ProducerSource
from inspector.ui.dialogs.producer import ProducerDialog
from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows

Idle = Callable[[object], None]

CODE = """
from eventsourcing.domain import Aggregate, event

class Account(Aggregate):
    @event("Opened")
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0
"""
STATE = {
    "timestamp": {"_type_": "datetime_iso", "_data_": "2026-01-05T08:00:00+00:00"},
    "originator_topic": "bank_code:Account",
    "owner": "Zoë",
}
STREAM = "73fc4b8b58154a809707c71db05c8f07"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of one event, as eventsourcing lays it out, and in `theirs` beside it the module that it names."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "bank_code.py").write_text(CODE)
    path = tmp_path / "bank.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(
            """CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
               PRIMARY KEY (originator_id, originator_version))"""
        )
        row = (STREAM, 1, "bank_code:Account.Opened", json.dumps(STATE).encode())
        sqlite.execute("INSERT INTO stored_events VALUES (?, ?, ?, ?)", row)
        sqlite.commit()
    return path


def fold(window: MainWindow) -> tuple[str, bool]:
    assert window.session is not None
    return window.session.workspace.fold.name, window.session.workspace.fold.exact


def ask(window: MainWindow) -> ProducerDialog:
    window.actions_by_id["domain.producer"].trigger()
    dialog: ProducerDialog = window.findChild(ProducerDialog)
    return dialog


def press(qtbot: QtBot, dialog: ProducerDialog, name: str) -> None:
    qtbot.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_it_is_asked_for_agreed_to_and_remembered_until_it_changes(
    windows: Windows, store: Path, qtbot: QtBot, idle: Idle
) -> None:
    window = windows.open(OpenRequest(store))
    idle(window)
    dialog = ask(window)
    assert dialog.findChild(QLineEdit, "producerPackage").text() == "bank_code"
    press(qtbot, dialog, "producerLoad")
    idle(window)
    said = dialog.findChild(QLabel, "producerSaid")
    assert "finds no bank_code; say in which folder it lies" in said.text()
    assert said.property("role") == "danger"
    dialog.findChild(QLineEdit, "producerFolder").setText("no-where")
    press(qtbot, dialog, "producerLoad")
    assert said.text().startswith("There is no folder no-where")
    dialog.findChild(QLineEdit, "producerFolder").setText(str(store.parent / "theirs"))
    dialog.findChild(QCheckBox, "producerRemember").setChecked(True)
    press(qtbot, dialog, "producerLoad")
    idle(window)
    assert window.findChild(ProducerDialog) is None
    assert fold(window) == ("bank_code", True)
    assert window.session is not None
    state = window.session.workspace.state(STREAM)
    assert isinstance(state, dict)
    assert (state["owner"], state["balance"], state["_version"]) == ("Zoë", 0, 1)
    window.close()

    again = windows.open(OpenRequest(store))
    idle(again)
    assert fold(again) == ("bank_code", True)
    assert ask(again).findChild(QLineEdit, "producerFolder").text() == str(store.parent / "theirs")
    again.close()

    ran = store.with_name("ran")
    (store.parent / "theirs" / "bank_code.py").write_text(f"open({str(ran)!r}, 'w').close()\n{CODE}")
    third = windows.open(OpenRequest(store))
    idle(third)
    assert not fold(third)[1]
    assert "bank_code has changed since you agreed to run it" in third.banner.sentence.text()
    assert not ran.exists()


def test_nothing_is_loaded_where_the_user_does_not_agree(
    windows: Windows, store: Path, qtbot: QtBot, idle: Idle
) -> None:
    window = windows.open(OpenRequest(store))
    idle(window)
    assert "s code or a domain (File menu)" in window.findChild(QLabel, "stateTrust").toolTip()
    press(qtbot, ask(window), "producerCancel")
    idle(window)
    assert not fold(window)[1]


def test_what_the_command_line_names_is_loaded(windows: Windows, store: Path, idle: Idle) -> None:
    named = ProducerSource.of(str(store.parent / "theirs" / "bank_code.py"))
    window = windows.open(OpenRequest(store, domain=named))
    idle(window)
    assert fold(window) == ("bank_code", True)


def test_other_stores_have_no_such_code(window: MainWindow) -> None:
    assert not window.actions_by_id["domain.producer"].isEnabled()
