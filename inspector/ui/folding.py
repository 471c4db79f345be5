"""What folds the events of an open store, changed while it is open: a built-in reducer, or a domain of the user's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.events.cancel import Cancel
from inspector.events.errors import InspectorError
from inspector.replay.anchors import StartedFold
from inspector.replay.fold import LocalFold
from inspector.ui.jobs import Jobs

if TYPE_CHECKING:
    from inspector.analysis.suggest.suggestion import Suggestion
    from inspector.domain.producer.source import ProducerSource
    from inspector.replay.rules.rules import Rules
    from inspector.workspace.folds import Named
    from inspector.workspace.workspace import Workspace


class Folding(QObject):
    """Changes a workspace's fold, in order with what is written. GUI thread only; the work happens in the lane."""

    changed = Signal()
    """Another fold is in use: every state may be another."""
    failed = Signal(object)
    suggested = Signal(object)
    """The look for a suggestion has ended; with the error, if one ended it."""

    def __init__(self, workspace: Workspace, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._jobs = jobs
        self._lane = jobs.write
        self._asked = self._looking = False
        self.suggestion: Suggestion | None = None
        """Rules that the store suggests; never used by themselves."""

    @property
    def rules(self) -> str:
        """The text of the rules in use, empty if there are none."""
        fold = self._workspace.fold
        chosen = fold.chosen if isinstance(fold, StartedFold) else None
        if chosen is None:
            return ""
        from inspector.replay.rules.rules import Rules

        return chosen.reducer.text if isinstance(chosen, LocalFold) and isinstance(chosen.reducer, Rules) else ""

    def suggest(self) -> None:
        """Look once, in the background, for rules that are better than the guess in use; natives have no producer."""
        if not self._asked and not self._workspace.fold.exact and self._workspace.facts.fingerprint:
            self._asked = True
            self.look()

    def look(self) -> None:
        """Look for rules, unless that is being done; `suggested` tells of the end."""
        if not self._looking:
            self._looking = True
            self._jobs.guesses.submit(self._look, self._found, self._not_found, label="Looking for fold rules")

    def _look(self, cancel: Cancel) -> Suggestion | None:
        from inspector.workspace.suggesting import suggested

        return suggested(self._workspace, cancel=cancel)

    def _found(self, suggestion: Suggestion | None) -> None:
        self._looking, self.suggestion = False, suggestion
        self.suggested.emit(None)

    def _not_found(self, error: InspectorError) -> None:
        self._looking = False
        self.suggested.emit(error)

    def use_rules(self, rules: Rules, *, keep: bool) -> None:
        """Fold with rules that the user confirmed. keep: whether every store of this schema is folded with them."""

        def use(cancel: Cancel) -> None:
            self._workspace.use_domain(rules, cancel=cancel)
            if keep:
                from inspector.domain.saved_rules import SavedRules

                SavedRules().remember(self._workspace.facts.fingerprint, rules.text)

        self._change(use, "Folding with the rules")

    def forget_rules(self) -> None:
        """Fold stores of this schema without rules again, this one too; Python that folds it goes on doing so."""

        def forget(_cancel: Cancel) -> None:
            from inspector.domain.saved_rules import SavedRules

            SavedRules().forget(self._workspace.facts.fingerprint)
            if self.rules:
                self._workspace.drop_domain()

        self._change(forget, "Forgetting the rules")

    def load_domain(self, source: Named) -> None:
        """Load the user's reducers and commands in a process of their own."""
        self._change(lambda cancel: self._workspace.use_domain(source, cancel=cancel), "Loading the domain")

    def load_producer(
        self,
        source: ProducerSource,
        *,
        remember: bool,
        done: Callable[[], None],
        failed: Callable[[InspectorError], None],
    ) -> None:
        """Load the producer's own code; if it is to be remembered, as the files are that were loaded."""

        def load(cancel: Cancel) -> None:
            self._workspace.use_domain(source, cancel=cancel)
            if remember and self._workspace.producer is not None:
                from inspector.domain.consent import Consents

                Consents().remember(self._workspace.path, self._workspace.producer.source)

        self._change(load, f"Loading {source.name}", done, failed)

    def recall_domain(self) -> None:
        """Load the domain that the user's remembered consent for this store names, if there is one."""

        def load(cancel: Cancel) -> None:
            from inspector.domain.consent import Consents

            source = Consents().recall(self._workspace.path)
            if source is not None:
                self._workspace.use_domain(source, cancel=cancel)

        self._change(load, "Loading the domain")

    def drop_domain(self) -> None:
        """Go back to the default reducer."""
        self._change(lambda _cancel: self._workspace.drop_domain(), "Dropping the domain")

    def _change(
        self,
        work: Callable[[Cancel], object],
        label: str,
        done: Callable[[], None] | None = None,
        failed: Callable[[InspectorError], None] | None = None,
    ) -> None:
        before = self._workspace.fold

        def tell() -> None:
            if self._workspace.fold is not before:
                self.changed.emit()

        def finished(_result: object) -> None:
            tell()
            if done is not None:
                done()

        def not_finished(error: InspectorError) -> None:
            tell()
            (failed or self.failed.emit)(error)

        self._lane.submit(work, finished, not_finished, label=label)
