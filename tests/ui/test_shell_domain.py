"""Domains in the window: named, remembered, offered; the sample store."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from inspector.domain.consent import Consents
from inspector.ui import files
from inspector.ui.request import OpenRequest
from inspector.ui.window import MainWindow
from inspector.ui.windows import Windows

Make = Callable[..., Path]
Idle = Callable[[object], None]

DOMAIN = """
from inspector import Domain
shop = Domain("shop", initial={})

@shop.on("OrderPlaced", "ItemAdded", "PaymentAuthorised")
def any_event(state, event):
    return {"seen": state.get("seen", 0) + 1}
"""


@pytest.fixture
def domain(tmp_path: Path) -> Path:
    path = tmp_path / "shop_domain.py"
    path.write_text(DOMAIN)
    return path


def fold_name(window: MainWindow) -> tuple[str, bool]:
    assert window.session is not None
    fold = window.session.workspace.fold
    return fold.name, fold.exact


def consent(window: MainWindow) -> QDialog:
    dialog: QDialog = window.findChild(QDialog, "consentDialog")
    return dialog


def test_a_named_domain_is_loaded(windows: Windows, make_store: Make, domain: Path, idle: Idle) -> None:
    window = windows.open(OpenRequest(make_store(), domain=str(domain)))
    idle(window)
    assert fold_name(window) == ("shop_domain.py", True)
    assert not window.banner.isVisible()


def test_a_domain_that_fails_leaves_the_store_open(
    windows: Windows, make_store: Make, domain: Path, idle: Idle
) -> None:
    domain.write_text("this is no python")
    window = windows.open(OpenRequest(make_store(), domain=str(domain)))
    idle(window)
    assert fold_name(window) == ("merge", False)
    assert window.banner.isVisible()
    assert "shop_domain.py" in window.banner.sentence.text()


def test_a_remembered_consent_is_recalled_until_the_file_changes(
    windows: Windows,
    make_store: Make,
    domain: Path,
    qtbot: QtBot,
    idle: Idle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = make_store()
    monkeypatch.setattr(files, "ask_domain", lambda _parent, chosen: chosen(domain))
    window = windows.open(OpenRequest(path))
    idle(window)
    assert fold_name(window) == ("merge", False)
    window.actions_by_id["domain.load"].trigger()
    dialog = consent(window)
    dialog.findChild(QCheckBox, "consentRemember").setChecked(True)
    qtbot.mouseClick(dialog.findChild(QPushButton, "consentLoad"), Qt.MouseButton.LeftButton)
    idle(window)
    assert fold_name(window) == ("shop_domain.py", True)
    window.close()
    again = windows.open(OpenRequest(path))
    idle(again)
    assert fold_name(again) == ("shop_domain.py", True)
    again.close()
    domain.write_text(DOMAIN + "\n# changed\n")
    third = windows.open(OpenRequest(path))
    idle(third)
    assert fold_name(third) == ("merge", False)


def test_fold_rules_are_loaded_at_once_and_again_as_they_are_by_then(
    windows: Windows, make_store: Make, tmp_path: Path, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "orders.toml"
    rules.write_text('[[on."*"]]\nincrement = "/seen"\n')
    path = make_store()
    monkeypatch.setattr(files, "ask_domain", lambda _parent, chosen: chosen(rules))
    window = windows.open(OpenRequest(path))
    idle(window)
    window.actions_by_id["domain.load"].trigger()
    idle(window)
    assert fold_name(window) == ("orders.toml", True)
    assert consent(window) is None
    assert window.session is not None
    assert window.session.workspace.state("order-1041") == {"seen": 20}
    window.close()
    rules.write_text('[[on."*"]]\nincrement = "/counted"\n')
    again = windows.open(OpenRequest(path))
    idle(again)
    assert again.session is not None
    assert again.session.workspace.state("order-1041") == {"counted": 20}


def test_mistakes_in_fold_rules_are_a_sentence(windows: Windows, make_store: Make, tmp_path: Path, idle: Idle) -> None:
    rules = tmp_path / "orders.toml"
    rules.write_text('[[on.Paid]]\nset = "/a"\nvalue = "1 +"\n')
    window = windows.open(OpenRequest(make_store(), domain=str(rules)))
    idle(window)
    assert window.banner.sentence.text().startswith("orders.toml: Rule 1 of Paid: '1 +' is no expression")
    assert fold_name(window) == ("merge", False)


def test_an_offered_domain_runs_only_after_a_yes(
    windows: Windows, make_store: Make, domain: Path, qtbot: QtBot, idle: Idle
) -> None:
    window = windows.open(OpenRequest(make_store(), offer=str(domain)))
    idle(window)
    assert fold_name(window) == ("merge", False)
    qtbot.mouseClick(consent(window).findChild(QPushButton, "consentCancel"), Qt.MouseButton.LeftButton)
    idle(window)
    assert fold_name(window) == ("merge", False)
    assert window.session is not None
    assert Consents().recall(window.session.workspace.path) is None


def test_the_sample_is_written_where_the_user_says(
    windows: Windows, tmp_path: Path, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.sqlite"
    monkeypatch.setattr(files, "ask_save", lambda _parent, _title, _name, chosen: chosen(target))
    window = windows.open(OpenRequest())
    button = window.findChild(QPushButton, "welcome.store.sample")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    idle(window)
    assert window.session is not None
    assert window.session.workspace.path == target
    assert window.session.last > 10_000
    qtbot.mouseClick(consent(window).findChild(QPushButton, "consentLoad"), Qt.MouseButton.LeftButton)
    idle(window)
    assert fold_name(window) == ("shop.py", True)


def test_the_sample_never_replaces_a_file(
    windows: Windows, tmp_path: Path, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine.sqlite"
    target.write_text("precious")
    monkeypatch.setattr(files, "ask_save", lambda _parent, _title, _name, chosen: chosen(target))
    window = windows.open(OpenRequest())
    window.actions_by_id["store.sample"].trigger()
    idle(window)
    assert window.banner.isVisible()
    assert target.read_text() == "precious"


def test_an_export_is_said(
    windows: Windows, make_store: Make, tmp_path: Path, idle: Idle, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.sqlite"
    monkeypatch.setattr(files, "ask_save", lambda _parent, _title, _name, chosen: chosen(target))
    window = windows.open(OpenRequest(make_store()))
    idle(window)
    window.actions_by_id["store.export"].trigger()
    idle(window)
    assert target.exists()
    assert window.status.live.text() == "Exported 60 events to copy.sqlite"
