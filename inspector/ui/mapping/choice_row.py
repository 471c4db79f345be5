"""One choice of a form: its label, what is chosen, and what is wrong with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from inspector.ui.dialogs.base import label
from inspector.ui.text import one_line

_LABEL_PX = 84
_PROBLEM_LIMIT = 300


class ChoiceRow(QWidget):
    """A label, its buddy beside it, and below a sentence while something is wrong with it."""

    def __init__(self, part: str, words: str, field: QWidget, *beside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.title = QLabel(words, self)
        self.title.setBuddy(field)
        self.title.setFixedWidth(_LABEL_PX)
        self.title.setMinimumHeight(28)
        self.problem = label(f"mapping.{part}.problem", role="danger")
        self.problem.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.addWidget(self.title, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(field, 0, 1)
        for row, widget in enumerate(beside, start=1):
            grid.addWidget(widget, row, 1)
        grid.addWidget(self.problem, len(beside) + 1, 1)
        grid.setColumnStretch(1, 1)

    def say(self, problem: str) -> None:
        """Say what is wrong; nothing is with an empty text."""
        self.problem.setText(one_line(problem, _PROBLEM_LIMIT))
        self.problem.setVisible(bool(problem))
        for widget in (self.field, *self.field.findChildren(QWidget)):
            if isinstance(widget, QLineEdit | QComboBox) and widget.property("invalid") != bool(problem):
                widget.setProperty("invalid", bool(problem))
                widget.style().polish(widget)
