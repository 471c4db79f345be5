"""The editor of fold rules, with real clicks and keys, and the proposal above the state that leads to it."""

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.domain.saved_rules import SavedRules
from inspector.events.cancel import Cancel
from inspector.ui.dialogs.fold_rules import FoldRulesDialog
from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows
from inspector.workspace import rules_check, suggesting
from inspector.workspace.workspace import Workspace

Idle = Callable[[object], None]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Two accounts of eventsourcing's, paid into and drawn from, with the states of both at their fourth versions."""
    path = tmp_path / "bank.sqlite"
    columns = "(originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB)"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(f"CREATE TABLE stored_events {columns}")
        sqlite.execute(f"CREATE TABLE stored_snapshots {columns}")
        for stream, amount in (("a", 10), ("b", 7)):
            events: list[tuple[str, dict[str, Any]]] = [
                ("Opened", {"owner": stream}), ("Paid", {"amount": amount}), ("Drawn", {"amount": 1}),
                ("Paid", {"amount": 2}), ("Paid", {"amount": 3}),
            ]  # fmt: skip
            for version, (type, payload) in enumerate(events, start=1):
                row = (stream, version, f"bank:Account.{type}", json.dumps(payload).encode())
                sqlite.execute("INSERT INTO stored_events VALUES (?, ?, ?, ?)", row)
            state = {"topic": "bank:Account", "state": {"owner": stream, "balance": amount + 1}}
            row = (stream, 4, "eventsourcing.domain:Snapshot", json.dumps(state).encode())
            sqlite.execute("INSERT INTO stored_snapshots VALUES (?, ?, ?, ?)", row)
        sqlite.commit()
    return path


def child(parent: QWidget, kind: type, name: str) -> Any:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def review(window: MainWindow, qtbot: QtBot, idle: Idle) -> FoldRulesDialog:
    """Click on Review above the state."""
    qtbot.mouseClick(child(window, QPushButton, "stateReview"), LEFT)
    dialog: FoldRulesDialog = child(window, FoldRulesDialog, "foldRulesDialog")
    qtbot.waitUntil(dialog.use.isEnabled, timeout=30_000)
    return dialog


def put(dialog: FoldRulesDialog, old: str, new: str, qtbot: QtBot) -> None:
    """Select the first place of a text in the editor and type another over it."""
    cursor = dialog.editor.document().find(old)
    assert not cursor.isNull(), old
    dialog.editor.setTextCursor(cursor)
    qtbot.keyClicks(dialog.editor, new)


def test_the_first_screen_proposes_rules_and_one_click_opens_them(
    windows: Windows, bank: Path, qtbot: QtBot, idle: Idle
) -> None:
    window = windows.open(OpenRequest(bank))
    idle(window)
    assert child(window, QLabel, "stateTrust").text() == "≈ snapshot of version 4, then merge · a guess"
    proposal = child(window, QLabel, "stateProposal")
    assert proposal.isVisibleTo(window)
    assert proposal.text() == "Rules suggested: 2 of 2 snapshots agree"
    dialog = review(window, qtbot, idle)
    assert '[[on."Account.Drawn"]]\nsubtract = "/balance"\nvalue = "payload.amount"' in dialog.editor.toPlainText()
    assert dialog.check.text() == "Agrees with 2 of 2 stored snapshots."
    assert dialog.types.topLevelItem(0).text(0) == "●  Account.Paid"
    assert dialog.types.topLevelItem(0).text(1) == "6"
    assert child(window, QLabel, "stateTrust").text().startswith("≈"), "looking at it uses nothing"
    qtbot.mouseClick(dialog.use, LEFT)
    idle(window)
    assert child(window, QLabel, "stateTrust").text() == "fold rules · exact"
    assert not proposal.isVisibleTo(window)
    window.reload()
    idle(window)
    assert child(window, QLabel, "stateTrust").text() == "saved rules · exact"


def test_the_state_follows_what_is_typed_and_mistakes_are_shown_at_their_line(
    windows: Windows, bank: Path, qtbot: QtBot, idle: Idle
) -> None:
    window = windows.open(OpenRequest(bank))
    idle(window)
    dialog = review(window, qtbot, idle)
    root = dialog.tree.values.root
    assert root is not None
    assert root.value["balance"] == 11  # type: ignore[index,call-overload]
    put(dialog, "payload.amount", "payload.amount * 2", qtbot)
    assert not dialog.use.isEnabled()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=30_000)
    root = dialog.tree.values.root
    assert root is not None
    assert root.value["balance"] == 23  # type: ignore[index,call-overload]
    assert dialog.check.text().startswith(
        "Agrees with 0 of 2 stored snapshots. In a: The stored snapshot of version 4 "
    )
    put(dialog, "* 2", "* (", qtbot)
    qtbot.waitUntil(lambda: dialog.error.isVisibleTo(dialog), timeout=30_000)
    assert dialog.error.text().startswith("Rule 1 of Account.Paid: 'payload.amount * (' is no expression")
    (mark,) = dialog.editor.extraSelections()
    assert mark.cursor.block().text() == '[[on."Account.Paid"]]'
    assert not dialog.use.isEnabled()
    put(dialog, "[[on", "[on", qtbot)
    qtbot.waitUntil(lambda: "line" in dialog.error.text(), timeout=30_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    idle(window)
    assert child(window, QLabel, "stateTrust").text().startswith("≈")


def test_types_verbs_and_payload_fields_are_completed(windows: Windows, bank: Path, qtbot: QtBot, idle: Idle) -> None:
    window = windows.open(OpenRequest(bank))
    idle(window)
    dialog = review(window, qtbot, idle)
    editor = dialog.editor
    editor.setPlainText("")
    for keys, done in (("[[on.acc", '[[on."Account.Paid"]]'), ("ad", "add = "), ('"/balance"\nval', "value = ")):
        for key in keys:
            qtbot.keyClicks(editor, key) if key != "\n" else qtbot.keyClick(editor, Qt.Key.Key_Return)
        assert editor.popup.isVisible(), keys
        while keys.startswith("[") and editor.popup.currentIndex().data() != "Account.Paid":
            qtbot.keyClick(editor.popup, Qt.Key.Key_Down)
        qtbot.keyClick(editor.popup, Qt.Key.Key_Return)
        assert editor.textCursor().block().text() == done
        if done.endswith("]]"):
            qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, '"payload.')
    idle(window)  # the fields are looked up once
    qtbot.keyClicks(editor, "a")
    qtbot.keyClick(editor.popup, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, '"')
    assert editor.toPlainText() == '[[on."Account.Paid"]]\nadd = "/balance"\nvalue = "payload.amount"'


def test_a_double_click_on_a_type_begins_its_rules(windows: Windows, bank: Path, qtbot: QtBot, idle: Idle) -> None:
    window = windows.open(OpenRequest(bank))
    idle(window)
    dialog = review(window, qtbot, idle)
    dialog.editor.setPlainText('[[on."Account.Opened"]]\nmerge = ""\nvalue = "payload"\n')
    dialog.types.itemActivated.emit(dialog.types.topLevelItem(0), 0)
    assert dialog.editor.toPlainText().endswith('[[on."Account.Paid"]]\nadd = "/balance"\nvalue = "payload.amount"\n')
    before = dialog.editor.toPlainText()
    dialog.types.itemActivated.emit(dialog.types.topLevelItem(0), 0)
    assert dialog.editor.toPlainText() == before
    assert dialog.editor.textCursor().block().text().startswith("add")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_rules_are_saved_imported_and_forgotten(
    windows: Windows, bank: Path, qtbot: QtBot, idle: Idle, tmp_path: Path
) -> None:
    window = windows.open(OpenRequest(bank))
    idle(window)
    dialog = review(window, qtbot, idle)
    for name, act in (("rulesSave", "copy.toml"), ("rulesImport", "mine.toml"), ("rulesImport", "none.toml")):
        (tmp_path / "mine.toml").write_text('[[on."Account.Paid"]]\nincrement = "/times"\n', encoding="utf-8")
        qtbot.mouseClick(child(dialog, QPushButton, name), LEFT)
        asked: QFileDialog = child(dialog, QFileDialog, "fileDialog")
        asked.fileSelected.emit(str(tmp_path / act))
        asked.close()
        qtbot.waitUntil(lambda: dialog.findChild(QFileDialog, "fileDialog") is None)
    assert 'subtract = "/balance"' in (tmp_path / "copy.toml").read_text("utf-8")
    assert "There is no file" in dialog.error.text()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=30_000)
    dialog.editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(dialog.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(window)
    session = window.session
    assert session is not None
    fingerprint = session.workspace.facts.fingerprint
    assert SavedRules().text(fingerprint) == '[[on."Account.Paid"]]\nincrement = "/times"\n'
    window.reload()
    idle(window)
    window.actions_by_id["rules.edit"].trigger()
    again: FoldRulesDialog = child(window, FoldRulesDialog, "foldRulesDialog")
    assert again.editor.toPlainText() == '[[on."Account.Paid"]]\nincrement = "/times"\n'
    qtbot.mouseClick(child(again, QPushButton, "rulesForget"), LEFT)
    idle(window)
    assert SavedRules().text(fingerprint) is None
    assert child(window, QLabel, "stateTrust").text().startswith("≈")


def test_what_is_suggested_is_waited_for_while_the_cursor_moves(
    windows: Windows, bank: Path, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, go_on, looked = [], threading.Event(), suggesting.suggested

    def slow(workspace: Workspace, *, cancel: Cancel) -> object:
        looks.append(workspace)
        assert go_on.wait(30)
        return looked(workspace, cancel=cancel)

    monkeypatch.setattr(suggesting, "suggested", slow)
    window = windows.open(OpenRequest(bank))
    qtbot.waitUntil(lambda: bool(looks), timeout=30_000)
    window.actions_by_id["rules.edit"].trigger()
    dialog: FoldRulesDialog = child(window, FoldRulesDialog, "foldRulesDialog")
    window.actions_by_id["cursor.first"].trigger()
    session = window.session
    assert session is not None
    states = session.jobs.states
    timers = dialog.findChildren(QTimer)
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in timers) and states.is_idle())
    assert not dialog.use.isEnabled(), "nothing is no rules"
    assert dialog.evidence.text() == "Looking for what the payloads suggest…"
    go_on.set()
    qtbot.waitUntil(dialog.use.isEnabled, timeout=30_000)
    assert dialog.evidence.text() == "≈ Suggested. Agrees with 2 of 2 stored snapshots."
    assert len(looks) == 1, "it was looked for once"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_rules_are_checked_when_they_change_and_the_list_of_types_stays_as_it_is(
    windows: Windows, bank: Path, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks, check_rules = [], rules_check.check_rules

    def counted(*of: Any, **how: Any) -> object:
        checks.append(of)
        return check_rules(*of, **how)

    monkeypatch.setattr("inspector.ui.dialogs.fold_rules.check_rules", counted)
    window = windows.open(OpenRequest(bank))
    idle(window)
    dialog = review(window, qtbot, idle)
    dialog.types.setCurrentItem(dialog.types.topLevelItem(1))
    chosen = dialog.types.currentItem().text(0)
    window.actions_by_id["cursor.first"].trigger()
    qtbot.waitUntil(lambda: dialog.where.text() == "a after #1, by these rules", timeout=30_000)
    assert len(checks) == 1
    put(dialog, "payload.amount", "payload.amount * 2", qtbot)
    qtbot.waitUntil(dialog.use.isEnabled, timeout=30_000)
    assert len(checks) == 2
    assert dialog.types.currentItem().text(0) == chosen
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_what_is_kept_can_be_forgotten_whatever_folds(
    windows: Windows, bank: Path, qtbot: QtBot, idle: Idle, tmp_path: Path
) -> None:
    window = windows.open(OpenRequest(bank))
    idle(window)
    qtbot.mouseClick(review(window, qtbot, idle).use, LEFT)
    idle(window)
    session = window.session
    assert session is not None
    domain = tmp_path / "mine.py"
    domain.write_text('from inspector import Domain\nmine = Domain("mine")\n', encoding="utf-8")
    session.folding.load_domain(str(domain))
    idle(window)
    window.actions_by_id["rules.edit"].trigger()
    dialog: FoldRulesDialog = child(window, FoldRulesDialog, "foldRulesDialog")
    qtbot.mouseClick(child(dialog, QPushButton, "rulesForget"), LEFT)
    idle(window)
    assert not SavedRules().has(session.workspace.facts.fingerprint)
    assert session.workspace.domain is not None, "the rules were not what folds"


def test_a_native_store_has_rules_too_but_none_are_kept_for_its_schema(
    windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle
) -> None:
    import inspector  # noqa: PLC0415  the others open what they did not write

    path = tmp_path / "native.sqlite"
    with inspector.create(path) as store:
        store.append("a", "Paid", {"amount": 1})
    window = windows.open(OpenRequest(path))
    idle(window)
    assert not child(window, QLabel, "stateProposal").isVisibleTo(window)
    window.actions_by_id["rules.edit"].trigger()
    dialog: FoldRulesDialog = child(window, FoldRulesDialog, "foldRulesDialog")
    qtbot.waitUntil(dialog.use.isEnabled, timeout=30_000)
    assert dialog.evidence.text() == "≈ Suggested. By shape, for 1 of 1 event types; no snapshot confirms it."
    assert not dialog.keep.isVisibleTo(dialog)
    qtbot.mouseClick(dialog.use, LEFT)
    idle(window)
    assert child(window, QLabel, "stateTrust").text() == "fold rules · exact"
