"""Where a rollback goes: its scope, and its target as a position or a time."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from inspector.events.event import Event
from inspector.ui import fonts, text
from inspector.ui.dialogs.base import label
from inspector.workspace.plan import RollbackPlan

_SETTLE_MS = 250
"""How long typing must rest before the preview follows."""


class ScopeTarget(QWidget):
    """Scope and target of a rollback. `changed` comes once what the user did has settled, `unsettled` at once."""

    changed = Signal()
    unsettled = Signal()

    def __init__(
        self, target: int, stream: str | None, offered: str | None, parent: QWidget | None = None, *, whole: str = ""
    ) -> None:
        """offered: the stream that may be chosen as scope, None for none; stream: it, where it is chosen at first.

        whole: why the whole store may not be; empty if it may.
        """
        super().__init__(parent)
        self._offered = offered
        self.whole = QRadioButton("Whole store", self)
        self.whole.setObjectName("rollbackWholeStore")
        self.whole.setEnabled(not whole)
        self.whole.setToolTip(whole)
        self.one = QRadioButton(f"Only {text.one_line(offered or '', 60)}", self)
        self.one.setObjectName("rollbackOneStream")
        self.one.setVisible(offered is not None)
        (self.one if stream is not None else self.whole).setChecked(True)
        self.line = QLineEdit(str(target), self)
        self.line.setObjectName("rollbackTarget")
        self.line.setAccessibleName("Target: a position or a time")
        self.line.setProperty("role", "mono")
        self.line.setFont(fonts.mono())
        self.line.setPlaceholderText("a position, or a time such as 2026-03-12 14:32")
        self.means = label("rollbackMeans", role="muted")
        self.choice = QWidget(self)
        self.choice.hide()
        self._picked: int | None = None
        self._candidates = QButtonGroup(self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.changed)
        self.line.textEdited.connect(self._typed)
        self.whole.clicked.connect(self.changed)
        self.one.clicked.connect(self.changed)
        self._candidates.idClicked.connect(self._pick)
        self._lay_out()

    @property
    def stream(self) -> str | None:
        """The scope: a stream, or None for the whole store."""
        return self._offered if self.one.isChecked() else None

    @property
    def moment(self) -> int | str:
        """The target: what was typed, or the position that was picked where a time means two."""
        return self.line.text() if self._picked is None else self._picked

    def show_plan(self, plan: RollbackPlan, event: Event | None) -> None:
        """Say which event the target is, and offer both positions where a time may mean two."""
        if event is None:
            self.means.setText(f"{text.position(plan.target)}, before the first event")
        else:
            words = f"{text.position(plan.target)} · {text.when_zoned(event.time_ns)} · {event.type} · {event.stream}"
            self.means.setText(f"After {text.one_line(words)}")
        if len(plan.candidates) > 1:
            self._offer(plan.candidates)

    def show_error(self, sentence: str) -> None:
        """Say why there is no such target."""
        self.means.setText(text.one_line(sentence, 400))

    def _lay_out(self) -> None:
        scopes = QHBoxLayout()
        scopes.setSpacing(18)
        scopes.addWidget(self.whole)
        scopes.addWidget(self.one)
        scopes.addStretch(1)
        candidates = QHBoxLayout(self.choice)
        candidates.setContentsMargins(0, 0, 0, 0)
        candidates.addWidget(label("rollbackCandidates", "Times go backwards around it. Which one?"))
        target = label("rollbackTargetLabel", "Back to")
        target.setBuddy(self.line)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(6)
        layout.setColumnStretch(1, 1)
        layout.addWidget(label("rollbackScopeLabel", "Scope"), 0, 0)
        layout.addLayout(scopes, 0, 1)
        layout.addWidget(target, 1, 0)
        layout.addWidget(self.line, 1, 1)
        layout.addWidget(self.means, 2, 1)
        layout.addWidget(self.choice, 3, 1)

    def _typed(self) -> None:
        self._forget()
        self.unsettled.emit()
        self._settle.start()

    def _pick(self, position: int) -> None:
        self._picked = position
        self.changed.emit()

    def _forget(self) -> None:
        self._picked = None
        self.choice.hide()
        for shown in self._candidates.buttons():
            self._candidates.removeButton(shown)
            shown.deleteLater()

    def _offer(self, candidates: tuple[int, ...]) -> None:
        self._forget()
        layout = self.choice.layout()
        assert layout is not None
        for number, position in enumerate(candidates):
            radio = QRadioButton(text.position(position), self.choice)
            radio.setObjectName(f"rollbackCandidate.{number}")
            radio.setChecked(False)
            self._candidates.addButton(radio, position)
            layout.addWidget(radio)
        self.choice.show()
