"""Thin lanes: how many events there are where, in shades of one colour; all lanes in one picture."""

from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from inspector.ui import theme
from inspector.ui.theme import Theme
from inspector.ui.timeline import density, pills
from inspector.ui.timeline.frame import Frame
from inspector.ui.timeline.marks import BAR_PX
from inspector.ui.timeline.sprites import blend

Int64s: TypeAlias = npt.NDArray[np.int64]

_SHADES = 24
_FAINTEST, _FUTURE_PART = 0.3, 0.5


def paint(painter: QPainter, frame: Frame, ratio: float) -> None:
    """Paint what lanes hold, a line of shades each."""
    if not frame.lanes:
        return
    counts, ignored, x = frame.totals
    numbers = shades(counts)
    numbers += np.where((counts > 0) & (ignored == counts), np.uint8(2 * _SHADES), np.uint8(0))
    if frame.cursor_x is not None:
        middles = frame.layout.names + x + (np.arange(counts.shape[1]) + 0.5) * BAR_PX
        numbers += (middles > frame.cursor_x) * np.uint8(_SHADES)
    line = _colors(theme.current()).take(numbers)
    row = frame.layout.row
    pixels = np.zeros((len(line), row, line.shape[1]), np.uint32)
    pixels[:, : row - 1] = line[:, None]
    picture, left = pixels.reshape(-1, line.shape[1]), frame.layout.names + round(x * ratio) / ratio
    split = frame.pinned * row
    for part, top in ((picture[:split], 0), (picture[split:], frame.top(frame.rows[-1]) + row - len(picture) + split)):
        if len(part):
            painter.drawImage(QRectF(left, top, part.shape[1] * BAR_PX, len(part)), pills.image(part))


def shades(counts: Int64s) -> npt.NDArray[np.uint8]:
    """A shade for each count: 0 for none, up to the darkest for a power of two at least as large as all."""
    most = density.ceiling(int(counts.max(initial=0)))
    part = np.log2(counts + 1) / np.log2(most + 1)
    return np.where(counts > 0, np.maximum(np.rint(part * (_SHADES - 1)), 1), 0).astype(np.uint8)


@cache
def _colors(colors: Theme) -> pills.Pixels:
    """By shade: before the cursor, after it, and both again for what is ignored. `colors` is the palette in use."""
    found: list[int] = []
    for ink in (colors.density_selected, colors.danger):
        for ground, most in ((colors.lane, 1.0), (colors.future, _FUTURE_PART)):
            steps = [most * (_FAINTEST + (1 - _FAINTEST) * step / (_SHADES - 1)) for step in range(_SHADES)]
            found += [0, *(blend(ink, ground, step).rgba() for step in steps[1:])]
    return np.array(found, np.uint32)
