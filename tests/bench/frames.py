"""How long the timeline takes to draw a frame: the real lanes in a real window, at random zooms and pans."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import inspector
from inspector.events.operation import Kind, Ledger, Operation
from inspector.ui.timeline.timescale import Span
from tests.bench.figure import Figure
from tests.bench.stores import store

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from inspector.ui.session import Session
    from inspector.ui.timeline.viewport import Viewport

_WIDTH_PX, _HEIGHT_PX = 1920, 600
_BARS = 480
_FRAMES = 200
_TURNS = 4
_PEER_FRAMES = 4
_FEWEST = 1000
"""Spans go from about so many events, below which there is little to draw, to the whole store."""
_SMALL = 100_000
_ROLLED_BACK = 1000
_FRAME_S = 0.010
_SECOND = 1e9


def frames(path: Path) -> Iterator[Figure]:
    """Goal 4: frames of 20 lanes, beside pyqtgraph's scatter and a histogram of all events, drawn in turn."""
    with _timeline(path) as (session, viewport):
        times, streams = session.index.times, session.index.streams
        viewport.set_thin(True)
        _settle(session)
        many = [_frame(viewport, span) for span in _spans(viewport)]
        viewport.set_thin(False)
        _settle(session)
        scatter, histogram = _Scatter(times, streams), _Histogram(times)
        spans, ours, points, bars = _spans(viewport), [], [], []
        for turn in range(_TURNS):
            ours += [_frame(viewport, span) for span in spans[turn::_TURNS]]
            few = spans[turn :: len(spans) // _PEER_FRAMES]
            with scatter.shown():
                points += [_timed(lambda span=span: scatter.show(span)) for span in few]
            bars += [_timed(lambda span=span: histogram.show(span)) for span in few]
        scatter.close()
    events, mine = len(times), statistics.median(ours)
    peers = ("pyqtgraph scatter", points, 100, 1_000_000), ("histogram of all, a frame", bars, 15, 10_000_000)
    for peer, theirs, at_least, size in peers:
        yield Figure(
            goal=4,
            figure="timeline frame, 20 lanes",
            peer=peer,
            ours=mine,
            theirs=statistics.median(theirs),
            at_least=at_least,
            applies=events >= size,
        )
    for lanes, seconds in ((20, ours), (200, many)):
        yield Figure(
            goal=4,
            figure=f"timeline frame, {lanes} lanes, p99",
            peer="10 ms",
            ours=_p99(seconds),
            theirs=_FRAME_S,
            at_most=1.0,
            applies=events >= 10_000_000,
        )


def growth(path: Path) -> Iterator[Figure]:
    """Goal 5: frames of this store beside those of one with 100,000 events, drawn in turn."""
    with _timeline(path) as (_, large), _timeline(store(_SMALL)) as (_, small):
        ours, theirs = [], []
        for far, near in zip(_spans(large), _spans(small), strict=True):
            ours.append(_frame(large, far))
            theirs.append(_frame(small, near))
    yield Figure(
        goal=5,
        figure="timeline frame, 20 lanes",
        peer="the same at 100k events",
        ours=statistics.median(ours),
        theirs=statistics.median(theirs),
        at_most=2.0,
    )


def rollback(path: Path) -> Iterator[Figure]:
    """Goal 11: from a rollback that the window hears of until it is drawn, beside a repaint of the same span."""
    with _timeline(path) as (session, viewport):
        last, plain, after = session.last, [], []
        rolled = Ledger([Operation(1, Kind.ROLLBACK, 0, "", "", "", None, last - _ROLLED_BACK, last)])
        for span in _spans(viewport):
            end = viewport.scene.axis.whole().end
            viewport.look_at(Span(end - span.length, span.length))
            _settle(session)
            plain.append(_timed(viewport.changed.emit))
            after.append(_timed(lambda: _take(session, viewport, rolled)))
            _take(session, viewport, Ledger())
            _settle(session)
    yield Figure(
        goal=11,
        figure="repaint after a rollback",
        peer="plain repaint",
        ours=statistics.median(after),
        theirs=statistics.median(plain),
        at_most=1.2,
    )


def _take(session: "Session", viewport: "Viewport", ledger: Ledger) -> None:
    """What the session does with a rollback, as far as the timeline is concerned; until the timeline shows it."""
    session.ledger = ledger
    session.ledgerChanged.emit()
    while len(viewport.scene.hatches) != len(ledger.spans):
        _app().processEvents()


class _Scatter:
    """All events as points by time and lane, in a plot of the same size."""

    def __init__(self, times: np.typing.NDArray[np.int64], streams: np.typing.NDArray[np.integer]) -> None:
        os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
        import pyqtgraph

        self._first = int(times[0])
        self._plot = pyqtgraph.PlotWidget()
        self._plot.resize(_WIDTH_PX, _HEIGHT_PX)
        self._plot.addItem(
            pyqtgraph.ScatterPlotItem(x=(times - self._first) / _SECOND, y=streams % 20, size=5, pen=None)
        )
        self._plot.show()
        _app().processEvents()
        self._plot.hide()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Its window is there only while inside: what it has put off would be counted to others."""
        self._plot.show()
        _app().processEvents()
        try:
            yield
        finally:
            self._plot.hide()
            _app().processEvents()

    def show(self, span: Span) -> None:
        """Look at a span, and draw that at once: a graphics view puts it off by a turn of the event loop."""
        start = (span.start - self._first) / _SECOND
        self._plot.setXRange(start, start + span.length / _SECOND, padding=0)
        self._plot.viewport().repaint()

    def close(self) -> None:
        """Close its window."""
        self._plot.close()


class _Histogram:
    """The bars of a span counted from all times again for each frame."""

    def __init__(self, times: np.typing.NDArray[np.int64]) -> None:
        self._times = times

    def show(self, span: Span) -> None:
        """Count the bars of a span."""
        np.histogram(self._times, bins=_BARS, range=(span.start, span.end))


@contextmanager
def _timeline(path: Path) -> Iterator[tuple["Session", "Viewport"]]:
    """A store's timeline in a window, its lanes 1920x600, with the whole index there."""
    from PySide6.QtWidgets import QWidget

    from inspector.ui import style
    from inspector.ui.jobs import Jobs
    from inspector.ui.opening import Opened
    from inspector.ui.session import Session
    from inspector.ui.timeline.view import LanesView
    from inspector.ui.timeline.viewport import Viewport

    style.apply(_app(), "dark")
    session = Session(Opened.of(inspector.open(path)), Jobs())
    window = QWidget()
    window.resize(_WIDTH_PX, 1000)  # rows have their full height in a window that is high enough
    viewport = Viewport(session, window)
    lanes = LanesView(viewport, window)
    lanes.setGeometry(0, 0, _WIDTH_PX, _HEIGHT_PX)
    window.show()
    session.start()
    _settle(session)
    assert len(lanes.frame().rows) == 20
    for span in _spans(viewport)[::10]:
        _frame(viewport, span)
    yield session, viewport
    window.close()
    session.close()


def _spans(viewport: "Viewport") -> list[Span]:
    """Where to look: the same ones whenever a store is drawn, their lengths evenly from all decades."""
    chance, whole, events = random.Random(1), viewport.scene.axis.whole(), len(viewport.scene)
    most = events / _FEWEST
    lengths = [round(whole.length / most ** chance.random()) for _ in range(_FRAMES)]
    return [Span(whole.start + chance.randrange(whole.length - length + 1), length) for length in lengths]


def _frame(viewport: "Viewport", span: Span) -> float:
    return _timed(lambda: viewport.look_at(span))


def _timed(change: Callable[[], object]) -> float:
    """Seconds until a change is on the screen."""
    start = time.perf_counter()
    change()
    _app().processEvents()
    return time.perf_counter() - start


def _settle(session: "Session") -> None:
    """Run the event loop until everything the session was asked for is there and drawn."""
    from PySide6.QtCore import QEventLoop

    while not (session.indexed and session.jobs.is_idle()):
        _app().processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    for _ in range(2):
        _app().processEvents()


def _app() -> "QApplication":
    from PySide6.QtWidgets import QApplication

    running = QApplication.instance()
    return running if isinstance(running, QApplication) else QApplication([])


def _p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[-1]
