"""The event detail pane on real stores: what it shows, copies, saves and links to."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from inspector.events.event import NewEvent
from inspector.ui.detail.pane import TABS, DetailPane
from inspector.ui.session import Session

Open = Callable[..., Session]
Make = Callable[..., Path]
Idle = Callable[[object], None]
Show = Callable[..., DetailPane]

LEFT = Qt.MouseButton.LeftButton


def family(effects: int = 3) -> list[NewEvent]:
    """One cause and its effects, and one event whose cause is elsewhere."""
    root = NewEvent("order-1", "OrderPlaced", {"total": 431.9}, {"actor": "me", "correlation_id": "flow"}, id="root")
    caused = [
        NewEvent(f"stock-{n}", "StockReserved", {"n": n}, {"causation_id": "root", "correlation_id": "flow"})
        for n in range(effects)
    ]
    return [root, *caused, NewEvent("mail-1", "MailSent", {}, {"causation_id": "somewhere else"})]


@pytest.fixture
def show(qtbot: QtBot, open_session: Open, idle: Idle) -> Iterator[Show]:
    """`show(path, at)`: the pane in a window of its own, at a position."""
    panes: list[DetailPane] = []

    def make(path: Path, at: int) -> DetailPane:
        session = open_session(path)
        pane = DetailPane(session)
        panes.append(pane)
        qtbot.addWidget(pane)
        pane.positionActivated.connect(session.set_cursor)
        pane.resize(700, 300)
        pane.show()
        qtbot.waitExposed(pane)
        move(pane, at, idle)
        return pane

    yield make
    for pane in panes:
        pane.close()


def move(pane: DetailPane, position: int, idle: Idle) -> None:
    session = pane._session
    session.set_cursor(position)
    idle(session)


def links(pane: DetailPane) -> list[str]:
    buttons = [button for button in pane.payload.links.findChildren(QPushButton) if button.isVisible()]
    return [button.text().replace("\xa0", " ") for button in buttons]


def choose(pane: DetailPane, tab: str, qtbot: QtBot) -> None:
    center = pane.tabs.tabRect(TABS.index(tab)).center()
    qtbot.mouseClick(pane.tabs, LEFT, pos=center)


def test_the_payload_is_shown_as_it_is_stored(show: Show, make_store: Make) -> None:
    path = make_store([NewEvent("a", "Paid", json.loads("{}"))], name="other.sqlite")
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO events VALUES (2, 'x', 'a', 2, 'Paid', 5, '{\"total\":412.00,\"big\":1e400}', '{}')")
    raw.close()
    pane = show(path, 2)
    assert pane.payload.text.toPlainText() == '{\n  "total": 412.00,\n  "big": 1e400\n}'
    assert pane.title.text() == "Paid · a v2"


def test_a_click_on_the_cause_goes_there(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    pane = show(make_store(family()), 2)
    assert links(pane) == ["#1 order-1 OrderPlaced"]
    qtbot.mouseClick(pane.findChild(QPushButton, "link1"), LEFT)
    idle(pane._session)
    assert pane._session.cursor == 1
    assert links(pane) == ["#2 stock-0 StockReserved", "#3 stock-1 StockReserved", "and 1 more"]


def test_the_rest_of_the_effects_is_a_tab_away(show: Show, make_store: Make, qtbot: QtBot, idle: Idle) -> None:
    pane = show(make_store(family()), 1)
    qtbot.mouseClick(pane.findChild(QPushButton, "causationAll"), LEFT)
    listed = pane.causation
    assert listed.isVisible()
    rows = [listed.item(row).text() for row in range(listed.count())]
    assert rows[:3] == ["Caused by", "nothing that it names", "Causes 3 events"]
    assert rows[-2:] == ["Correlation", "flow"]
    listed.setCurrentRow(4)
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    idle(pane._session)
    assert pane._session.cursor == 3


def test_a_cause_outside_the_store_is_named(show: Show, make_store: Make) -> None:
    pane = show(make_store(family()), 5)
    assert links(pane) == []
    assert pane.causation.item(1).text() == "somewhere else, which is no event of this store"


def test_many_effects_are_cut_and_that_is_said(show: Show, make_store: Make) -> None:
    pane = show(make_store(family(effects=250)), 1)
    assert pane.causation.count() == 2 + 1 + 200 + 2
    assert pane.causation.item(2).text() == "Causes 200 events and more"


def test_each_tab_copies_what_it_shows(show: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show(make_store(family()), 1)
    clipboard = QApplication.clipboard()
    wanted = {
        "Payload": '{\n  "total": 431.9\n}',
        "Metadata": '{\n  "actor": "me",\n  "correlation_id": "flow"\n}',
        "Raw": '00000000  7b 22 74 6f 74 61 6c 22  3a 34 33 31 2e 39 7d     {"total":431.9}',
    }
    for tab, words in wanted.items():
        choose(pane, tab, qtbot)
        qtbot.mouseClick(pane.copy_button, LEFT)
        assert clipboard.text() == words
    choose(pane, "Causation", qtbot)
    qtbot.mouseClick(pane.copy_button, LEFT)
    assert "stock-2 StockReserved" in clipboard.text()
    clipboard.clear()


def test_the_tree_shows_the_same_payload(show: Show, make_store: Make, qtbot: QtBot) -> None:
    pane = show(make_store(family()), 1)
    qtbot.mouseClick(pane.as_tree, LEFT)
    tree = pane.payload.tree
    assert tree.isVisible()
    root = tree.values.index(0, 0)
    assert [tree.values.index(0, column, root).data() for column in (0, 1)] == ["total", "431.9"]
    choose(pane, "Raw", qtbot)
    assert not pane.as_tree.isVisible()


def test_a_payload_that_is_no_json_says_so_and_shows_its_bytes(show: Show, make_store: Make, qtbot: QtBot) -> None:
    path = make_store(family())
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO events VALUES (6, 'x', 'a', 1, 'Odd', 5, CAST(x'80027d2e' AS TEXT), '{}')")
    raw.close()
    pane = show(path, 6)
    shown = pane.payload.text.toPlainText()
    assert "00000000  80 02 7d 2e" in shown
    assert shown.splitlines()[0].endswith(".")
    qtbot.mouseClick(pane.as_tree, LEFT)
    assert pane.payload.tree.values.rowCount() == 1


def test_a_large_payload_is_cut_on_screen_and_saved_whole(
    show: Show, make_store: Make, qtbot: QtBot, tmp_path: Path, idle: Idle
) -> None:
    long = "x" * 3_000_000
    pane = show(make_store([NewEvent("a", "Big", {"long": long, "last": 1})]), 1)
    assert "x… this line goes on; copy it" in pane.payload.text.toPlainText()
    assert len(pane.payload.text.toPlainText()) < 10_000
    qtbot.waitUntil(lambda: pane.raw.toPlainText().endswith("\n… and 2 934 484 bytes more: save it to have it whole"))
    qtbot.mouseClick(pane.save_button, LEFT)
    dialog = pane.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "saved.json"))
    dialog.close()
    idle(pane._session)
    assert json.loads((tmp_path / "saved.json").read_bytes()) == {"long": long, "last": 1}


def test_a_place_that_cannot_be_written_is_said(show: Show, make_store: Make, tmp_path: Path, idle: Idle) -> None:
    pane = show(make_store(family()), 1)
    said: list[str] = []
    pane._session.failed.connect(said.append)
    pane._session.lookup.save_payload(1, tmp_path / "no folder" / "a.json", lambda _size: None)
    idle(pane._session)
    assert len(said) == 1
    assert "cannot be written" in said[0]


def test_before_the_first_event_there_is_nothing(show: Show, make_store: Make, idle: Idle) -> None:
    pane = show(make_store(family()), 1)
    move(pane, 0, idle)
    assert pane.title.text() == "before the first event"
    assert pane.payload.text.toPlainText() == ""
    assert not pane.copy_button.isEnabled()
    assert links(pane) == []


def test_a_rolled_back_event_is_read_like_any_other(show: Show, make_store: Make, idle: Idle) -> None:
    import inspector  # noqa: PLC0415  the pane's session reads, this one writes

    path = make_store(family())
    with inspector.open(path, writable=True) as workspace:
        workspace.roll_back(to=2, reason="test")
    pane = show(path, 4)
    assert pane.title.text() == "StockReserved · stock-2 v1 · rolled back"
    assert '"n": 2' in pane.payload.text.toPlainText()


def test_markup_in_names_and_values_is_only_text(show: Show, make_store: Make) -> None:
    name = "<b>bold</b>&amp;\nnext"
    pane = show(make_store([NewEvent(name, "<img src=x>", {"<u>": "<script>"}, {"causation_id": "<i>"})]), 1)
    assert pane.title.text() == "<img src=x> · <b>bold</b>&amp;↵next v1"
    assert '"<u>": "<script>"' in pane.payload.text.toPlainText()
    assert pane.title.textFormat() is Qt.TextFormat.PlainText
