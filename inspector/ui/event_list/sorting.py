"""The order that the user asked for, worked out off the GUI thread where times go backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.events.arrays import np
from inspector.ui.event_list.order import Order
from inspector.ui.session import Session

if TYPE_CHECKING:
    from inspector.ui.event_list.order import Int64s

_AGAIN_MS = 1000
"""How soon events that came out of order are sorted in."""


class Sorting(QObject):
    """GUI thread only. `order` fits the session's index, or the matches of its filter, whenever these are asked for."""

    changed = Signal()
    """Another order than before, of the same events."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.order = Order()
        self._session = session
        self._lane = session.jobs.order
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._sort)

    def sort_by(self, *, time: bool, descending: bool) -> None:
        """Stand in this order from now on, or as soon as it is known."""
        self._lane.cancel()
        if time and self.order.by_time and self.order.ranked is not None:
            self._take(Order(True, descending, self.order.ranked, self.order.times))
        elif time and not self._is_sorted():
            self._sort(descending)
        else:
            self._take(Order(by_time=time, descending=descending))

    def count(self, there: int) -> int:
        """How many of the events that are there have a place: others wait until they are sorted in."""
        order, index = self.order, self._session.index
        if not order.by_time or self._session.filtered is not None:
            return there
        in_order = order.goes_on(index.times) if order.ranked is not None else index.monotone
        if not in_order and self._session.indexed and not self._again.isActive():
            self._again.start()
        return there if in_order or order.ranked is None else len(order.ranked)

    def begin_anew(self) -> None:
        """The events are others: as they are, until they are sorted."""
        order = self.order
        if order.by_time:
            self._lane.cancel()
            self.order = Order(by_time=True, descending=order.descending)
            if not self._is_sorted() and not self._session.searching:
                self._sort()

    def _is_sorted(self) -> bool:
        return self._session.index.monotone

    def _sort(self, descending: bool | None = None) -> None:
        session, index = self._session, self._session.index
        filtered, positions, times = session.filtered, index.positions, index.times
        turned = self.order.descending if descending is None else descending

        def times_of() -> Int64s:
            return times if filtered is None else times[np.searchsorted(positions, filtered)]

        self._lane.submit(
            lambda _job: Order.of_times(times_of(), descending=turned), self._take, label="Sorting by time"
        )

    def _take(self, order: Order) -> None:
        self.order = order
        self.changed.emit()
