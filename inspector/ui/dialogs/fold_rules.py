"""Fold Rules: what each type of event does to the state, with the state that this gives beside it."""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.analysis.suggest.suggestion import Suggestion
from inspector.domain.rules_file import parse_rules, read_rules
from inspector.domain.rules_text import heading, rules_text
from inspector.domain.saved_rules import SavedRules
from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, InspectorError
from inspector.replay.rules.rules import Rules
from inspector.ui import files, text
from inspector.ui.dialogs.base import StoreDialog, button, label
from inspector.ui.dialogs.like_before import Precedent, latest, learn
from inspector.ui.dialogs.rules_editor import Place, RulesEditor
from inspector.ui.session import Session
from inspector.ui.value_tree.nodes import Marks, Node
from inspector.ui.value_tree.view import ValueTree
from inspector.workspace.frame import Step
from inspector.workspace.rules_check import RulesCheck, check_rules, step_by
from inspector.workspace.workspace import Workspace

NAME = "fold rules"
_SETTLE_MS = 250
"""How long typing must rest before the state follows."""
_FILTER = "Fold rules (*.toml)"
_EMPTY = "# By event type, what is done to which path of the state. Double-click a type to begin.\n"
_LINE = re.compile(r"at line (\d+)")
_RULE = re.compile(r"Rule (\d+) of (.+?)(?::| has | says | is )")


@dataclass(frozen=True, slots=True)
class _Answer:
    """last: the last position that the store had when they were checked."""

    rules: Rules
    step: Step | None
    check: RulesCheck
    last: int


class FoldRulesDialog(StoreDialog):
    """The types on the left, the rules in the middle, the state at the cursor by them on the right.

    The state and the check follow what is typed; Use folds with exactly the rules that they belong to.
    """

    def __init__(self, session: Session, parent: QWidget | None, rules: str, suggestion: Suggestion | None) -> None:
        """rules: the text to begin with; the suggestion if it is empty, which is looked for if there is none yet."""
        super().__init__(session, parent, "foldRulesDialog", "Fold Rules", QSize(1160, 720))
        self._answer: _Answer | None = None
        self._ruled: Set[str] = frozenset()
        self._suggestion = suggestion
        self._seen: dict[str, Precedent] = {}
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.types = _types()
        self.editor = RulesEditor(self._words, self)
        self.error = label("rulesError", role="danger")
        self.evidence = label("rulesEvidence", role="muted")
        self.check = label("rulesCheck", role="muted")
        self.where = label("rulesWhere", role="muted")
        self.tree = ValueTree("rulesState", "State by these rules", self, set_by=True)
        self.keep = QCheckBox("Use them for every store of this schema", self)
        self.keep.setObjectName("rulesKeep")
        self.keep.setVisible(bool(session.workspace.facts.fingerprint))
        self.keep.setChecked(bool(session.workspace.facts.fingerprint))
        self.use = button("rulesUse", "Use", self._use)
        self._lay_out()
        self.use.setDefault(True)
        self.use.setEnabled(False)
        self.error.hide()
        self.evidence.hide()
        session.indexGrown.connect(self._fill_types)
        session.cursorChanged.connect(self._settle.start)
        self.editor.textChanged.connect(self._edited)
        self.types.itemActivated.connect(lambda item: self._go_to(item.data(0, Qt.ItemDataRole.UserRole)))
        self._fill_types()
        if rules or suggestion is not None:
            self._begin(rules)
        else:
            self.evidence.setText("Looking for what the payloads suggest…")
            self.evidence.show()
            session.folding.suggested.connect(self._suggested)
            session.folding.look()
        self.editor.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter uses the rules; Enter belongs to the editor and the list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.use.isEnabled():
                self._use()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        middle, right = QWidget(self), QWidget(self)
        for column, parts, grows in (
            (QVBoxLayout(middle), (self.evidence, self.editor, self.error), self.editor),
            (QVBoxLayout(right), (self.where, self.tree, self.check), self.tree),
        ):
            column.setContentsMargins(8, 0, 0, 0)
            column.setSpacing(8)
            for part in parts:
                column.addWidget(part, int(part is grows))
        across = QSplitter(self)
        for widget in (self.types, middle, right):
            across.addWidget(widget)
            across.setStretchFactor(across.count() - 1, int(widget is not self.types))
        across.setSizes([230, 520, 410])
        across.setChildrenCollapsible(False)
        bottom = QHBoxLayout()
        bottom.addWidget(button("rulesImport", "Import…", self._import))
        bottom.addWidget(button("rulesSave", "Save…", self._save))
        if SavedRules().has(self.session.workspace.facts.fingerprint):
            bottom.addWidget(button("rulesForget", "Forget Saved Rules", self._forget, "link"))
        bottom.addStretch(1)
        bottom.addWidget(self.keep)
        bottom.addSpacing(8)
        bottom.addWidget(button("rulesCancel", "Cancel", self.reject))
        bottom.addWidget(self.use)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(12)
        layout.addWidget(across, 1)
        layout.addLayout(bottom)

    # What it begins with

    def _begin(self, rules: str) -> None:
        suggestion = self._suggestion
        self.evidence.setVisible(not rules and suggestion is not None)
        if rules:
            self.editor.setPlainText(rules)
        elif suggestion is not None:
            self.evidence.setText(f"≈ Suggested. {suggestion.evidence()}")
            self.editor.setPlainText(rules_text(suggestion.rules))
        else:
            self.editor.setPlainText(_EMPTY)

    def _suggested(self, error: InspectorError | None) -> None:
        self._suggestion = self.session.folding.suggestion
        self.evidence.hide()
        if not self.editor.toPlainText():
            self._begin("")
        if error is not None:
            self._fail(error)

    # The types

    def _fill_types(self) -> None:
        index = self.session.index
        counts = np.bincount(index.types, minlength=len(index.type_names))
        current = self.types.currentItem()
        chosen = None if current is None else current.data(0, Qt.ItemDataRole.UserRole)
        self.types.clear()
        for code in np.argsort(-counts, kind="stable").tolist():
            name = index.type_names[code]
            words = f"{'●' if name in self._ruled else '○'}  {text.one_line(name, 80)}"
            item = QTreeWidgetItem(self.types, [words, text.grouped(int(counts[code]))])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, Qt.ItemDataRole.UserRole, name)
            item.setToolTip(
                0, text.hint(f"{name}: {'has rules' if name in self._ruled else 'leaves the state as it is'}")
            )
            if name == chosen:
                self.types.setCurrentItem(item)

    def _go_to(self, type: str) -> None:
        rules = {} if self._suggestion is None else self._suggestion.rules["on"]
        lines = rules_text({"on": {type: rules[type]}}) if type in rules else _template(type)
        self.editor.go_to(type, lines)

    def _words(self, place: Place) -> list[str]:
        if place.kind == "type":
            return sorted(self.session.index.type_names)
        if place.kind == "path":
            state = None if self._answer is None or self._answer.step is None else self._answer.step.frame.state
            return [f"/{key}" for key in state] if isinstance(state, dict) else []
        seen = self._seen.get(place.type)
        if seen is None:
            session = self.session
            known = latest(session.index, session.ledger, place.type, None)
            if known is not None:
                learnt = partial(self._learnt, place.type)
                ask = partial(learn, session.workspace, known)
                session.jobs.states.submit(ask, learnt, self._fail, label="Looking at payloads")
        return [] if seen is None else list(seen.shape.keys())

    def _learnt(self, type: str, seen: Precedent) -> None:
        self._seen[type] = seen

    # The state that the rules give

    def _edited(self) -> None:
        self._answer = None
        self.use.setEnabled(False)
        self.tree.set_dimmed(True)
        self._settle.start()

    def _ask(self) -> None:
        if not self.editor.toPlainText():
            return  # nothing is folded with nothing, also while a suggestion is looked for
        session = self.session
        stream = session.scope or session.stream_at(session.cursor)
        known = self._answer if self._answer is not None and self._answer.last == session.last else None
        ask = partial(_looked, session.workspace, known or self.editor.toPlainText(), stream, session.cursor)
        self.work(ask, self._show, self._fail, label="Folding with the rules")

    def _show(self, answer: _Answer) -> None:
        self._answer = answer
        if answer.rules.types != self._ruled:
            self._ruled = answer.rules.types
            self._fill_types()
        self.use.setEnabled(True)
        self.tree.set_dimmed(False)
        self.editor.mark(None)
        self.error.hide()
        self.check.setText(text.one_line(answer.check.sentence(), 400))
        _role(self.check, "muted" if answer.check.first is None else "guess")
        step = answer.step
        if step is None:
            self.where.setText("No event, no state")
            return
        frame = step.frame
        self.where.setText(
            f"{text.one_line(frame.stream or '', 60)} after {text.position(frame.after)}, by these rules"
        )
        self.tree.show_tree(Node(frame.stream or "", frame.state, trace=frame.trace, marks=Marks.of(step.changes)))
        if frame.error is not None:
            where = f"{text.position(frame.error.position)} {text.one_line(frame.error.type, 60)}"
            self._say(f"Stopped at {where}: {text.one_line(frame.error.reason, 300)}")

    def _fail(self, error: InspectorError) -> None:
        if isinstance(error, Cancelled):
            return
        said = str(error).removeprefix(f"{NAME}: ")
        line, rule = _LINE.search(said), _RULE.search(said)
        if line is not None:
            self.editor.mark(int(line[1]))
        elif rule is not None:
            self.editor.mark(self.editor.line_of(rule[2], int(rule[1])))
        self._say(text.one_line(said, 400))

    def _say(self, words: str) -> None:
        self.check.setText("")
        self.error.setText(words)
        self.error.show()

    # Doing it

    def _use(self) -> None:
        if self._answer is not None:
            self.session.folding.use_rules(self._answer.rules, keep=self.keep.isChecked())
            self.accept()

    def _forget(self) -> None:
        self.session.folding.forget_rules()
        self.accept()

    def _import(self) -> None:
        def chosen(path: Path) -> None:
            try:
                self.editor.setPlainText(read_rules(path))
            except InspectorError as error:
                self._say(str(error))

        files.ask_rules(self, chosen)

    def _save(self) -> None:
        def chosen(path: Path) -> None:
            try:
                path.write_text(self.editor.toPlainText(), encoding="utf-8")
            except OSError as error:
                self._say(f"{path} cannot be written: {error.strerror}; choose another place.")

        files.ask_save(self, "Save the Fold Rules", "rules.toml", chosen, _FILTER)


def _types() -> QTreeWidget:
    made = QTreeWidget()
    made.setObjectName("rulesTypes")
    made.setAccessibleName("Event types")
    made.setColumnCount(2)
    made.setHeaderHidden(True)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.header().setStretchLastSection(False)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    made.setMinimumWidth(150)
    return made


def _template(type: str) -> str:
    return f'{heading(type)}\nmerge = ""\nvalue = "payload"\n'


def _role(of: QWidget, role: str) -> None:
    of.setProperty("role", role)
    of.style().unpolish(of)
    of.style().polish(of)


def _looked(workspace: Workspace, by: _Answer | str, stream: str | None, at: int, cancel: Cancel) -> _Answer:
    """by: the text of the rules, or what they gave before at another place."""
    last = workspace.last_position()
    rules = parse_rules(by, NAME) if isinstance(by, str) else by.rules
    step = None if stream is None else step_by(workspace, rules, stream, at, cancel=cancel)
    check = check_rules(workspace, rules, cancel=cancel) if isinstance(by, str) else by.check
    return _Answer(rules, step, check, last)
