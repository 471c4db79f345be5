"""A measured figure beside its peer's of the same run, the target that it is held to, and how both are told."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Unit: TypeAlias = Literal["s", "B", "B/event", "events/s", "events"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What `figure` names, measured as `ours` beside `theirs` of the `peer`.

    goal: the number of the target, from 1 to 14; 0 for import and export. at_most or at_least: the bound
    of `ratio`, one of the two. A peer may be a bound in itself, as in "16 ms". skipped: why it was not measured, else
    empty. applies: False where the target names a size that this run does not have.
    """

    goal: int
    figure: str
    peer: str
    ours: float | None = None
    theirs: float | None = None
    unit: Unit = "s"
    at_most: float | None = None
    at_least: float | None = None
    skipped: str = ""
    applies: bool = True

    @property
    def ratio(self) -> float | None:
        """Ours by theirs where that is to be small, theirs by ours where that is to be large; None if skipped.

        Of rates (events a second) a large one is good, so there it is the other way round.
        """
        if not self.ours or not self.theirs:
            return None
        turned = (self.at_least is not None) is not (self.unit == "events/s")
        return self.theirs / self.ours if turned else self.ours / self.theirs

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None if it was not measured."""
        return self._within(1.0)

    @property
    def half_met(self) -> bool | None:
        """Whether at least half of what the target asks is there."""
        return self._within(2.0)

    def _within(self, slack: float) -> bool | None:
        if self.ratio is None:
            return None
        if self.at_least is not None:
            return self.ratio * slack >= self.at_least
        return self.at_most is None or self.ratio <= self.at_most * slack

    def told(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {
            "goal": self.goal,
            "figure": self.figure,
            "peer": self.peer,
            "ours": self.ours,
            "theirs": self.theirs,
            "unit": self.unit,
            "ratio": self.ratio,
            "at_most": self.at_most,
            "at_least": self.at_least,
            "met": self.met,
            "skipped": self.skipped,
            "applies": self.applies,
        }

    def line(self) -> str:
        """As a line of the table."""
        head = f"{self.goal:>2}  {self.figure:<46}"
        if self.skipped:
            return f"{head}  skipped: {self.skipped}"
        bound = (
            f">= {self.at_least:g}x" if self.at_least is not None else f"<= {self.at_most:g}x" if self.at_most else ""
        )
        verdict = "" if not bound else "does not apply" if not self.applies else "met" if self.met else "MISSED"
        return (
            f"{head}{shown(self.ours, self.unit)}  {self.peer:<34}{shown(self.theirs, self.unit)}"
            f"{self.ratio or 0:10.3f}x  {bound:<10}{verdict}"
        )


def shown(value: float | None, unit: Unit) -> str:
    """A value with its unit, in a column."""
    if value is None:
        return f"{'':>14}"
    scaled, name = (value * 1000, "ms") if unit == "s" else (value / 1e6, "MB") if unit == "B" else (value, unit)
    digits = 0 if scaled >= 10_000 else 3 if scaled < 1 else 2
    return f"{scaled:14,.{digits}f} {name}"
