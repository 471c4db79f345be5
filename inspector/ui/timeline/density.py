"""Density bars as a picture in palette numbers: stacked by ink, one column a bar."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from inspector.ui.timeline.lanes import IGNORED

Int64s: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]

EMPTY = IGNORED + 1
"""The palette number of a pixel above its bar."""
_LEAST_PX = 2
_FLATTEN = 0.4


def heights(totals: Int64s, most: int, height: int) -> Int64s:
    """How high bars of so many events are, in pixels up to `height`, which `most` events fill.

    Flattened, so that quiet hours still tell something beside a burst. A bar with any event has a pixel or two.
    """
    tall = np.rint((totals / max(most, 1)) ** _FLATTEN * height).astype(np.int64)
    return np.where(totals > 0, np.clip(tall, min(_LEAST_PX, height), height), 0)


def ceiling(most: int) -> int:
    """The count that fills a bar, at least `most`: a power of two, so that panning seldom changes all heights."""
    return 1 << max(2, (most - 1).bit_length()) if most > 0 else 1


def stacked(counts: Int64s, most: int, height: int) -> Bytes:
    """Palette numbers, `height` rows from the top by one column a bar: an ink's number where its events are.

    counts: a row a bar, by ink, the ignored ones last. most: the count that fills the height.
    """
    totals = counts.sum(axis=1)
    tall = heights(totals, most, height)
    # Narrow integers: these comparisons are the most of a frame that is all density.
    upto = np.rint(np.cumsum(counts, axis=1) * (tall / np.maximum(totals, 1))[:, None]).astype(np.uint16)
    level = np.arange(height - 1, -1, -1, dtype=np.uint16)[:, None]
    picture = np.zeros((height, len(counts)), np.uint8)
    for ink in range(EMPTY):
        picture += np.ascontiguousarray(upto[:, ink]) <= level
    return picture
