"""An editor for fold rules: colours, the line of a mistake marked, completion of types, verbs and payload fields."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QTextEdit, QWidget

from inspector.domain.rules_text import heading
from inspector.replay.rules.operation import VERBS
from inspector.ui import fonts, theme

_LINE = re.compile(
    r"(?P<heading>^\s*\[\[?[^#]*)|(?P<comment>#.*$)|(?P<key>^\s*\w+(?=\s*=))|(?P<string>\"[^\"]*\"?|'[^']*'?)"
)
_HEADING = re.compile(r"^\s*\[\[on\.(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|'(?P<literal>[^']*)'|(?P<bare>[\w-]+))\]\]")
_MODIFIERS = ("value", "where", "when", "first", "to")
_PLACES = (
    ("type", re.compile(r"^\s*\[\[on\.\"?(?P<typed>[^\"\]]*)$")),
    ("payload", re.compile(r"\bpayload\.(?P<typed>\w*)$")),
    ("path", re.compile(r"^\s*\w+ = \"(?P<typed>/[^\"/]*)$")),
    ("word", re.compile(r"^\s*(?P<typed>\w+)$")),
)
_PLAIN = re.compile(r"[\w-]+")


class Place(NamedTuple):
    """Where something may be completed. kind: `type`, `payload`, `path` or `word`. type: whose rule it is in."""

    kind: str
    typed: str
    type: str


class _Colours(QSyntaxHighlighter):
    def highlightBlock(self, text: str) -> None:
        colors = theme.current()
        for match in _LINE.finditer(text):
            shape = QTextCharFormat()
            kind = match.lastgroup
            inks = {"heading": colors.accent, "comment": colors.muted, "string": colors.string}
            shape.setForeground(QColor(inks.get(kind or "", colors.text)))
            if kind == "heading":
                shape.setFontWeight(QFont.Weight.DemiBold)
            self.setFormat(match.start(), match.end() - match.start(), shape)


class RulesEditor(QPlainTextEdit):
    """Edits the text of fold rules. words: gives what may stand at a place; the verbs it knows itself."""

    def __init__(self, words: Callable[[Place], Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rulesEditor")
        self.setAccessibleName("Fold rules")
        self.setProperty("role", "mono")
        self.setFont(fonts.mono())
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._words = words
        self._colours = _Colours(self.document())
        self._list = QStringListModel(self)
        self._completer = QCompleter(self._list, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated.connect(self._complete)
        popup = self._completer.popup()
        assert popup is not None, "the completer shows a list"
        self.popup = popup
        popup.setObjectName("rulesCompletions")
        popup.setProperty("role", "completions")

    def mark(self, line: int | None) -> None:
        """Mark the line of a mistake, counted from 1; None for no mark."""
        marks = []
        if line is not None:
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(QColor(theme.current().removed_row))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.cursor = QTextCursor(self.document().findBlockByNumber(min(line, self.blockCount()) - 1))
            marks.append(mark)
        self.setExtraSelections(marks)

    def line_of(self, type: str, number: int) -> int | None:
        """The line of a type's nth rule, counted from 1."""
        lines = [at for at, line in enumerate(self.toPlainText().split("\n"), start=1) if _type_of(line) == type]
        return lines[number - 1] if 0 < number <= len(lines) else None

    def go_to(self, type: str, lines: str) -> None:
        """Put the cursor into the rules of a type; if it has none, begin them with these lines."""
        line = self.line_of(type, 1)
        if line is None:
            end = QTextCursor(self.document())
            end.movePosition(QTextCursor.MoveOperation.End)
            text = self.toPlainText()
            end.insertText(("" if not text else "\n" if text.endswith("\n") else "\n\n") + lines)
            line = self.line_of(type, 1) or self.blockCount()
        cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def place(self) -> Place | None:
        """What the cursor stands in."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        block, type = cursor.block(), None
        while block.isValid() and type is None:
            type = _type_of(block.text())
            block = block.previous()
        for kind, pattern in _PLACES:
            match = pattern.search(before)
            if match is not None:
                return Place(kind, match["typed"], type or "")
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Enter, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if self.popup.isVisible() and event.key() in keys:
            event.ignore()  # the completer's own
            return
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the dialog's
            return
        if control and event.key() == Qt.Key.Key_Space:
            self._offer()
            return
        super().keyPressEvent(event)
        if event.text() and (event.text().isprintable() or self.popup.isVisible()):
            self._offer()

    def _offer(self) -> None:
        here = self.place()
        known = [] if here is None else (*VERBS, *_MODIFIERS) if here.kind == "word" else self._words(here)
        typed = "" if here is None else here.typed.casefold()
        words = [word for word in known if word.casefold().startswith(typed)]
        if here is None or not words or words == [here.typed]:
            self.popup.hide()
            return
        self._list.setStringList(words)
        rect = self.cursorRect()
        self.popup.setFont(fonts.mono())
        rect.setWidth(
            min(360, self.popup.sizeHintForColumn(0) + self.popup.verticalScrollBar().sizeHint().width() + 24)
        )
        self._completer.complete(rect)
        self.popup.setCurrentIndex(self._list.index(0))

    def _complete(self, word: str) -> None:
        here = self.place()
        if here is None:
            return
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(here.typed))
        if here.kind == "type":
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(heading(word))
        elif here.kind == "payload" and not _PLAIN.fullmatch(word):
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(f"['{word}']" if "'" not in word else f".{word}")
        else:
            cursor.insertText(f"{word} = " if here.kind == "word" else word)
        self.setTextCursor(cursor)


def _type_of(line: str) -> str | None:
    """The type that a line is a heading of."""
    match = _HEADING.match(line)
    if match is None:
        return None
    if match["quoted"] is not None:
        return match["quoted"].replace('\\"', '"').replace("\\\\", "\\")
    return match["bare"] if match["bare"] is not None else match["literal"]
