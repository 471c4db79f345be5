"""How a row of a value tree is painted."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from inspector.ui import fonts, theme
from inspector.ui.value_tree.model import Column, NodeRole, value_text
from inspector.ui.value_tree.nodes import Node

_PAD_PX = 6


class ValueDelegate(QStyledItemDelegate):
    """Paints marks as colour and sign: `old → new` in blue, what is new in green, what is gone struck out in red."""

    row_px = 22

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are of one height."""
        return QSize(80, self.row_px)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        node = index.data(NodeRole)
        if not isinstance(node, Node):
            return
        column = Column(index.column())
        is_open = bool(option.state & QStyle.StateFlag.State_Open)
        font = fonts.mono(11 if column is Column.SET_BY else 12)
        ink = _ink(node, column)
        painter.save()
        words = str(index.data() or "")
        if column is Column.VALUE:
            words = node.brief if node.is_container and not is_open and node.mark != "changed" else value_text(node)
        if node.mark == "removed" and column is not Column.SET_BY:
            font.setStrikeOut(True)
        self._write(painter, option.rect, words, font, ink, right=column is Column.SET_BY)
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, words: str, font: QFont, ink: QColor, *, right: bool) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        inner = rect.adjusted(_PAD_PX if not right else 0, 0, -_PAD_PX * (3 if right else 1), 0)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)


def ground(node: Node) -> tuple[QColor, QColor] | None:
    """The ground of a marked row, and the edge at its left; None for a row that nothing happened to."""
    colors = theme.current()
    grounds = {
        "added": (colors.added_row, colors.added),
        "changed": (colors.changed_row, colors.changed),
        "removed": (colors.removed_row, colors.removed),
    }
    pair = grounds.get(node.mark or "")
    return None if pair is None else (QColor(pair[0]), QColor(pair[1]))


def _ink(node: Node, column: Column) -> QColor:
    colors = theme.current()
    if column is Column.SET_BY:
        return QColor(colors.muted)
    if node.mark == "removed":
        return QColor(colors.removed)
    if column is Column.KEY:
        return QColor(colors.text)
    plain = colors.string if isinstance(node.value, str) else colors.number
    by_mark = {"added": colors.added, "changed": colors.changed}
    return QColor(by_mark.get(node.mark or "", colors.muted if node.is_container else plain))
