"""What a fold says where the producer stored its own state, compared with that."""

from dataclasses import dataclass

from inspector.analysis.diff import Change
from inspector.events.json_value import literal

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class SnapshotCheck:
    """The last snapshot at or before a state, held against the fold of the events up to it.

    differences: `old` is what was stored, `new` what was folded. alone: whether the fold is a guess that goes on from
    what was stored, so that this is what it would have said without. trouble: why they could not be compared.
    """

    version: int
    differences: tuple[Change, ...] = ()
    alone: bool = False
    trouble: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the fold gives what was stored."""
        return not self.differences and not self.trouble

    def sentence(self, *, all: bool = False) -> str:
        """What is wrong, for the user; empty where they agree. With `all` that they agree, too."""
        snapshot = f"the stored snapshot of version {self.version}"
        if self.trouble:
            return f"{snapshot.capitalize()} cannot be compared: {self.trouble.rstrip('.')}."
        if not self.differences:
            return f"Agrees with {snapshot}." if all else ""
        first, more = self.differences[0], len(self.differences) - 1
        rest = f", and at {more} other path{'s' if more > 1 else ''}" if more else ""
        if self.alone:
            return f"Without {snapshot}, the fold would differ from it at {_words(first)}{rest}."
        return f"{snapshot.capitalize()} differs at {_words(first)}{rest}."


def _words(change: Change) -> str:
    path = "/" + "/".join(map(str, change.path))
    stored = "nothing" if change.kind == "added" else _short(literal(change.old))
    folded = "nothing" if change.kind == "removed" else _short(literal(change.new))
    return f"{path}: {stored} stored, {folded} folded"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
