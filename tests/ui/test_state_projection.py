"""A projection as the third scope of the state panel: its keys follow the cursor, or all are shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inspector.events.event import NewEvent
from inspector.ui.request import OpenRequest
from inspector.ui.session import Session
from inspector.ui.state.pane import StatePane
from inspector.ui.value_tree.model import NodeRole
from inspector.ui.windows import Windows

RULES = """
[projection.owned]
key = "payload.owner"

[[projection.owned.on.Bought]]
append = "/things"
value = "event.stream"

[[projection.owned.on.Sold]]
remove = "/things"
where = "item == event.stream"
"""
EVENTS = (
    ("house-1", "Bought", "ada"),
    ("car-1", "Bought", "bob & co"),
    ("car-2", "Bought", "ada"),
    ("tree-1", "Grown", "ada"),
    ("house-1", "Sold", "ada"),
)


@pytest.fixture
def pane(
    qtbot: QtBot, tmp_path: Path, make_store: Callable[..., Path], open_session: Callable[..., Session]
) -> StatePane:
    rules = tmp_path / "owned.toml"
    rules.write_text(RULES, encoding="utf-8")
    store = make_store([NewEvent(stream, type, {"owner": owner}) for stream, type, owner in EVENTS])
    shown = StatePane(open_session(store, domain=rules))
    qtbot.addWidget(shown)
    shown.resize(560, 600)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def choose(pane: StatePane, words: str) -> None:
    """Choose an entry of the scope's menu, as a click on it does."""
    menu = pane.header.scope.menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == words).trigger()


def checked(pane: StatePane) -> list[str]:
    menu = pane.header.scope.menu()
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if action.isChecked()]


def test_the_key_follows_the_cursor(pane: StatePane, idle: Callable[[object], None]) -> None:
    session = pane._session
    choose(pane, "owned, Key of the Cursor's Event")
    idle(session)
    assert checked(pane) == ["owned, Key of the Cursor's Event"]
    assert pane.header.scope.text() == "owned • ada ▾"
    assert pane.header.line.text() == "after #5 · 1 changed, 1 removed"
    assert pane.header.trust.text() == "owned.toml · exact"
    session.set_cursor(2)
    idle(session)
    assert pane.header.scope.text() == "owned • bob && co ▾"
    assert pane.tree.values.root.value == {"things": ["car-1"]}
    session.set_cursor(4)  # of a type that the projection does not know
    idle(session)
    assert pane.header.scope.text() == "owned • bob && co ▾"
    assert pane.header.line.text() == "after #2"
    session.set_cursor(0)
    idle(session)
    assert pane.header.line.text() == "No state before the first event"


def test_every_key_is_folded_when_it_is_opened(pane: StatePane, idle: Callable[[object], None]) -> None:
    session = pane._session
    choose(pane, "owned, Every Key")
    idle(session)
    assert pane.header.scope.text() == "owned • every key ▾"
    assert pane.header.line.text() == "after #5 · every key, opened as you need it"
    values = pane.tree.values
    root = values.index(0, 0)
    assert [values.index(row, 0, root).data() for row in range(values.rowCount(root))] == ["ada", "bob & co"]
    pane.tree.expand(values.index(0, 0, root))
    idle(session)
    assert values.index(0, 0, root).data(NodeRole).value == {"things": ["car-2"]}
    session.set_cursor(1)
    idle(session)
    assert values.rowCount(values.index(0, 0)) == 1


def test_streams_come_back_and_another_fold_ends_the_projection(
    pane: StatePane, idle: Callable[[object], None]
) -> None:
    session = pane._session
    choose(pane, "owned, Every Key")
    idle(session)
    choose(pane, "Whole Store")
    idle(session)
    assert pane.header.scope.text() == "whole store ▾"
    choose(pane, "owned, Key of the Cursor's Event")
    idle(session)
    session.folding.drop_domain()
    idle(session)
    assert session.state_scope.projection is None
    assert pane.header.scope.text() == "stream • house-1 ▾"
    assert len(checked(pane)) == 1


def test_the_copied_link_says_that_it_leaves_the_projection_out(
    windows: Windows, tmp_path: Path, make_store: Callable[..., Path], idle: Callable[[object], None]
) -> None:
    rules = tmp_path / "owned.toml"
    rules.write_text(RULES, encoding="utf-8")
    store = make_store([NewEvent(stream, type, {"owner": owner}) for stream, type, owner in EVENTS])
    window = windows.open(OpenRequest(store, domain=str(rules)))
    idle(window)
    window.actions_by_id["view.copyLink"].trigger()
    assert window.status.live.text() == "Copied the command line that opens this view"
    window.session.state_scope.project("owned")
    idle(window)
    window.actions_by_id["view.copyLink"].trigger()
    assert window.status.live.text() == "Copied the command line that opens this view, without the projection"
