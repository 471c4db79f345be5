"""The crash reporter: a bug of ours ends in a report that the user can copy, not in a lost window."""

import platform
import sys
import threading
import traceback
from types import TracebackType

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from inspector.ui import fonts

_open: list["CrashDialog"] = []


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show the report of a bug; a second one while the first is shown goes to stderr alone."""
    sys.__excepthook__(kind, error, trace)
    on_gui_thread = threading.current_thread() is threading.main_thread()
    if issubclass(kind, KeyboardInterrupt) or not on_gui_thread or _open or QApplication.instance() is None:
        return
    dialog = CrashDialog("".join(traceback.format_exception(kind, error, trace)))
    _open.append(dialog)
    dialog.finished.connect(_open.clear)
    dialog.open()


def version() -> str:
    """The installed version; a checkout that runs without being installed has none."""
    from importlib import metadata  # noqa: PLC0415  30 ms, for a version that is seldom asked for

    try:
        return metadata.version("event-timeline-inspector")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def facts() -> str:
    """Versions and platform, as a bug report needs them."""
    return (
        f"Event Timeline Inspector {version()}, Python {platform.python_version()}, "
        f"PySide6 {PySide6.__version__}, {platform.platform()}, {QGuiApplication.platformName()}"
    )


class CrashDialog(QDialog):
    """The sentence, the report, and a button that copies it."""

    def __init__(self, trace: str) -> None:
        super().__init__()
        self.setObjectName("crashDialog")
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 420)
        self._report = f"{facts()}\n\n{trace}"
        heading = QLabel("The inspector made a mistake. Your file was not damaged: every write is whole or not done.")
        heading.setWordWrap(True)
        heading.setProperty("role", "heading")
        advice = QLabel("You can go on working. Please report the text below; it names files and code, no payloads.")
        advice.setWordWrap(True)
        advice.setProperty("role", "muted")
        text = QPlainTextEdit(self._report)
        text.setReadOnly(True)
        text.setFont(fonts.mono())
        text.setAccessibleName("Report")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy Report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("copyReport")
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        for widget in (heading, advice, text, buttons):
            layout.addWidget(widget)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
