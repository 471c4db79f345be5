"""What stands where no store is open: the welcome page, the waiting page, and the page of an error."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from inspector.ui import icons, settings, text

_WIDTH_PX = 620


class Welcome(QStackedWidget):
    """The pages of a window without a store. The window decides what a chosen file leads to."""

    fileChosen = Signal(object)
    """Path of a recent file"""
    mapWanted = Signal()
    """To say how the file is read that could not be opened"""

    def __init__(self, open_action: QAction, sample_action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setAccessibleName("Welcome")
        self._actions = (open_action, sample_action)
        self._page: QWidget | None = None

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the welcome page, unless another one was asked for by then."""
        if self._page is None:
            self.show_start()
        super().showEvent(event)

    def show_start(self) -> None:
        """The welcome page, with the recent files as they are now."""
        self._turn_to(self._start([]))

    def show_waiting(self, sentence: str) -> None:
        """What is being done, while it is."""
        label = _label(sentence, "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._turn_to(label)

    def show_error(self, path: Path, sentence: str, *, mappable: bool = False) -> None:
        """Why a file could not be opened, above everything one may do instead. mappable: whether it can be mapped."""
        card = QFrame()
        card.setObjectName("errorCard")
        heading = _label(f"{text.one_line(path.name)} could not be opened", "heading")
        reason = _label(sentence)
        reason.setObjectName("errorText")
        reason.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        again = QPushButton("Try Again")
        again.setObjectName("tryAgain")
        again.clicked.connect(lambda: self.fileChosen.emit(path))
        layout = QVBoxLayout(card)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(reason)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        if mappable:
            map_table = QPushButton("Map a Table…")
            map_table.setObjectName("mapTable")
            map_table.setProperty("role", "primary")
            # Not the signal itself: `clicked` carries whether it is checked.
            map_table.clicked.connect(lambda _checked: self.mapWanted.emit())
            buttons.addWidget(map_table)
        buttons.addWidget(again)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        self._turn_to(self._start([card]))

    def _turn_to(self, page: QWidget) -> None:
        old, self._page = self._page, page
        self.addWidget(page)
        self.setCurrentWidget(page)
        if old is not None:
            self.removeWidget(old)
            old.deleteLater()

    def _start(self, above: list[QWidget]) -> QWidget:
        page = QWidget()
        column = QWidget(page)
        column.setFixedWidth(_WIDTH_PX)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 24, 0, 24)
        layout.setSpacing(14)
        for widget in above:
            layout.addWidget(widget)
            layout.addSpacing(8)
        layout.addLayout(_masthead())
        layout.addSpacing(6)
        layout.addLayout(self._buttons())
        layout.addSpacing(10)
        layout.addWidget(self._recent())
        hint = QLabel("Drop an event store anywhere in this window. Looking never changes a file.")
        hint.setObjectName("dropHint")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(hint)
        around = QHBoxLayout(page)
        around.addStretch(1)
        around.addWidget(column, 0, Qt.AlignmentFlag.AlignVCenter)
        around.addStretch(1)
        return page

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for action, words, role in zip(
            self._actions, ("Open an Event Store…", "Open the Sample Store"), ("primary", ""), strict=True
        ):
            button = QPushButton(words)
            button.setObjectName(f"welcome.{action.objectName()}")
            button.setIcon(action.icon())
            button.setToolTip(action.toolTip())
            button.setProperty("role", role)
            button.clicked.connect(action.trigger)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _recent(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(_label("Recent files", "heading"))
        paths = settings.recent_files()[:8]
        if not paths:
            layout.addWidget(
                _label("None yet. The sample is an online shop: ten months of orders, one rollback.", "muted")
            )
        for path in paths:
            layout.addWidget(_Recent(path, self.fileChosen.emit))
        return box


class _Recent(QWidget):
    def __init__(self, path: Path, choose: Callable[[Path], None]) -> None:
        super().__init__()
        missing = not path.exists()
        button = QPushButton(text.one_line(path.name).replace("&", "&&"))
        button.setObjectName("recentFile")
        button.setProperty("role", "link")
        button.setIcon(icons.icon("missing" if missing else "file"))
        button.setIconSize(QSize(16, 16))
        button.setEnabled(not missing)
        button.clicked.connect(lambda: choose(path))
        folder = _label(f"missing · {_folder(path)}" if missing else _folder(path), "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(button)
        layout.addWidget(folder, 1)


def _folder(path: Path) -> str:
    parent = path.parent
    try:
        shown = str(Path("~") / parent.relative_to(Path.home()))
    except ValueError:
        shown = str(parent)
    return text.one_line(shown if len(shown) <= 70 else "…" + shown[-69:])


def _masthead() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(18)
    mark = QLabel()
    mark.setPixmap(icons.application().pixmap(QSize(72, 72)))
    words = QVBoxLayout()
    words.setSpacing(4)
    words.addWidget(_label("Event Timeline Inspector", "title"))
    words.addWidget(_label("Every event of a store on a timeline, beside the state they add up to.", "muted"))
    row.addWidget(mark)
    row.addLayout(words, 1)
    return row


def _label(words: str, role: str = "") -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label
