"""Roll back: the whole effect is read before anything is written."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, Conflict, InspectorError
from inspector.events.event import Event
from inspector.ui import text
from inspector.ui.dialogs import wording
from inspector.ui.dialogs.base import StoreDialog, button, folded_by, label
from inspector.ui.dialogs.preview_tree import PreviewTree
from inspector.ui.dialogs.scope_target import ScopeTarget
from inspector.ui.dialogs.writable import ReadOnlyBar
from inspector.ui.session import Session
from inspector.workspace.changes import Changes
from inspector.workspace.plan import RollbackPlan

_SHOWN_OUTSIDE = 3


@dataclass(frozen=True, slots=True)
class _Planned:
    plan: RollbackPlan
    target: Event | None
    """The event at the target, None where there is none."""


class RollbackDialog(StoreDialog):
    """Previews a rollback and asks for a reason; nothing is written before the user confirms what the preview says."""

    def __init__(self, session: Session, target: int, stream: str | None, parent: QWidget | None) -> None:
        super().__init__(session, parent, "rollbackDialog", "Roll Back", QSize(760, 640))
        self._planned: _Planned | None = None
        self._writing = False
        offered = stream or session.scope or session.stream_at(target)
        whole = session.workspace.facts.whole
        self.where = ScopeTarget(target, offered if whole else stream, offered, self, whole=whole)
        self.count = label("rollbackCount", role="heading")
        self.streams = label("rollbackStreams", role="muted")
        self.preview = PreviewTree(self)
        self.guess = label("rollbackGuess", role="guess")
        self.outside = label("rollbackOutside", role="danger")
        self.holders = label("rollbackHolders", role="muted")
        self.warning = label("rollbackWarning")
        self.notes = label("rollbackNotes")
        self.notice = label("rollbackNotice", role="danger")
        self.reason = QLineEdit(self)
        self.reason.setObjectName("rollbackReason")
        self.reason.setAccessibleName("Reason, required")
        self.reason.setPlaceholderText("why, for the log: required")
        self.cancel = button("rollbackCancel", "Cancel", self.reject)
        self.cancel.setDefault(True)
        self.confirm = button("rollbackConfirm", "Roll Back", self._confirm, "danger")
        self._lay_out()
        for passing in (self.guess, self.outside, self.notes, self.notice):
            passing.hide()
        self.where.changed.connect(self._look)
        self.where.unsettled.connect(self._forget)
        self.reason.textChanged.connect(self._enable)
        session.writableChanged.connect(self._enable)
        session.foldChanged.connect(self._look)
        self.reason.setFocus()
        self._look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter in a line goes on to what comes next: it neither rolls back nor throws away what was typed.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(self.focusWidget(), QLineEdit):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(ReadOnlyBar(self.session, self))
        layout.addWidget(self.where)
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setProperty("role", "line")
        layout.addWidget(line)
        for widget in (self.notice, self.count, self.streams):
            layout.addWidget(widget)
        layout.addWidget(self.preview, 1)
        for widget in (self.guess, self.outside, self.holders, self.warning, self.notes):
            layout.addWidget(widget)
        why = label("rollbackReasonLabel", "Reason *")
        why.setBuddy(self.reason)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(why)
        bottom.addWidget(self.reason, 1)
        bottom.addWidget(self.confirm)
        bottom.addWidget(self.cancel)
        layout.addLayout(bottom)

    def _forget(self) -> None:
        """What is shown no longer is what would be written."""
        self._planned = None
        self._enable()

    def _look(self) -> None:
        self._forget()
        guess = folded_by(self.session)
        self.guess.setText(guess)
        self.guess.setVisible(bool(guess))
        workspace, moment, stream = self.session.workspace, self.where.moment, self.where.stream

        def look(cancel: Cancel) -> _Planned:
            workspace.refresh()
            plan = workspace.plan_roll_back(moment, stream, cancel=cancel)
            target = next(workspace.events(after=plan.target - 1, upto=plan.target, all=True, cancel=cancel), None)
            return _Planned(plan, target)

        self.work(look, self._show, self._fail, label="Previewing the rollback")

    def _show(self, planned: _Planned) -> None:
        plan = planned.plan
        self.where.show_plan(plan, planned.target)
        ambiguous = len(plan.candidates) > 1
        streams = tuple((stream.stream, stream.ignored) for stream in plan.effect.streams)
        self.count.setText(_count(plan, physical=self.session.workspace.facts.physical))
        self.streams.setText(wording.streams_text(streams))
        self.streams.setVisible(len(streams) > 1)
        self.preview.show_previews(plan.effect.previews)
        unseen = len(plan.effect.streams) - len(plan.effect.previews)
        if unseen > 0:
            self.preview.add_note(f"The states of {text.counted(unseen, 'further stream')} change too.")
        self.outside.setText(_outside(plan))
        self.outside.setVisible(bool(plan.outside))
        self.holders.setText(text.one_line(plan.holders, 600))
        self.warning.setText(plan.warning)
        self.notes.setText(text.one_line(" ".join(plan.notes), 1200))
        self.notes.setVisible(bool(plan.notes))
        self._planned = None if ambiguous or plan.upto <= plan.target else planned
        self._enable()

    def _fail(self, error: InspectorError) -> None:
        if not isinstance(error, Cancelled):
            self.where.show_error(str(error))
            self.count.setText("There is no preview.")
            self.streams.hide()
            self.preview.clear()

    def _enable(self) -> None:
        ready = self._planned is not None and bool(self.reason.text().strip()) and not self._writing
        self.confirm.setEnabled(ready and self.session.workspace.writable)

    def _confirm(self) -> None:
        planned, reason, workspace = self._planned, self.reason.text().strip(), self.session.workspace
        if planned is None:
            return
        self._writing = True
        self._enable()
        self.notice.hide()
        self.write(
            lambda _cancel: workspace.roll_back(reason=reason, plan=planned.plan),
            self._written,
            self._not_written,
            label="Rolling back",
        )

    def _written(self, _changes: Changes) -> None:
        self.accept()

    def _not_written(self, error: InspectorError) -> None:
        self._writing = False
        if isinstance(error, Conflict):
            self.notice.setText("The store has changed meanwhile, so nothing was written; the preview is new.")
            self._look()
        else:
            self.notice.setText(text.one_line(str(error), 600))
            self._enable()
        self.notice.show()


def _count(plan: RollbackPlan, *, physical: bool) -> str:
    scope = "the store" if plan.stream is None else text.one_line(plan.stream, 80)
    if plan.upto <= plan.target:
        return f"Nothing lies after {text.position(plan.target)}: there is nothing to roll back."
    words = wording.ignored_text(plan.effect.ignored, plan.effect.restored, physical=physical)
    return f"{words}: what {scope} holds after {text.position(plan.target)}, up to {text.position(plan.upto)}."


def _outside(plan: RollbackPlan) -> str:
    if not plan.outside:
        return ""
    shown = [
        f"{text.position(event.position)} {event.type} of {event.stream}" for event in plan.outside[:_SHOWN_OUTSIDE]
    ]
    more = len(plan.outside) - len(shown)
    rest = f" and {text.grouped(more)} more" if more else ""
    events = text.counted(len(plan.outside), "event")
    verb = "was" if len(plan.outside) == 1 else "were"
    stay = "stays" if len(plan.outside) == 1 else "stay"
    return text.one_line(
        f"{events} outside {verb} caused by these and {stay} effective: {', '.join(shown)}{rest}.", 600
    )
