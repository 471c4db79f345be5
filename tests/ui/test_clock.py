"""Times in UTC on demand: everywhere at once, typed ones too."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector.ui import goto_text, settings, text
from inspector.ui.clock import CLOCK
from inspector.ui.event_list.columns import Column
from inspector.ui.timeline.ticks import time_ticks
from inspector.ui.timeline.timescale import Scale, Span
from inspector.ui.window import MainWindow

Idle = Callable[[object], None]

AT_NS = 1_773_318_731_002_000_000
"""2026-03-12T12:32:11.002Z"""
HOUR_NS = 3_600 * 10**9


@pytest.fixture(autouse=True)
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A zone with a half hour in it, and local time again afterwards."""
    import time  # noqa: PLC0415  only to have the zone of this test read

    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield
    CLOCK.use_utc(False)
    monkeypatch.undo()
    time.tzset()


def test_words_and_typed_times_follow_the_zone_that_is_shown() -> None:
    assert text.when_zoned(AT_NS) == "12 Mar 2026 18:02:11.002 (local, UTC+5:30)"
    assert goto_text.moment("2026-03-12 18:02:11.002", None) == AT_NS
    CLOCK.use_utc(True)
    assert text.when_zoned(AT_NS) == "12 Mar 2026 12:32:11.002 (UTC)"
    assert goto_text.moment("2026-03-12 12:32:11.002", None) == AT_NS
    assert goto_text.moment(text.when_zoned(AT_NS), None) == AT_NS
    assert goto_text.moment("12:32:11.002", AT_NS + HOUR_NS) == AT_NS


def test_the_ruler_stands_at_round_times_of_the_zone_that_is_shown() -> None:
    scale = Scale(Span(AT_NS, 12 * HOUR_NS), 1000)
    local = [tick.value for tick in time_ticks(scale, 100)]
    CLOCK.use_utc(True)
    universal = [tick.value for tick in time_ticks(scale, 100)]
    for ticks, offset in ((local, HOUR_NS // 2), (universal, 0)):
        assert len(ticks) > 3
        assert all((value - offset) % HOUR_NS == 0 for value in ticks)
        assert len({after - before for before, after in pairwise(ticks)}) == 1


def test_a_key_switches_every_view(window: MainWindow, qtbot: QtBot, idle: Idle) -> None:
    session = window.session
    assert session is not None
    session.set_cursor(1)
    idle(window)
    table = window.docks.docks["eventList"].widget().table
    facts = window.docks.docks["detail"].widget().facts

    def shown() -> tuple[str, str, bool]:
        clock = table.model().index(0, Column.TIME).data()
        return clock, window.status.cursor_text.text()[-16:], facts._values["Time"].text().endswith("(UTC)")

    assert shown() == ("18:02:11.002", "(local, UTC+5:30)"[-16:], False)
    qtbot.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    idle(window)
    assert shown() == ("12:32:11.002", "12:32:11.002 (UTC)"[-16:], True)
    assert window.actions_by_id["view.utc"].isChecked()
    assert settings.read_text("window/utc") == "yes"
    qtbot.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    idle(window)
    assert shown()[0] == "18:02:11.002"
