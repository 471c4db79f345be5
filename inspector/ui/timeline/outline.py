"""The timeline before it is loaded: its ground, and about how dense the store is. Needs no numpy."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from inspector.ui import fonts, text, theme
from inspector.ui.session import Session
from inspector.ui.timeline import sizes, sketch

_LINE_PX = 17


class Outline(QWidget):
    """Stands where the timeline will, with its parts in the same places. GUI thread only."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        session.outlook.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_grounds(painter)
        self._paint_head(painter)
        self._paint_density(painter)
        painter.end()

    def _paint_grounds(self, painter: QPainter) -> None:
        colors, width, height = theme.current(), self.width(), self.height()
        painter.fillRect(0, 0, width, sizes.OVERVIEW_PX, QColor(colors.panel))
        top = sizes.OVERVIEW_PX + sizes.RULER_PX
        painter.fillRect(0, sizes.OVERVIEW_PX, width, sizes.RULER_PX, QColor(colors.raised))
        painter.fillRect(0, top, width, height - top, QColor(colors.lane_alternate))
        row = sizes.COMPACT_ROW_PX if self.window().height() < sizes.COMPACT_BELOW_PX else sizes.ROW_PX
        for y in range(top, height, 2 * row):
            painter.fillRect(0, y, width, min(row, height - y), QColor(colors.lane))

    def _paint_head(self, painter: QPainter) -> None:
        session, colors = self._session, theme.current()
        if not session.last:
            return
        estimate = session.outlook.estimate
        count = text.counted(session.last if estimate is None else estimate.events, "event")
        room = QRect(sizes.NAME_INDENT_PX, 4, sizes.NAMES_PX - sizes.NAME_INDENT_PX, 2 * _LINE_PX)
        painter.setFont(fonts.ui(weight=QFont.Weight.DemiBold))
        painter.setPen(QColor(colors.text))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, f"≈ {count}")
        if estimate is not None:
            painter.setFont(fonts.ui(11))
            painter.setPen(QColor(colors.muted))
            painter.drawText(room, Qt.AlignmentFlag.AlignBottom, text.dates(estimate.times[0], estimate.times[-1]))

    def _paint_density(self, painter: QPainter) -> None:
        estimate = self._session.outlook.estimate
        width = self.width() - sizes.NAMES_PX
        if estimate is None or width <= 0:
            return
        counts, height = sketch.bars(estimate, width), sizes.OVERVIEW_PX - sizes.AIR_PX - 4
        most, ink = max(counts), sketch.ink()
        for number, count in enumerate(counts):
            tall = sketch.tall(count, most, height)
            x = sizes.NAMES_PX + number * width / len(counts)
            painter.fillRect(QRectF(x, sizes.AIR_PX + height - tall, sketch.BAR_PX - 1, tall), ink)
