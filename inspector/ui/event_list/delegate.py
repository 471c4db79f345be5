"""How a row of the event list is painted."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from inspector.ui import fonts, glyphs, theme
from inspector.ui.event_list.model import Column, IgnoredRole, PositionRole, TypeCodeRole
from inspector.ui.session import Session

_PAD_PX = 12
_GLYPH_PX = 10
_EDGE_PX = 3
_MONO_COLUMNS = (Column.POSITION, Column.TIME, Column.STREAM)


class RowDelegate(QStyledItemDelegate):
    """Paints the cursor's row in its amber, what lies after it hollow, what is rolled back hatched and struck out."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        position, ignored = index.data(PositionRole), bool(index.data(IgnoredRole))
        at_cursor = position == self._session.cursor
        painter.save()
        rect: QRect = option.rect
        self._ground(painter, rect, at_cursor, ignored, bool(option.state & QStyle.StateFlag.State_Selected))
        column = Column(index.column())
        if at_cursor and column is Column.POSITION:
            painter.fillRect(rect.x(), rect.y(), _EDGE_PX, rect.height(), QColor(theme.current().cursor))
        inner = rect.adjusted(_PAD_PX, 0, -4, 0)
        if column is Column.TYPE:
            code = index.data(TypeCodeRole)
            if code is not None:
                center = QPointF(inner.left() + _GLYPH_PX / 2, inner.center().y() + 1)
                hollow = ignored or position > self._session.cursor
                ink = QColor(theme.current().danger) if ignored else glyphs.color(code)
                glyphs.paint(painter, code, center, _GLYPH_PX, ink, hollow)
            inner.setLeft(inner.left() + _GLYPH_PX + 8)
        self._write(painter, inner, str(index.data() or ""), column, ignored)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, at_cursor: bool, ignored: bool, selected: bool) -> None:
        colors = theme.current()
        if at_cursor:
            painter.fillRect(rect, QColor(colors.cursor_row))
        elif selected:
            painter.fillRect(rect, QColor(colors.primary))
        if ignored:
            painter.setBrushOrigin(0, 0)
            painter.fillRect(rect, QBrush(QColor(colors.hatch), Qt.BrushStyle.BDiagPattern))

    def _write(self, painter: QPainter, rect: QRect, words: str, column: Column, ignored: bool) -> None:
        colors = theme.current()
        font = fonts.mono() if column in _MONO_COLUMNS else fonts.ui(12.5)
        font.setStrikeOut(ignored and column is Column.TYPE)
        muted = column in (Column.POSITION, Column.SUMMARY)
        painter.setFont(font)
        painter.setPen(QColor(colors.danger if ignored else colors.muted if muted else colors.text))
        metrics = QFontMetrics(font)
        mode = Qt.TextElideMode.ElideMiddle if column is Column.STREAM else Qt.TextElideMode.ElideRight
        painter.drawText(
            rect,
            Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            metrics.elidedText(words, mode, rect.width()),
        )
