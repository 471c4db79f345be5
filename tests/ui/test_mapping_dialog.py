"""A file in no known format, mapped in the window with real clicks and keys, and from then on without any."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QListWidget, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from inspector.store.mapping import toml
from inspector.store.mapping.mapping import Mapping
from inspector.ui import files, settings
from inspector.ui.mapping.dialog import MappingDialog
from inspector.ui.mapping.search_combo import SearchCombo
from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows
from inspector.workspace.mapper import Mapper

Idle = Callable[[object], None]
WAIT_MS = 20_000


def write_ledger(path: Path, rows: int = 6, more: str = "") -> Path:
    """A table that is not taken for one of events: by no name, and its streams are not counted one by one."""
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(
            f'CREATE TABLE "ledger <b>lines</b>" (nr INTEGER PRIMARY KEY, acc, pos, what, noted, body{more})'
        )
        sqlite.execute("CREATE TABLE settings (word, meaning)")
        for number in range(rows):
            noted = "12/31/99" if number == 4 else f"2026-03-0{number + 1} 09:00:00"
            sqlite.execute(
                'INSERT INTO "ledger <b>lines</b>" (nr, acc, pos, what, noted, body) VALUES (?, ?, ?, ?, ?, ?)',
                (
                    number + 1,
                    f"a{number % 2}",
                    10 * (number // 2 + 1),
                    ("opened", "paid")[number > 1],
                    noted,
                    json.dumps({"in": {"amount": number}}),
                ),
            )
        sqlite.commit()
    return path


def write_journal(path: Path) -> Path:
    """A table that is taken for one of events."""
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("CREATE TABLE domain_events (id INTEGER PRIMARY KEY, entity_id, version, event_type, payload)")
        rows = [(f"a{number % 2}", number // 2 + 1, "Paid", '{"amount": 1}') for number in range(4)]
        sqlite.executemany(
            "INSERT INTO domain_events (entity_id, version, event_type, payload) VALUES (?, ?, ?, ?)", rows
        )
        sqlite.commit()
    return path


def click(qtbot: QtBot, parent: QWidget, name: str) -> None:
    found = parent.findChild(QPushButton, name)
    assert found is not None, name
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def choose(qtbot: QtBot, dialog: MappingDialog, name: str, typed: str) -> None:
    """Type a part of an entry into a choice and press Enter."""
    combo = dialog.findChild(SearchCombo, name)
    assert combo is not None, name
    qtbot.mouseClick(combo.lineEdit(), Qt.MouseButton.LeftButton)
    combo.lineEdit().selectAll()
    qtbot.keyClicks(combo.lineEdit(), typed)
    qtbot.keyClick(combo.lineEdit(), Qt.Key.Key_Return)


def shown(dialog: MappingDialog) -> list[list[str]]:
    table = dialog.findChild(QTableView, "mappingPreview")
    assert table is not None
    model = table.model()
    return [[model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())]


@pytest.fixture
def refused(windows: Windows, tmp_path: Path, idle: Idle) -> MainWindow:
    """A window that could not open a file, whose page offers to map it."""
    window = windows.open(OpenRequest(write_ledger(tmp_path / "ledger.db")))
    idle(window)
    assert window.session is None
    return window


def opened_dialog(window: MainWindow, idle: Idle) -> MappingDialog:
    idle(window)
    (dialog,) = (one for one in window.findChildren(MappingDialog) if one.isVisible())
    return dialog


def test_an_unknown_table_is_mapped_with_clicks_and_then_opens_without_any(
    windows: Windows, refused: MainWindow, tmp_path: Path, qtbot: QtBot, idle: Idle
) -> None:
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.db*")}
    click(qtbot, refused, "mapTable")
    dialog = opened_dialog(refused, idle)
    assert dialog.form.table.currentText() == "ledger <b>lines</b>"
    for name, typed in (("stream", "acc"), ("type", "wha"), ("version", "pos"), ("time", "not"), ("payload", "body")):
        choose(qtbot, dialog, f"mapping.{name}", typed)
    qtbot.keyClicks(dialog.form.payload.line, "/in")
    qtbot.waitUntil(lambda: shown(dialog) != [] and shown(dialog)[3][2:] == ["a1", "20", "paid", '{"amount":3}'])
    assert "12/31/99" in dialog.form.rows["time"].problem.text()
    assert dialog.form.time.combo.property("invalid")
    assert dialog.count.text() == "All 6 rows, each an event"
    click(qtbot, dialog, "mapping.open")
    qtbot.waitUntil(lambda: refused.session is not None, timeout=WAIT_MS)
    idle(refused)
    assert refused.session is not None
    assert refused.session.last == 6
    assert refused.session.workspace.state("a1") == {"amount": 5}

    again = windows.open(OpenRequest(write_ledger(tmp_path / "another.db", rows=4)))
    idle(again)
    assert again.session is not None
    events = list(again.session.workspace.events())
    assert [(event.stream, event.version, event.type) for event in events] == [
        ("a0", 10, "opened"),
        ("a1", 10, "opened"),
        ("a0", 20, "paid"),
        ("a1", 20, "paid"),
    ]
    assert not any(one.isVisible() for window in windows.windows for one in window.findChildren(QDialog))
    assert {path.name: path.read_bytes() for path in tmp_path.glob("ledger.db*")} == before


def test_a_guess_says_so_and_is_reviewed_with_one_click(
    windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle
) -> None:
    window = windows.open(OpenRequest(write_journal(tmp_path / "shop.db")))
    idle(window)
    assert window.banner.sentence.text().startswith("≈ This is a guess: the table domain_events")
    click(qtbot, window, "bannerAction")
    dialog = opened_dialog(window, idle)
    assert dialog.note.text().startswith("≈ This is a guess")
    click(qtbot, dialog, "mapping.open")
    qtbot.waitUntil(lambda: window.session is not None and not window.session.workspace.facts.guess, timeout=WAIT_MS)
    idle(window)
    assert window.session is not None
    assert window.session.last == 4

    window.actions_by_id["store.map"].trigger()
    dialog = opened_dialog(window, idle)
    assert "remembered" in dialog.note.text()
    click(qtbot, dialog, "mapping.forget")
    qtbot.waitUntil(lambda: window.session is not None and bool(window.session.workspace.facts.guess), timeout=WAIT_MS)
    idle(window)


def test_a_native_store_has_nothing_to_map(windows: Windows, make_store: Callable[..., Path], idle: Idle) -> None:
    window = windows.open(OpenRequest(make_store()))
    idle(window)
    assert not window.actions_by_id["store.map"].isEnabled()
    assert window.mappable() is None


def test_a_mapping_may_be_called_as_the_native_format_is(windows: Windows, tmp_path: Path, idle: Idle) -> None:
    path = write_ledger(tmp_path / "ledger.db")
    with Mapper(path) as mapper:
        mapper.remember(Mapping(name="native", table="ledger <b>lines</b>"))
    window = windows.open(OpenRequest(path))
    idle(window)
    assert window.session is not None
    assert window.mappable() == path


def test_what_is_chosen_is_exported_and_imported(
    refused: MainWindow, tmp_path: Path, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.toml"
    click(qtbot, refused, "mapTable")
    dialog = opened_dialog(refused, idle)
    choose(qtbot, dialog, "mapping.stream", "acc")
    monkeypatch.setattr(files, "ask_save", lambda _parent, _title, _name, chosen, _filters: chosen(file))
    click(qtbot, dialog, "mapping.export")
    idle(refused)
    assert toml.load(file).stream == "acc"
    file.write_text('table = "settings"\nstream = "word"\ntype = { constant = "Said" }\n', encoding="utf-8")
    monkeypatch.setattr(files, "ask_file", lambda _parent, _title, _filters, chosen: chosen(file))
    click(qtbot, dialog, "mapping.import")
    idle(refused)
    assert dialog.form.table.currentText() == "settings"
    assert dialog.form.type.fields[0].line.text() == "Said"
    assert "No row is an event" in dialog.problems.text()
    assert not dialog.open_.isEnabled()
    file.write_text("nonsense = 1\n", encoding="utf-8")
    click(qtbot, dialog, "mapping.import")
    idle(refused)
    assert "mine.toml is no mapping" in dialog.problems.text()
    dialog.reject()


def test_a_step_that_there_is_not_is_said_at_the_payload(refused: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    click(qtbot, refused, "mapTable")
    dialog = opened_dialog(refused, idle)
    choose(qtbot, dialog, "mapping.payload", "body")
    dialog.form.steps.lineEdit().selectAll()
    qtbot.keyClicks(dialog.form.steps.lineEdit(), "base64, rot13")
    problem = dialog.findChild(QLabel, "mapping.payload.problem")
    assert problem is not None
    qtbot.waitUntil(lambda: "no step 'rot13'" in problem.text())
    assert not dialog.open_.isEnabled()
    dialog.reject()


def test_a_view_that_never_ends_holds_up_nothing(windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle) -> None:
    path = write_ledger(tmp_path / "ledger.db")
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT x FROM n WHERE x < 0"
        )
    window = windows.open(OpenRequest(path))
    idle(window)
    click(qtbot, window, "mapTable")
    dialog = opened_dialog(window, idle)
    choose(qtbot, dialog, "mapping.table", "endless")
    assert not window.jobs.is_idle()
    choose(qtbot, dialog, "mapping.table", "settings")
    qtbot.waitUntil(lambda: "No row is an event" in dialog.problems.text(), timeout=WAIT_MS)
    choose(qtbot, dialog, "mapping.table", "endless")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    idle(window)
    assert window.session is None


def test_an_empty_file_says_that_there_is_nothing_to_map(
    windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle
) -> None:
    path = tmp_path / "empty.db"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("PRAGMA user_version = 1")
    window = windows.open(OpenRequest(path))
    idle(window)
    click(qtbot, window, "mapTable")
    dialog = opened_dialog(window, idle)
    assert dialog.count.text() == "There is no table in it, and no view."
    assert not dialog.open_.isEnabled()
    dialog.reject()


def test_columns_for_the_metadata_are_searched_and_ticked(
    windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle
) -> None:
    many = "".join(f', "c{number:04d}" TEXT' for number in range(1000))
    window = windows.open(OpenRequest(write_ledger(tmp_path / "wide.db", more=many)))
    idle(window)
    click(qtbot, window, "mapTable")
    dialog = opened_dialog(window, idle)
    click(qtbot, dialog, "mapping.metadata")
    listed = dialog.findChild(QListWidget, "columnsList")
    assert listed is not None
    assert listed.count() == 1006
    qtbot.keyClicks(listed.window().findChild(QWidget, "columnsSearch"), "c0999")
    (row,) = (row for row in range(listed.count()) if not listed.item(row).isHidden())
    listed.item(row).setCheckState(Qt.CheckState.Checked)
    click(qtbot, listed.window(), "columnsDone")
    assert dialog.form.metadata.text() == "c0999"
    assert dialog.form.read()[0].metadata == ("c0999",)
    idle(window)
    dialog.reject()


def test_a_stream_of_two_columns_is_chosen_by_keys_alone(refused: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    click(qtbot, refused, "mapTable")
    dialog = opened_dialog(refused, idle)
    choose(qtbot, dialog, "mapping.stream", "acc")
    qtbot.keyClick(dialog.form.stream.more, Qt.Key.Key_Space)
    choose(qtbot, dialog, "mapping.stream.2", "what")
    assert dialog.form.read()[0].stream == ("acc", "what")
    dialog.form.table.setFocus()
    names = []
    for _ in range(6):
        names.append(dialog.focusWidget().objectName())
        dialog.focusNextChild()
    assert names == [
        "mapping.table",
        "mapping.stream",
        "mapping.stream.more",
        "mapping.stream.2",
        "mapping.stream.2.remove",
        "mapping.type",
    ]
    remove = dialog.findChild(QPushButton, "mapping.stream.2.remove")
    assert remove is not None
    qtbot.keyClick(remove, Qt.Key.Key_Space)
    assert dialog.form.read()[0].stream == "acc"
    idle(refused)
    dialog.reject()


def test_the_zone_that_a_mapping_says_replaces_the_one_of_the_file(
    windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle
) -> None:
    path = write_ledger(tmp_path / "ledger.db")
    with Mapper(path) as mapper:
        mapper.remember(Mapping(table="ledger <b>lines</b>", time="noted"))
    settings.remember_zone(path, "Asia/Tokyo")
    window = windows.open(OpenRequest(path))
    idle(window)
    assert window.session is not None
    assert window.session.workspace.facts.zone == "Asia/Tokyo"
    window.actions_by_id["store.map"].trigger()
    dialog = opened_dialog(window, idle)
    choose(qtbot, dialog, "mapping.time.zone", "Europe/Paris")
    qtbot.waitUntil(dialog.open_.isEnabled, timeout=WAIT_MS)
    before = window.session
    click(qtbot, dialog, "mapping.open")
    qtbot.waitUntil(lambda: window.session not in (None, before), timeout=WAIT_MS)
    idle(window)
    assert window.session is not None
    assert window.session.workspace.facts.zone == "Europe/Paris"
