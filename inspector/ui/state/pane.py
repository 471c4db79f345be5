"""The state pane: the state after the cursor, as a tree or as JSON."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from inspector.events.json_value import pretty
from inspector.ui.jobs import Job
from inspector.ui.json_view import JsonView
from inspector.ui.session import Session
from inspector.ui.state.header import StateHeader
from inspector.ui.value_tree.nodes import PENDING, Marks, Node, Roster
from inspector.ui.value_tree.view import ValueTree
from inspector.workspace.frame import Frame, Step

_DIM_AFTER_MS = 100
"""Sooner, dimming would only flicker."""


class StatePane(QWidget):
    """The state of the session's scope after its cursor. GUI thread only.

    While another state is being folded, the one before stays, dimmed if it takes long.
    """

    positionActivated = Signal(object)
    rulesRequested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statePanel")
        self.setAccessibleName("State")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._step: Step | None = None
        self.header = StateHeader(session, self)
        self.tree = ValueTree("stateTree", "State", self, set_by=True)
        self.json = JsonView("stateJson", "State as JSON", self)
        self._dim = QTimer(self, singleShot=True, interval=_DIM_AFTER_MS)
        self._dim.timeout.connect(lambda: self.tree.set_dimmed(True))
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._fill_unfolded)
        self._filling: Job | None = None
        self._rows = -1
        self._stale: set[int] = set()
        """The nodes, by their ids, that show a state of another position."""
        self._awaited: set[int] = set()
        self._tabs = QStackedLayout()
        self._tabs.addWidget(self.tree)
        self._tabs.addWidget(self.json)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._tabs, 1)
        self.setFocusProxy(self.tree)
        self.header.tabChanged.connect(self._choose_tab)
        self.header.rulesRequested.connect(self.rulesRequested)
        self.tree.positionActivated.connect(self.positionActivated)
        self.tree.moved.connect(self._look.start)
        session.indexGrown.connect(self._grown)
        session.stepStarted.connect(self._dim.start)
        session.stepReady.connect(self._show)
        session.scopeChanged.connect(self.header.show_scope)
        session.foldChanged.connect(self.header.show_scope)
        if not session.last:
            self.header.say("No state before the first event")
        elif session.state_scope.answer is not None:
            self._show(session.state_scope.answer)

    @property
    def _whole(self) -> bool:
        return self._session.state_scope.is_whole

    def _grown(self) -> None:
        """Streams may have come while the store was being read."""
        if self._whole and self._session.state_scope.projection is None:
            rows = self._session.index.row_at_or_before(self._session.cursor) + 1
            if rows != self._rows:
                self._rows = rows
                self._session.state_scope.request()

    def _show(self, step: Step) -> None:
        self._step = step
        self._dim.stop()
        self.tree.set_dimmed(False)
        self.header.show_scope()
        self.header.show_step(step, whole=self._whole)
        if self._whole:
            self._show_whole()
        else:
            frame = step.frame
            name = frame.key if frame.projection is not None else frame.stream
            self.tree.show_tree(Node(name or "", frame.state, trace=frame.trace, marks=Marks.of(step.changes)))
        self._show_json()

    def _show_whole(self) -> None:
        scope = self._session.state_scope
        noun = "stream" if scope.projection is None else "key"
        self.tree.values.call_roll(Roster(scope.projection or "whole store", scope.names, noun))
        root = self.tree.values.root
        if root is not None and not self.tree.isExpanded(self.tree.values.index_of(root)):
            self.tree.show_tree(root)
        self._stale = {id(node) for node in (root.children if root is not None else ()) if node.value is not PENDING}
        self._fill_unfolded()

    @property
    def is_filling(self) -> bool:
        """Whether states of streams that are open are still to come."""
        return self._look.isActive() or bool(self._awaited)

    def _fill_unfolded(self) -> None:
        """Ask for the states of the streams that are open and in sight; those of others are not known any more."""
        root = self.tree.values.root
        if not self._whole or not isinstance(root, Roster):
            return
        if self._filling is not None:
            self._filling.supersede()
        open_ones = self.tree.unfolded()
        for node in [node for node in root.children if id(node) in self._stale] if self._stale else ():
            if node not in open_ones:
                self.tree.values.forget(node)
        self._stale &= {id(node) for node in open_ones}
        nodes = {str(node.key): node for node in open_ones if node.value is PENDING or id(node) in self._stale}
        self._awaited = {id(node) for node in nodes.values()}
        if nodes:
            at, scope = self._session.cursor, self._session.state_scope
            self._filling = scope.request_each(list(nodes), at, lambda name, frame: self._fill(nodes[name], frame))

    def _fill(self, node: Node, frame: Frame) -> None:
        if self.tree.values.root is node.parent and frame.position == self._session.cursor:
            self._stale.discard(id(node))
            self._awaited.discard(id(node))
            self.tree.refill(node, frame.state, frame.trace)

    def _choose_tab(self, tab: int) -> None:
        self._tabs.setCurrentIndex(tab)
        self.setFocusProxy((self.tree, self.json)[tab])
        self._show_json()

    def _show_json(self) -> None:
        if self._tabs.currentWidget() is not self.json or self._step is None:
            return
        if self._whole:
            self.json.show_text(
                "All states together are not shown as JSON; choose one, or use `inspector state FILE --json`."
            )
        else:
            self.json.show_text(pretty(self._step.frame.state))
