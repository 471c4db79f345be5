"""The sheet of shortcuts: the action table, and the keys of the panes."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from inspector.ui.actions import MENUS, TABLE, title

PANE_KEYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "In the timeline": (
        ("W  S", "Zoom in, out"),
        ("A  D", "Pan left, right"),
        ("Ctrl+Wheel", "Zoom at the pointer"),
        ("Drag", "Pan; the playhead: scrub"),
        ("Shift+Drag", "Select a span"),
        (".  ,", "Next, previous event on the lane"),
        ("F", "Centre the selection, again: fit it"),
        ("0", "Fit everything"),
        ("X", "Time or position on the axis"),
        ("G", "Collapse idle gaps"),
        ("P", "Pin the selection's lane at the top"),
        ("T", "Thin lanes, ten times as many"),
    ),
    "In list and state": (
        ("↑  ↓", "Previous, next row"),
        ("PgUp  PgDn", "A page up, down"),
        ("←  →", "Fold, unfold a value"),
        ("letters", "Search as you type"),
    ),
    "In the filter": (
        ("Enter", "Next match"),
        ("Shift+Enter", "Previous match"),
        ("Esc", "Clear, then leave"),
    ),
}


class ShortcutSheet(QDialog):
    """Two columns of keys and what they do."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutSheet")
        self.setWindowTitle("Keyboard Shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(4, 4, 12, 4)
        columns.setSpacing(44)
        sections = {menu: _of_menu(menu, actions) for menu in MENUS}
        for column in (("File", "Edit", "Help"), ("Go", "View"), tuple(PANE_KEYS)):
            box = QVBoxLayout()
            box.setSpacing(18)
            for name in column:
                box.addLayout(_section(name, sections.get(name) or PANE_KEYS[name]))
            box.addStretch(1)
            columns.addLayout(box)
        page.setObjectName("shortcutPage")
        scroll = QScrollArea()
        scroll.setObjectName("shortcutScroll")
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        self.resize(
            min(parent.width() - 40, page.sizeHint().width() + 70),
            min(parent.height() - 40, page.sizeHint().height() + 90),
        )


def _of_menu(menu: str, actions: Mapping[str, QAction]) -> tuple[tuple[str, str], ...]:
    rows = []
    for spec in TABLE:
        keys = [k.toString(QKeySequence.SequenceFormat.NativeText) for k in actions[spec.id].shortcuts()]
        if spec.menu == menu and keys:
            rows.append(("  ".join(keys), title(spec)))
    return tuple(rows)


def _section(name: str, rows: tuple[tuple[str, str], ...]) -> QVBoxLayout:
    heading = QLabel(name)
    heading.setProperty("role", "heading")
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(6)
    for row, (keys, what) in enumerate(rows):
        key = QLabel(keys)
        key.setProperty("role", "key")
        key.setTextFormat(Qt.TextFormat.PlainText)
        grid.addWidget(key, row, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(QLabel(what), row, 1)
    grid.setColumnStretch(1, 1)
    box = QVBoxLayout()
    box.setSpacing(8)
    box.addWidget(heading)
    box.addLayout(grid)
    return box
