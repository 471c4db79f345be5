"""What one asks of the history of an open store: who set a value, what differs, when a condition held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import RLock

from inspector.analysis import blame, find
from inspector.analysis.blame import Setting
from inspector.analysis.find import Condition, Flip
from inspector.analysis.invariant import Invariant
from inspector.analysis.pointer import ABSENT, at, parse
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import NotFound
from inspector.replay.walk import Stride
from inspector.workspace import checkup
from inspector.workspace.checkup import Checkup
from inspector.workspace.comparison import Comparison, compare
from inspector.workspace.folds import Folds
from inspector.workspace.matching import matches
from inspector.workspace.moments import Moment, only
from inspector.workspace.open_store import OpenStore
from inspector.workspace.states import States


@dataclass(frozen=True, slots=True)
class Found:
    """What an expression was found to say. reducer, exact: what folded the states, and whether that is no guess.

    first: only the first flip to true was looked for. trouble: where and why the expression could not be computed at
    first, None if it always could; failed: at how many events.
    """

    flips: tuple[Flip, ...]
    reducer: str
    exact: bool
    failed: int
    trouble: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class History:
    """The events that changed one value, newest first. reducer, exact: what folded the states, and whether that is no
    guess."""

    settings: tuple[Setting, ...]
    reducer: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Questions to the folds of one open store, under the workspace's lock.

    `projection` asks the states of its keys in place of those of streams; `name` is then a key.
    """

    store: OpenStore
    folds: Folds
    lock: RLock

    def blame(
        self, path: str, name: str, upto: Moment | None = None, projection: str | None = None, cancel: Cancel = NEVER
    ) -> History:
        """The events up to a moment that changed the value at a path, a JSON Pointer, of a stream or key.

        Raises `NotFound` for a stream without events and for a path that the state never had.
        """
        place = parse(path)
        with self.lock:
            states, position = self._asked(projection), self._position(upto)
            frame = states.frame(name, position, cancel=cancel)
            guesses = _Guesses(states)
            found = tuple(blame.settings(guesses.among(states.walk(name, position, cancel=cancel)), place))
            if not found and at(frame.state, place) is ABSENT:
                raise NotFound(f"The state of {name} never had anything at {path!r} up to #{position}.")
            return History(found[::-1], frame.reducer, frame.exact and not guesses.met)

    def find(
        self,
        expression: str,
        name: str | None = None,
        projection: str | None = None,
        *,
        first: bool = False,
        cancel: Cancel = NEVER,
    ) -> Found:
        """Where an expression begins and ends to hold, up to the head: of each stream or key by itself.

        name: of one; `*` in it stands for any text. first: only where it first holds. Raises `InvalidData` for what is
        no expression and for one that could be computed nowhere.
        """
        condition = Condition(expression)
        with self.lock:
            states = self._asked(projection)
            guesses = _Guesses(states)
            found = find.flips(guesses.among(self._strides(states, name, cancel)), condition)
            flips = tuple(_first(found) if first else found)
            condition.check_computable()
            return Found(flips, states.fold.name, not guesses.met, condition.failed, condition.trouble)

    def check(self, invariants: Sequence[Invariant] = (), cancel: Cancel = NEVER) -> Checkup:
        """The whole store up to its head, held against invariants and the snapshots in it."""
        with self.lock:
            return checkup.check(self.folds.states, self.store.head, invariants, cancel=cancel)

    def compare(self, other: Inquiry, cancel: Cancel = NEVER) -> Comparison:
        """Where the states of this store part from those of the same file that another workspace folds."""
        with self.lock, other.lock:
            return compare(self.folds.states, other.folds.states, self.store.head, cancel=cancel)

    def _strides(self, states: States, name: str | None, cancel: Cancel) -> Iterator[Stride]:
        if name is not None and "*" not in name:
            states.frame(name, 0, cancel=cancel)  # raises what is to be said of a stream that is not there
            return states.walk(name, self.store.head, cancel=cancel)
        return states.walk(None, self.store.head, wanted=lambda one: matches(one, name), cancel=cancel)

    def _asked(self, projection: str | None) -> States:
        return self.folds.states if projection is None else self.folds.projected(projection)

    def _position(self, moment: Moment | None) -> int:
        return self.store.head if moment is None else only(self.store.log, moment)


class _Guesses:
    """Whether any state on the way was one."""

    def __init__(self, states: States) -> None:
        self._states = states
        self.met = not states.fold.exact

    def among(self, strides: Iterator[Stride]) -> Iterator[Stride]:
        """The strides, each looked at."""
        for stride in strides:
            self.met = self.met or not self._states.is_exact(stride.name, stride.after)
            yield stride


def _first(flips: Iterator[Flip]) -> Iterator[Flip]:
    for flip in flips:
        if flip.after:
            yield flip
            return
