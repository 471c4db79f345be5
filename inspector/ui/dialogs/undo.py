"""Undo and redo: what would happen, then Enter."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, Conflict, InspectorError
from inspector.ui import text
from inspector.ui.dialogs import wording
from inspector.ui.dialogs.base import StoreDialog, button, folded_by, label
from inspector.ui.dialogs.preview_tree import PreviewTree
from inspector.ui.dialogs.writable import ReadOnlyBar
from inspector.ui.session import Session
from inspector.workspace.changes import Changes
from inspector.workspace.effect import Effect
from inspector.workspace.plan import ReversalPlan


class UndoDialog(StoreDialog):
    """Previews an undo or a redo of the newest operation since the window opened, or the undo of one operation."""

    def __init__(
        self, session: Session, parent: QWidget | None, *, redo: bool = False, operation: int | None = None
    ) -> None:
        self._verb = "Redo" if redo else "Undo"
        super().__init__(session, parent, f"{self._verb.lower()}Dialog", self._verb, QSize(640, 420))
        self._redo = redo
        self._operation = operation
        self._plan: ReversalPlan | None = None
        self.heading = label("undoHeading", "Looking…", "heading")
        self.made = label("undoMade", role="muted")
        self.effect = label("undoEffect")
        self.guess = label("undoGuess", folded_by(session), "guess")
        self.guess.setVisible(bool(self.guess.text()))
        self.notice = label("undoNotice", role="danger")
        self.notice.hide()
        self.preview = PreviewTree(self)
        self.confirm = button("undoConfirm", self._verb, self._confirm)
        self.confirm.setDefault(True)
        self.confirm.setEnabled(False)
        cancel = button("undoCancel", "Cancel", self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(ReadOnlyBar(session, self))
        for widget in (self.heading, self.made, self.notice, self.effect):
            layout.addWidget(widget)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.guess)
        layout.addLayout(buttons)
        session.writableChanged.connect(self._enable)
        session.foldChanged.connect(self._look)
        cancel.setFocus()
        self._look()

    def _look(self) -> None:
        self._plan = None
        self._enable()
        self.guess.setText(folded_by(self.session))
        self.guess.setVisible(bool(self.guess.text()))
        workspace, since, operation = self.session.workspace, self.session.since, self._operation

        def look(cancel: Cancel) -> ReversalPlan:
            workspace.refresh()
            if self._redo:
                return workspace.plan_redo(since, cancel=cancel)
            return workspace.plan_undo(operation, 0 if operation is not None else since, cancel=cancel)

        self.work(look, self._show, self._refuse, label=f"Previewing the {self._verb.lower()}")

    def _show(self, plan: ReversalPlan) -> None:
        self._plan = plan
        subject = plan.subject
        self.heading.setText(f"{self._verb} operation {subject.number}: {wording.operation_text(subject)}")
        reason = f" · {text.one_line(subject.reason, 200)}" if subject.reason else ""
        self.made.setText(f"made {text.when_zoned(subject.time_ns)} by {text.one_line(subject.actor, 60)}{reason}")
        streams = tuple((stream.stream, stream.ignored + stream.restored) for stream in plan.effect.streams)
        names = f": {wording.streams_text(streams)}" if streams else ""
        self.effect.setText(f"{self._said(plan.effect)}{names}.")
        self.preview.show_previews(plan.effect.previews)
        self._enable()
        if self.confirm.isEnabled():
            self.confirm.setFocus()

    def _said(self, effect: Effect) -> str:
        physical = self.session.workspace.facts.physical
        return wording.ignored_text(effect.ignored, effect.restored, physical=physical)

    def _refuse(self, error: InspectorError) -> None:
        if not isinstance(error, Cancelled):
            self.heading.setText(f"{self._verb} is not possible")
            self.effect.setText(text.one_line(str(error), 600))
            self.preview.clear()

    def _enable(self) -> None:
        self.confirm.setEnabled(self._plan is not None and self.session.workspace.writable)

    def _confirm(self) -> None:
        plan = self._plan
        if plan is None:
            return
        workspace = self.session.workspace
        self.confirm.setEnabled(False)
        self.notice.hide()
        self.write(
            lambda _cancel: workspace.redo(plan=plan) if self._redo else workspace.undo(plan=plan),
            self._written,
            self._not_written,
            label=self._verb,
        )

    def _written(self, _changes: Changes) -> None:
        self.accept()

    def _not_written(self, error: InspectorError) -> None:
        if isinstance(error, Conflict):
            self.notice.setText("The store has changed meanwhile, so nothing was written; the preview is new.")
            self._look()
        else:
            self.notice.setText(text.one_line(str(error), 600))
            self._enable()
        self.notice.show()
