"""A bug of ours ends in a report, not in a lost window."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from inspector.ui import app, crash
from inspector.ui.crash import CrashDialog


def dialogs() -> list[CrashDialog]:
    return [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashDialog) and widget.isVisible()
    ]


def test_a_bug_opens_one_report_that_can_be_copied(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        try:
            [][number]
        except IndexError as error:
            crash.report(IndexError, error, error.__traceback__)
    (dialog,) = dialogs()
    assert capsys.readouterr().err.count("IndexError") == 2
    copy = dialog.findChild(QPushButton, "copyReport")
    copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "Event Timeline Inspector" in copied
    assert "IndexError: list index out of range" in copied
    assert dialog.findChild(QPlainTextEdit).toPlainText() == copied
    dialog.reject()
    QGuiApplication.clipboard().clear()
    qtbot.waitUntil(lambda: not dialogs())


def test_ctrl_c_is_no_bug(capsys: pytest.CaptureFixture[str]) -> None:
    crash.report(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not dialogs()
    capsys.readouterr()


def test_the_application_loads_it_for_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[BaseException] = []
    monkeypatch.setattr(crash, "report", lambda _kind, error, _trace: reported.append(error))
    bug = IndexError("nothing there")
    app.report_bug(IndexError, bug, None)
    assert reported == [bug]
