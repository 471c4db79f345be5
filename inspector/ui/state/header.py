"""What stands above the state: whose it is, after which event, and how far to trust it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from inspector.ui.elided import ElidedLabel
from inspector.ui.session import Session
from inspector.ui.tabs import tab_row
from inspector.ui.text import grouped, hint, one_line, position
from inspector.workspace.frame import Frame, Step

TABS = ("Tree", "JSON")
_SLOW_EVENT_S = 0.001
_GUESS_HINT = (
    "A guess: the payloads merged into one another, not the application's own state. "
    "Load {} or edit fold rules (Edit menu) to see that."
)
_DEFAULTS_HINT = (
    "In part a guess: the producer stores some values only once they are written; what they were before is told from "
    "later writes."
)


class StateHeader(QWidget):
    """Tabs, the scope's menu, and a line about the state that is shown."""

    tabChanged = Signal(int)
    rulesRequested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tabs = tab_row("stateTabs", "State as", TABS)
        self.tabs.currentChanged.connect(self.tabChanged)
        self.scope = QToolButton(self)
        self.scope.setObjectName("stateScope")
        self.scope.setProperty("role", "flat")
        self.scope.setAccessibleName("Scope of the state")
        self.scope.setToolTip("Whose state is shown")
        self.scope.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.scope)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.scope.setMenu(self._menu)
        # Where there is no room for both, how far to trust the state is what must be read.
        self.line, self.trust = ElidedLabel("stateLine", self, left=True), _label("stateTrust", "exact")
        self.line.setProperty("role", "muted")
        self.trouble, self.snapshot = _label("stateTrouble", "danger"), _label("stateSnapshot", "danger")
        for label in self._wrapped:
            label.setWordWrap(True)
            label.setContentsMargins(14, 2, 14, 6)
            label.hide()
        self.proposal, self.proposed = QWidget(self), ElidedLabel("stateProposal", self, left=True)
        self.proposal.hide()
        row = QWidget(self)
        row.setProperty("role", "paneHeader")
        top = QHBoxLayout(row)
        top.setContentsMargins(4, 0, 10, 0)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.scope)
        below = QHBoxLayout()
        below.setContentsMargins(14, 6, 14, 4)
        below.addWidget(self.line, 1)
        below.addWidget(self.trust)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(row)
        column.addLayout(below)
        for label in self._wrapped:
            column.addWidget(label)
        column.addWidget(self.proposal)
        self._lay_out_proposal()
        session.folding.suggested.connect(lambda _error: self._propose())
        session.folding.changed.connect(self._propose)
        self._propose()
        self.show_scope()

    def _lay_out_proposal(self) -> None:
        review = QPushButton("Review…", self)
        review.setObjectName("stateReview")
        review.setProperty("role", "link")
        review.setToolTip("Look at the suggested fold rules, change them, use them")
        review.clicked.connect(self.rulesRequested)
        line = QHBoxLayout(self.proposal)
        line.setContentsMargins(14, 0, 8, 6)
        line.addWidget(self.proposed, 1)
        line.addWidget(review)

    def _propose(self) -> None:
        """Offer the rules that the store suggests, as long as the state is a guess."""
        suggestion = self._session.folding.suggestion
        offered = suggestion is not None and not self._session.workspace.fold.exact
        self.proposal.setVisible(offered)
        if suggestion is not None:
            self.proposed.show_text(suggestion.headline())
            self.proposed.setToolTip(hint(suggestion.evidence()))

    @property
    def _wrapped(self) -> tuple[QLabel, ...]:
        return self.trouble, self.snapshot

    def show_scope(self) -> None:
        """Name the scope."""
        session, scope = self._session, self._session.state_scope
        if scope.projection is not None:
            key = "every key" if scope.every_key else one_line(scope.key or "no key", 32)
            words = f"{one_line(scope.projection, 24)} • {key}"
        elif scope.is_whole:
            words = "whole store"
        else:
            pin = "pinned" if session.pinned else "stream"
            words = f"{pin} • {one_line(session.scope, 32)}" if session.scope is not None else "no stream"
        self.scope.setText(f"{words} ▾".replace("&", "&&"))

    def show_step(self, step: Step, *, whole: bool) -> None:
        """Say after which event this is, what it changed, and what folded it."""
        frame = step.frame
        self.line.show_text(_line(step, whole=whole))
        trust = f"{one_line(frame.reducer, 40)} · exact" if frame.exact else f"≈ {frame.reducer} · a guess"
        self.trust.setText(f"{trust}{_cost(frame)}")
        agreement = "" if frame.snapshot is None else frame.snapshot.sentence(all=True)
        self.trust.setToolTip(hint(" ".join(filter(None, ("" if frame.exact else self._guess_hint(), agreement)))))
        _set_role(self.trust, "exact" if frame.exact else "guess")
        error = frame.error
        self.trouble.setVisible(error is not None and not whole)
        if error is not None:
            where = f"{position(error.position)} {one_line(error.type, 60)}"
            shown = f"after {position(frame.after)}" if frame.after else "before the first event"
            self.trouble.setText(
                f"Stopped at {where}: {one_line(error.reason, 300).rstrip('.')}; this is the state {shown}."
            )
        said = "" if whole or frame.snapshot is None else frame.snapshot.sentence()
        self.snapshot.setText(one_line(said, 400))
        self.snapshot.setVisible(bool(said))
        _set_role(self.snapshot, "guess" if frame.snapshot is not None and frame.snapshot.alone else "danger")
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The trouble may need more lines, or fewer."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        # A pane's layout gives a wrapped label the height that it had at another width.
        for label in self._wrapped:
            label.setMinimumHeight(max(0, label.heightForWidth(self.width())))

    def _guess_hint(self) -> str:
        if self._session.workspace.fold.exact:
            return _DEFAULTS_HINT
        domain = "a domain (File menu)"
        own_code = self._session.workspace.facts.own_code
        return _GUESS_HINT.format(f"the application's code or {domain}" if own_code else domain)

    def say(self, words: str) -> None:
        """Say why there is no state."""
        self.line.setText(words)
        self.trust.setText("")
        self.trouble.hide()
        self.snapshot.hide()

    def _fill_menu(self) -> None:
        session, scope = self._session, self._session.state_scope
        self._menu.clear()
        streams = scope.projection is None
        self._offer("Follow the Cursor's Stream", scope.unpin, streams and not scope.pinned)
        if scope.stream is not None:
            name = one_line(scope.stream, 48)
            self._offer(f"Stay with {name}", partial(scope.pin, scope.stream), streams and scope.pinned)
        self._offer("Whole Store", partial(scope.pin, None), streams and scope.is_whole)
        for projection in session.workspace.projections:
            self._menu.addSeparator()
            name, shown = one_line(projection, 48), projection == scope.projection
            show = partial(scope.project, projection)
            self._offer(f"{name}, Key of the Cursor's Event", show, shown and not scope.every_key)
            self._offer(f"{name}, Every Key", partial(show, every_key=True), shown and scope.every_key)

    def _offer(self, words: str, act: Callable[[], None], checked: bool) -> None:
        action = self._menu.addAction(words.replace("&", "&&"), act)
        action.setCheckable(True)
        action.setChecked(checked)


def _line(step: Step, *, whole: bool) -> str:
    frame = step.frame
    if whole:
        what = "stream" if frame.projection is None else "key"
        return f"after {position(frame.position)} · every {what}, opened as you need it"
    if frame.projection is not None and frame.key is None:
        return f"No event up to here has a key in {one_line(frame.projection, 40)}"
    own = step.event is not None and (frame.projection is not None or step.event.stream == frame.stream)
    if step.ignored_by is not None and own:
        after = f"state after {position(frame.after)}" if frame.after else "no state before it"
        return f"{position(frame.position)} is rolled back; {after}"
    if not frame.after:
        return "No state before the first event"
    words = f"after {position(frame.after)}"
    if frame.version is not None:
        words += f" · v{grouped(frame.version)}"
    counts = [(kind, sum(change.kind == kind for change in step.changes)) for kind in ("changed", "added", "removed")]
    told = ", ".join(f"{grouped(count)} {kind}" for kind, count in counts if count)
    if own and frame.after == frame.position:
        return f"{words} · {told or 'nothing changed'}"
    return words


def _cost(frame: Frame) -> str:
    """What a reducer costs, if that is why one waits: of 1,000 events it is more than a second."""
    slow = frame.event_s is not None and frame.event_s >= _SLOW_EVENT_S
    return f" · {frame.event_s * 1000:.1f} ms an event" if slow and frame.event_s is not None else ""


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)


def _label(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
