"""Pills as pictures made of arrays: all of a lane in one, however many there are."""

from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from inspector.ui import theme
from inspector.ui.theme import Theme
from inspector.ui.timeline.lanes import IGNORED
from inspector.ui.timeline.sprites import ink_color

Int64s: TypeAlias = npt.NDArray[np.int64]
Pixels: TypeAlias = npt.NDArray[np.uint32]

PAST, FUTURE, IGNORED_PILL = 0, 1, 2
"""How a pill stands: its events before the cursor, after it, or all ignored."""
_CAP_PX = 4
_LEAST_SEGMENT_PX = 3


def shares(by_ink: Int64s, widths: Int64s) -> Int64s:
    """Pills' widths shared out among their inks by their counts: where each ink ends, a row a pill.

    by_ink: a row of counts a pill. widths: pixels. Every ink that a pill has shows while there is room.
    """
    present = np.cumsum(by_ink > 0, axis=1)
    least = np.where(_LEAST_SEGMENT_PX * present[:, -1] <= widths, _LEAST_SEGMENT_PX, 0)
    seen = np.cumsum(by_ink, axis=1)
    spare = (widths - least * present[:, -1]) / np.maximum(seen[:, -1], 1)
    ends: Int64s = least[:, None] * present + np.rint(seen * spare[:, None]).astype(np.int64)
    return ends


def pictures(
    rows: Int64s, left: Int64s, widths: Int64s, by_ink: Int64s, standing: Int64s, size: tuple[int, int, int], cap: int
) -> Pixels:
    """Premultiplied ARGB of `size`: rows of lanes, device pixels a pill is high, device pixels a lane is wide.

    rows, left, widths, by_ink, standing: by pill; left and widths in device pixels. cap: those of a rounded end.
    """
    lanes, height, width = size
    colors, caps = _inks(theme.current()), _caps(theme.current(), height, cap)
    air = int(widths.max(initial=0)) + cap
    main = np.where(standing == IGNORED_PILL, IGNORED, by_ink.argmax(axis=1))
    ends = shares(by_ink, widths)
    pill = np.repeat(np.arange(len(rows)), widths)
    column = np.arange(len(pill)) - np.repeat(np.cumsum(widths) - widths, widths)
    ink = (ends[pill] <= column[:, None]).sum(axis=1)
    outlined = (standing != PAST)[pill]
    fill = np.where(outlined, colors[standing[pill], -1], colors[PAST][np.minimum(ink, IGNORED)])
    edge = np.where(outlined, colors[PAST][main[pill]], fill)
    lines = np.zeros((2, lanes, width + 2 * air), np.uint32)
    at = rows[pill], left[pill] + air + column
    lines[0][at], lines[1][at] = fill, edge
    picture = np.repeat(lines[0][:, None, :], height, axis=1)
    line = _line(cap)
    picture[:, :line], picture[:, height - line :] = lines[1][:, None], lines[1][:, None]
    first, last = (by_ink > 0).argmax(axis=1), by_ink.shape[1] - 1 - (by_ink > 0)[:, ::-1].argmax(axis=1)
    for side, inks, x in ((0, first, left), (1, last, left + widths - cap)):
        stamps = caps[side, standing, np.where(standing == PAST, inks, main)]
        columns = (x + air)[:, None, None] + np.arange(cap)
        picture[rows[:, None, None], np.arange(height)[:, None], columns] = stamps
    return np.ascontiguousarray(picture[:, :, air : air + width])


def image(pixels: Pixels) -> QImage:
    """A picture of rows of premultiplied pixels, which must stay while it is drawn."""
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)


@cache
def _inks(colors: Theme) -> Pixels:
    """By standing: the colours of the inks and, last, of the ground within an outline."""
    inks = [ink_color(ink).rgba() for ink in range(IGNORED + 1)]
    grounds = colors.lane, colors.future, colors.lane_alternate
    return np.array([[*inks, QColor(ground).rgba()] for ground in grounds], np.uint32)


@cache
def _caps(colors: Theme, height: int, cap: int) -> Pixels:
    """Rounded ends by side (left, right), standing and ink. `colors` is the palette in use."""
    found = np.zeros((2, 3, IGNORED + 1, height, cap), np.uint32)
    for side, standing, ink in np.ndindex(2, 3, IGNORED + 1):
        found[side, standing, ink] = _cap(colors, standing, ink, height, cap, left=side == 0)
    return found


def _line(cap: int) -> int:
    """How wide outlines are."""
    return max(1, cap // 4)


def _cap(colors: Theme, standing: int, ink: int, height: int, cap: int, *, left: bool) -> Pixels:
    """A rounded end, drawn as a whole short pill of which one end is in the picture."""
    picture = QImage(cap, height, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    color, start = ink_color(ink), 0 if left else -4 * cap
    if standing == PAST:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(start, 0, 5 * cap, height), cap, cap)
    else:
        line = _line(cap)
        painter.setPen(QPen(color, line))
        painter.setBrush(QColor(colors.future if standing == FUTURE else colors.lane_alternate))
        painter.drawRoundedRect(QRectF(start + line / 2, line / 2, 5 * cap - line, height - line), cap, cap)
    painter.end()
    bits = np.frombuffer(picture.constBits(), np.uint32).reshape(height, picture.bytesPerLine() // 4)
    return bits[:, :cap].copy()
