"""An editor for one JSON value: colours, the place of a mistake underlined, completion of what was seen before."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QTextEdit, QWidget

from inspector.events import json_value
from inspector.events.json_value import JsonValue
from inspector.ui import fonts, theme
from inspector.ui.dialogs.json_text import Place, Problem, parse, place
from inspector.ui.json_tokens import ink, tokens

INDENT = "  "
Words = Callable[[Place], Sequence[str]]
"""Gives the keys (bare) or the values (as JSON literals) that may stand at a place, best first."""


class JsonColours(QSyntaxHighlighter):
    """Colours keys, strings, numbers and words in the palette in use."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:
        for kind, start, length in tokens(text):
            shape = QTextCharFormat()
            shape.setForeground(ink(kind))
            self.setFormat(start, length, shape)


class JsonEditor(QPlainTextEdit):
    """Edits one JSON value as text. `edited` follows every change that the user makes; Tab leaves the editor."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jsonEditor")
        self.setAccessibleName("Payload")
        self.setProperty("role", "mono")
        self.setFont(fonts.mono())
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._colours = JsonColours(self.document())
        self._words: Words = lambda _place: ()
        self._list = QStringListModel(self)
        self._completer = QCompleter(self._list, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = self._completer.popup()
        assert popup is not None, "the completer shows a list"
        self.popup = popup
        popup.setObjectName("jsonCompletions")
        popup.setProperty("role", "completions")
        self._completer.activated.connect(self._complete)
        self.textChanged.connect(self._changed)

    def set_words(self, words: Words) -> None:
        """Say what may be completed."""
        self._words = words

    def put(self, value: JsonValue) -> None:
        """Show a value, indented."""
        self.setPlainText(json_value.pretty(value))

    def value(self) -> tuple[JsonValue, Problem | None]:
        """The value, or what is wrong with the text."""
        return parse(self.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if self.popup.isVisible() and event.key() in keys:
            event.ignore()  # the completer's own
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_Space:
            self._offer(asked=True)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            event.ignore()  # the dialog's: run
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._break_line()
            return
        super().keyPressEvent(event)
        if event.text() and (event.text().isprintable() or self.popup.isVisible()):
            self._offer(asked=False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._completer.setWidget(self)
        super().focusInEvent(event)

    def _break_line(self) -> None:
        """A new line, as deep as the one before it, and deeper after an opening bracket."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        indent = before[: len(before) - len(before.lstrip())]
        cursor.insertText("\n" + indent + (INDENT if before.rstrip().endswith(("{", "[")) else ""))
        self.ensureCursorVisible()

    def _changed(self) -> None:
        _, problem = self.value()
        marks = []
        if problem is not None:
            mark = QTextEdit.ExtraSelection()
            mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            mark.format.setUnderlineColor(QColor(theme.current().removed))
            mark.cursor = _around(self.document(), problem.offset)
            marks.append(mark)
        self.setExtraSelections(marks)
        self.edited.emit()

    def _offer(self, *, asked: bool) -> None:
        here = place(self.toPlainText()[: self.textCursor().position()])
        words: list[str] = []
        if here is not None and (asked or here.typed):
            typed = here.typed.casefold()
            words = [word for word in self._words(here) if word.lstrip('"').casefold().startswith(typed)]
        if not words or words == [here.typed if here is not None else ""]:
            self.popup.hide()
            return
        self._list.setStringList(words)
        rect = self.cursorRect()
        popup = self.popup
        popup.setFont(fonts.mono())
        rect.setWidth(min(360, popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width() + 24))
        self._completer.complete(rect)
        popup.setCurrentIndex(self._list.index(0))

    def _complete(self, word: str) -> None:
        cursor = self.textCursor()
        here = place(self.toPlainText()[: cursor.position()])
        if here is None:
            return
        end = cursor.position()
        rest = self.toPlainText()[end : end + 1]
        cursor.setPosition(here.start)
        cursor.setPosition(end + (1 if here.quoted and rest == '"' else 0), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"{json_value.literal(word)}: " if here.kind == "key" else word)
        self.setTextCursor(cursor)


def _around(document: QTextDocument, offset: int) -> QTextCursor:
    """A cursor that selects one character at the offset, the last one before it where there is none."""
    cursor = QTextCursor(document)
    end = max(document.characterCount() - 1, 0)
    cursor.setPosition(min(offset, max(end - 1, 0)))
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)
    return cursor
