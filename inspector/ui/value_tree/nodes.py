"""The tree of a value as it is shown: what is in it, who set it, and what an event changed in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from inspector.analysis.diff import Change
from inspector.events.json_value import JsonValue, literal
from inspector.replay.trace import Trace
from inspector.ui.text import counted, one_line

Key = str | int
Path = tuple[Key, ...]
Mark = Literal["added", "changed", "removed"]

BATCH = 1000
"""Children that are made and laid out at once; the rest follow as one scrolls there."""

_BRIEF_ITEMS = 4


@dataclass
class Marks:
    """The changes below one node, by key: the change of the child itself, and what changed within it."""

    change: Change | None = None
    below: dict[Key, "Marks"] = field(default_factory=dict)

    @classmethod
    def of(cls, changes: Iterable[Change]) -> "Marks":
        """Changes, given by path, as a tree."""
        root = cls()
        for change in changes:
            at = root
            for key in change.path:
                at = at.below.setdefault(key, cls())
            at.change = change
        return root


NO_MARKS = Marks()

PENDING: JsonValue = {"…": None}
"""Stands for a stream's state until somebody opens it; compared by identity."""


class Node:
    """One value at its place. Its children are made in batches, the first when they are asked for.

    trace: the node of the trace beside it, None where nobody knows who set the value. mark: what became of it; inside
    of what was added or removed as a whole, everything has that mark. noun: what an object has many of.
    """

    __slots__ = ("_children", "_coming", "_marks", "key", "mark", "noun", "old", "parent", "row", "trace", "value")

    def __init__(
        self,
        key: Key,
        value: JsonValue,
        *,
        trace: Trace | None = None,
        marks: Marks = NO_MARKS,
        mark: Mark | None = None,
        parent: "Node | None" = None,
        noun: str = "field",
    ) -> None:
        self.key = key
        self.value = value
        self.trace = trace
        self.parent = parent
        self.row = 0
        self.noun = noun
        self.mark: Mark | None = marks.change.kind if marks.change is not None else mark
        self.old: JsonValue = marks.change.old if marks.change is not None else None
        self._marks = marks
        self._children: list[Node] | None = None
        self._coming: Iterator[Node] = iter(())

    @property
    def is_container(self) -> bool:
        """Whether it can have children."""
        return isinstance(self.value, dict | list)

    @property
    def total(self) -> int:
        """How many children it has, made or not."""
        gone = len(self._removed()) if self._marks.below else 0
        return len(self.value) + gone if isinstance(self.value, dict | list) else gone

    @property
    def summary(self) -> str:
        """What it is, in a word."""
        return summary(self.value, self.noun)

    @property
    def brief(self) -> str:
        """What it is while it is closed."""
        return brief(self.value)

    @property
    def children(self) -> "list[Node]":
        """The children made so far, in the state's order; what was removed comes last."""
        if self._children is None:
            self._children = []
            self._coming = self._make_children()
            self.grow()
        return self._children

    def grow(self) -> None:
        """Make the next batch of children."""
        made = self.children
        for row, child in enumerate(islice(self._coming, BATCH), len(made)):
            child.row = row
            made.append(child)

    def become(self, value: JsonValue, trace: Trace | None) -> None:
        """Take another value; children are made anew."""
        self.value, self.trace, self._children = value, trace, None

    def is_like(self, value: JsonValue) -> bool:
        """Whether another value would have the same rows, as far as they were made."""
        if not self.is_container or not isinstance(value, dict | list):
            return self.is_container is isinstance(value, dict | list)
        if self._children is None:
            return bool(self.total) is bool(value)
        if not isinstance(value, type(self.value)) or len(self.value) != len(value):  # type: ignore[arg-type]
            return False
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return all(
            node.key == key and node.is_like(item) for node, (key, item) in zip(self._children, items, strict=False)
        )

    def follow(self, value: JsonValue, trace: Trace | None) -> "Iterator[Node]":
        """Take a value that `is_like` this one, rows and all; every node whose rows were made."""
        self.value, self.trace = value, trace
        if self._children is None or not isinstance(value, dict | list):
            return
        made, self._coming = len(self._children), islice(self._make_children(), len(self._children), None)
        traces = None if trace is None else trace[1]
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for node, (key, item) in zip(self._children[:made], items, strict=False):
            yield from node.follow(item, None if traces is None else traces[key])
        yield self

    @property
    def set_by(self) -> int | None:
        """The position that last set it; None where that is unknown, or nothing since S(0) has."""
        return (int(self.trace[0]) or None) if self.trace is not None and self.mark != "removed" else None

    @property
    def path(self) -> Path:
        """Keys from the root, which has the empty path, to it."""
        return () if self.parent is None else (*self.parent.path, self.key)

    def _removed(self) -> list[tuple[Key, Marks]]:
        return [
            (key, marks)
            for key, marks in self._marks.below.items()
            if marks.change is not None and marks.change.kind == "removed"
        ]

    def _make_children(self) -> "Iterator[Node]":
        inherited = self.mark if self.mark in ("added", "removed") else None
        traces = None if self.trace is None else self.trace[1]
        items: Iterable[tuple[Key, JsonValue]] = ()
        if isinstance(self.value, dict):
            items = self.value.items()
        elif isinstance(self.value, list):
            items = enumerate(self.value)
        for key, value in items:
            trace = None if traces is None else traces[key]
            marks = self._marks.below.get(key, NO_MARKS)
            yield Node(key, value, trace=trace, marks=marks, mark=inherited, parent=self)
        for key, marks in self._removed():
            yield Node(key, marks.change.old if marks.change is not None else None, marks=marks, parent=self)


class Roster(Node):
    """The streams of a store, or the keys of a projection, by name: each is `PENDING` until its state is there."""

    __slots__ = ("names",)

    def __init__(self, key: Key, names: Sequence[str], noun: str) -> None:
        super().__init__(key, {}, noun=noun)
        self.names = names

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.names)

    @property
    def summary(self) -> str:
        return counted(len(self.names), self.noun)

    @property
    def brief(self) -> str:
        return self.summary

    def begins_like(self, names: Sequence[str]) -> bool:
        """Whether those of its children that were made stand among other names as they do here."""
        return all(node.key == name for node, name in zip(self.children, names, strict=False))

    def take(self, names: Sequence[str]) -> None:
        """Be of other names, which begin like these."""
        del self.children[len(names) :]
        self.names = names
        self._coming = self._make_children()

    def _make_children(self) -> Iterator[Node]:
        for at in range(len(self._children or ()), len(self.names)):
            yield Node(self.names[at], PENDING, parent=self)


def summary(value: JsonValue, noun: str = "field") -> str:
    """A container in a word: `3 items`, `2 fields`, `{}`."""
    if isinstance(value, dict):
        return counted(len(value), noun) if value else "{}"
    if isinstance(value, list):
        return counted(len(value), "item") if value else "[]"
    return scalar(value)


def brief(value: JsonValue) -> str:
    """A collapsed container by its first scalar fields: `{sku "C9", qty 1}`; a list by its length."""
    if value is PENDING:
        return "…"
    if not isinstance(value, dict) or not value:
        return summary(value)
    parts = [f"{key} {scalar(item)}" for key, item in value.items() if not isinstance(item, dict | list)][:_BRIEF_ITEMS]
    return one_line("{" + ", ".join(parts) + ("}" if len(parts) == len(value) else ", …}")) if parts else summary(value)


def scalar(value: JsonValue) -> str:
    """A scalar as its literal, on one line."""
    return one_line(literal(value), 400)
