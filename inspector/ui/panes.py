"""The four panes of a store: the list at once, each of the others as soon as it is loaded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from inspector.ui.docks import Docks
from inspector.ui.event_list.pane import EventListPane
from inspector.ui.timeline.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspector.ui.jobs import Job
    from inspector.ui.session import Session
    from inspector.ui.window import MainWindow


class Panes:
    """Fills the docks of one window with the panes of one session. GUI thread only.

    First rows need neither the other panes nor numpy, which together take longer to load than all the rest. Until a
    pane is there its dock shows its ground, and the timeline's the outline of the store.
    """

    def __init__(self, window: MainWindow, session: Session) -> None:
        self._window = window
        self._session = session
        self._events = events = EventListPane(session)
        self._connect(events)
        self.docks = Docks(
            window, {"timeline": Outline(session), "eventList": events, "detail": _ground(), "statePanel": _ground()}
        )

    def build_rest(self) -> None:
        """Paint the rows, then load the other panes off the GUI thread, and build one at a time."""
        # Whatever is loaded from now on shares the interpreter with painting.
        self._events.table.viewport().repaint()
        self._session.jobs.panes.submit(self._load, lambda _nothing: None)

    def _load(self, job: Job) -> None:
        from inspector.ui.state.pane import StatePane

        job.deliver(partial(self._build, "statePanel", StatePane))
        from inspector.ui.detail.pane import DetailPane

        job.deliver(partial(self._build, "detail", DetailPane))
        from inspector.ui.timeline.pane import TimelinePane

        job.deliver(partial(self._build, "timeline", TimelinePane))

    def _build(self, name: str, pane: Callable[[Session], QWidget]) -> None:
        made = pane(self._session)
        self._connect(made)
        self.docks.fill(name, made)

    def _connect(self, pane: QWidget) -> None:
        session, handlers = self._session, self._window.handlers
        for name, slot in (
            ("positionActivated", session.set_cursor),
            ("undoRequested", handlers.undo_operation),
            ("streamActivated", session.set_scope),
            ("rollBackRequested", handlers.roll_back_to),
            ("filterRequested", self._window.filter_bar.show_filter),
            ("rulesRequested", handlers.edit_rules),
        ):
            if hasattr(pane, name):
                getattr(pane, name).connect(slot)


def _ground() -> QWidget:
    ground = QWidget()
    ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return ground
