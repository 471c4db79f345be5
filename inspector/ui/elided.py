"""A label that gives way: cut in the middle where there is no room for all of it, whole in its tool tip."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from inspector.ui.text import hint


class ElidedLabel(QLabel):
    """One line of plain text, right-aligned, never wider than what its neighbours leave."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, words: str) -> None:
        """Show other words."""
        self.setText(words)
        self.setToolTip(hint(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut to the width there is."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.style().drawItemText(painter, self.rect(), int(side), self.palette(), True, shown, self.foregroundRole())
        painter.end()
