"""How the rows of the event list are painted."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPixmap

from inspector.ui import fonts, glyphs, theme
from inspector.ui.event_list.columns import Column
from inspector.ui.event_list.line import Line

_PAD_PX = 12
_GLYPH_PX = 10
_GLYPH_WIDTH_PX = _GLYPH_PX + 8
_SIGN_PX = _GLYPH_PX + 2
"""Of a sign with the soft edge around it."""
_END_PX = 4
_EDGE_PX = 3
_MONO_COLUMNS = (Column.POSITION, Column.TIME, Column.STREAM)
_MUTED_COLUMNS = (Column.POSITION, Column.SUMMARY)
_KEPT_TEXTS = 4096


class RowPainter:
    """Paints the cursor's row in its amber, what lies after it hollow, what is rolled back hatched and struck out.

    It paints a whole row at a time and keeps the words that it had to shorten: a row takes 0.1 ms.
    """

    def __init__(self) -> None:
        struck = fonts.ui(12.5)
        struck.setStrikeOut(True)
        self._fonts: Mapping[Column, QFont] = {
            column: fonts.mono() if column in _MONO_COLUMNS else fonts.ui(12.5) for column in Column
        }
        self._struck = struck
        self._metrics = {column: QFontMetrics(font) for column, font in self._fonts.items()}
        self._widest = {column: metrics.maxWidth() for column, metrics in self._metrics.items()}
        self._signs: dict[tuple[int, int, bool, float], QPixmap] = {}
        self._shortened: dict[tuple[Column, str, int], str] = {}

    def paint(
        self, painter: QPainter, line: Line, cells: Mapping[Column, QRect], cursor: int, *, selected: bool
    ) -> None:
        """Paint a row whose cells lie there; `cursor` is a position."""
        row = cells[Column.POSITION].united(cells[Column.SUMMARY])
        at_cursor = line.position == cursor
        self._ground(painter, row, at_cursor, line.ignored, selected)
        if at_cursor:
            painter.fillRect(row.x(), row.y(), _EDGE_PX, row.height(), QColor(theme.current().cursor))
        for column, cell in cells.items():
            inner = cell.adjusted(_PAD_PX, 0, -_END_PX, 0)
            if column is Column.TYPE:
                if line.type_code is not None:
                    self._sign(painter, line, line.type_code, inner, cursor)
                inner.setLeft(inner.left() + _GLYPH_WIDTH_PX)
            if inner.width() > 0 and line.texts[column]:
                self._write(painter, inner, line.texts[column], column, line.ignored)

    def _ground(self, painter: QPainter, row: QRect, at_cursor: bool, ignored: bool, selected: bool) -> None:
        colors = theme.current()
        if at_cursor:
            painter.fillRect(row, QColor(colors.cursor_row))
        elif selected:
            painter.fillRect(row, QColor(colors.primary))
        if ignored:
            painter.fillRect(row, QBrush(QColor(colors.hatch), Qt.BrushStyle.BDiagPattern))

    def _sign(self, painter: QPainter, line: Line, code: int, cell: QRect, cursor: int) -> None:
        ink = QColor(theme.current().danger) if line.ignored else glyphs.color(code)
        hollow, ratio = line.ignored or line.position > cursor, painter.device().devicePixelRatioF()
        key = code, ink.rgba(), hollow, ratio
        if key not in self._signs:
            self._signs[key] = _sign(code, ink, hollow, ratio)
        painter.drawPixmap(cell.left() - 1, cell.center().y() + 1 - _SIGN_PX // 2, self._signs[key])

    def _write(self, painter: QPainter, cell: QRect, words: str, column: Column, ignored: bool) -> None:
        colors = theme.current()
        painter.setFont(self._struck if ignored and column is Column.TYPE else self._fonts[column])
        painter.setPen(QColor(colors.danger if ignored else colors.muted if column in _MUTED_COLUMNS else colors.text))
        metrics = self._metrics[column]
        baseline = cell.y() + (cell.height() + metrics.ascent() - metrics.descent()) // 2
        painter.drawText(QPoint(cell.x(), baseline), self._fitting(words, column, cell.width()))

    def _fitting(self, words: str, column: Column, width: int) -> str:
        if len(words) * self._widest[column] <= width:
            return words
        key = column, words, width
        fitting = self._shortened.get(key)
        if fitting is None:
            if len(self._shortened) >= _KEPT_TEXTS:
                self._shortened.clear()
            mode = Qt.TextElideMode.ElideMiddle if column is Column.STREAM else Qt.TextElideMode.ElideRight
            fitting = self._shortened[key] = self._metrics[column].elidedText(words, mode, width)
        return fitting


def _sign(code: int, ink: QColor, hollow: bool, ratio: float) -> QPixmap:
    picture = QPixmap(round(_SIGN_PX * ratio), round(_SIGN_PX * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        glyphs.paint(painter, code, QPointF(_SIGN_PX / 2, _SIGN_PX / 2), _GLYPH_PX, ink, hollow)
    return picture
