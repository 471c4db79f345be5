"""A line under the toolbar that says what went wrong, or what was assumed, and offers what to do."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from inspector.ui import icons


class Banner(QWidget):
    """Shows one sentence at a time; the newest stands until it is closed or the store is."""

    shown = Signal(bool)
    """Whether there is something to say: the row around it takes no room otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._act: Callable[[], None] | None = None
        self.sentence = QLabel(self)
        self.sentence.setObjectName("bannerText")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.setObjectName("bannerAction")
        self.button.clicked.connect(self._clicked)
        close = QToolButton(self)
        close.setObjectName("bannerClose")
        close.setIcon(icons.icon("close"))
        close.setProperty("role", "flat")
        close.setAccessibleName("Close this message")
        close.clicked.connect(self.clear)
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 5, 10, 5)
        layout.setSpacing(10)
        layout.addWidget(self.sentence, 1)
        layout.addWidget(self.button)
        layout.addWidget(close)

    def sizeHint(self) -> QSize:
        """As high as the sentence needs at this width; a toolbar does not ask by itself."""
        return QSize(200, self._layout.heightForWidth(max(200, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the sentence anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def say(
        self, sentence: str, button: str = "", act: Callable[[], None] | None = None, *, calm: bool = False
    ) -> None:
        """Show a sentence, with a button if there is something to do. calm: whether nothing has gone wrong."""
        self.setProperty("calm", calm)
        for widget in (self, self.sentence):
            widget.style().polish(widget)
        self.sentence.setText(sentence)
        self._act = act
        self.button.setText(button)
        self.button.setVisible(act is not None)
        self.shown.emit(True)

    def clear(self) -> None:
        """Take the sentence away."""
        self._act = None
        self.shown.emit(False)

    def _clicked(self) -> None:
        act = self._act
        self.clear()
        if act is not None:
            act()
