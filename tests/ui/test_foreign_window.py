"""A store of another producer in the window: its table chosen, its key given, its zone."""

import base64
import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

import inspector
from inspector.store.kept_texts import KeptTexts
from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows

Idle = Callable[[object], None]
KEY = bytes(range(32))


def write_table(path: Path, table: str, states: Iterable[bytes]) -> None:
    """A table of events as the library eventsourcing lays it out, all of the stream `a`."""
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(
            f"""CREATE TABLE "{table}" (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
                PRIMARY KEY (originator_id, originator_version))"""
        )
        rows = [(version, state) for version, state in enumerate(states, start=1)]
        sqlite.executemany(f"INSERT INTO \"{table}\" VALUES ('a', ?, 'bank:Account.Paid', ?)", rows)
        sqlite.commit()


def sealed(number: int) -> bytes:
    nonce = bytes([number]) * 12
    text = AESGCM(KEY).encrypt(nonce, json.dumps({"balance": number}).encode(), None)
    return nonce + text[-16:] + text[:-16]


def child(window: MainWindow, kind: type, name: str):  # type: ignore[no-untyped-def]
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


@pytest.mark.parametrize(("folder", "what"), [("rules", "fold rules"), ("mappings", "mapping")])
def test_what_is_kept_for_a_schema_and_is_broken_is_told_and_left_out(
    windows: Windows, tmp_path: Path, folder: str, what: str, idle: Idle
) -> None:
    path = tmp_path / "bank.sqlite"
    write_table(path, "stored_events", [b'{"balance": 1}'])
    with inspector.open(path) as store:
        kept = KeptTexts(folder)
        kept.keep(store.facts.fingerprint, "broken =")
        file = kept.file(store.facts.fingerprint)
    window = windows.open(OpenRequest(path))
    idle(window)
    assert window.session is not None
    assert window.session.last == 1
    said = window.banner.sentence.text()
    assert said.startswith(f"The {what} that")
    assert str(file) in said


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    path = tmp_path / "bank.sqlite"
    write_table(path, "stored_events", map(sealed, range(1, 4)))
    return path


def test_a_key_typed_into_the_window_decrypts_the_payloads(
    windows: Windows, encrypted: Path, qtbot: QtBot, idle: Idle
) -> None:
    window = windows.open(OpenRequest(encrypted, at=2))
    idle(window)
    assert window.session is not None
    frame = window.session.workspace.frame("a")
    assert "File, Decryption Key…" in str(frame.error)
    window.actions_by_id["store.key"].trigger()
    line = child(window, QLineEdit, "keyLine")
    assert line.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(line, "c2hvcnQ=")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert child(window, QLabel, "keyText").text().startswith("The key has 5 bytes")
    qtbot.keyClicks(line, base64.b64encode(KEY).decode())
    qtbot.mouseClick(child(window, QPushButton, "decrypt"), Qt.MouseButton.LeftButton)
    idle(window)
    assert window.session.cursor == 2
    assert window.session.workspace.state("a", at=2) == {"balance": 2}


def test_another_table_is_chosen_from_the_list(windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle) -> None:
    path = tmp_path / "shop.sqlite"
    write_table(path, "stored_events", [b'{"in": "first"}'] * 3)
    write_table(path, "order_events", [b'{"in": "second"}'] * 2)
    window = windows.open(OpenRequest(path, at=3))
    idle(window)
    assert window.session is not None
    assert window.session.last == 3
    window.actions_by_id["store.table"].trigger()
    names = child(window, QListWidget, "tableList")
    assert [names.item(row).text() for row in range(names.count())] == ["stored_events (open)", "order_events"]
    qtbot.mouseClick(child(window, QPushButton, "openTable"), Qt.MouseButton.LeftButton)
    idle(window)
    assert (window.session.last, window.session.cursor) == (2, 2)
    assert window.session.workspace.state("a") == {"in": "second"}
    window.actions_by_id["view.copyLink"].trigger()
    assert "--table order_events" in QGuiApplication.clipboard().text()


def test_the_open_table_chosen_again_changes_nothing(
    windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle
) -> None:
    path = tmp_path / "shop.sqlite"
    write_table(path, "stored_events", [b"{}"])
    write_table(path, "order_events", [b"{}"])
    window = windows.open(OpenRequest(path))
    idle(window)
    before = window.session
    window.actions_by_id["store.table"].trigger()
    names = child(window, QListWidget, "tableList")
    names.setCurrentRow(0)
    qtbot.keyClick(names, Qt.Key.Key_Return)
    idle(window)
    assert window.session is before
    assert not any(dialog.isVisible() for dialog in window.findChildren(QDialog))


EMMETT = """
    CREATE TABLE emt_messages(stream_id TEXT, stream_position BIGINT, message_kind CHAR(1) DEFAULT 'E',
        message_data JSONB, message_metadata JSONB, message_type TEXT, message_id TEXT,
        is_archived BOOLEAN DEFAULT FALSE, global_position INTEGER PRIMARY KEY, created DATETIME);
    INSERT INTO emt_messages(stream_id, stream_position, message_data, created)
        VALUES ('a', 1, '{}', '2026-07-01 12:00:00');"""
NOON_NS = 1_782_907_200 * 10**9


def test_a_zone_is_found_by_typing_and_remembered_for_the_file(
    windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle
) -> None:
    path = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.executescript(EMMETT)
    window = windows.open(OpenRequest(path))
    idle(window)
    assert window.session is not None
    assert next(window.session.workspace.events()).time_ns == NOON_NS
    window.actions_by_id["store.zone"].trigger()
    line, names = child(window, QLineEdit, "zoneLine"), child(window, QListWidget, "zoneList")
    assert names.currentItem().text() == "UTC · in use"
    qtbot.keyClicks(line, "nowhere")
    assert not child(window, QPushButton, "chooseZone").isEnabled()
    line.clear()
    qtbot.keyClicks(line, "america new")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert names.currentItem().text() == "America/New_York"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    idle(window)
    assert window.session.workspace.facts.zone == "America/New_York"
    assert next(window.session.workspace.events()).time_ns == NOON_NS + 4 * 3600 * 10**9
    window.close_store()
    window.open(OpenRequest(path))
    idle(window)
    assert window.session.workspace.facts.zone == "America/New_York"
    assert window.status.cursor_text.toolTip() == "Times that are stored without a zone are read as America/New_York"
    window.actions_by_id["view.copyLink"].trigger()
    assert "--zone America/New_York" in QGuiApplication.clipboard().text()


def test_neither_is_offered_where_there_is_nothing_to_choose(
    windows: Windows, make_store: Callable[..., Path], idle: Idle
) -> None:
    window = windows.open(OpenRequest(make_store()))
    idle(window)
    assert not window.actions_by_id["store.key"].isEnabled()
    assert not window.actions_by_id["store.table"].isEnabled()
    assert not window.actions_by_id["store.zone"].isEnabled()
