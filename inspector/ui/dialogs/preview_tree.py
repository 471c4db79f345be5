"""What a write would do, as a tree: the events it would append, the streams it touches, what changes in each state."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from inspector.analysis.diff import Change
from inspector.events import json_value
from inspector.events.event import NewEvent
from inspector.ui import fonts, theme
from inspector.ui.dialogs import wording
from inspector.ui.text import counted, hint, one_line
from inspector.workspace.effect import Preview

_ROLE = Qt.ItemDataRole.UserRole
"""Holds what a row is: `added`, `changed`, `removed`, `event`, `payload`, `stream`, `note` or `error`."""
_SHOWN_CHANGES = 200
"""Rows of one stream; the others are counted."""
_PAYLOAD_LINES = 60
_OPEN_STREAMS = 3
_LEAST_HEIGHT_PX = 110
_ROW_PX = 22


class PreviewTree(QTreeWidget):
    """Read-only; marks say in signs as well as in colours what was added, changed and removed."""

    def __init__(self, parent: QWidget | None = None, name: str = "preview", words: str = "Preview") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(True)
        self.setIndentation(14)
        self.setUniformRowHeights(False)
        # It takes what the sentences around it leave, and never cuts them short.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(_LEAST_HEIGHT_PX)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setItemDelegate(_Inks(self))
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.header().setStretchLastSection(True)
        self.header().resizeSection(0, 190)

    def show_events(self, events: Sequence[NewEvent]) -> None:
        """Show what a command would append."""
        self.clear()
        for event in events:
            top = self._add(self, "event", one_line(event.type, 80), one_line(event.stream, 120))
            top.setData(0, Qt.ItemDataRole.ToolTipRole, hint(one_line(event.type)))
            lines = json_value.pretty(event.payload).splitlines()
            more = [f"… {counted(len(lines) - _PAYLOAD_LINES, 'more line')}"] if len(lines) > _PAYLOAD_LINES else []
            payload = self._add(top, "payload", "\n".join(one_line(line) for line in [*lines[:_PAYLOAD_LINES], *more]))
            payload.setFirstColumnSpanned(True)
            top.setExpanded(len(events) <= _OPEN_STREAMS)

    def show_previews(self, previews: Sequence[Preview]) -> None:
        """Show what changes in the states of some streams, the first of them open."""
        self.clear()
        for number, preview in enumerate(previews):
            self._add_preview(preview, expanded=number < _OPEN_STREAMS)

    def add_note(self, words: str) -> None:
        """Add a line of explanation."""
        self._add(self, "note", words).setFirstColumnSpanned(True)

    def _add_preview(self, preview: Preview, *, expanded: bool) -> None:
        top = self._add(
            self, "stream", f"State of {one_line(preview.stream, 80)}", wording.changes_text(preview.changes)
        )
        for change in preview.changes[:_SHOWN_CHANGES]:
            self._add_change(top, change)
        more = len(preview.changes) - _SHOWN_CHANGES
        if more > 0:
            self._add(top, "note", f"… {counted(more, 'more change')}").setFirstColumnSpanned(True)
        if preview.error is not None:
            words = f"The fold stops at #{preview.error.position} ({preview.error.type}): {preview.error.reason}"
            self._add(top, "error", one_line(words, 400)).setFirstColumnSpanned(True)
        top.setExpanded(expanded)

    def _add_change(self, top: QTreeWidgetItem, change: Change) -> None:
        path = wording.path_text(change.path)
        row = self._add(top, change.kind, f"{wording.MARKS[change.kind]} {path}", wording.change_text(change))
        row.setToolTip(0, hint(one_line(f"{change.kind}: {path}")))
        row.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{change.kind} {path} {wording.change_text(change)}")

    def _add(self, parent: "QTreeWidget | QTreeWidgetItem", kind: str, *columns: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, list(columns))
        for column in range(2):
            item.setData(column, _ROLE, kind)
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        return item


class _Inks(QStyledItemDelegate):
    """Colours each row by what it is, in the palette in use when it is painted."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, _ROW_PX))

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        colors = theme.current()
        kind = index.data(_ROLE)
        grounds = {"added": colors.added_row, "changed": colors.changed_row, "removed": colors.removed_row}
        inks = {"added": colors.added, "changed": colors.changed, "removed": colors.removed, "note": colors.muted}
        inks |= {"payload": colors.string, "error": colors.danger, "stream": colors.text, "event": colors.text}
        ink = inks[kind]
        if index.column() == 1 and kind in ("stream", "event"):
            ink = colors.muted
        if kind in grounds:
            option.backgroundBrush = QBrush(QColor(grounds[kind]))
        option.palette.setColor(QPalette.ColorRole.Text, QColor(ink))
        option.palette.setColor(QPalette.ColorRole.HighlightedText, QColor(ink))
        mono = kind in ("added", "changed", "removed", "payload") or (kind == "event" and index.column() == 1)
        option.font = fonts.mono() if mono else fonts.ui()
