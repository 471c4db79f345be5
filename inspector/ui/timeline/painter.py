"""Draws the lanes: grounds, density, pills, dots, names, rolled-back stretches, threads and the playhead."""

import math
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from inspector.ui import fonts, text, theme
from inspector.ui.theme import Theme
from inspector.ui.timeline import density, pills, shades
from inspector.ui.timeline.frame import Frame
from inspector.ui.timeline.lanes import IGNORED
from inspector.ui.timeline.marks import BAR_PX, Bars, Marks
from inspector.ui.timeline.scene import Hatch
from inspector.ui.timeline.sizes import NAME_INDENT_PX
from inspector.ui.timeline.sprites import Sprites, Standing, blend, hatch_brush, ink_color

Int64s: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

_BAR_AIR_PX = 4
_CAP_PX = 4
_STANDINGS: tuple[Standing, ...] = ("past", "future", "ignored")
_TAB_PAD_PX = 8
_UNDO = "Undo"
_PAST_SHARE, _FUTURE_SHARE = 0.85, 0.4


@dataclass(frozen=True, slots=True)
class Tab:
    """The label at the foot of a rolled-back stretch. undo: where its Undo is; None for an undone append."""

    hatch: Hatch
    label: str
    rect: QRectF
    undo: QRectF | None


class LanesPainter:
    """Paints frames. GUI thread only; keeps pictures and elided names between frames."""

    def __init__(self) -> None:
        self._sprites = Sprites(1.0)
        self._names: dict[tuple[str, int], str] = {}

    def paint(self, painter: QPainter, frame: Frame, ratio: float, linked: tuple[int, ...]) -> None:
        """Paint a whole frame. linked: positions that a thread connects with the cursor's event."""
        if not self._sprites.fits(ratio):
            self._sprites = Sprites(ratio)
        layout = frame.layout
        self._paint_grounds(painter, frame)
        painter.save()
        painter.setClipRect(QRectF(layout.names, 0, layout.lanes_width, layout.height))
        _paint_gaps(painter, frame)
        _paint_hatches(painter, frame)
        if layout.thin:
            shades.paint(painter, frame, ratio)
        else:
            self._paint_density(painter, frame, ratio)
            self._paint_marks(painter, frame, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_thread(painter, frame, linked)
        self._paint_playhead(painter, frame)
        painter.restore()
        self._paint_names(painter, frame)
        _paint_foot(painter, frame)

    def name(self, name: str, width: int) -> str:
        """A lane's name, elided in the middle where it is too long."""
        key = name, width
        if key not in self._names:
            if len(self._names) > 5000:
                self._names.clear()
            metrics = QFontMetricsF(fonts.mono())
            self._names[key] = metrics.elidedText(text.one_line(name), Qt.TextElideMode.ElideMiddle, width)
        return self._names[key]

    def _paint_grounds(self, painter: QPainter, frame: Frame) -> None:
        colors, layout = theme.current(), frame.layout
        painter.fillRect(0, 0, layout.width, layout.height, QColor(colors.lane_alternate))
        even = QColor(colors.lane)
        for row in () if layout.thin else frame.rows:
            if row % 2 == 0:
                painter.fillRect(0, frame.top(row), layout.width, layout.row, even)
        x = frame.cursor_x
        left = layout.names if x is None else max(layout.names, x)
        if left < layout.width:
            painter.fillRect(QRectF(left, 0, layout.width - left, layout.lanes_height), QColor(colors.future))
        if layout.thin:
            return
        line = blend(colors.border, colors.lane, 0.6)
        dense = frame.bars.lanes if frame.bars is not None else []
        for number, row in enumerate(frame.rows):
            if number not in dense:
                painter.fillRect(QRectF(layout.names, frame.middle(row) - 0.5, layout.lanes_width, 1), line)

    def _paint_density(self, painter: QPainter, frame: Frame, ratio: float) -> None:
        bars = frame.bars
        if bars is None:
            return
        most = density.ceiling(int(bars.counts.sum(axis=2).max()))
        height = frame.layout.row - 2 * _BAR_AIR_PX
        pixels = _pixels(bars, most, round(height * ratio), frame)
        x = frame.layout.names + round(bars.x * ratio) / ratio
        for lane, own in zip(bars.lanes, pixels, strict=True):
            top = frame.top(frame.rows[lane]) + _BAR_AIR_PX
            painter.drawImage(QRectF(x, top, own.shape[1], height), pills.image(own))

    def _paint_marks(self, painter: QPainter, frame: Frame, ratio: float) -> None:
        layout, marks = frame.layout, frame.marks
        left, right = frame.edges
        shown = np.flatnonzero(~marks.wide & (right > layout.names) & (left < layout.width))
        marks = marks.of(shown)
        left, middle, counts = left[shown], (left + right)[shown] / 2, marks.counts
        inks = frame.inks(marks)
        standing = np.where(frame.future[shown], pills.FUTURE, pills.PAST)
        standing = np.where(inks[:, IGNORED] == counts, pills.IGNORED_PILL, standing)
        single, many = np.flatnonzero(counts == 1), np.flatnonzero(counts > 1)
        self._paint_dots(painter, frame, marks.of(single), standing[single], middle[single])
        if not len(many):
            return
        height, rows = layout.pill, marks.lane[many]
        start = np.rint((left[many] - layout.names) * ratio).astype(np.int64)
        widths = np.rint(marks.widths(layout.near)[many] * ratio).astype(np.int64)
        size = len(frame.rows), round(height * ratio), math.ceil(layout.lanes_width * ratio)
        pixels = pills.pictures(rows, start, widths, inks[many], standing[many], size, round(_CAP_PX * ratio))
        for row in np.flatnonzero(np.bincount(rows)).tolist():
            top = frame.middle(frame.rows[row]) - height / 2
            area = QRectF(layout.names, top, size[2] / ratio, size[1] / ratio)
            painter.drawImage(area, pills.image(pixels[row]))
        self._paint_labels(painter, frame, rows, counts[many], standing[many], middle[many])

    def _paint_dots(self, painter: QPainter, frame: Frame, marks: Marks, standing: Int64s, middle: Floats) -> None:
        scene, size = frame.scene, frame.layout.dot
        types = scene.types[scene.axis.rows_of(scene.table.ranks_of(marks.first))]
        middles = [frame.middle(row) for row in frame.rows]
        draw = self._sprites.draw_dot
        for type_code, own, x, lane in zip(
            types.tolist(), standing.tolist(), middle.tolist(), marks.lane.tolist(), strict=True
        ):
            draw(painter, type_code, _STANDINGS[own], size, x, middles[lane])

    def _paint_labels(
        self, painter: QPainter, frame: Frame, rows: Int64s, counts: Int64s, standing: Int64s, middle: Floats
    ) -> None:
        colors, draw = theme.current(), self._sprites.draw_text
        font = fonts.ui(frame.layout.pill - 3, QFont.Weight.DemiBold)
        painter.setFont(font)
        middles = [frame.middle(row) for row in frame.rows]
        for number, ink in enumerate((colors.on_event, colors.muted, colors.danger)):
            own = np.flatnonzero(standing == number)
            painter.setPen(QColor(ink))
            key = font.key()
            for count, x, row in zip(counts[own].tolist(), middle[own].tolist(), rows[own].tolist(), strict=True):
                draw(painter, text.grouped(count), font, key, x, middles[row], centered=True)

    def _paint_playhead(self, painter: QPainter, frame: Frame) -> None:
        x = frame.cursor_x
        if x is None:
            return
        amber = QColor(theme.current().cursor)
        painter.fillRect(QRectF(x - 0.75, 0, 1.5, frame.layout.lanes_height), amber)
        selected = frame.place(frame.cursor)
        if selected is None:
            return
        type_code, at, middle = selected
        row = frame.scene.row_of(frame.cursor)
        assert row is not None
        size = frame.layout.dot
        painter.setPen(QPen(amber, 1.8))
        painter.setBrush(QColor(theme.current().lane))
        painter.drawEllipse(QPointF(at, middle), size * 0.82, size * 0.82)
        standing: Standing = "ignored" if frame.scene.is_ignored(row) else "past"
        self._sprites.draw_dot(painter, type_code, standing, size - 1, at, middle)

    def _paint_names(self, painter: QPainter, frame: Frame) -> None:
        """The names; those of pinned lanes with a mark, and a line below the last of them."""
        colors, layout, font = theme.current(), frame.layout, fonts.mono()
        painter.setFont(font)
        if layout.thin:
            self._paint_own_name(painter, frame)
            return
        width, key = layout.names - NAME_INDENT_PX - 6, font.key()
        busy = set(frame.marks.lane.tolist())
        for number, (row, lane) in enumerate(zip(frame.rows, frame.lanes, strict=True)):
            if row < frame.pinned:
                painter.fillRect(QRectF(4, frame.middle(row) - 2, 4, 4), QColor(colors.accent))
            painter.setPen(QColor(colors.text if number in busy else colors.muted))
            name = self.name(frame.scene.names[lane], width)
            self._sprites.draw_text(painter, name, font, key, NAME_INDENT_PX, frame.middle(row), centered=False)
        if frame.pinned:
            painter.fillRect(0, frame.pinned * layout.row - 1, layout.width, 1, QColor(colors.border))

    def _paint_own_name(self, painter: QPainter, frame: Frame) -> None:
        """Of thin lanes only the cursor's has its name written."""
        own, layout, font = frame.place(frame.cursor), frame.layout, fonts.mono()
        lane = frame.scene.lane_of(frame.cursor)
        if own is None or lane is None:
            return
        painter.setPen(QColor(theme.current().text))
        name = self.name(frame.scene.names[lane], layout.names - NAME_INDENT_PX - 6)
        middle = min(max(own[2], 10.0), layout.lanes_height - 10.0)
        self._sprites.draw_text(painter, name, font, font.key(), NAME_INDENT_PX, middle, centered=False)


def tabs(frame: Frame) -> list[Tab]:
    """The labels of the ignored stretches in view, in the foot; where two would overlap, the newer one stands."""
    metrics = QFontMetricsF(fonts.ui(12))
    placed: list[Tab] = []
    for hatch in reversed(frame.scene.hatches):
        left, right = frame.extent(hatch)
        layout = frame.layout
        if right <= layout.names or left >= layout.width:
            continue
        what = "rolled back" if hatch.rollback else "undone"
        where = "" if hatch.stream is None else f" {text.one_line(hatch.stream, 30)}"
        label = f"{what}{where} · {text.counted(hatch.events, 'event')}" + (" · " if hatch.rollback else "")
        undo = metrics.horizontalAdvance(_UNDO) if hatch.rollback else 0
        width = metrics.horizontalAdvance(label) + undo + 2 * _TAB_PAD_PX
        end = min(max(right, layout.names + width), layout.width)
        start = min(max(left, layout.names), end - width)
        rect = QRectF(start, layout.lanes_height, end - start, layout.tabs)
        if any(rect.intersects(other.rect) for other in placed):
            continue
        link = QRectF(start + width - _TAB_PAD_PX - undo, rect.top(), undo, rect.height())
        placed.append(Tab(hatch, label, rect, link if hatch.rollback else None))
    return placed


@cache
def _palette(colors: Theme) -> npt.NDArray[np.uint32]:
    """ARGB by palette number, a row each for bars before and after the cursor. `colors` is the palette in use."""
    grounds = (_PAST_SHARE, colors.lane), (_FUTURE_SHARE, colors.future)
    rows = [
        [blend(ink_color(ink), ground, share).rgba() for ink in range(density.EMPTY)] + [0] for share, ground in grounds
    ]
    return np.array(rows, np.uint32)


def _pixels(bars: Bars, most: int, height: int, frame: Frame) -> pills.Pixels:
    """One picture a lane, as wide as its bars in device-independent pixels and `height` device pixels high."""
    lanes, count, _ = bars.counts.shape
    numbers = density.stacked(bars.counts.reshape(-1, density.EMPTY), most, height)
    if frame.cursor_x is not None:
        middles = frame.layout.names + bars.x + (np.arange(count) + 0.5) * BAR_PX
        # The second row of the palette.
        numbers += np.tile((middles > frame.cursor_x) * np.uint8(density.EMPTY + 1), lanes)
    columns = _palette(theme.current()).ravel().take(numbers)
    pixels = np.zeros((lanes, height, count, BAR_PX), np.uint32)
    pixels[..., : BAR_PX - 1] = columns.reshape(height, lanes, count).transpose(1, 0, 2)[..., None]
    return pixels.reshape(lanes, height, count * BAR_PX)


def _paint_gaps(painter: QPainter, frame: Frame) -> None:
    """Collapsed stretches as bands between dotted lines; the ruler says how long they were."""
    gaps, colors = frame.scene.axis.gaps, theme.current()
    if gaps is None:
        return
    ground = QColor(colors.panel)
    painter.setPen(QPen(QColor(colors.border), 1, Qt.PenStyle.DotLine))
    for number in gaps.within(frame.scale.span):
        left, right = frame.x(int(gaps.place_starts[number])), frame.x(int(gaps.place_ends[number]))
        band = QRectF(left, 0, right - left, frame.layout.lanes_height)
        painter.fillRect(band, ground)
        painter.drawLine(band.topLeft(), band.bottomLeft())
        painter.drawLine(band.topRight(), band.bottomRight())


def _paint_hatches(painter: QPainter, frame: Frame) -> None:
    colors, layout = theme.current(), frame.layout
    for hatch in frame.scene.hatches:
        left, right = frame.extent(hatch)
        left, right = max(left, layout.names - 2), min(right, layout.width + 2)
        if not hatch.solid or right <= left:
            continue
        if hatch.stream is None:
            rects = [QRectF(left, 0, right - left, layout.lanes_height)]
        else:
            rects = [
                QRectF(left, frame.top(row) + 1, right - left, layout.row - 2)
                for row, lane in zip(frame.rows, frame.lanes, strict=True)
                if frame.is_hatched(hatch, lane)
            ]
        for rect in rects:
            painter.fillRect(rect, blend(colors.danger_ground, colors.future, 0.35))
            painter.setBrushOrigin(QPointF(frame.extent(hatch)[0] % 12, 0))
            painter.fillRect(rect, hatch_brush(colors.hatch))
            painter.setPen(QPen(QColor(colors.danger), 1, Qt.PenStyle.DashLine))
            painter.drawLine(rect.topLeft(), rect.bottomLeft())


def _paint_thread(painter: QPainter, frame: Frame, linked: tuple[int, ...]) -> None:
    """Dashed curves from the earlier event of each pair to the later one."""
    selected = frame.place(frame.cursor) if linked else None
    if selected is None:
        return
    colors = theme.current()
    painter.setPen(QPen(blend(colors.text, colors.lane, 0.7), 1.2, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    here = QPointF(selected[1], selected[2])
    for position in linked:
        other = frame.place(position)
        if other is None:
            continue
        there = QPointF(other[1], other[2])
        start, end = (there, here) if position < frame.cursor else (here, there)
        bend = max(12.0, abs(end.x() - start.x()) / 2)
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end)
        painter.drawPath(path)


def _paint_foot(painter: QPainter, frame: Frame) -> None:
    colors, layout = theme.current(), frame.layout
    if not layout.tabs:
        return
    painter.fillRect(QRectF(0, layout.lanes_height, layout.width, layout.tabs), QColor(colors.panel))
    painter.setFont(fonts.ui(12))
    for tab in tabs(frame):
        painter.fillRect(tab.rect, QColor(colors.danger_ground))
        painter.setPen(QColor(colors.danger))
        inside = tab.rect.adjusted(_TAB_PAD_PX, 0, 0, 0)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, tab.label)
        if tab.undo is not None:
            painter.drawText(tab.undo.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, _UNDO)
            painter.fillRect(QRectF(tab.undo.left(), tab.undo.center().y() + 7, tab.undo.width(), 1), colors.danger)
