"""A label that gives way: cut where there is no room for all of it, whole in its tool tip."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from inspector.ui.text import hint


class ElidedLabel(QLabel):
    """One line of plain text, never wider than what its neighbours leave.

    left: aligned there and cut at its end; otherwise on the right and cut in the middle.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, left: bool = False) -> None:
        super().__init__(parent)
        self._left = left
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
        mode = Qt.TextElideMode.ElideRight if self._left else Qt.TextElideMode.ElideMiddle
        shown = self.fontMetrics().elidedText(self.text(), mode, self.width())
        side = Qt.AlignmentFlag.AlignLeft if self._left else Qt.AlignmentFlag.AlignRight
        side |= Qt.AlignmentFlag.AlignVCenter
        self.style().drawItemText(painter, self.rect(), int(side), self.palette(), True, shown, self.foregroundRole())
        painter.end()
