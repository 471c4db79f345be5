"""About how dense a store is that is not indexed yet: how the overview shows an estimate. Needs no numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from inspector.ui import theme
from inspector.ui.timeline.timescale import Span

if TYPE_CHECKING:
    from inspector.replay.estimate import Estimate

BAR_PX = 3
"""A bar with the gap behind it."""
_AIR = 32
"""The axis goes on at both ends by one part in this many, as it will with all the events."""
_INK = 0.6
"""Paler than bars that are counted."""
_LEAST_PX = 2
_FLATTEN = 0.4


def span(estimate: Estimate) -> Span:
    """The stretch of time that is drawn."""
    first, last = estimate.times[0], estimate.times[-1]
    air = max((last - first) // _AIR, 1)
    return Span(first - air, last - first + 2 * air + 1)


def bars(estimate: Estimate, width: int) -> list[int]:
    """About how many events there are in each bar of a strip, from left to right."""
    drawn = span(estimate)
    return estimate.counts(drawn.start, drawn.length, max(1, width // BAR_PX))


def tall(count: int, most: int, height: int) -> int:
    """How high a bar of so many events is where `most` fill the height; flattened as bars that are counted are."""
    return max(_LEAST_PX, round((count / most) ** _FLATTEN * height)) if count else 0


def ink() -> QColor:
    """The colour of a bar."""
    colors = theme.current()
    pale = QColor(colors.density)
    pale.setAlphaF(_INK)
    return pale
