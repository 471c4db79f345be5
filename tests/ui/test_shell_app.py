"""The window as a picture, without a display."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from inspector.events.errors import InspectorError, StoreError
from inspector.ui import app, settings, theme
from inspector.ui.request import OpenRequest

Make = Callable[..., Path]


def test_a_picture_has_the_size_and_the_theme_that_were_asked_for(
    qtbot: QtBot, make_store: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")
    png = tmp_path / "picture.png"
    app.screenshot(OpenRequest(make_store(), at=30), png, (1280, 800), "light")
    picture = QImage(str(png))
    assert (picture.width(), picture.height()) == (1280, 800)
    colors = {picture.pixelColor(x, 795).name() for x in range(500, 1280, 7)}
    assert theme.LIGHT.window in colors


def test_a_picture_leaves_the_users_settings_alone(
    qtbot: QtBot, make_store: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")
    mine = os.environ["INSPECTOR_CONFIG_DIR"]
    app.screenshot(OpenRequest(make_store()), tmp_path / "picture.png")
    assert os.environ["INSPECTOR_CONFIG_DIR"] == mine
    assert settings.recent_files() == []


def test_what_is_no_store_is_one_sentence_and_no_picture(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")
    with pytest.raises(StoreError, match=r"missing\.sqlite"):
        app.screenshot(OpenRequest(tmp_path / "missing.sqlite"), tmp_path / "picture.png")
    assert not (tmp_path / "picture.png").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(
    qtbot: QtBot, make_store: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_SCALE_FACTOR", "1")
    with pytest.raises(InspectorError, match="cannot be written"):
        app.screenshot(OpenRequest(make_store()), tmp_path / "no folder" / "picture.png")


def test_a_scaled_picture_has_twice_the_pixels(make_store: Make, tmp_path: Path) -> None:
    png = tmp_path / "picture.png"
    script = (
        "from pathlib import Path; from inspector.ui import app; "
        f"app.screenshot(app.OpenRequest(Path({str(make_store())!r})), Path({str(png)!r}), (640, 480), 'dark', 2)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    picture = QImage(str(png))
    assert (picture.width(), picture.height()) == (1280, 960)
