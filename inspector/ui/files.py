"""The file dialogs. None of them blocks: the answer goes to a callback."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector.ui import settings

STORE_FILTER = "Event stores (*.sqlite *.sqlite3 *.db *.events);;All files (*)"


def ask_open(parent: QWidget, chosen: Callable[[Path], None]) -> QFileDialog:
    """Ask for a store to open."""
    return ask_file(parent, "Open an Event Store", STORE_FILTER, chosen)


def ask_domain(parent: QWidget, chosen: Callable[[Path], None]) -> QFileDialog:
    """Ask for the Python file of a domain, or for fold rules."""
    return ask_file(parent, "Load a Domain", "Python files and fold rules (*.py *.toml)", chosen)


def ask_file(parent: QWidget, title: str, filters: str, chosen: Callable[[Path], None]) -> QFileDialog:
    """Ask for a file that there is."""
    dialog = _dialog(parent, title, filters, chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    return dialog


def ask_rules(parent: QWidget, chosen: Callable[[Path], None]) -> QFileDialog:
    """Ask for a file of fold rules."""
    dialog = _dialog(parent, "Import Fold Rules", "Fold rules (*.toml)", chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    return dialog


def ask_save(
    parent: QWidget, title: str, name: str, chosen: Callable[[Path], None], filters: str = STORE_FILTER
) -> QFileDialog:
    """Ask where a new file goes, a store if no other `filters` are given."""
    dialog = _dialog(parent, title, filters, chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(name)
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, filters: str, chosen: Callable[[Path], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title, settings.read_text("files/folder", str(Path.home())), filters)
    dialog.setObjectName("fileDialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def selected(name: str) -> None:
        settings.write("files/folder", str(Path(name).parent))
        chosen(Path(name))

    dialog.fileSelected.connect(selected)
    return dialog
