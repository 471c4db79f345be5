"""JSON to be read: indented, coloured, selectable, bounded."""

from PySide6.QtCore import QEvent, QMimeData, QTimer
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from inspector.ui import fonts
from inspector.ui.json_tokens import ink, tokens

SHOWN_LIMIT = 2_000_000
"""Characters that are laid out."""
LINE_LIMIT = 4000
"""Characters of one line that are laid out: one of a million takes a second."""
_SLICE = 32_000
"""Characters laid out at once, 4 ms; the rest follow slice by slice, the window's events between them."""


class JsonView(QPlainTextEdit):
    """Read-only text in the palette in use. Plain text: nothing in it is markup.

    Only the lines in sight are coloured: a highlighter over the whole text takes ten times as long as its layout.
    coloured: whether it is JSON that is shown, and not its bytes.
    """

    def __init__(self, name: str, words: str, parent: QWidget | None = None, *, coloured: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setReadOnly(True)
        self.setFont(fonts.mono())
        self.setProperty("role", "viewer")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self._coloured = coloured
        self._words = ""
        self._left = ""
        self._scroll_to = 0
        self._filler = QTimer(self, interval=0)
        self._filler.timeout.connect(self._fill)
        self.verticalScrollBar().valueChanged.connect(self._colour)

    def show_text(self, words: str) -> None:
        """Show a text, as far scrolled as before; cut where it is too long to lay out."""
        if words == self._words:
            return
        self._words = words
        self._scroll_to = self.verticalScrollBar().value()
        shown = words
        if len(words) > SHOWN_LIMIT:
            shown = words[:SHOWN_LIMIT] + "\n… cut here, too long to show; copy or save it to have it whole"
        if len(shown) > LINE_LIMIT:
            shown = "\n".join(map(_cut, shown.split("\n")))
        self._left = shown
        self.clear()
        self._fill()

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selected text as it is; Qt would turn its no-break spaces into plain ones."""
        data = QMimeData()
        data.setText(self.textCursor().selectedText().replace("\N{PARAGRAPH SEPARATOR}", "\n"))
        return data

    def changeEvent(self, event: QEvent) -> None:
        """Colour anew when the palette changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Colour the lines that have come in sight."""
        super().resizeEvent(event)
        self._colour()

    def _fill(self) -> None:
        chunk, self._left = self._left[:_SLICE], self._left[_SLICE:]
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(chunk)
        if self._scroll_to > self.verticalScrollBar().value():
            self.verticalScrollBar().setValue(self._scroll_to)
        if self._left:
            self._filler.start()
        else:
            self._filler.stop()
            self._scroll_to = 0
        self._colour()

    def _colour(self) -> None:
        marks = []
        block = self.firstVisibleBlock()
        bottom = self.viewport().height()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while self._coloured and block.isValid() and top <= bottom:
            for kind, start, length in tokens(block.text()):
                mark = QTextEdit.ExtraSelection()
                mark.format.setForeground(ink(kind))
                mark.cursor = QTextCursor(block)
                mark.cursor.setPosition(block.position() + start)
                mark.cursor.setPosition(block.position() + start + length, QTextCursor.MoveMode.KeepAnchor)
                marks.append(mark)
            top += self.blockBoundingRect(block).height()
            block = block.next()
        self.setExtraSelections(marks)


def _cut(line: str) -> str:
    return line if len(line) <= LINE_LIMIT else line[:LINE_LIMIT] + "… this line goes on; copy it to have it whole"
