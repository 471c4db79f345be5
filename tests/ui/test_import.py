"""File, Import Events…: into a store that may be written, after asking into one that may not yet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector.ui import files
from inspector.ui.dialogs.writable import WritableDialog
from inspector.ui.request import OpenRequest

Make = Callable[..., Path]


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that is chosen whenever one is asked for."""
    file = tmp_path / "more.csv"
    file.write_text("stream,type,n\ns-new,Counted,1\ns-new,Counted,2\n", encoding="utf-8")
    monkeypatch.setattr(files, "ask_file", lambda _parent, _title, _filters, chosen: chosen(file))
    return file


def test_an_import_is_shown_and_undone(
    windows: Any, make_store: Make, idle: Callable[..., None], chosen: Path, qtbot: QtBot
) -> None:
    window = windows.open(OpenRequest(make_store()))
    idle(window)
    last = window.session.last
    window.actions_by_id["store.import"].trigger()
    (question,) = window.findChildren(WritableDialog)
    qtbot.mouseClick(question.allow, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.cursor == last + 2)
    idle(window)
    assert window.status.live.text() == "Imported 2\N{NO-BREAK SPACE}events".replace("\N{NO-BREAK SPACE}", " ")
    assert window.session.stream_at(last + 1) == "s-new"
    assert window.actions_by_id["edit.undo"].isEnabled()
    window.session.write(lambda _cancel: window.session.workspace.undo())
    qtbot.waitUntil(lambda: window.session.head == last)


def test_a_file_that_cannot_be_taken_is_said_in_the_window(
    windows: Any, make_store: Make, idle: Callable[..., None], chosen: Path
) -> None:
    chosen.write_text("stream,type\n,Counted\n", encoding="utf-8")
    window = windows.open(OpenRequest(make_store(), writable=True))
    idle(window)
    last = window.session.last
    window.actions_by_id["store.import"].trigger()
    idle(window)
    assert "more.csv, line 2: an event needs a stream; nothing was imported." in window.banner.sentence.text()
    assert window.session.last == last
