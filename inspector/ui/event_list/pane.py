"""The event list pane: the table, and what it says when it has no rows."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from inspector.events.log import TextFilter
from inspector.ui.event_list.view import EventTable
from inspector.ui.filter_text import quoted
from inspector.ui.session import Session
from inspector.ui.text import one_line


class EventListPane(QWidget):
    """All events of a session, or those that match its filter. GUI thread only."""

    positionActivated = Signal(object)
    streamActivated = Signal(str)
    """a stream to pin in the state panel"""
    rollBackRequested = Signal(object)
    """a position to roll back to"""
    filterRequested = Signal(str)
    """what to put into the filter row"""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("eventList")
        self.setAccessibleName("Events")
        self._session = session
        self.table = EventTable(session, self)
        self._empty = QLabel()
        self._empty.setObjectName("eventListEmpty")
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._clear = QPushButton("Clear filter")
        self._clear.setObjectName("eventListClear")
        self._clear.clicked.connect(lambda _checked: self.filterRequested.emit(""))
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.addStretch(1)
        column.addWidget(self._empty)
        column.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self.table)
        self._pages.addWidget(nothing)
        self.setFocusProxy(self.table)
        self.table.positionActivated.connect(self.positionActivated)
        self.table.menuWanted.connect(self._show_menu)
        for changed in (self.table.model().modelReset, self.table.model().rowsInserted):
            changed.connect(self._choose_page)
        self._choose_page()

    def _choose_page(self) -> None:
        empty = self.table.model().rowCount() == 0
        filtered = self._session.filter != TextFilter()
        self._empty.setText("No event matches the filter." if filtered else "This store has no events yet.")
        self._clear.setVisible(filtered)
        self._pages.setCurrentIndex(int(empty))

    def _show_menu(self, position: int, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy", partial(self.table.copy, as_json=False))
        menu.addAction("Copy as JSON", partial(self.table.copy, as_json=True))
        menu.addAction("Copy Cell", self.table.copy_cell)
        menu.addSeparator()
        stream = self._session.stream_at(position)
        if stream is not None:
            name = one_line(stream, 40).replace("&", "&&")
            menu.addAction(f"Show State of {name}", partial(self.streamActivated.emit, stream))
            menu.addAction(f"Only {name}", partial(self.filterRequested.emit, f"stream:{quoted(stream)}"))
        event = self._session.event_at(position)
        if event is not None:
            type = one_line(event.type, 40).replace("&", "&&")
            menu.addAction(f"Only {type}", partial(self.filterRequested.emit, f"type:{quoted(event.type)}"))
        menu.addSeparator()
        menu.addAction(f"Roll Back to #{position}…", partial(self.rollBackRequested.emit, position))
        menu.popup(point)
