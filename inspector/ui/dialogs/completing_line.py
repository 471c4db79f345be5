"""A line for a name that the store may know already."""

from collections.abc import Callable, Iterable
from itertools import islice

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from inspector.ui import fonts

_SHOWN = 20
_LOOKED_AT = 50_000
"""Names that are compared with what is typed, so that a store of a million streams costs no frame."""


class CompletingLine(QLineEdit):
    """Offers the known names that contain what is typed, those that begin with it first."""

    def __init__(
        self, name: str, words: str, names: Callable[[], Iterable[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setProperty("role", "mono")
        self.setFont(fonts.mono())
        self._names = names
        self._list = QStringListModel(self)
        completer = QCompleter(self._list, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompleter(completer)
        popup = completer.popup()
        assert popup is not None, "the completer shows a list"
        popup.setObjectName(f"{name}Completions")
        popup.setFont(fonts.mono())
        popup.setProperty("role", "completions")
        self.textEdited.connect(self._offer)

    def _offer(self, typed: str) -> None:
        self._list.setStringList(matches(typed, self._names()))


def matches(typed: str, names: Iterable[str]) -> list[str]:
    """The names to offer for what was typed; none where it is one of them already."""
    wanted = typed.casefold()
    found = [name for name in islice(names, _LOOKED_AT) if wanted in name.casefold()]
    found.sort(key=lambda name: not name.casefold().startswith(wanted))
    return [] if found == [typed] else found[:_SHOWN]
