"""Draws the README's pictures from the sample store: `python -m tests.screenshots [FOLDER]`.

Without a display. The pictures are the window's own; nothing in them is arranged but the size and the place looked at.
"""

import argparse
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"

from PySide6.QtCore import QEventLoop, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton

from inspector.ui import resources, style
from inspector.ui.app import OpenRequest, application, settle
from inspector.ui.window import MainWindow

PICTURES = Path(__file__).resolve().parent.parent / "resources" / "screenshots"
DOMAIN = resources.path("samples/shop.py")
AT = 19_824
"""An order that has just been paid; what follows was rolled back."""

_SIZE = QSize(1600, 1000)


def main() -> None:
    """Draw every picture into a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=PICTURES)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    from inspector.workspace.sample import write_sample  # noqa: PLC0415  writing loads the ORM

    with tempfile.TemporaryDirectory() as scratch:
        os.environ["INSPECTOR_CONFIG_DIR"] = os.environ["INSPECTOR_DATA_DIR"] = scratch
        store = Path(scratch) / "shop.sqlite"
        write_sample(store)
        for name, theme, size, act in (
            ("window-dark", "dark", _SIZE, None),
            ("window-light", "light", _SIZE, None),
            ("roll-back", "dark", _SIZE, "rollback.here"),
            ("run-command", "dark", _SIZE, "command.run"),
        ):
            request = OpenRequest(store, at=AT, domain=str(DOMAIN), writable=True)
            draw(request, folder / f"{name}.png", theme, size, act)
        parcels = Path(scratch) / "parcels.db"
        write_parcels(parcels)
        draw(OpenRequest(parcels), folder / "map-a-table.png", "dark", _SIZE, "store.map")


def write_parcels(path: Path) -> None:
    """A table of events in no known format, with times that somebody typed."""
    steps = ("accepted", "sorted", "loaded", "delivered")
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("CREATE TABLE parcel_log (id INTEGER PRIMARY KEY, parcel, step, what, noted_at, details, clerk)")
        for number in range(200):
            turn, what = number // 8, steps[number // 8 % 4]
            noted = "12/31/25" if number in (6, 19) else f"2025-12-{1 + number // 8:02d} {8 + number % 8:02d}:15:00"
            details = json.dumps({"place": f"Depot {number % 3 + 1}", "weight": f"{number % 7 + 1}.5", "by": what})
            row = (f"P-{2041 + number % 8}", turn + 1, what, noted, details, ("Ada", "Joan")[number % 2])
            sqlite.execute(
                "INSERT INTO parcel_log (parcel, step, what, noted_at, details, clerk) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        sqlite.commit()


def draw(request: OpenRequest, png: Path, theme: style.Mode, size: QSize, act: str | None) -> None:
    """One picture of the window, or of the dialog that an action opens over it."""
    style.apply(application(), theme)
    window = MainWindow()
    window.resize(size)
    window.show()
    window.open(request)
    settle(window)
    shown: MainWindow | QDialog = window
    if act is not None:
        window.actions_by_id[act].trigger()
        (shown,) = (dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())
        FILL[act](shown)
        settle(window)
    if not shown.grab().save(str(png)):
        raise SystemExit(f"{png} cannot be written")
    window.close()
    print(png.name)


def fill_rollback(dialog: QDialog) -> None:
    """Give the reason that the confirmation waits for."""
    QTest.keyClicks(dialog.findChild(QLineEdit, "rollbackReason"), "Wrong price list imported (OPS-491)")
    wait_until_enabled(dialog.findChild(QPushButton, "rollbackConfirm"))


def fill_command(dialog: QDialog) -> None:
    """Choose a command and fill in its form."""
    QTest.keyClicks(dialog.findChild(QLineEdit, "commandSearch"), "receive")
    for field, words in (("sku", "A12"), ("qty", "30")):
        QTest.keyClicks(dialog.findChild(QLineEdit, f"field.{field}"), words)
    dialog.resize(1000, 640)
    wait_until_enabled(dialog.findChild(QPushButton, "runConfirm"))


def fill_mapping(dialog: QDialog) -> None:
    """Wait for the first rows."""
    dialog.resize(1220, 640)
    wait_until_enabled(dialog.findChild(QPushButton, "mapping.open"))


def wait_until_enabled(button: QPushButton) -> None:
    """Wait for the preview without which nothing can be confirmed."""
    while not button.isEnabled():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


FILL: dict[str, Callable[[QDialog], None]] = {
    "rollback.here": fill_rollback,
    "command.run": fill_command,
    "store.map": fill_mapping,
}

if __name__ == "__main__":
    main()
