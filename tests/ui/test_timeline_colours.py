"""The colours of the timeline, computed."""

from itertools import combinations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from inspector.ui import style, theme
from inspector.ui.timeline import sprites


def _luminance(color: str | QColor) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(QColor(color))]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _rgb(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def _contrast(one: str | QColor, other: str | QColor) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_every_text_of_the_timeline_can_be_read(qapp: QApplication, mode: style.Mode) -> None:
    style.apply(qapp, mode)
    colors = theme.current()
    pairs = [
        (colors.text, colors.lane),
        (colors.text, colors.lane_alternate),
        (colors.muted, colors.lane),
        (colors.muted, colors.lane_alternate),
        (colors.muted, colors.future),
        (colors.muted, colors.raised),
        (colors.muted, colors.panel),
        (colors.danger, colors.danger_ground),
        (colors.danger, colors.lane_alternate),
        (colors.cursor_text, colors.cursor),
        *((colors.on_event, sprites.ink_color(ink)) for ink in range(9)),
    ]
    assert {pair: _contrast(*pair) for pair in pairs if _contrast(*pair) < 4.5} == {}


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_no_event_has_the_cursors_amber(qapp: QApplication, mode: style.Mode) -> None:
    style.apply(qapp, mode)
    colors = [theme.current().cursor, *theme.current().events]
    assert all(one != other for one, other in combinations(colors, 2))
