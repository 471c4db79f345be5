"""JSON to be read: indented, coloured, selectable, bounded."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from inspector.ui import fonts
from inspector.ui.dialogs.json_editor import JsonColours

SHOWN_LIMIT = 2_000_000
"""Characters shown; more would take the layout seconds."""


class JsonView(QPlainTextEdit):
    """Read-only text in the palette in use. Plain text: nothing in it is markup."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setReadOnly(True)
        self.setFont(fonts.mono())
        self.setProperty("role", "mono")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self._colours = JsonColours(self.document())

    def show_text(self, words: str) -> None:
        """Show a text, as far scrolled as before; cut where it is too long to lay out."""
        if len(words) > SHOWN_LIMIT:
            words = words[:SHOWN_LIMIT] + "\n… cut here: too long to show; copy or save it to have it whole"
        if words == self.toPlainText():
            return
        scrolled = self.verticalScrollBar().value()
        self.setPlainText(words)
        self.verticalScrollBar().setValue(scrolled)

    def changeEvent(self, event: QEvent) -> None:
        """Colour anew when the palette changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colours.rehighlight()
