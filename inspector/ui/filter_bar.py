"""The filter row: one line, the number of matches, and the way from match to match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from inspector.events.log import TextFilter
from inspector.ui import filter_text, fonts, icons, text

if TYPE_CHECKING:
    from inspector.ui.session import Session

_TYPING_MS = 150
"""How long a pause in typing must be before the store is searched."""


class FilterBar(QWidget):
    """Asks the session for matches as one types. Enter goes to the next match, Escape clears, then leaves."""

    left = Signal()
    """Escape on an empty line: the focus should go back to a pane."""

    def __init__(self, next_match: QAction, previous_match: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QFrame(self)
        self._box.setObjectName("filterBox")
        self._session: Session | None = None
        self.line = _Line(self)
        self.line.setObjectName("filterLine")
        self.line.setAccessibleName("Filter")
        self.line.setPlaceholderText("Filter: stream, type or text in the payload — stream:order-10* type:Payment* …")
        self.line.setProperty("role", "mono")
        self.line.setFont(fonts.mono())
        self.line.textChanged.connect(self._restart)
        self.line.escaped.connect(self.left)
        self.line.entered.connect(self._go)
        self.line.focused.connect(self._show_focus)
        self._steps: list[QToolButton] = []
        self.count = QLabel(self)
        self.count.setObjectName("filterCount")
        self.count.setProperty("role", "muted")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._apply)
        around = QHBoxLayout(self)
        around.setContentsMargins(12, 6, 12, 6)
        around.addWidget(self._box)
        layout = QHBoxLayout(self._box)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.count)
        self._clear = QToolButton(self)
        self._clear.setObjectName("filterClear")
        self._clear.setIcon(icons.icon("close"))
        self._clear.setToolTip("Clear the filter (Esc)")
        self._clear.setAccessibleName("Clear the filter")
        self._clear.clicked.connect(self.line.clear)
        for action in (previous_match, next_match):
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setAccessibleName(action.text())
            self._steps.append(button)
        for button in (*self._steps, self._clear):
            button.setIconSize(QSize(14, 14))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(button)
        self._show()

    def attach(self, session: Session | None) -> None:
        """Filter this session from now on."""
        self._session = session
        self.line.clear()
        self._typing.stop()
        if session is not None:
            session.filterChanged.connect(self._show)
            session.indexGrown.connect(self._show)
        self._show()

    def show_filter(self, line: str) -> None:
        """Filter by this line at once, as if it had been typed."""
        self.line.setText(line)
        self._typing.stop()
        self._apply()

    def _restart(self) -> None:
        self._typing.start()

    def _apply(self) -> None:
        if self._session is not None:
            self._session.set_filter(filter_text.parse(self.line.text()))
            self._show()

    def _go(self, direction: int) -> None:
        if self._typing.isActive():
            self._typing.stop()
            self._apply()
        elif self._session is not None:
            self._session.step_match(direction)

    def _show_focus(self, focused: bool) -> None:
        self._box.setProperty("focused", focused)
        self.style().unpolish(self._box)
        self.style().polish(self._box)

    def _show(self) -> None:
        session = self._session
        for button in (*self._steps, self._clear):
            button.setVisible(session is not None and session.filter != TextFilter())
        if session is None or session.filter == TextFilter():
            self.count.clear()
        elif session.filtered is None:
            self.count.setText("searching…" if session.searching else "")
        else:
            total, found = text.grouped(len(session.index)), text.grouped(len(session.filtered))
            way = " so far…" if session.searching else " found, then stopped" if session.search_stopped else ""
            self.count.setText(f"{found}{way}" if way else f"{found} of {total} match")


class _Line(QLineEdit):
    escaped = Signal()
    entered = Signal(int)
    focused = Signal(bool)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.escaped.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
