"""What folds the events of an open store, and the states that this gives."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeAlias

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import DomainError, InvalidData, NotFound, Refused, StoreError
from inspector.events.log import EventLog
from inspector.events.names import Names
from inspector.replay.anchors import AnchoredFold, Anchors, StartedFold
from inspector.replay.defaulted import DefaultedFold
from inspector.replay.fold import Fold, LocalFold
from inspector.replay.projection import ANY, Projection
from inspector.replay.reducers import REDUCERS, StateDelta
from inspector.store.kept_texts import RULES, KeptTexts
from inspector.workspace.open_store import OpenStore
from inspector.workspace.states import States

if TYPE_CHECKING:
    from inspector.domain.loaded import LoadedDomain
    from inspector.domain.producer.loaded_producer import LoadedProducer
    from inspector.domain.producer.source import ProducerSource
    from inspector.domain.source import DomainSource
    from inspector.replay.rules.rules import Rules
    from inspector.store.foreign_log import ForeignLog
    from inspector.workspace.projected import Projected

    Named: TypeAlias = str | os.PathLike[str] | DomainSource | ProducerSource | Rules
    """What the user names to fold with: a Python file or module, fold rules in TOML or read from it, or the producer's
    own code."""

NO_CODE = "the own code of a producer is run for stores of eventsourcing only."


class Folds:
    """The one fold in use, and its states. Loading takes no lock: it may last; taking into use does.

    domain: the user's Python, where that is what folds. producer: the producer's own code, where it is.
    projections: what the user's Python or rules declare, by name.

    What loads either, or rules, is loaded when the user names or keeps some: a first look at a store needs none.
    """

    def __init__(self, store: OpenStore, lock: threading.RLock) -> None:
        self._store = store
        self._lock = lock
        self.domain: LoadedDomain | None = None
        self.producer: LoadedProducer | None = None
        self._own_log: EventLog | None = None
        self.projections: Mapping[str, Projection] = {}
        self._projected: dict[str, Projected] = {}
        self._anchors = Anchors(store.log)
        self._chosen: Fold | None = None
        self._states = self._new_states()

    @property
    def states(self) -> States:
        """The states, by the snapshots as they are now; those that other snapshots do not bear on stay."""
        if not self._anchors.are_current():
            others = self._anchors.catch_up()
            if isinstance(self.fold, AnchoredFold) or (others and isinstance(self.fold, StartedFold)):
                self._states = self._new_states()
            else:
                self._states.compare_anew()
        return self._states

    @property
    def fold(self) -> Fold:
        """What folds events into states."""
        return self._states.fold

    def use_reducer(self, name: str) -> None:
        """Fold with a built-in reducer from now on; named by the user, so no guess."""
        if name not in REDUCERS:
            raise InvalidData(f"There is no reducer {name!r}; there are {', '.join(REDUCERS)}.")
        self._use(LocalFold(REDUCERS[name], exact=True))

    def use_domain(self, source: Named, cancel: Cancel = NEVER) -> LoadedDomain | None:
        """Fold with what the user names; Python runs in a process of its own."""
        from inspector.domain.loaded import LoadedDomain
        from inspector.domain.producer.loaded_producer import LoadedProducer
        from inspector.domain.producer.source import ProducerSource
        from inspector.domain.rules_file import is_rules, load_rules
        from inspector.domain.source import DomainSource
        from inspector.replay.rules.rules import Rules

        if isinstance(source, ProducerSource):
            self._with_own_code(self._store.log)
            producer = LoadedProducer.load(source, cancel=cancel)
            self._use(producer.fold, producer=producer)
            return None
        if isinstance(source, Rules):
            self._use(LocalFold(source, exact=True), source.projections)
            return None
        named = source.named if isinstance(source, DomainSource) else source
        if is_rules(named):
            return self.use_domain(load_rules(named))
        domain = LoadedDomain.load(source, cancel=cancel)
        self._use(domain.fold, domain.projections, domain=domain)
        return domain

    def use_saved_rules(self) -> None:
        """Fold with the rules that the user keeps for this schema, if any of them is for an event of this store.

        Rules that cannot be read any more are not used; the store's facts say so.
        """
        log, names = self._store.log, Names()
        if not KeptTexts(RULES).has(log.facts.fingerprint):
            return
        from inspector.domain.saved_rules import SavedRules

        try:
            rules = SavedRules().recall(log.facts.fingerprint)
        except (DomainError, StoreError) as error:
            self._store.trouble = f"The fold rules that were saved for stores of this schema are not used: {error}"
            return
        if rules is None:
            return
        for _ in log.columns(names=names):
            if rules.types & {*names.types.names, ANY}:
                self.use_domain(rules)
                return

    def use_as(self, other: Folds, cancel: Cancel = NEVER) -> None:
        """Fold with what another folds with; a domain is loaded once more, from the same bytes.

        Raises `Refused` where that is the producer's own code, which folds what its producer has stored.
        """
        if other.producer is not None:
            raise Refused("The producer's own code folds what it has stored only; name a domain or fold rules.")
        if other.domain is not None:
            self.use_domain(other.domain.source, cancel=cancel)
        else:
            self._use(other._chosen, projections=other.projections)

    def use_default(self) -> None:
        """Go back to the reducer that suits the store's format; mostly a guess."""
        self._use(None)

    def rebase(self) -> None:
        """Take over what was written: the ledger has grown."""
        for states in (self._states, *self._projected.values()):
            states.rebase(self._store.ledger)

    def renew(self) -> None:
        """Forget all states: the store was opened anew."""
        self._anchors = Anchors(self._store.log)
        self._states = self._new_states()
        self._projected = {}

    @contextmanager
    def beside(self, log: EventLog) -> Iterator[tuple[EventLog, Fold]]:
        """What is folded of another log of such a store, perhaps a copy's, and by what; while inside."""
        fold = self._by(log, Anchors(log))
        if self.producer is None:
            yield log, fold
        else:
            with closing(self._with_own_code(log).as_stored()) as stored:
                yield stored, fold

    def projected(self, name: str) -> Projected:
        """The states of a projection. Raises `NotFound` naming those that there are."""
        if name not in self.projections:
            there = ", ".join(self.projections)
            which = f"there are {there}" if there else f"{self.fold.name} declares none"
            raise NotFound(f"There is no projection {name!r}; {which}.")
        if name not in self._projected:
            from inspector.workspace.projected import Projected

            self._projected[name] = Projected(self._store.log, self.projections[name], self._store.ledger)
        return self._projected[name]

    def close(self) -> None:
        """End the process of what is loaded."""
        for loaded in (self.domain, self.producer):
            if loaded is not None:
                loaded.close()
        if self._own_log is not None:
            self._own_log.close()
            self._own_log = None

    def _use(
        self,
        fold: Fold | None,
        projections: Mapping[str, Projection] | None = None,
        *,
        domain: LoadedDomain | None = None,
        producer: LoadedProducer | None = None,
    ) -> None:
        with self._lock:
            self.close()
            self.domain, self.producer = domain, producer
            self._store.trouble = ""
            self.projections = projections or {}
            self._projected = {}
            self._chosen = fold
            self._states = self._new_states()

    def _new_states(self) -> States:
        fold = self._by(self._store.log, self._anchors)
        if self._own_log is not None:
            self._own_log.close()
        self._own_log = None if self.producer is None else self._with_own_code(self._store.log).as_stored()
        log = self._own_log or self._store.log
        grouping = None
        if fold.name == StateDelta.name:
            from inspector.replay.sessions import BySession

            grouping = BySession(log)
        return States(log, fold, self._store.ledger, grouping, self._anchors)

    def _with_own_code(self, log: EventLog) -> ForeignLog:
        """The log, if the producer's own code can fold its events. Raises `StoreError` where there is none."""
        from inspector.store.foreign_log import ForeignLog

        if not isinstance(log, ForeignLog) or not log.facts.own_code:
            raise StoreError(f"{self._store.path.name} is a store of {log.facts.format}; {NO_CODE}")
        return log

    def _by(self, log: EventLog, anchors: Anchors) -> Fold:
        """What folds a log with these snapshots: what was chosen, or what suits the format.

        A guess goes on from each snapshot, what was chosen from those of events that are gone; but the producer's own
        code knows more than JSON of what it goes on from.
        """
        if self._chosen is not None:
            return self._chosen if self.producer is not None else StartedFold(self._chosen, anchors)
        facts = log.facts
        reducer = REDUCERS[facts.reducer]
        if not facts.exact:
            return AnchoredFold(reducer, anchors)
        if not facts.physical:
            return LocalFold(reducer, exact=True)
        from inspector.store.foreign_log import ForeignLog

        return DefaultedFold(reducer, log.likely) if isinstance(log, ForeignLog) else LocalFold(reducer, exact=True)
